"""Respondent-driven sampling: who recruited whom, how many people each knows, and what shares follow from it."""
