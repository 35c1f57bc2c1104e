"""Vectors and words for search."""
