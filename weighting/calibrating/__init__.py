"""Calibration taken apart: margins laid over a sample, redundant columns, conflicts, households, replicates."""
