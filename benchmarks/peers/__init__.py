"""The peers that we measure ourselves against, as small programs of their own."""
