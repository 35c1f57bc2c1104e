"""P1: behind the answer of the author's question stands the passage that teaches it, where there is one."""

from __future__ import annotations

from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import gather_evidence
from authoring.extractive.patterns.authors_question import find
from authoring.types import BlockRole, Segment, SegmentId
from tests.support.documents import Part, build, evidence_of, heading, item, paragraph

QUIZ = (
    paragraph("1. Where does the workshop keep its oil?", role=BlockRole.QUIZ),
    item("In the red drum", role=BlockRole.QUIZ, marked_correct=True),
    item("In the blue bin", role=BlockRole.QUIZ, marked_correct=False),
)
MARKED = ["In the red drum", "1. Where does the workshop keep its oil?"]
TAUGHT = "The workshop keeps its oil in the red drum."


def question(*parts: Part, language: str = "en") -> Candidate:
    evidence = evidence_of(heading("Oil"), *parts, language=language)
    (one,) = find(evidence, evidence.segments[0])
    return one


def quotes(one: Candidate) -> list[str]:
    return [citation.quote for citation in one.citations]


def test_the_sentence_that_holds_answer_and_question_is_cited_before_the_quiz() -> None:
    one = question(paragraph(f"Wear gloves. {TAUGHT} Close the lid."), *QUIZ)
    assert quotes(one) == [TAUGHT, *MARKED]
    assert one.rationale == ""


def test_of_two_sentences_with_the_answer_the_one_with_more_of_the_question_is_cited() -> None:
    one = question(paragraph(f"The red drum of the workshop holds oil. {TAUGHT}"), *QUIZ)
    assert quotes(one)[0] == TAUGHT


def test_a_sentence_without_the_whole_answer_is_no_passage() -> None:
    one = question(paragraph("The workshop keeps its oil in a drum."), *QUIZ)
    assert quotes(one) == MARKED
    assert one.rationale == "Marked as right in the document's own quiz:"


def test_a_sentence_with_the_answer_and_little_of_the_question_is_no_passage() -> None:
    assert quotes(question(paragraph("Oil is dear. The workshop paints the red drum every spring."), *QUIZ)) == MARKED


def test_an_answer_in_the_words_of_the_question_needs_more_than_its_words() -> None:
    quiz = (
        paragraph("Is the red drum full?", role=BlockRole.QUIZ),
        item("The red drum is", role=BlockRole.QUIZ, marked_correct=True),
        item("Nobody knows", role=BlockRole.QUIZ, marked_correct=False),
    )
    assert quotes(question(paragraph("The red drum is full on Mondays."), *quiz))[0] == "The red drum is"


def test_without_a_passage_an_italian_quiz_is_named_in_italian() -> None:
    quiz = (
        paragraph("Dove si conserva l'olio?", role=BlockRole.QUIZ),
        item("Nel fusto rosso", role=BlockRole.QUIZ, marked_correct=True),
        item("Nel cesto blu", role=BlockRole.QUIZ, marked_correct=False),
    )
    one = question(paragraph("L'olio si conserva al fresco."), *quiz, language="it")
    assert one.rationale == "Segnata come giusta nel quiz del documento:"


def test_of_equal_sentences_the_one_of_the_questions_own_segment_is_cited() -> None:
    taught = paragraph(TAUGHT)
    document = build(taught, heading("Oil"), taught, paragraph("The workshop is in the yard."), *QUIZ)
    ids = [block.id for block in document.blocks]
    segments = (
        Segment(SegmentId("s1"), (), tuple(ids[:1]), 90),
        Segment(SegmentId("s2"), ("Oil",), tuple(ids[1:]), 90),
    )
    evidence = gather_evidence(document, segments)
    (one,) = find(evidence, segments[1])
    assert (one.citations[0].quote, one.citations[0].block) == (TAUGHT, ids[2])
