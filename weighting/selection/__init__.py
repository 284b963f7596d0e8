"""Drawing a sample from a frame with known probabilities, and what a design costs before it is drawn."""
