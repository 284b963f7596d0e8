"""The life of a record after it arrived: who approves, returns, picks, voids, and what is said about it."""
