"""What is known because the country is simulated: the truth, and tables without a form being filled."""
