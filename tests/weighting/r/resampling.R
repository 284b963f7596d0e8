# Standard errors of ratios and means by replicates, by R survey.
# Run from the project's root:  Rscript tests/weighting/r/resampling.R > tests/weighting/r/resampling.csv
suppressPackageStartupMessages(library(survey))
options(digits = 17)
data <- function(name) read.csv(file.path("tests/data/survey", paste0(name, ".csv")), check.names = FALSE,
                                colClasses = c(cds = "character"))
say <- function(name, design) {
  r <- svyratio(~api00, ~api99, design)
  cat(sprintf("%s:ratio,%.17g\n%s:se,%.17g\n", name, coef(r), name, SE(r)))
}
strat <- data("apistrat")
clus1 <- data("apiclus1")
pairs <- clus1[clus1$dnum %in% sort(unique(clus1$dnum))[1:14], ]
pairs$pair <- (match(pairs$dnum, sort(unique(pairs$dnum))) + 1) %/% 2

cat("name,value\n")
d_strat <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
d_clus1 <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
d_pairs <- svydesign(ids = ~dnum, strata = ~pair, weights = ~pw, data = pairs)
say("JKn", as.svrepdesign(d_strat, type = "JKn", mse = TRUE))
say("JK1", as.svrepdesign(d_clus1, type = "JK1", mse = TRUE))
say("JKn of pairs", as.svrepdesign(d_pairs, type = "JKn", mse = TRUE))
