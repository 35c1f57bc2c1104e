"""Personal data: the register of every table that speaks of a person, what for, and what erasure does to it.

A learner's export is every row that the register finds; erasure goes through the same list. A test fails for a table
that names a principal and is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import ColumnElement, Delete, Table, Update, and_, delete, select, update

from service.db.base import Base, Json, PrincipalId, Repository
from service.db.threads import ERASED_TITLE


class Erase(Enum):
    """What becomes of a learner's rows."""

    DELETE = "deleted"
    BLANK = "kept without person and words"
    KEEP = "kept: it names a principal that no longer says who it was"


@dataclass(frozen=True, slots=True)
class Personal:
    """`person` is the column that names the principal; `instead` is what stands in the others where rows are kept."""

    purpose: str
    erase: Erase = Erase.DELETE
    person: str = "principal_id"
    instead: Mapping[str, object] = field(default_factory=dict)


REGISTER: Mapping[str, Personal] = {
    "learner_profiles": Personal(
        "language and role, to choose what fits; the digest of an e-mail address, to know who wrote"
    ),
    "learning_goals": Personal("what the learner wants to become able to do"),
    "cohort_members": Personal("who learns together, and sees what"),
    "enrolments": Personal("what must be learned until when"),
    "responses": Personal("grading, once"),
    "item_reports": Personal("mending items"),
    "evidence": Personal("mastery, reviews, proof of completion"),
    "statements": Personal("what other systems told"),
    "objective_states": Personal("mastery, reviews, proof of completion"),
    "abilities": Personal("items that are neither too easy nor too hard"),
    "impressions": Personal("not showing the same again; evaluation"),
    "uptakes": Personal("dismissals and what was found helpful"),
    "notifications": Personal("telling the learner"),
    "reminder_choices": Personal("when and where the learner wants to be reminded"),
    "reminders": Personal("reminding once a day"),
    "help_requests": Personal("asking who may know"),
    "helper_choices": Personal("who does not want to be asked"),
    "votes": Personal("one vote a learner"),
    "reactions": Personal("one reaction of a kind a reader"),
    "posts": Personal("conversation", Erase.BLANK, "author_id", {"text": "", "author_name": None}),
    "threads": Personal("conversation", Erase.BLANK, "author_id", {"title": ERASED_TITLE}),
    "polls": Personal("asking colleagues", Erase.KEEP, "author_id"),
    "idempotency_records": Personal("repeats of a request"),
    "accounts": Personal("signing in"),
    "sign_ins": Personal("signing in"),
    "identities": Personal("signing in through the company's own identity provider"),
    "api_keys": Personal("who calls"),
    "approvals": Personal("who approved what: no learner's", Erase.KEEP),
    "audit_trail": Personal("who did what", Erase.KEEP),
    "events": Personal("telling other systems", Erase.BLANK, instead={"data": {"erased": True}, "once": None}),
    "imports": Personal("who took in what: no learner's", Erase.KEEP),
    "erasures": Personal("the receipt of an erasure", Erase.KEEP),
}
_SECRET = frozenset({"digest", "password_hash", "csrf_token", "request_digest", "stop_digest"})


class PersonalData(Repository):
    """Everything of one person in one tenant."""

    def rows(self, principal_id: PrincipalId) -> Iterator[tuple[str, list[Json]]]:
        """Table by table, what is kept of the person; no digests of keys and passwords."""
        for table, personal in _registered():
            shown = [column for column in table.columns if column.name not in _SECRET]
            found = self._session.execute(select(*shown).where(self._of(table, personal, principal_id)))
            yield table.name, [dict(row) for row in found.mappings()]

    def erase(self, principal_id: PrincipalId) -> Json:
        """How many rows were deleted or emptied, table by table; those that depend on others first."""
        counts: Json = {}
        for table, personal in reversed(_registered()):
            is_theirs = self._of(table, personal, principal_id)
            statement: Delete | Update
            if personal.erase is Erase.DELETE:
                statement = delete(table).where(is_theirs)
            elif personal.erase is Erase.BLANK:
                statement = update(table).where(is_theirs).values({personal.person: None, **personal.instead})
            else:
                continue
            counts[table.name] = len(self._session.execute(statement.returning(table.c.tenant_id)).all())
        return counts

    def threads_of(self, principal_id: PrincipalId) -> Sequence[str]:
        """The threads that the person began or wrote in."""
        posts, threads = Base.metadata.tables["posts"], Base.metadata.tables["threads"]
        wrote = select(posts.c.thread_id).where(posts.c.tenant_id == self._tenant, posts.c.author_id == principal_id)
        began = select(threads.c.id).where(threads.c.tenant_id == self._tenant, threads.c.author_id == principal_id)
        return sorted(set(self._session.scalars(wrote.union(began))))

    def _of(self, table: Table, personal: Personal, principal_id: PrincipalId) -> ColumnElement[bool]:
        return and_(table.c.tenant_id == self._tenant, table.c[personal.person] == principal_id)


def _registered() -> list[tuple[Table, Personal]]:
    """The tables of the register, each after those that it depends on."""
    return [(table, REGISTER[table.name]) for table in Base.metadata.sorted_tables if table.name in REGISTER]
