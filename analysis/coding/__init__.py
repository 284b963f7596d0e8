"""Suggestions for coding answers in words: a trilingual index, how words are compared, what is offered to coders."""
