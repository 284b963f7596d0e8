"""Ways of drawing replicates from a design, beside the bootstrap."""
