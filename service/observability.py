"""What the service says about itself: events as JSON lines with ids only, and figures for Prometheus."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from service.settings import LogFormat, Logging

Log = structlog.stdlib.BoundLogger

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# An event may carry ids, names of our own things and figures; everything else could be somebody's words.
_ALLOWED = re.compile(
    r"event|level|timestamp|attempt|check|code|count|engine|exc_info|failpoint|fault|frames|host|method|outcome|owner|pid|port"
    r"|problem_type|reason|revision|route|stage|state|status|token|unit|withheld|worker|\w+_(id|ids|seconds|bytes|count|kind)"
)
_LONGEST_VALUE = 200  # characters; no id and no name of ours is longer


def set_up_logging(settings: Logging) -> None:
    """Send events to standard error, a line each, as the settings want them."""
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if settings.format is LogFormat.CONSOLE:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_exception,
            withhold_words,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[settings.level]),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_: object) -> structlog.WriteLogger:
    # Looked up for each line: whoever set logging up may have had another stream in its place for a while.
    return structlog.WriteLogger(sys.stderr)


def log_for(part: str) -> Log:
    """The logger of one part of the service; events read `part.what_happened`."""
    logger: Log = structlog.get_logger(part)
    return logger


def withhold_words(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Take out every value that might be somebody's words; `withheld` names the keys."""
    withheld = sorted(key for key, value in event.items() if not _is_ours(key, value))
    kept = {key: value for key, value in event.items() if key not in withheld}
    return kept | {"withheld": withheld} if withheld else kept


def _is_ours(key: str, value: object) -> bool:
    if key == "frames":
        return True
    return bool(_ALLOWED.fullmatch(key)) and (not isinstance(value, str) or len(value) <= _LONGEST_VALUE)


def _name_exception(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Name an exception's class and where it came by; its message may quote what it stumbled over."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()[1]
    if isinstance(fault, BaseException):
        frames = traceback.extract_tb(fault.__traceback__)
        event["fault"] = type(fault).__name__
        event["frames"] = [f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in frames]
    return event


@dataclass(frozen=True)
class Metrics:
    """The figures of one process, in a registry of its own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    request_seconds: Histogram = field(init=False)
    hours_to_solution: Histogram = field(init=False)
    units_waiting: Gauge = field(init=False)
    messages_unsent: Gauge = field(init=False)
    snapshots_refused: Counter = field(init=False)
    snapshots_written: Counter = field(init=False)
    passages_waiting: Gauge = field(init=False)

    def __post_init__(self) -> None:
        made = {
            "requests": Counter("morsel_requests", "Requests.", ("method", "route", "status"), registry=self.registry),
            "request_seconds": Histogram(
                "morsel_request_seconds", "Time to answer.", ("method", "route"), registry=self.registry
            ),
            "hours_to_solution": Histogram(
                "morsel_question_hours_to_solution",
                "Hours from a question to its accepted answer.",
                buckets=(0.25, 1, 4, 8, 24, 72, 168),
                registry=self.registry,
            ),
            "units_waiting": Gauge("morsel_units_waiting", "Units of work to be claimed.", registry=self.registry),
            "messages_unsent": Gauge("morsel_messages_unsent", "Messages not yet sent.", registry=self.registry),
            "snapshots_refused": Counter(
                "morsel_snapshots_refused", "Snapshots not used, and rebuilt.", ("reason",), registry=self.registry
            ),
            "snapshots_written": Counter("morsel_snapshots_written", "Snapshots written.", registry=self.registry),
            "passages_waiting": Gauge(
                "morsel_passages_waiting", "Passages without a vector yet.", registry=self.registry
            ),
        }
        for name, figure in made.items():
            object.__setattr__(self, name, figure)
