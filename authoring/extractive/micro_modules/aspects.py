"""What a learner can be asked to say after reading: the questions that the English key points answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.aspect_finders import DUTY, IS_DONE, Clause, Kind, clause_of
from authoring.extractive.micro_modules.parsed_questions import parsed_questions
from authoring.extractive.micro_modules.subjects import (
    acts,
    head_of_subject,
    is_deed,
    is_subject,
    lowered_start,
    speaks,
)
from authoring.types import BlockId, Citation, KeyPoint


@dataclass(frozen=True, slots=True)
class Aspect:
    """A clause with what it cites; `part` is the heading that its key point stands under."""

    clause: Clause
    citations: tuple[Citation, ...]
    part: BlockId | None

    @property
    def kind(self) -> Kind:
        return self.clause.kind

    @property
    def acts(self) -> bool:
        """Whether it asks what somebody must do, and not what something must be."""
        return bool(self.clause.does)

    @property
    def words(self) -> str:
        return self.clause.words


@dataclass(frozen=True, slots=True)
class _Duty:
    """What a key point says that somebody must do, or something must be."""

    subject: str
    modal: str
    negated: bool
    rest: str
    citations: tuple[Citation, ...]
    part: BlockId | None


def aspects(evidence: Evidence, key_points: Sequence[KeyPoint]) -> list[Aspect]:
    """One aspect a key point at most, and one for all duties of one actor; in no order that means anything."""
    found: list[Aspect] = []
    duties: dict[str, list[_Duty]] = {}
    for point, clause in zip(key_points, _clauses(evidence, key_points), strict=True):
        if clause is not None and not speaks(clause.words):
            found.append(Aspect(clause, point.citations, part_of_point(evidence, point)))
        duty = _duty(evidence, point)
        if duty is not None:
            duties.setdefault(head_of_subject(duty.subject), []).append(duty)
    return [*found, *(aspect for same in duties.values() for aspect in _of_duties(same))]


def _clauses(evidence: Evidence, key_points: Sequence[KeyPoint]) -> Iterator[Clause | None]:
    """The question that each key point answers: by its words where they are sure, else by its tree."""
    by_words = [clause_of(evidence, point.text.rstrip(". ")) for point in key_points]
    unsure = [place for place, clause in enumerate(by_words) if clause is None or clause.kind >= Kind.MANNER]
    by_tree = parsed_questions(evidence, [key_points[place] for place in unsure])
    better = dict(zip(unsure, by_tree, strict=True))
    return (better.get(place) or clause for place, clause in enumerate(by_words))


def part_of_point(evidence: Evidence, point: KeyPoint) -> BlockId | None:
    """The heading that the key point stands under."""
    headings = evidence.headings(point.citations[0].block)
    return headings[-1].id if headings else None


def _duty(evidence: Evidence, point: KeyPoint) -> _Duty | None:
    match = DUTY.match(point.text)
    if match is None or not is_subject(match["subject"]):
        return None
    subject, modal = lowered_start(evidence, match["subject"].strip()), match["modal"].lower()
    return _Duty(subject, modal, bool(match["no"]), match["rest"], point.citations, part_of_point(evidence, point))


def _of_duties(duties: Sequence[_Duty]) -> Iterator[Aspect]:
    """What one actor must, should and must not do, or what must be done with one thing, as its key points say."""
    binding = [duty for duty in duties if duty.modal == "must"] or list(duties)
    modal, subject = binding[0].modal, min((duty.subject for duty in binding), key=len)
    does = any(not duty.negated for duty in binding)
    forbids = any(duty.negated for duty in binding)
    modals = f"{modal} and {modal} not" if does and forbids else f"{modal} not" if forbids else modal
    if acts(subject) and all(IS_DONE.match(duty.rest) for duty in binding):
        return  # what is done with somebody is asked in no words that fit
    if acts(subject):
        words = f"what {subject} {modals} do"
    elif is_deed(subject):
        return  # "what must be done with reauthentication" asks for nothing
    elif all(IS_DONE.match(duty.rest) for duty in binding):
        words = f"what {modals} be done with {subject}"
    elif does and not forbids:
        words = f"which requirements {subject} {modal} meet"
    else:
        return
    cited = tuple(citation for duty in binding for citation in duty.citations)
    kind = Kind.MANY_DUTIES if len(binding) > 1 else Kind.DUTY
    if kind is Kind.DUTY and subject.lower() == "you":
        return  # "what you must do" asks for anything
    deed = words if acts(subject) else ""
    yield Aspect(Clause(kind, words, deed, head=head_of_subject(subject)), cited, binding[0].part)
