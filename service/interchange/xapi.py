"""What learners do here as statements of xAPI 1.0.3, for a record store elsewhere.

https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from authoring.types import ItemType
from service.interchange.published import Json

VERSION = "1.0.3"
PLATFORM = "Morsel"
_NAMESPACE = uuid.UUID("6f2d8c0e-6f0b-5d1e-9c53-0d7b1c6e4a11")  # of the ids of our statements, chosen once
_VERBS = "http://adlnet.gov/expapi/verbs/"
_MICRO_MODULE = "http://adlnet.gov/expapi/activities/lesson"
_ITEM = "http://adlnet.gov/expapi/activities/cmi.interaction"
_INTERACTIONS = {
    ItemType.MULTIPLE_CHOICE: "choice",
    ItemType.MULTIPLE_RESPONSE: "choice",
    ItemType.TRUE_FALSE: "true-false",
    ItemType.CLOZE: "fill-in",
    ItemType.SHORT_ANSWER: "fill-in",
    ItemType.NUMERIC: "numeric",
    ItemType.MATCHING: "matching",
    ItemType.ORDERING: "sequencing",
}


class Verb(StrEnum):
    """The last part of a verb of ADL's vocabulary."""

    EXPERIENCED = "experienced"
    ANSWERED = "answered"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Asked:
    """The item that was answered, as it was asked."""

    id: str
    stem: str
    type: ItemType


@dataclass(frozen=True, slots=True)
class Deed:
    """What one learner did. `learner_id` is the integrator's own id.

    `title` and `version` None: it is not known which version was shown. `item` None: it is about the micro-module.
    `language` None: not known. `score` 0 to 1; None: nothing was graded.
    """

    id: str
    learner_id: str
    verb: Verb
    micro_module_id: str
    happened_at: datetime
    title: str | None = None
    version: int | None = None
    item: Asked | None = None
    language: str | None = None
    score: float | None = None


def statement_id(*told: str) -> str:
    """The id of the statement about a fact: the same for the same words, so that no store keeps it twice (RFC 9562)."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(told)))


def as_statement(deed: Deed, *, home_page: str) -> Json:
    """The statement; the same deed gives the same one. `home_page` is where the learners' ids are issued."""
    home = home_page.rstrip("/")
    micro_module = _activity(f"{home}/micro-modules/{deed.micro_module_id}", _MICRO_MODULE, deed.title, deed.language)
    context: Json = {"platform": PLATFORM}
    thing = micro_module
    if deed.version is not None:
        context["revision"] = str(deed.version)
    if deed.item is not None:
        thing = _activity(f"{home}/items/{deed.item.id}", _ITEM, deed.item.stem, deed.language)
        definition = thing["definition"]
        assert isinstance(definition, dict)  # noqa: S101  made a line above
        definition["interactionType"] = _INTERACTIONS[deed.item.type]
        context["contextActivities"] = {"parent": [micro_module]}
    statement: Json = {
        "id": deed.id,
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": deed.learner_id}},
        "verb": {"id": _VERBS + deed.verb, "display": {"en": deed.verb.value}},
        "object": thing,
        "context": context,
        "timestamp": deed.happened_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": VERSION,
    }
    result = _result(deed)
    return statement | ({"result": result} if result else {})


def is_ours(statement: Json) -> bool:
    """Whether a statement came from here: a store that sends all it has back tells nothing new."""
    context = statement.get("context")
    return isinstance(context, dict) and context.get("platform") == PLATFORM


def _activity(activity_id: str, kind: str, name: str | None, language: str | None) -> Json:
    definition: Json = {"type": kind}
    if name:
        definition["name"] = {language or "und": name}
    return {"objectType": "Activity", "id": activity_id, "definition": definition}


def _result(deed: Deed) -> Json:
    """An answer is a success when all of it was right; a completion is one by being there."""
    result: Json = {}
    if deed.score is not None:
        result["score"] = {"scaled": round(deed.score, 4)}
    if deed.verb is Verb.ANSWERED and deed.score is not None:
        result["success"] = deed.score >= 1
    if deed.verb is Verb.COMPLETED:
        result |= {"completion": True, "success": True}
    return result
