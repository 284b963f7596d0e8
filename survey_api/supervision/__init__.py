"""The supervisor's pages: what to do tonight, and how far the field is."""
