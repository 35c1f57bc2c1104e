"""The item patterns by code, each a file with `find`; a pattern without evidence yields nothing."""

from authoring.extractive.candidates import Find
from authoring.extractive.patterns import authors_question, class_of_case, term_and_meaning

PATTERNS: dict[str, Find] = {
    "P1": authors_question.find,
    "P3": term_and_meaning.find,
    "P6": class_of_case.find,
}
