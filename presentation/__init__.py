"""How things are said and shown: words in three languages, numbers, charts. Imports nothing of ours."""
