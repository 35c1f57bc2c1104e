"""The nouns of indexes: what a vector belongs to and how it is counted."""

from __future__ import annotations

from typing import NewType

Similarity = NewType("Similarity", float)
"""Cosine of two unit vectors, -1 to 1. It orders and vetoes; it never proves that two texts agree."""
