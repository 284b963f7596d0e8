"""From weighted answers to indicators with design-based precision."""
