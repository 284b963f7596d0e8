# What R's package survey says of the same data: points, standard errors, intervals, design effects by domain.
# Run from the folder of the tests of the analysis: Rscript r/expected.R data OUTPUT.csv
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
strat <- read.csv(file.path(arguments[1], "apistrat.csv"))
clus <- read.csv(file.path(arguments[1], "apiclus1.csv"))
for (name in c("strat", "clus")) {
  data <- get(name)
  data$wide <- data$sch_wide == "Yes"
  data$everybody <- "all"
  assign(name, data)
}
designs <- list(
  stratified = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
  clustered = svydesign(id = ~dnum, weights = ~pw, data = clus),
  nested = svydesign(id = ~dnum, strata = ~stype, weights = ~pw, data = clus, nest = TRUE)
)
rows <- list()
add <- function(statistic, estimate, se, bounds, deff = NA) {
  rows[[length(rows) + 1]] <<- data.frame(
    design = label, statistic = statistic, by = by, level = level, estimate = as.numeric(estimate),
    se = as.numeric(se), low = as.numeric(bounds[1]), high = as.numeric(bounds[2]),
    deff = as.numeric(deff)[1], df = df
  )
}
for (label in names(designs)) {
  design <- designs[[label]]
  for (by in c("everybody", "stype", "yr_rnd")) {
    for (level in sort(unique(as.character(design$variables[[by]])))) {
      domain <- subset(design, design$variables[[by]] == level)
      df <- degf(domain)
      total <- svytotal(~enroll, domain, na.rm = TRUE)
      bounds <- confint(total, df = df)
      add("total", coef(total), SE(total), bounds)
      mean <- svymean(~api00, domain, deff = "replace")
      bounds <- confint(mean, df = df)
      add("mean", coef(mean), SE(mean), bounds, deff = deff(mean))
      share <- svymean(~as.numeric(wide), domain, deff = "replace")
      bounds <- confint(svyciprop(~wide, domain, method = "logit", df = df))
      add("share", coef(share), SE(share), bounds, deff = deff(share))
      ratio <- svyratio(~api00, ~api99, domain)
      bounds <- confint(ratio, df = df)
      add("ratio", coef(ratio), SE(ratio), bounds)
      for (order in c(0.5, 0.25)) {
        quantile <- svyquantile(~api00, domain, order, qrule = "hf2", interval.type = "mean", df = df)[[1]]
        add(paste0("quantile", order), quantile[1], quantile[4], quantile[2:3])
      }
    }
  }
}
values <- do.call(rbind, rows)
numeric <- c("estimate", "se", "low", "high", "deff", "df")
values[numeric] <- lapply(values[numeric], function(x) sprintf("%.15g", x))
write.csv(values, arguments[2], row.names = FALSE, quote = FALSE, na = "")
