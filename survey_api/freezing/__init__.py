"""Frozen versions: everything that is published comes from one, signed, listed and never changed."""
