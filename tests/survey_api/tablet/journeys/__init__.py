"""Whole days of tablets against a running service, in a real browser."""
