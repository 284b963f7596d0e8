"""Filling the real questionnaires: what each tablet writes down."""
