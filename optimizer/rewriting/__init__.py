"""The one pipeline: search, write, read again, predict, rank."""
