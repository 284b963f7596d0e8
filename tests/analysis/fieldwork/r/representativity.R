# R-indicator, coefficient of variation, partials and balance, written from the formulas of RISQ 2.1 on R's own glm.
# Cases: the invented sample, unweighted and weighted, and random ones: small, weighted, uneven, separated, collinear.
# Run from the folder of these tests: Rscript r/representativity.R data OUTPUT_FOLDER
arguments <- commandArgs(trailingOnly = TRUE)
exact <- glm.control(epsilon = 1e-14, maxit = 100)
towards <- glm.control(epsilon = 1e-10, maxit = 100) # a limit that no step reaches: nearer, the numbers break down

total_variance <- function(y, w) {
  levels <- unique(w)
  if (length(levels) <= 20) {
    parts <- sapply(levels, function(one) {
      inside <- w == one
      n <- sum(inside)
      size <- sum(w[inside])
      if (n < 2) 0 else size^2 * (1 - n / size) * var(y[inside]) / n
    })
    return(sum(parts))
  }
  n <- length(w)
  n / (n - 1) * sum((w * y - mean(w * y))^2)
}

fitted_model <- function(data, variables) {
  x <- model.matrix(reformulate(variables), data)
  x <- x[, qr(x)$pivot[seq_len(qr(x)$rank)], drop = FALSE]
  fit_with <- function(control) {
    suppressWarnings(glm.fit(x, data$response, data$w / mean(data$w), family = quasibinomial(), control = control))
  }
  fit <- fit_with(exact)
  if (min(fit$fitted.values, 1 - fit$fitted.values) < 1e-9) fit <- fit_with(towards)
  rho <- fit$fitted.values
  spread <- rho * (1 - rho)
  list(rho = rho, z = x * spread, sigma = chol2inv(qr.R(fit$qr))[order(fit$qr$pivot), order(fit$qr$pivot)])
}

r_indicator <- function(data, model) {
  w <- data$w
  size <- sum(w)
  mean <- sum(w * model$rho) / size
  spread <- sum(w * (model$rho - mean)^2) / (size - 1)
  lambda1 <- sum(w * diag(model$z %*% model$sigma %*% t(model$z)))
  bias <- (lambda1 - total_variance(model$rho, w) / size) / size
  factor <- max(0, 1 - bias / spread)
  centred <- sweep(model$z, 2, colSums(w * model$z) / size)
  a <- colSums(w * (model$rho - mean) * centred) / size
  b <- t(centred) %*% (w * centred) / size
  bs <- b %*% model$sigma
  variance <- (4 * t(a) %*% model$sigma %*% a + 2 * sum(diag(bs %*% bs)) +
    total_variance((model$rho - mean)^2, w) / size^2) / (sum(w * (model$rho - mean)^2) / size)
  cv <- sqrt(spread * factor) / mean
  list(
    r = 1 - 2 * sqrt(spread * factor), r_unadjusted = 1 - 2 * sqrt(spread), se = sqrt(variance[1]), cv = cv,
    cv_se = sqrt(variance[1] / (4 * mean^2) + cv^4 / nrow(data)), factor = factor, mean = mean
  )
}

balance <- function(data, variables) {
  x <- model.matrix(reformulate(variables), data)
  x <- x[, qr(x)$pivot[seq_len(qr(x)$rank)], drop = FALSE]
  w <- data$w
  rate <- sum(w * data$response) / sum(w)
  apart <- colSums(w * data$response * x) / sum(w * data$response) - colSums(w * x) / sum(w)
  imbalance <- rate^2 * as.numeric(t(apart) %*% solve(t(x) %*% (w * x) / sum(w)) %*% apart)
  c(bi1 = 1 - sqrt(imbalance / (rate * (1 - rate))), bi2 = 1 - 2 * sqrt(imbalance))
}

# by the covariance of the coefficients and by that of the sample, each through the derivative of the partial
unconditional_error <- function(data, model, among, pu) {
  w <- data$w
  size <- sum(w)
  inside <- sum(w[among])
  own <- sum((w * model$rho)[among]) / inside
  mean <- sum(w * model$rho) / size
  slope <- sqrt(inside / size) * (colSums((w * model$z)[among, , drop = FALSE]) / inside - colSums(w * model$z) / size)
  linear <- sqrt(inside / size) * (among * (model$rho - own) / inside - (model$rho - mean) / size) +
    pu / (2 * inside) * (among - inside / size)
  sqrt(as.numeric(t(slope) %*% model$sigma %*% slope) + total_variance(linear, w))
}

conditional_error <- function(data, model, among, apart, slopes) {
  w <- data$w * among
  squares <- sum(w * apart^2)
  if (squares < 1e-18) return(NA)
  a <- colSums(w * apart * slopes)
  bs <- t(slopes) %*% (w * slopes) %*% model$sigma
  variance <- 4 * t(a) %*% model$sigma %*% a + 2 * sum(diag(bs %*% bs)) + total_variance(apart^2 * among, data$w)
  sqrt(0.25 * variance[1] / (sum(data$w) * squares))
}

partials <- function(data, model, variables, factor) {
  w <- data$w
  size <- sum(w)
  mean <- sum(w * model$rho) / size
  rows <- list()
  for (name in variables) {
    others <- setdiff(variables, name)
    cell <- if (length(others)) interaction(data[others], drop = TRUE) else factor(rep(1, nrow(data)))
    centre <- function(v) v - ave(w * v, cell, FUN = sum) / ave(w, cell, FUN = sum)
    apart <- centre(model$rho)
    slopes <- apply(model$z, 2, centre)
    everybody <- rep(TRUE, nrow(data))
    between <- 0
    for (level in sort(unique(data[[name]]))) {
      among <- data[[name]] == level
      pu <- sqrt(sum(w[among]) / size) * (sum((w * model$rho)[among]) / sum(w[among]) - mean)
      between <- between + pu^2
      rows[[length(rows) + 1]] <- data.frame(
        variable = name, level = level, pu = pu, pu_se = unconditional_error(data, model, among, pu),
        pc = sqrt(sum((w * apart^2)[among]) / size), pc_se = conditional_error(data, model, among, apart, slopes)
      )
    }
    alone <- r_indicator(data, fitted_model(data, name))$se / 2
    rows[[length(rows) + 1]] <- data.frame(
      variable = name, level = "", pu = sqrt(between * factor), pu_se = alone,
      pc = sqrt(sum(w * apart^2) / size * factor), pc_se = conditional_error(data, model, everybody, apart, slopes)
    )
  }
  do.call(rbind, rows)
}

cases <- list()
sample <- read.csv(file.path(arguments[1], "representativity.csv"))
invented <- data.frame(
  response = sample$resp, w = 1, a = sample$region, b = sample$sex, c = sample$agegrp, d = sample$urban
)
cases[["sample"]] <- invented
cases[["sample_weighted"]] <- transform(invented, w = sample$w)
set.seed(20261005)
random <- function(n, sizes, weights, strength = 0.6) {
  data <- data.frame(response = 0, w = weights(n))
  eta <- rnorm(1, 0.5, 0.3)
  for (place in seq_along(sizes)) {
    codes <- sample.int(sizes[place], n, TRUE, prob = seq_len(sizes[place]))
    data[[letters[place]]] <- paste0("v", codes)
    eta <- eta + rnorm(sizes[place], 0, strength)[codes]
  }
  data$response <- rbinom(n, 1, plogis(eta))
  data
}
one <- function(n) rep(1, n)
few <- function(n) sample(c(10, 25, 40), n, TRUE)
many <- function(n) round(exp(rnorm(n, 3, 0.7)), 3)
for (place in 1:8) cases[[paste0("even", place)]] <- random(sample(60:220, 1), c(3, 2, 4)[seq_len(1 + place %% 3)], one)
for (place in 1:6) cases[[paste0("strata", place)]] <- random(sample(60:220, 1), c(4, 2), few)
for (place in 1:6) cases[[paste0("weights", place)]] <- random(sample(60:220, 1), c(3, 3), many)
for (place in 1:3) cases[[paste0("small", place)]] <- random(24, c(2, 2), many, 0.2)
collinear <- random(120, c(3, 2), many)
collinear$c <- ifelse(collinear$a == "v1", "x", "y")
cases[["collinear"]] <- collinear
separated <- random(150, c(3, 3), one)
separated$response[separated$a == "v1"] <- 1
cases[["separated"]] <- separated
silent <- random(150, c(3, 2), many)
silent$response[silent$b == "v1"] <- 0
cases[["silent"]] <- silent

told <- list()
units <- list()
for (name in names(cases)) {
  data <- cases[[name]]
  variables <- intersect(c("a", "b", "c", "d"), names(data))
  model <- fitted_model(data, variables)
  known <- r_indicator(data, model)
  balanced <- balance(data, variables)
  values <- c(unlist(known[c("r", "r_unadjusted", "se", "cv", "cv_se")]), balanced)
  told[[length(told) + 1]] <- data.frame(
    case = name, variable = "", level = "", measure = names(values), value = as.numeric(values)
  )
  parts <- partials(data, model, variables, known$factor)
  for (measure in c("pu", "pu_se", "pc", "pc_se")) {
    told[[length(told) + 1]] <- data.frame(
      case = name, variable = parts$variable, level = parts$level, measure = measure, value = parts[[measure]]
    )
  }
  for (missing in setdiff(c("a", "b", "c", "d"), variables)) data[[missing]] <- ""
  if (!startsWith(name, "sample")) units[[name]] <- cbind(case = name, data[c("response", "w", "a", "b", "c", "d")])
}
told <- do.call(rbind, told)
told$value <- ifelse(is.na(told$value), "", sprintf("%.15g", told$value))
write.csv(told, file.path(arguments[2], "representativity_expected.csv"), row.names = FALSE, quote = FALSE)
units <- do.call(rbind, units)
units$w <- sprintf("%.15g", units$w)
write.csv(units, file.path(arguments[2], "representativity_cases.csv"), row.names = FALSE, quote = FALSE)
