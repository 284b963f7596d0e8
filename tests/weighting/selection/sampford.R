# Sampford's joint probabilities by the formula of his paper (Biometrika 54, 1967), with sums that change sign.
# Run from the project's root:  Rscript tests/weighting/selection/sampford.R > tests/weighting/selection/sampford.csv
options(digits = 17)

L <- function(lambda, most) {
  values <- 1
  for (m in seq_len(most)) {
    r <- seq_len(m)
    power_sums <- sapply(r, function(k) sum(lambda^k))
    values[m + 1] <- sum((-1)^(r - 1) * power_sums * values[m - r + 1]) / m
  }
  values
}

joint <- function(pik) {
  n <- round(sum(pik)); p <- pik / n; lambda <- p / (1 - pik)
  whole <- L(lambda, n); t <- seq_len(n)
  K <- 1 / sum(t * whole[n - t + 1] / n^t)
  N <- length(pik); result <- diag(pik)
  for (i in seq_len(N - 1)) for (j in (i + 1):N) {
    without <- L(lambda[-c(i, j)], n); t <- 2:n
    result[i, j] <- K * lambda[i] * lambda[j] * sum((t - n * (p[i] + p[j])) * without[n - t + 1] / n^(t - 2))
    result[j, i] <- result[i, j]
  }
  result
}

sizes <- list(c(3, 5, 7, 9, 16), c(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), c(40, 55, 60, 85, 90, 31, 77, 120, 66, 28, 101, 47))
ns <- c(2, 4, 5)
cat("population,row,column,value\n")
for (k in seq_along(sizes)) {
  matrix <- joint(ns[k] * sizes[[k]] / sum(sizes[[k]]))
  for (i in seq_len(nrow(matrix))) for (j in seq_len(ncol(matrix)))
    cat(sprintf("%d,%d,%d,%.17g\n", k, i - 1, j - 1, matrix[i, j]))
}
