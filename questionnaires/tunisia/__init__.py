"""The questionnaires of the survey in Tunisia: content, no machinery."""
