"""Fixtures for tests of the MCP endpoint: the application over a database."""

from tests.support.web import other_web, web, web_settings

__all__ = ["other_web", "web", "web_settings"]
