"""Texts to try the program with; it comes with them."""
