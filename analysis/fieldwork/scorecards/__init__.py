"""What each interviewer's work came to, beside what the area lets one expect: estimates drawn together, with intervals.

``shrinkage`` is the statistics, ``cards`` the figures of an export. Nobody is compared below 15 interviews, and a
figure is called good or bad only where its interval leaves out what is expected.
"""
