# R survey calibrates the same persons to the same margins: how long it takes inside R, and the weights it finds.
# Rscript calibration.R FOLDER: reads persons.csv and margins.csv, writes calibration_seconds.csv and calibration_weights.csv.
suppressPackageStartupMessages(library(survey))
options(digits = 17)
folder <- commandArgs(trailingOnly = TRUE)[1]
persons <- read.csv(file.path(folder, "persons.csv"))
margins <- read.csv(file.path(folder, "margins.csv"))
names_of <- unique(margins$margin)
totals <- c(`(Intercept)` = sum(margins$total[margins$margin == names_of[1]]))
for (name in names_of) {
  own <- margins[margins$margin == name, ]
  persons[[name]] <- factor(persons[[name]], levels = own$level)
  totals <- c(totals, setNames(own$total[-1], paste0(name, own$level[-1])))
}
formula <- reformulate(names_of)
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = persons, nest = TRUE)
seconds <- c()
found <- list()
for (distance in c("linear", "raking", "logit")) {
  bounds <- if (distance == "logit") c(0.4, 2.5) else c(-Inf, Inf)
  took <- system.time(result <- calibrate(design, formula, totals, calfun = distance, bounds = bounds, epsilon = 1e-9,
                                          maxit = 100))[["elapsed"]]
  seconds <- c(seconds, took)
  found[[distance]] <- weights(result)
}
write.csv(data.frame(distance = names(found), seconds = seconds), file.path(folder, "calibration_seconds.csv"),
          row.names = FALSE)
found <- lapply(found, function(values) sprintf("%.17g", values))
write.csv(as.data.frame(found), file.path(folder, "calibration_weights.csv"), row.names = FALSE, quote = FALSE)
