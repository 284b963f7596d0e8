"""Persons who can be reached in several ways: at places, through links, from two frames, by way of their neighbours."""
