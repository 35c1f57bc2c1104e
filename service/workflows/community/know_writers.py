"""Find out which learners wrote what an export of a forum holds: by e-mail digest, or by an id that both sides use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from service.db.learners import LearnerId
from service.db.unit_of_work import UnitOfWork
from service.interchange.forum import Writer


class LearnerIdsAre(StrEnum):
    """Which field of the forum holds your own ids of learners, besides the id of its single sign-on."""

    NEITHER = "neither"  # a number there may be somebody else's number here
    USER_ID = "user_id"
    USER_NAME = "user_name"


def know_writers(writers: Collection[Writer], ids_are: LearnerIdsAre, work: UnitOfWork) -> Mapping[Writer, LearnerId]:
    """Those of the writers who are learners here. An address that two learners share names neither."""
    given = {writer: _own_id(writer, ids_are) for writer in writers}
    known = set(work.learners.find([one for one in given.values() if one is not None]))
    by_email = work.learners.by_email({one.email_digest for one in writers if one.email_digest is not None})
    found = {}
    for writer, own in given.items():
        learner = own if own in known else by_email.get(writer.email_digest or "")
        if learner is not None:
            found[writer] = learner
    return found


def _own_id(writer: Writer, ids_are: LearnerIdsAre) -> LearnerId | None:
    there = {LearnerIdsAre.USER_ID: writer.user_id, LearnerIdsAre.USER_NAME: writer.user_name}.get(ids_are)
    own = writer.external_id or there
    return None if own is None else LearnerId(own)
