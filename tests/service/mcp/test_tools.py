"""The tools as an object of this process; what they answer is tried with the protocol's own client in tests/interop."""

from __future__ import annotations

import logging

import pytest

from service.mcp.callers import learner_with
from service.mcp.tools import open_tools
from tests.support.web import Web


def test_opening_the_tools_leaves_the_logging_of_the_process_alone(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    caller = learner_with(web.learner.headers["authorization"].removeprefix("Bearer "), web.services)
    open_tools(web.services, lambda _: caller)
    assert (root.handlers, root.level) == ([], level)
