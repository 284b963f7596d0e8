"""The service's own pages: templates, their style, and how they are rendered."""
