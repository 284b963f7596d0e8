"""What a supervisor steers by, beside the flags, out of one export: as plain values that the service reads.

Representativity by team and region, scorecards, the back-checks to make and what they found, and the band of what was
to be expected by each day. One part that cannot be computed is told and does not stop the others.
"""
