"""Tones: directions in the space, words that mark them, texts changed."""
