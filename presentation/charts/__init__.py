"""Our own charts: specifications as values that a browser could read too, drawn as SVG from right or from left."""
