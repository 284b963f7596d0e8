"""Passwords and tokens: what is kept of them, and how they are compared."""
