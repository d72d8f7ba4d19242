"""Sentence embeddings that the gist of a code learns from."""
