"""From a sample to honest weights, each one explained."""
