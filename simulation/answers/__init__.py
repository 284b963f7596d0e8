"""What people answer: every answer follows from the person's traits and from nothing that was asked before."""
