"""Errors as `application/problem+json` (RFC 9457): the one table from error class to problem type."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from authoring.editing import InvalidEdit
from authoring.errors import UnreadableDocument
from authoring.generative.errors import BudgetSpent, LanguageModelUnavailable
from authoring.items.grading import AnswerDoesNotFit
from service import errors

MEDIA_TYPE = "application/problem+json"
_PREFIX = "urn:morsel:problem:"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: `slug` ends its stable `type`, `title` says it in words, `status` is HTTP's."""

    slug: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """The stable name that clients branch on."""
        return _PREFIX + self.slug


class RequestRefused(Exception):
    """A request refused before any workflow saw it; `kind` is a slug of `HTTP_PROBLEMS`."""

    def __init__(self, kind: str, detail: str, *, headers: dict[str, str] | None = None) -> None:
        self.kind = kind
        self.headers = headers or {}
        super().__init__(detail)


_VERSION_CONFLICT = ProblemType("version-conflict", 412, "Somebody changed it since you read it")
_INTERNAL = ProblemType("internal", 500, "Something went wrong on our side")

HTTP_PROBLEMS: dict[str, ProblemType] = {
    problem.slug: problem
    for problem in (
        ProblemType("malformed", 400, "The request cannot be read"),
        ProblemType("unauthenticated", 401, "A valid key is needed"),
        ProblemType("forbidden", 403, "This key may not do that"),
        ProblemType("not-found", 404, "There is no such thing"),
        ProblemType("method-not-allowed", 405, "This path does not take that method"),
        _VERSION_CONFLICT,
        ProblemType("too-large", 413, "The request is too large"),
        ProblemType("unsupported-media-type", 415, "The request is of a kind that is not taken here"),
        ProblemType("invalid", 422, "The request does not fit"),
        ProblemType("precondition-required", 428, "Say what you read"),
        ProblemType("rate-limited", 429, "Too many requests"),
        _INTERNAL,
        ProblemType("unavailable", 503, "Not available at the moment"),
    )
}
"""What HTTP itself can refuse, by slug."""

PROBLEMS: dict[type[Exception], ProblemType] = {
    errors.NotFound: HTTP_PROBLEMS["not-found"],
    errors.AlreadyExists: ProblemType("already-exists", 409, "It exists already"),
    errors.VersionConflict: _VERSION_CONFLICT,
    errors.ContentChanged: ProblemType("content-changed", 412, "The content is not the one you named"),
    errors.NotApproved: ProblemType("not-approved", 412, "This content is not approved"),
    errors.IdempotencyConflict: ProblemType("idempotency-conflict", 422, "The Idempotency-Key was used before"),
    errors.KeyShownOnce: ProblemType("key-shown-once", 409, "The key was made and is not shown again"),
    InvalidEdit: HTTP_PROBLEMS["invalid"],
    errors.InvalidContent: HTTP_PROBLEMS["invalid"],
    errors.WrongState: ProblemType("wrong-state", 409, "Its state does not allow that"),
    errors.BlockedByFindings: ProblemType("blocked-by-findings", 409, "A check found a blocker"),
    errors.SecondPersonNeeded: ProblemType("second-person-needed", 403, "Somebody else must approve"),
    errors.NotYours: ProblemType("not-yours", 403, "Somebody else wrote it"),
    errors.CardRefused: ProblemType("card-refused", 403, "This card cannot be answered"),
    errors.SignInRefused: ProblemType("sign-in-refused", 403, "Nobody was signed in"),
    errors.NothingLeft: ProblemType("nothing-left", 409, "The bank holds nothing further"),
    errors.NoSoundItem: ProblemType("no-sound-item", 409, "No new item passed the checks"),
    LanguageModelUnavailable: ProblemType("model-unavailable", 503, "The language model does not answer"),
    BudgetSpent: ProblemType("model-budget-spent", 409, "The budget for the language model is spent"),
    errors.TooLarge: HTTP_PROBLEMS["too-large"],
    errors.QuotaExceeded: ProblemType("quota-exceeded", 409, "The tenant has as many as it may"),
    errors.DatabaseUnavailable: ProblemType("database-unavailable", 503, "The database does not answer"),
    errors.DatabaseOutdated: ProblemType("database-outdated", 503, "The database must be migrated"),
    errors.BrokerUnavailable: ProblemType("broker-unavailable", 503, "The broker does not answer"),
    errors.ProviderUnavailable: ProblemType("provider-unavailable", 503, "The identity provider cannot be used"),
    errors.NotReady: ProblemType("not-ready", 503, "Requests cannot be served now"),
    errors.StorageFull: ProblemType("storage-full", 507, "There is no room left"),
    AnswerDoesNotFit: ProblemType("answer-does-not-fit", 422, "The answer is not of the kind the item asks for"),
    UnreadableDocument: ProblemType("unreadable-document", 422, "The document cannot be read"),
}
"""The problem type of each error that a workflow raises; any other exception is ours: `internal`."""

_HTTP_BY_STATUS = {problem.status: problem for problem in HTTP_PROBLEMS.values()}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as answered. `facts` are further members, by name; `headers` go on the response."""

    kind: ProblemType
    detail: str
    facts: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self, *, instance: str, request_id: str) -> dict[str, object]:
        """The body; `instance` is the request's path."""
        return {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "instance": instance,
            "request_id": request_id,
            **self.facts,
        }


def problem_of(error: Exception) -> Problem:
    """The problem that an exception is; one the table does not name says nothing of its inside."""
    if isinstance(error, RequestRefused):
        return Problem(HTTP_PROBLEMS[error.kind], str(error), headers=error.headers)
    for ancestor in type(error).__mro__:
        if ancestor in PROBLEMS:
            return Problem(PROBLEMS[ancestor], str(error), _facts(error))
    return Problem(_INTERNAL, "The fault is ours and has been logged under the request id.")


def problem_of_status(status: int, detail: str) -> Problem:
    """The problem that an HTTP status without further word is, as raised by the framework."""
    fallback = HTTP_PROBLEMS["malformed"] if status < 500 else _INTERNAL
    return Problem(_HTTP_BY_STATUS.get(status, fallback), detail)


def invalid(places: list[dict[str, object]]) -> Problem:
    """A request that its schema refuses; `places` name where and why, never what was sent."""
    return Problem(HTTP_PROBLEMS["invalid"], "Some fields do not fit; `errors` names them.", {"errors": places})


def rate_limited(seconds: float) -> RequestRefused:
    """Too many requests; try again after `seconds`, rounded up."""
    wait = str(max(1, math.ceil(seconds)))
    return RequestRefused("rate-limited", f"Try again in {wait} s.", headers={"Retry-After": wait})


def _facts(error: Exception) -> dict[str, object]:
    if isinstance(error, errors.BlockedByFindings):
        return {"findings": error.findings}
    if isinstance(error, errors.NotReady):
        return {"checks": error.checks}
    if isinstance(error, errors.KeyShownOnce):
        return {"key_id": error.key_id}
    if isinstance(error, AnswerDoesNotFit):
        return {"expected": error.expected}
    return {"limit": error.limit} if isinstance(error, errors.TooLarge | errors.QuotaExceeded) else {}
