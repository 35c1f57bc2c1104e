"""Fixtures for journeys: the product in both shapes, and a real browser."""

from tests.support.chromium import axe, chromium
from tests.support.house import house
from tests.support.services import product

__all__ = ["axe", "chromium", "house", "product"]
