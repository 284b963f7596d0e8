"""From estimates to a publication in which every figure can be traced."""
