"""The item patterns by code, each a file with `find`; a pattern without evidence yields nothing."""

from authoring.extractive.candidates import Find
from authoring.extractive.patterns import (
    authors_question,
    class_of_case,
    closed_set,
    same_question,
    steps,
    table_cell,
    term_and_meaning,
    whose_job,
)

PATTERNS: dict[str, Find] = {
    "P1": authors_question.find,
    "P2": same_question.find,
    "P3": term_and_meaning.find,
    "P5": whose_job.find,
    "P6": class_of_case.find,
    "P7": table_cell.find,
    "P17": closed_set.find,
    "P18": steps.find,
}
