# Values of R survey that the weighting tests compare with.
# Run from the project's root:  Rscript tests/weighting/r/anchors.R > tests/weighting/r/anchors.csv
suppressPackageStartupMessages(library(survey))
options(digits = 17)

data <- function(name) {
  read.csv(file.path("tests/data/survey", paste0(name, ".csv")), check.names = FALSE,
           colClasses = c(cds = "character"))
}
say <- function(name, values) {
  cat(sprintf("%s,%d,%.17g\n", name, seq_along(values), as.numeric(values)), sep = "")
}
totals_of <- function(name, design, formula = ~api00) {
  total <- svytotal(formula, design)
  say(paste0(name, ":total"), coef(total))
  say(paste0(name, ":se"), sqrt(diag(vcov(total))))
}

cat("name,position,value\n")
strat <- data("apistrat")
clus1 <- data("apiclus1")
clus2 <- data("apiclus2")

d_strat <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
d_strat_wr <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, data = strat)
d_clus1 <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
d_clus2 <- svydesign(ids = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = clus2)
d_clus2_wr <- svydesign(ids = ~dnum, weights = ~pw, data = clus2)

totals_of("stratified", d_strat, ~api00 + api99)
totals_of("stratified with replacement", d_strat_wr)
totals_of("one stage", d_clus1)
totals_of("two stages", d_clus2, ~api00 + api99)
totals_of("two stages with replacement", d_clus2_wr)
say("df", c(degf(d_strat), degf(d_clus1), degf(d_clus2)))

margins <- ~stype + `sch.wide`
population <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, `sch.wideYes` = 5122)
names(clus1)[names(clus1) == "sch.wide"] <- "wide"
names(strat)[names(strat) == "sch.wide"] <- "wide"
d_clus1 <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
d_strat <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
names(population)[4] <- "wideYes"
calibrated <- function(name, design, calfun, ...) {
  result <- calibrate(design, ~stype + wide, population, calfun = calfun, epsilon = 1e-13, maxit = 200, ...)
  say(paste0(name, ":weights"), weights(result))
  totals_of(name, result)
}
calibrated("linear", d_clus1, "linear")
calibrated("raking", d_clus1, "raking")
calibrated("logit", d_clus1, "logit", bounds = c(0.4, 2.5))
calibrated("truncated linear", d_clus1, "linear", bounds = c(0.5, 1.8))
calibrated("sinh", d_clus1, cal.sinh, bounds = c(0.01, 100))
calibrated("bounded weights", d_strat, "raking", bounds = list(lower = 15, upper = 44.5), bounds.const = TRUE)

with_index <- calibrate(d_clus1, ~stype + api99, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069),
                        calfun = "linear")
say("continuous:weights", weights(with_index))
totals_of("continuous", with_index)

crossed <- calibrate(d_strat, ~stype * awards,
                     c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, awardsYes = 4167, `stypeH:awardsYes` = 288,
                       `stypeM:awardsYes` = 569), calfun = "raking", epsilon = 1e-13)
say("crossed:weights", weights(crossed))
totals_of("crossed", crossed)

twice <- calibrate(calibrate(d_clus1, ~stype, population[1:3], calfun = "raking", epsilon = 1e-13),
                   ~wide, population[c(1, 4)], calfun = "raking", epsilon = 1e-13)
say("twice:weights", weights(twice))
totals_of("twice", twice)

lonely <- read.csv("tests/data/survey/lonely.csv", colClasses = c(psu = "character"))
d_lonely <- svydesign(ids = ~psu, strata = ~h, weights = ~w, data = lonely, nest = TRUE)
for (rule in c("adjust", "certainty", "average")) {
  options(survey.lonely.psu = rule)
  totals_of(paste("lonely", rule), d_lonely, ~y)
}
