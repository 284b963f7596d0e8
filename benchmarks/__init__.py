"""How fast we are, and beside whom: one file a topic, each measured in the same run as its peers."""
