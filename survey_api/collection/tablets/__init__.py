"""What tablets are told, given and trusted with."""
