"""What can go wrong in the service, grouped by who can act on it; the API maps each class to a problem type."""

from __future__ import annotations

import errno
from enum import StrEnum


class MorselError(Exception):
    """Base of every fault that the service names; the message says what happened, to which thing, and what to do."""


class CallerError(MorselError):
    """Whoever made the request can mend it."""


class NotFound(CallerError):
    """No such thing for this tenant; what belongs to another tenant looks exactly the same."""

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind = kind
        self.identifier = identifier
        super().__init__(f"There is no {kind} {identifier!r}.")


class AlreadyExists(CallerError):
    """A unique constraint refused the row; `kind` is the table, `identifier` the constraint or its columns."""

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind = kind
        self.identifier = identifier
        super().__init__(f"A row of {kind} with the same {identifier} exists already.")


class VersionConflict(CallerError):
    """Somebody else changed the thing since the caller read it."""

    def __init__(self, kind: str, identifier: str, *, expected: int) -> None:
        self.kind = kind
        self.identifier = identifier
        self.expected = expected
        super().__init__(f"The {kind} {identifier!r} is no longer at version {expected}; read it again.")


class IdempotencyConflict(CallerError):
    """One idempotency key was used for two different requests."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__("This Idempotency-Key was used before with another request; choose a new key.")


class KeyShownOnce(CallerError):
    """The request made an API key before; of the key itself only a digest was kept."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(
            f"This request made key {key_id!r}, which was shown once. Revoke it and create another one "
            "under a new Idempotency-Key."
        )


class WrongState(CallerError):
    """The thing is in a state that does not allow the action."""

    def __init__(self, kind: str, identifier: str, *, state: str, action: str) -> None:
        self.kind = kind
        self.identifier = identifier
        self.state = state
        self.action = action
        super().__init__(f"The {kind} {identifier!r} is {state}; it cannot be {action}.")


class ContentChanged(CallerError):
    """The content is no longer the one that the caller read or that was approved."""

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind = kind
        self.identifier = identifier
        super().__init__(f"The content of {kind} {identifier!r} is not the one you named; read it again.")


class NotApproved(CallerError):
    """Nobody approved exactly this content."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(f"The content of micro-module {identifier!r} as it stands is not approved; approve it first.")


class BlockedByFindings(CallerError):
    """A check found what must not reach a learner; `findings` are "check: message"."""

    def __init__(self, identifier: str, findings: list[str]) -> None:
        self.identifier = identifier
        self.findings = findings
        super().__init__(f"Micro-module {identifier!r} has blockers: {'; '.join(findings)}. Mend them, then approve.")


class SecondPersonNeeded(CallerError):
    """The tenant demands that approver and author differ."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(f"You wrote or edited micro-module {identifier!r}; somebody else must approve it.")


class NotYours(CallerError):
    """Only whoever wrote a thing may do that with it."""

    def __init__(self, kind: str, identifier: str, *, action: str) -> None:
        self.kind = kind
        self.identifier = identifier
        self.action = action
        super().__init__(f"You did not write the {kind} {identifier!r}; it cannot be {action} by you.")


class CardRefused(CallerError):
    """An answer to a session card that is not believed; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The answer to this card is not taken: {reason}.")


class Refusal(StrEnum):
    """Why nobody was signed in through an identity provider."""

    NOT_BEGUN = "not_begun"
    DENIED = "denied"
    CODE = "code"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    SIGNATURE = "signature"
    SUBJECT = "subject"
    TOKEN = "token"  # noqa: S105  a reason, no secret
    UNKNOWN_PERSON = "unknown_person"
    UNVERIFIED_EMAIL = "unverified_email"
    TAKEN = "taken"
    INACTIVE = "inactive"


class SignInRefused(CallerError):
    """What came back from an identity provider signs nobody in."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"Nobody was signed in ({refusal.value}); begin again at the sign-in page.")


class NothingLeft(CallerError):
    """The bank holds no further item to swap in."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(f"There is nothing in the bank that could replace {identifier!r}; edit it instead.")


class NoSoundItem(CallerError):
    """The language model gave no item that passes the checks."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(
            f"No new item for {identifier!r} passed the checks; say differently what you want, or edit it."
        )


class InvalidContent(CallerError):
    """What the caller sent contradicts the thing it is about; `place` says where."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        super().__init__(f"{place}: {message}")


class TooLarge(CallerError):
    """An upload is beyond a limit; `limit` is in the unit that `what` names."""

    def __init__(self, what: str, *, limit: int) -> None:
        self.what = what
        self.limit = limit
        super().__init__(f"The upload has more {what} than the {limit} allowed.")


class QuotaExceeded(CallerError):
    """The tenant has as many things of a kind as it may."""

    def __init__(self, kind: str, *, limit: int) -> None:
        self.kind = kind
        self.limit = limit
        super().__init__(f"This tenant may have {limit} {kind} at most.")


class OperatorError(MorselError):
    """Whoever runs Morsel can mend it."""


class InvalidSettings(OperatorError):
    """A setting is missing, unknown or contradicts another."""


class DatabaseUnavailable(OperatorError):
    """The database does not answer; the caller may try again."""


class DatabaseOutdated(OperatorError):
    """The database's schema is not the one this version needs."""

    def __init__(self, *, found: str | None, needed: str) -> None:
        self.found = found
        self.needed = needed
        super().__init__(f"The database is at revision {found or 'none'}, this version needs {needed}: morsel migrate")


class BrokerUnavailable(OperatorError):
    """The broker does not take messages; what was acknowledged stays in the database and is sent later."""


class ProviderUnavailable(OperatorError):
    """A company's identity provider does not answer, or not as OpenID Connect says."""

    def __init__(self, issuer: str, *, reason: str) -> None:
        self.issuer = issuer
        self.reason = reason
        super().__init__(f"The identity provider {issuer} cannot be used: {reason}.")


class NotReady(OperatorError):
    """Requests cannot be served; `checks` say of each part "ok", or what is wrong and what to do."""

    def __init__(self, checks: dict[str, str]) -> None:
        self.checks = checks
        super().__init__(" ".join(f"{part}: {found}" for part, found in checks.items() if found != "ok"))


class StorageFull(OperatorError):
    """The disk under blobs or database has no room; nothing partial was kept."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"There is no room left for {place}; free some and try again.")


def is_full_disk(fault: BaseException | None) -> bool:
    """Whether this is the operating system's word for a disk, or a quota, without room."""
    return isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)


class BackupFailed(OperatorError):
    """A back-up, or what was to be made of one, could not be finished; nothing half is left."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Nothing was kept: {reason}.")


class BackupDamaged(OperatorError):
    """A back-up is not what its manifest says; nothing was restored."""

    def __init__(self, place: str, *, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(f"{place}: {reason}. Nothing was restored; take another back-up.")


class TargetNotEmpty(OperatorError):
    """Something is already where a back-up should be kept or restored."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"There is something at {place} already; choose an empty place, nothing is overwritten.")


class LeaseLost(MorselError):
    """A worker came back after its lease: its result is refused, another worker has the unit, or the job is over."""

    def __init__(self, job_id: str, *, stage: str, unit: str) -> None:
        self.job_id = job_id
        self.stage = stage
        self.unit = unit
        super().__init__(f"The lease on {stage}/{unit} of job {job_id} is gone.")
