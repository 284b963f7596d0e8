"""The fieldwork as figures: outcome rates of AAPOR's Standard Definitions (10th edition) on the exported tables."""
