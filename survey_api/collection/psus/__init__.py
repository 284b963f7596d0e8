"""PSUs of the sample: released, assigned, listed, approved, worked, closed."""
