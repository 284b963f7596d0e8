"""What people found the flags of the checks to be: a verdict is a decision about a flag, and the last one counts."""
