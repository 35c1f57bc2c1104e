"""Fixtures for tests of the pages."""

from tests.support.browser import browsers
from tests.support.web import other_web, web, web_settings

__all__ = ["browsers", "other_web", "web", "web_settings"]
