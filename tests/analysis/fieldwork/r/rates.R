# Weighted outcome rates as ratios of two totals, by R's package survey, with standard errors by domain.
# Run from the folder of these tests: Rscript r/rates.R data OUTPUT.csv
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
units <- read.csv(file.path(arguments[1], "units.csv"), colClasses = c(code = "character"))
share <- c(UH = 0.2, UR = 0.35, UO = 0.5)
known <- c("I", "P", "R", "NC", "O")
is <- function(...) as.numeric(units$outcome %in% c(...))
all <- is(known) + is("UH", "UR", "UO")
expected <- is(known) + share["UH"] * is("UH") + share["UR"] * is("UR") + share["UO"] * is("UO")
rates <- list(
  RR1 = list(is("I"), all), RR2 = list(is("I", "P"), all), RR3 = list(is("I"), expected),
  RR4 = list(is("I", "P"), expected), RR5 = list(is("I"), is(known)), COOP1 = list(is("I"), is("I", "P", "R", "O")),
  COOP4 = list(is("I", "P"), is("I", "P", "R")), REF2 = list(is("R"), expected), CON1 = list(is("I", "P", "R", "O"), all),
  CON2 = list(is("I", "P", "R", "O"), expected), LOC2 = list(is(known), expected)
)
rows <- list()
for (name in names(rates)) {
  units$above <- rates[[name]][[1]]
  units$below <- rates[[name]][[2]]
  design <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = units)
  for (level in c("all", sort(unique(units$region)))) {
    domain <- if (level == "all") design else subset(design, region == level)
    ratio <- svyratio(~above, ~below, domain)
    bounds <- confint(ratio, df = degf(domain))
    rows[[length(rows) + 1]] <- data.frame(
      rate = name, level = level, value = as.numeric(coef(ratio)), se = as.numeric(SE(ratio)),
      low = as.numeric(bounds[1]), high = as.numeric(bounds[2]), df = degf(domain)
    )
  }
}
values <- do.call(rbind, rows)
numeric <- c("value", "se", "low", "high", "df")
values[numeric] <- lapply(values[numeric], function(x) sprintf("%.15g", x))
write.csv(values, arguments[2], row.names = FALSE, quote = FALSE)
