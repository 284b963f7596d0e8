"""Cases: what is known of each from its visits, what people decided, and what is to be done."""
