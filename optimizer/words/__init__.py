"""What a word is, and what may be put in its place. Knows no torch."""
