# Values of R survey that the tests of calibration compare with.
# Run from the project's root:  Rscript tests/weighting/r/calibration.R > tests/weighting/r/calibration.csv
suppressPackageStartupMessages(library(survey))
options(digits = 17, survey.replicates.mse = TRUE)

data <- function(name) {
  read <- read.csv(file.path("tests/data/survey", paste0(name, ".csv")), check.names = FALSE,
                   colClasses = c(cds = "character"))
  names(read)[names(read) == "sch.wide"] <- "wide"
  read
}
say <- function(name, values) {
  cat(sprintf("%s,%d,%.17g\n", name, seq_along(values), as.numeric(values)), sep = "")
}
found <- function(name, design) {
  say(paste0(name, ":weights"), weights(design))
  say(paste0(name, ":se"), SE(svytotal(~api00, design)))
}

cat("name,position,value\n")
strat <- data("apistrat")
clus1 <- data("apiclus1")
clus2 <- data("apiclus2")
population <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, wideYes = 5122)

# One weight for all schools of a district, the distance being between schools.
d2 <- svydesign(ids = ~dnum, weights = ~pw, data = clus2)
for (distance in c("linear", "raking")) {
  found(paste("household person", distance),
        calibrate(d2, ~stype + wide, population, calfun = distance, aggregate.stage = 1, epsilon = 1e-12, maxit = 100))
}
found("household person logit",
      calibrate(d2, ~stype + wide, population, calfun = "logit", bounds = c(0.1, 4), aggregate.stage = 1,
                epsilon = 1e-12, maxit = 200))

# The distance being between districts: one row each, with the sums of its schools.
sums <- aggregate(model.matrix(~stype + wide, clus2), by = list(dnum = clus2$dnum), FUN = sum)
names(sums)[2] <- "schools"
sums$pw <- clus2$pw[match(sums$dnum, clus2$dnum)]
districts <- svydesign(ids = ~dnum, weights = ~pw, data = sums)
for (distance in c("linear", "raking")) {
  result <- calibrate(districts, ~0 + schools + stypeH + stypeM + wideYes,
                      c(schools = 6194, stypeH = 755, stypeM = 1018, wideYes = 5122), calfun = distance,
                      epsilon = 1e-12, maxit = 200)
  say(paste0("household household ", distance, ":weights"), weights(result)[match(clus2$dnum, sums$dnum)])
}

# Each type of school by itself.
d_strat <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
parts <- c(stypeE = 4421, stypeH = 755, stypeM = 1018, `stypeE:wideYes` = 3949, `stypeH:wideYes` = 421,
           `stypeM:wideYes` = 752, `stypeE:api99` = 2799206, `stypeH:api99` = 468895, `stypeM:api99` = 645968)
for (distance in c("linear", "raking")) {
  found(paste("partition", distance),
        calibrate(d_strat, ~0 + stype + stype:wide + stype:api99, parts, calfun = distance, epsilon = 1e-12,
                  maxit = 100))
}

# A continuous auxiliary under other distances.
d_clus1 <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
with_index <- c(population, api99 = 3914069)
found("continuous raking", calibrate(d_clus1, ~stype + wide + api99, with_index, calfun = "raking", epsilon = 1e-12,
                                     maxit = 100))
found("continuous logit", calibrate(d_clus1, ~stype + wide + api99, with_index, calfun = "logit",
                                    bounds = c(0.2, 4), epsilon = 1e-12, maxit = 200))
found("continuous truncated", calibrate(d_clus1, ~stype + wide + api99, with_index, calfun = "linear",
                                        bounds = c(0.3, 2.5), epsilon = 1e-12, maxit = 200))

# A distance given as two functions: Hellinger's.
hellinger <- make.calfun(function(u, bounds) (1 - u / 2)^-2 - 1, function(u, bounds) (1 - u / 2)^-3, "hellinger")
found("given", calibrate(d_clus1, ~stype + wide, population, calfun = hellinger, bounds = c(0.01, 100),
                         epsilon = 1e-12, maxit = 100))

# Calibrated again in each replicate of the jackknife.
jackknife <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = clus1), type = "JK1")
recalibrated <- function(formula, totals, distance) {
  calibrate(jackknife, formula, totals, calfun = distance, epsilon = 1e-12, maxit = 100)
}
raked <- recalibrated(~stype + wide, population, "raking")
say("jackknife raking:weights", weights(raked, "analysis")[, 1:4])
say("jackknife raking:se", SE(svytotal(~api00, raked)))
say("jackknife linear:se", SE(svytotal(~api00, recalibrated(~stype + wide, population, "linear"))))
say("jackknife continuous:se", SE(svytotal(~api00, recalibrated(~stype + api99, with_index[-4], "linear"))))
