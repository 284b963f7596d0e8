"""Response as a probability: a logistic model of who answered, and what it makes of the weights."""
