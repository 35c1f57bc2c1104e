"""Logs hold ids and figures, never somebody's words."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from service.observability import Metrics, log_for, set_up_logging
from service.settings import Logging


@pytest.fixture(autouse=True)
def fresh_logging() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(capsys.readouterr().err.splitlines()[-1])
    return parsed


def test_an_event_is_one_line_of_json_with_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(Logging())
    log_for("draft").info("draft.segment_rejected", document_id="doc_1", check="grounding")
    event = said(capsys)
    assert (event["event"], event["level"], event["document_id"]) == ("draft.segment_rejected", "info", "doc_1")
    assert str(event["timestamp"]).endswith("Z")


@pytest.mark.parametrize("key", ["title", "text", "query", "prompt", "name", "key", "stem", "file_name"])
def test_words_are_withheld_and_their_key_is_named(capsys: pytest.CaptureFixture[str], key: str) -> None:
    set_up_logging(Logging())
    log_for("draft").info("draft.done", **{key: "Confidential"})
    event = said(capsys)
    assert "Confidential" not in json.dumps(event)
    assert event["withheld"] == [key]


def test_a_long_value_is_withheld_even_under_a_known_key(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(Logging())
    log_for("draft").info("draft.done", reason="word " * 100)
    assert said(capsys)["withheld"] == ["reason"]


def test_an_exception_is_named_with_its_place_but_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(Logging())
    try:
        raise ValueError("the learner Ada failed")
    except ValueError as fault:
        log_for("jobs").error("unit.failed", exc_info=fault)
    event = said(capsys)
    assert event["fault"] == "ValueError"
    assert "test_observability.py" in json.dumps(event["frames"])
    assert "Ada" not in json.dumps(event)


def test_less_than_the_level_asked_for_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(Logging(level="warning"))
    log_for("draft").info("draft.done")
    assert capsys.readouterr().err == ""


def test_each_process_counts_in_a_registry_of_its_own() -> None:
    first, second = Metrics(), Metrics()
    first.requests.labels("GET", "/v1/jobs/{id}", "200").inc()
    counted = {"method": "GET", "route": "/v1/jobs/{id}", "status": "200"}
    assert first.registry.get_sample_value("morsel_requests_total", counted) == 1.0
    assert second.registry.get_sample_value("morsel_requests_total", counted) is None


def test_events_outlive_the_stream_that_stood_when_logging_was_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, present = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", gone)
    set_up_logging(Logging())
    gone.close()
    monkeypatch.setattr(sys, "stderr", present)
    log_for("test").info("test.told")
    assert '"event": "test.told"' in present.getvalue()
