"""The weighting of the survey in Tunisia: content, no machinery."""
