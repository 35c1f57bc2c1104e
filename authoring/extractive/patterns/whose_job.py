"""P5: asks whose job a duty is, among the roles of one family."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.bound_actors import find_bound_actors
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.duties import Duty, Role, RoleFamily, other_roles, role_families
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import share
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, Citation, ItemType, Segment

PATTERN = "P5"
MAX_DUTY_WORDS = 24


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for every duty in the segment that one role of its family has alone."""
    for family in role_families(evidence):
        for role in family.roles:
            for duty in role.duties:
                if duty.block in segment.blocks:
                    yield from _candidate(evidence, family, role, duty)
                    yield from _task_of(evidence, family, role, duty)
    yield from find_bound_actors(evidence, segment)


def _candidate(evidence: Evidence, family: RoleFamily, role: Role, duty: Duty) -> Iterator[Candidate]:
    language = evidence.language_of(duty.block)
    if not 3 <= len(duty.text.split()) <= MAX_DUTY_WORDS or duty.text.endswith((":", "?")):
        return
    if _names(duty.text, role, language) or _is_shared(family, role, duty, language):
        return
    others = [other for other in other_roles(family, role) if not _names(duty.text, other, language)]
    needed = 3 if len(family.roles) > 3 else 2
    if len(others) < needed:
        return
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=f"Whose job is it to {duty.text}?",
        citations=(evidence.cite(duty.span), *role.citations),
        keys=(Choice(role.name, role.span),),
        distractors=tuple(_choice(evidence, other) for other in others),
        subject=duty.text,
        bloom=Bloom.REMEMBER,
        emphasis=2,
        rewrites=duty.rewrites,
        frame=f"duty {duty.span.start}",
        rationale=f"“{role.name}”:",
        checked=True,
        language=language,
        difficulty=0.4,
        needed_distractors=needed,
    )


def _task_of(evidence: Evidence, family: RoleFamily, role: Role, duty: Duty) -> Iterator[Candidate]:
    """The same duty asked the other way round: which of four tasks is this role's."""
    language = evidence.language_of(duty.block)
    if not _is_telling(family, duty, language) or _is_shared(family, role, duty, language):
        return
    others = [
        Choice(
            other_duty.text,
            other_duty.span,
            Rung.SIBLING,
            f"a task of “{other.name}”",
            _cited(evidence, other, other_duty),
        )
        for other in other_roles(family, role)
        for other_duty in other.duties
        if _is_telling(family, other_duty, language) and not _is_shared(family, other, other_duty, language)
    ]
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=f"Which task belongs to the {role.name}?",
        citations=_cited(evidence, role, duty),
        keys=(Choice(duty.text, duty.span),),
        distractors=tuple(others),
        subject=role.name,
        emphasis=2,
        rewrites=duty.rewrites,
        frame=f"tasks {role.span.start}",
        rationale=f"“{role.name}”:",
        language=language,
        difficulty=0.5,
    )


def _is_telling(family: RoleFamily, duty: Duty, language: str | None) -> bool:
    """Whether the duty can be an option: short and naming no role, whose name would rule it in or out."""
    short = 3 <= len(duty.text.split()) <= MAX_DUTY_WORDS and not duty.text.endswith((":", "?"))
    return short and not any(_names(duty.text, role, language) for role in family.roles)


def _cited(evidence: Evidence, role: Role, duty: Duty) -> tuple[Citation, ...]:
    return (evidence.cite(duty.span), *role.citations)


def _choice(evidence: Evidence, other: Role) -> Choice:
    duty = other.duties[0]
    quote = evidence.cite(duty.span)
    words = quote.quote.rstrip(" .;,:")
    told = words if len(words.split()) <= 30 else " ".join(words.split()[:30]) + " …"
    return Choice(other.name, other.span, Rung.SIBLING, f"the role with the task “{told}”", (quote, *other.citations))


def _names(text: str, role: Role, language: str | None) -> bool:
    """Whether the duty names the role, in full, by its initials or by its telling word."""
    if role.name.casefold() in text.casefold():
        return True
    words = [word for word in re.findall(r"\w+", role.name) if word[0].isupper()]
    initials = "".join(word[0] for word in words)
    if len(initials) > 1 and re.search(rf"\b{initials}s?\b", text):
        return True
    telling = content_lemmas(role.name, language) - _COMMON_IN_ROLES
    return bool(telling & content_lemmas(text, language))


_COMMON_IN_ROLES = frozenset(
    {"team", "lead", "manager", "officer", "member", "staff", "owner", "department", "incident"}
)


def _is_shared(family: RoleFamily, role: Role, duty: Duty, language: str | None) -> bool:
    return any(
        share(duty.text, other_duty.text, language) >= 0.6
        for other in family.roles
        if other is not role
        for other_duty in other.duties
    )
