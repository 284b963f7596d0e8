"""The population of a simulated country: who lives where, what they are, whom they know."""
