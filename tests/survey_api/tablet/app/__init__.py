"""The shell of the tablet, in a browser."""
