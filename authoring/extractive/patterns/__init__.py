"""The item patterns by code, each a file with `find`; a pattern without evidence yields nothing."""

from collections.abc import Iterator
from functools import partial

from authoring.extractive.candidates import Candidate, Find
from authoring.extractive.evidence import Evidence
from authoring.extractive.narrow.candidates import narrow_candidates
from authoring.extractive.narrow.question import Asks
from authoring.extractive.patterns import (
    answered_heading,
    authors_question,
    changed_rule,
    class_of_case,
    closed_set,
    defining_sentence,
    how_binding,
    limit_with_condition,
    listed,
    missing_word,
    one_thing_changed,
    procedure,
    protects_against,
    same_question,
    steps,
    table_cell,
    term_and_meaning,
    twins,
    what_is_ruled_out,
    whose_job,
)
from authoring.types import Segment


def _both(first: Find, second: Find) -> Find:
    """Two finders of one pattern, as one."""

    def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
        yield from first(evidence, segment)
        yield from second(evidence, segment)

    return find


PATTERNS: dict[str, Find] = {
    "P1": authors_question.find,
    "P2": same_question.find,
    "P3": term_and_meaning.find,
    "P4": defining_sentence.find,
    "P5": whose_job.find,
    "P6": class_of_case.find,
    "P7": table_cell.find,
    "P8": limit_with_condition.find,
    "P9": twins.find,
    "P11": what_is_ruled_out.find,
    "P13": protects_against.find,
    "P16": how_binding.find,
    "P17": closed_set.find,
    "P18": steps.find,
    "P21": _both(one_thing_changed.find, changed_rule.find),
    "P23": missing_word.find,
    "P38": procedure.find,
    "P39": answered_heading.find,
    "P40": listed.find,
    **{asks.value: partial(narrow_candidates, asks=asks) for asks in Asks},
}
