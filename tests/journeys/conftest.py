"""Fixtures for journeys: the product in both shapes."""

from tests.support.services import product

__all__ = ["product"]
