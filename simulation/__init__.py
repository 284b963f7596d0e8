"""A simulated country with a known truth, its fieldwork and its tablets."""
