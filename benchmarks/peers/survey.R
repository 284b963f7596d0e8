# R survey on the same data: how long it takes, and what it finds. Start and reading of files are not counted.
# Rscript survey.R FOLDER REPLICATES: reads respondents.csv and margins.csv, writes seconds.csv and figures.csv.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 17)
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
count <- as.integer(arguments[2])

respondents <- read.csv(file.path(folder, "respondents.csv"), colClasses = c(psu = "character", sex = "character"))
margins <- read.csv(file.path(folder, "margins.csv"))
seconds <- data.frame()
figures <- data.frame()

took <- function(what, estimates, run, times = 4) {
  result <- NULL
  spent <- replicate(times, system.time(result <<- run())[["elapsed"]])
  # the first run is the cold one
  spent <- if (times > 1) median(spent[-1]) else spent
  seconds <<- rbind(seconds, data.frame(what = what, seconds = spent, estimates = estimates))
  result
}
found <- function(what, level, estimate, se) {
  figures <<- rbind(figures, data.frame(what = what, level = as.character(level), estimate = as.numeric(estimate),
                                        se = as.numeric(se)))
}

# Margins as R wants them: the intercept, then every level but the first of each variable.
names_of <- unique(margins$margin)
totals <- c(`(Intercept)` = sum(margins$total[margins$margin == names_of[1]]))
for (name in names_of) {
  own <- margins[margins$margin == name, ]
  own <- own[order(own$level), ]
  respondents[[name]] <- factor(respondents[[name]], levels = own$level)
  totals <- c(totals, setNames(own$total[-1], paste0(name, own$level[-1])))
}
formula <- reformulate(names_of)

design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~base, data = respondents, nest = TRUE)
calibrated <- took("logit", 1, function() calibrate(design, formula, totals, calfun = "logit", bounds = c(0.3, 3), epsilon = 1e-10,
                                         maxit = 100))
found("weights", respondents$row_id, weights(calibrated), NA)
raked <- took("raking replicates", count, function() {
  replicated <- as.svrepdesign(design, type = "subbootstrap", replicates = count)
  calibrate(replicated, formula, totals, calfun = "raking", epsilon = 1e-7, maxit = 100)
}, times = 1)
total <- svytotal(~employed, raked)
found("employed, replicates", "all", coef(total), SE(total))

for (by in c("sex", "age_group", "region", "origin_group")) {
  levels <- nlevels(factor(respondents[[by]]))
  share <- took("shares", levels, function() svyby(~employed, reformulate(by), calibrated, svymean))
  found("employed", share[[by]], share$employed, SE(share))
  amount <- took("totals", levels, function() svyby(~employed, reformulate(by), calibrated, svytotal))
  found("employed, total", amount[[by]], amount$employed, SE(amount))
  middle <- took("medians", levels, function() svyby(~age, reformulate(by), calibrated, svyquantile, quantiles = 0.5, ci = TRUE,
                                          interval.type = "mean", qrule = "hf2"))
  found("age, median", middle[[by]], coef(middle), SE(middle))
}
write.csv(seconds, file.path(folder, "seconds.csv"), row.names = FALSE)
write.csv(figures, file.path(folder, "figures.csv"), row.names = FALSE)
