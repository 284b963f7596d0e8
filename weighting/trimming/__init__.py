"""Cutting what adjustments made of a weight, never what the design made of it."""
