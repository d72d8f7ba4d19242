"""Tables of any size, resumable."""
