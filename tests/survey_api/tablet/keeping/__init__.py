"""What the tablet keeps, in a real Chromium."""
