"""What holds for every test: nobody calls a language model, unless the test is about that."""

from __future__ import annotations

import pytest

from authoring.generative import langchain_model


@pytest.fixture(autouse=True)
def _no_language_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that calls one all the same fails: mark it `language_model` when it serves one on loopback."""
    if request.node.get_closest_marker("language_model") is None:

        def refuse() -> object:
            message = "a language model was called; mark the test `language_model` when it is about that"
            raise AssertionError(message)

        monkeypatch.setattr(langchain_model, "_loop", refuse)
