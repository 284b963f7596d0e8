"""Answers in words on their way to codes: given to coders, coded twice in part, settled where coders differ."""
