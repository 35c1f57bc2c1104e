"""Reads the sample community: who learns at the sample company, and what they ask and tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

import yaml

_ACCEPTED = "*"


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One learner; `id` is the company's own."""

    id: str
    name: str
    role: str
    locale: str
    cohorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleReply:
    """A reply of the person `by`; at most one of a thread is accepted."""

    by: str
    text: str
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class SampleThread:
    """`document` is a sample's file name; `section` the heading it is about, None: about nothing taught.

    `cohorts` None: everybody may see it.
    """

    document: str
    title: str
    by: str
    text: str
    kind: str
    section: str | None
    cohorts: tuple[str, ...] | None
    language: str
    replies: tuple[SampleReply, ...]


class _Written(TypedDict, total=False):
    ask: str
    by: str
    at: str
    kind: str
    text: str
    replies: list[dict[str, str]]


def sample_people(folder: Path) -> list[SamplePerson]:
    """Everybody, in the order of the file."""
    rows = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    return [SamplePerson(row[0], row[1], row[2], row[3], tuple(row[4])) for row in rows]


def sample_threads(folder: Path) -> list[SampleThread]:
    """Every thread, file by file."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "people.yaml":
            written = yaml.safe_load(path.read_text(encoding="utf-8"))
            found += [_thread(one, written["document"]) for one in written["threads"]]
    return found


def _thread(one: _Written, document: str) -> SampleThread:
    cohorts = cast("dict[str, list[str]]", one).get("for")  # a word that no attribute can be called
    return SampleThread(
        document=document,
        title=one["ask"],
        by=one["by"],
        text=one["text"],
        kind=one.get("kind", "question"),
        section=one.get("at"),
        cohorts=None if cohorts is None else tuple(cohorts),
        language="it" if document == "gestione-rifiuti.md" else "en",
        replies=tuple(_reply(by, text) for reply in one["replies"] for by, text in reply.items()),
    )


def _reply(by: str, text: str) -> SampleReply:
    return SampleReply(by.removesuffix(_ACCEPTED), text, by.endswith(_ACCEPTED))
