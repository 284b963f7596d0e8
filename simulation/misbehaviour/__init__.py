"""What interviewers do wrong, each kind with its rates and its labels: the truth that checks are measured against."""
