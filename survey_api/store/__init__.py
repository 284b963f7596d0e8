"""What the service keeps: tables, queries, and the one thread that writes."""
