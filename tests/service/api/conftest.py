"""Fixtures for tests over HTTP: the application, with a client for each kind of principal."""

from tests.support.web import other_web, web, web_settings

__all__ = ["other_web", "web", "web_settings"]
