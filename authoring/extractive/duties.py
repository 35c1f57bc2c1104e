"""Who does what: duties that lists, tables and sentences give to the roles of one family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.families import table_columns, without_number
from authoring.linguistics import base_form, opening_form, sentence_spans
from authoring.types import Block, BlockId, BlockKind, Citation, Span

_DUTY_CUE = re.compile(
    r"\b(?:responsib\w+|duties|duty|tasks?|accountab\w+|expected to|in charge of|what (?:do|does) (?:they|it|\w+) do|"
    r"your (?:job|role)|job is|mansioni|compiti|responsabilit\w+)\b",
    re.IGNORECASE,
)
_ROLE_HEADER = re.compile(
    r"^(?:role|owner|who|responsible|team|function|person|position|ruolo|responsabile)\b", re.IGNORECASE
)
_TASK_HEADER = re.compile(
    r"^(?:responsib\w+|dut(?:y|ies)|tasks?|activit(?:y|ies)|actions?|what|job|compit[oi]|attività|responsabilità)\b",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r",\s(?:this|it|they|you|we|that)\b|\b(?:you|your|yours|my|me)\b", re.IGNORECASE)
_FINITE = re.compile(r"\s(?:is|are|was|were)\s", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:that|which|who|if|when|what|while|how|whether|where|as|because)\b", re.IGNORECASE)
_HEADED = re.compile(
    r"^(?:(?:steps|tasks|duties|responsibilities|instructions|guide|checklist) (?:for|of) (?:the )?(?P<after>.+)|"
    r"(?P<before>.+?)(?:'s|’s)? (?:responsibilities|duties|tasks))$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_NO_ROLE = re.compile(
    r"\b(?:overview|introduction|summary|responsibilit\w+|duties|general|background|purpose|scope|note|notes|faq|process|"
    r"training|resources|conclusion|references?|examples?|related|appendix)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What one role does. `text` is a bare infinitive without full stop; `span` is where it stands in the document."""

    text: str
    span: Span
    block: BlockId
    rewrites: int


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its duties; `citations` name it (heading or cell)."""

    name: str
    span: Span
    citations: tuple[Citation, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class RoleFamily:
    """Roles of one section or table; at least three, each with a duty."""

    roles: tuple[Role, ...]
    scope: Block | None


def role_families(evidence: Evidence) -> tuple[RoleFamily, ...]:
    """Every family of at least three roles with duties in the document."""
    return evidence.once("role families", lambda: (*_from_headings(evidence), *_from_tables(evidence)))


def infinitive(text: str, language: str | None) -> tuple[str, int] | None:
    """A duty as a bare infinitive, lower case, and the rewrites it took; None where it does not open with its verb."""
    plain = text.strip().rstrip(" .;,")
    first, _, rest = plain.partition(" ")
    if not rest or language not in {"en", None} or not _is_one_task(plain):
        return None
    form = opening_form(plain, language)
    if form == "imperative":
        return f"{first[:1].lower()}{first[1:]} {rest}", 0
    if form == "to":
        return rest, 0
    if form in {"ing", "third person"}:
        # "…ing and …ing": the second verb would keep its form.
        if re.search(r"\b(?:and|or)\s+\w+(?:ing|s)\b", rest):
            return None
        return f"{base_form(first).lower()} {rest}", 1
    return None


def _is_one_task(text: str) -> bool:
    """Whether a duty is one phrase: no new clause after a comma, no main verb after all, nobody addressed."""
    if _NEW_CLAUSE.search(text) or text.lower().startswith(("be ", "being ")):
        return False
    return len(_FINITE.findall(text)) <= len(_SUBORDINATE.findall(text))


def _from_headings(evidence: Evidence) -> Iterator[RoleFamily]:
    by_parent: dict[tuple[BlockId | None, int], list[Role]] = {}
    parents: dict[BlockId | None, Block | None] = {}
    for heading in evidence.document.blocks:
        if heading.kind is not BlockKind.HEADING or not evidence.teaches(heading.id) or _is_no_role(heading):
            continue
        duties = tuple(_duties_under(evidence, heading))
        if duties:
            above = evidence.headings(heading.id)
            parent = above[-1] if above else None
            parents[parent.id if parent else None] = parent
            role = Role(_name(heading), heading.span, (evidence.cite_block(heading.id),), duties)
            by_parent.setdefault((parent.id if parent else None, heading.level or 1), []).append(role)
    for (parent_id, _), roles in by_parent.items():
        if len(roles) >= 3 and len({role.name.casefold() for role in roles}) == len(roles):
            yield RoleFamily(tuple(roles), parents[parent_id])


def _is_no_role(heading: Block) -> bool:
    name = _name(heading)
    return len(name.split()) > 4 or name.endswith("?") or _NO_ROLE.search(name) is not None


def _name(heading: Block) -> str:
    plain = _ASIDE.sub("", without_number(heading.text)).strip()
    headed = _HEADED.match(plain)
    return (headed["after"] or headed["before"]).strip() if headed else plain


def is_role_heading(heading: Block) -> bool:
    """Whether a heading announces what one role does: "Steps for the Scribe"."""
    return _HEADED.match(_ASIDE.sub("", without_number(heading.text)).strip()) is not None


def _duties_under(evidence: Evidence, heading: Block) -> Iterator[Duty]:
    cued = is_role_heading(heading)
    for block in evidence.children(heading.id):
        above = evidence.headings(block.id)
        if block.kind is BlockKind.HEADING:
            if above[-1].id != heading.id:
                return
            cued = _DUTY_CUE.search(block.text) is not None
        elif block.kind is BlockKind.PARAGRAPH:
            cued = cued or (_DUTY_CUE.search(block.text) is not None and block.text.rstrip().endswith(":"))
        elif cued and block.kind is BlockKind.LIST_ITEM and evidence.teaches(block.id):
            yield from _duty(evidence, block, block.text, block.span)


def _from_tables(evidence: Evidence) -> Iterator[RoleFamily]:
    for block in evidence.document.blocks:
        if block.table is None or block.table.header_rows != 1 or not evidence.teaches(block.id):
            continue
        header = [cell.strip() for cell in block.table.rows[0]]
        role = next((i for i, cell in enumerate(header) if _ROLE_HEADER.match(cell)), None)
        task = next((i for i, cell in enumerate(header) if _TASK_HEADER.match(cell) and i != role), None)
        if role is None or task is None:
            continue
        roles = tuple(_roles_of_table(evidence, block, role, task))
        if len(roles) >= 3:
            above = evidence.headings(block.id)
            yield RoleFamily(roles, above[-1] if above else None)


def _roles_of_table(evidence: Evidence, block: Block, role: int, task: int) -> Iterator[Role]:
    rows: dict[str, tuple[Span, list[Duty]]] = {}
    for (name, name_span), (text, span) in table_columns(block, role, task):
        if name and len(name.split()) <= 4 and not re.search(r"[,/;]| and | or ", name):
            rows.setdefault(name, (name_span, []))[1].extend(_duty(evidence, block, text, span))
    for name, (span, duties) in rows.items():
        if duties:
            yield Role(name, span, (evidence.cite(span),), tuple(duties))


def _duty(evidence: Evidence, block: Block, text: str, span: Span) -> Iterator[Duty]:
    """The first sentence of a list item or cell, if it names a task."""
    language = evidence.language_of(block.id)
    sentences = sentence_spans(text, language)
    bare = infinitive(text[sentences[0].start : sentences[0].end], language) if sentences else None
    if bare is not None:
        yield Duty(bare[0], Span(span.start + sentences[0].start, span.start + sentences[0].end), block.id, bare[1])


def other_roles(family: RoleFamily, role: Role) -> Sequence[Role]:
    """The family without `role`, nearest in the document first."""
    place = family.roles.index(role)
    others = [(abs(index - place), index, other) for index, other in enumerate(family.roles) if other is not role]
    return [other for _, _, other in sorted(others, key=lambda entry: entry[:2])]
