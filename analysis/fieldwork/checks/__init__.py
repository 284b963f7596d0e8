"""High-frequency checks: rules as values, what they find as flags, and one ranked list of what to look at first.

``catalogue.RULES`` holds every rule; one module one kind of rule; ``running.run`` looks at an export with all of them.
"""
