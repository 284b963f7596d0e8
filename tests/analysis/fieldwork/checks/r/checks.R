# Statistics of the checks, written in R from their formulas on R's own aov, quantile, mad, qf and pbeta.
# Run from the folder of these tests: Rscript r/checks.R data OUTPUT.csv
data <- commandArgs(trailingOnly = TRUE)[1]
told <- list()
say <- function(name, value) told[[length(told) + 1]] <<- data.frame(name = name, value = sprintf("%.15g", value))

interviewers <- read.csv(file.path(data, "interviewers.csv"))
interviewers$enum <- factor(interviewers$enum)
for (column in c("y", "yb")) {
  squares <- summary(aov(interviewers[[column]] ~ interviewers$enum))[[1]]
  between <- squares[["Mean Sq"]][1]
  within <- squares[["Mean Sq"]][2]
  m <- table(interviewers$enum)
  n <- sum(m)
  k <- length(m)
  n0 <- (n - sum(m^2) / n) / (k - 1)
  rho <- function(ratio) (ratio - 1) / (ratio - 1 + n0)
  say(paste0("icc.", column), rho(between / within))
  say(paste0("icc.low.", column), rho(between / within / qf(0.975, k - 1, n - k)))
  say(paste0("icc.high.", column), rho(between / within / qf(0.025, k - 1, n - k)))
}

income <- read.csv(file.path(data, "income.csv"))$income
quartiles <- quantile(income, c(0.25, 0.75), type = 7)
say("outliers.quartiles", sum(income < quartiles[1] - 1.5 * diff(quartiles) | income > quartiles[2] + 1.5 * diff(quartiles)))
say("outliers.deviations", sum(abs(income - mean(income)) > 3 * sd(income)))
distance <- (log(income) - median(log(income))) / mad(log(income))
say("outliers.mad", sum(abs(distance) > 3))
say("outliers.largest", max(distance))

amounts <- read.csv(file.path(data, "amounts.csv"))$value
digits <- as.integer(substr(sprintf("%.15e", amounts), 1, 1))
shares <- as.numeric(table(factor(digits, 1:9))) / length(digits)
say("benford.one", shares[1])
say("benford.mad", mean(abs(shares - log10(1 + 1 / 1:9))))
middle <- (shares + log10(1 + 1 / 1:9)) / 2
relative <- function(one) sum(one * log2(one / middle))
say("benford.divergence", (relative(shares) + relative(log10(1 + 1 / 1:9))) / 2)

answers <- as.matrix(read.csv(file.path(data, "planted.csv"))[, 1:60])
share <- sapply(2:nrow(answers), function(row) {
  max(rowMeans(answers[seq_len(row - 1), , drop = FALSE] == rep(answers[row, ], each = row - 1)))
})
say("nearest.sum", sum(share))
say("nearest.largest", max(share))
quarters <- quantile(share, c(0.25, 0.5, 0.75), type = 7)
scale <- (quarters[3] - quarters[1]) / (log(-log(0.25)) - log(-log(0.75)))
location <- quarters[2] + scale * log(-log(0.5))
say("gumbel.scale", scale)
say("gumbel.location", location)
say("gumbel.quantile", location - scale * log(-log(0.999)))

# bets against a rate of 0.2: the mean of the likelihood ratio over the rates above it, by numerical integration
for (case in list(c(9, 20), c(30, 60), c(4, 20))) {
  ratio <- function(p) (p / 0.2)^case[1] * ((1 - p) / 0.8)^(case[2] - case[1])
  grown <- integrate(ratio, 0.2, 1, rel.tol = 1e-12)$value / 0.8
  say(paste("bet", case[1], case[2], sep = "."), log10(grown))
}
write.csv(do.call(rbind, told), commandArgs(trailingOnly = TRUE)[2], row.names = FALSE, quote = FALSE)
