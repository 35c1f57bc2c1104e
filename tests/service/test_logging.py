"""Where events go: to the standard error of the moment, not to one that is gone."""

from __future__ import annotations

import io
import sys

import pytest
import structlog

from service.observability import log_for, set_up_logging
from service.settings import Logging


def test_events_outlive_the_stream_that_stood_when_logging_was_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, present = io.StringIO(), io.StringIO()
    before = structlog.get_config()
    try:
        monkeypatch.setattr(sys, "stderr", gone)
        set_up_logging(Logging())
        gone.close()
        monkeypatch.setattr(sys, "stderr", present)
        log_for("test").info("test.told")
    finally:
        structlog.configure(**before)
    assert '"event": "test.told"' in present.getvalue()
