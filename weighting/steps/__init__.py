"""The steps that make a weight, one kind a module."""
