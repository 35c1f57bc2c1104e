"""From candidates to a quiz: sound items, laid out without cues, few shown, the rest in the bank."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from authoring.extractive.assembly import assemble
from authoring.extractive.candidates import Candidate, Choice, OptionOrder
from authoring.extractive.evidence import Evidence
from authoring.extractive.items import write_items
from authoring.extractive.selection import MOST_SHOWN, Scored, score, select
from authoring.types import (
    Bloom,
    Item,
    ItemType,
    KeyPoint,
    MicroModule,
    Objective,
    Severity,
    Span,
)
from tests.support.documents import Part, evidence_of, heading, item, paragraph

SITES = ("harbour", "quarry", "orchard", "foundry", "brewery", "tannery", "bakery", "sawmill", "smithy", "dairy")
SENTENCES = [f"Samples of lot {number} come from the {site}." for number, site in enumerate(SITES, start=11)]


def lots() -> Evidence:
    return evidence_of(heading("Lots"), *(paragraph(sentence) for sentence in SENTENCES))


def choice(evidence: Evidence, words: str) -> Choice:
    start = evidence.text.index(words)
    return Choice(words, Span(start, start + len(words)))


def candidate(evidence: Evidence, place: int, **parts: object) -> Candidate:
    site = f"the {SITES[place]}"
    key = choice(evidence, site)
    assert key.span is not None
    values: dict[str, object] = {
        "pattern": "P3",
        "type": ItemType.MULTIPLE_CHOICE,
        "stem": f"Where do samples of lot {place + 11} come from?",
        "citations": (evidence.cite(Span(evidence.text.index(SENTENCES[place]), key.span.end + 1)),),
        "keys": (key,),
        "distractors": tuple(choice(evidence, f"the {other}") for other in SITES if other != SITES[place]),
        "subject": f"lot {place + 11}",
        "frame": f"lot {place}",
    }
    return Candidate(**(values | parts))  # type: ignore[arg-type]  # fields by name


def assembled(evidence: Evidence, made: Candidate) -> Item:
    found = assemble(evidence, evidence.segments[0], made)
    assert found is not None
    return found


def a_micro_module(evidence: Evidence) -> MicroModule:
    block = evidence.document.blocks[1]
    point = KeyPoint(block.text, (evidence.cite_block(block.id),))
    objective = Objective("Explain the lots.", Bloom.UNDERSTAND)
    return MicroModule("m1", "Lots", (), evidence.segments[0].blocks, (), 60, objective, key_points=(point,))


def test_an_item_has_one_key_three_distractors_and_a_reason_for_each() -> None:
    made = assembled(lots(), candidate(lots(), 0))
    assert [option.text for option in made.options if option.correct] == ["the harbour"]
    assert len(made.options) == 4
    assert all(option.rationale and option.citations and option.source for option in made.options)


def test_every_citation_quotes_the_document() -> None:
    evidence = lots()
    made = assembled(evidence, candidate(evidence, 3))
    for citation in (*made.citations, *(cited for option in made.options for cited in option.citations)):
        assert evidence.text[citation.span.start : citation.span.end] == citation.quote


def test_the_same_candidate_gives_the_same_item() -> None:
    assert assembled(lots(), candidate(lots(), 2)) == assembled(lots(), candidate(lots(), 2))


def test_the_keys_place_is_spread() -> None:
    evidence = lots()
    places = Counter(
        next(option.id for option in made.options if option.correct)
        for lot in range(10)
        for version in range(8)
        if (made := assembled(evidence, candidate(evidence, lot, pattern=f"P{version}")))
    )
    assert set(places) == set("abcd")
    assert max(places.values()) < 0.45 * sum(places.values())


def test_numbers_rise_and_labels_keep_their_order() -> None:
    evidence = lots()
    natural = candidate(
        evidence, 4, option_order=OptionOrder.NATURAL, layout=tuple(f"the {site}" for site in SITES), checked=True
    )
    order = [SITES.index(option.text.removeprefix("the ")) for option in assembled(evidence, natural).options]
    assert order == sorted(order)


def test_a_stem_that_points_elsewhere_makes_no_item() -> None:
    evidence = lots()
    made = candidate(evidence, 0, stem="Where do these samples come from?")
    assert assemble(evidence, evidence.segments[0], made) is None


def test_too_few_distractors_make_no_item() -> None:
    evidence = lots()
    made = candidate(evidence, 0)
    assert assemble(evidence, evidence.segments[0], replace(made, distractors=made.distractors[:2])) is None


def scored(evidence: Evidence, made: Candidate) -> Scored:
    ready = assembled(evidence, made)
    return Scored(ready, made, score(ready, made, "en", chance=0.6))


def test_a_quiz_shows_at_most_five_and_no_fact_twice() -> None:
    evidence = lots()
    entries = [scored(evidence, candidate(evidence, lot, pattern=f"P{lot}")) for lot in range(8)]
    again = scored(evidence, candidate(evidence, 7, pattern="P99", stem="From where do samples of lot 18 come?"))
    selection = select([*entries, again], "en")
    assert len(selection.shown) == MOST_SHOWN
    keys = [option.text for shown in selection.shown for option in shown.options if option.correct]
    assert len(set(keys)) == len(keys)
    assert sorted(entry.rank for entry in (*selection.shown, *selection.bank)) == list(range(1, 10))


def test_one_pattern_fills_no_quiz_by_itself() -> None:
    evidence = lots()
    others = [scored(evidence, candidate(evidence, lot, pattern=f"P{lot}")) for lot in range(3)]
    same = [scored(evidence, candidate(evidence, lot, pattern="P5", emphasis=5)) for lot in range(3, 9)]
    shown = select([*others, *same], "en").shown
    assert Counter(entry.pattern for entry in shown)["P5"] == 2


def test_the_choice_does_not_depend_on_the_order_of_finding() -> None:
    evidence = lots()
    entries = [scored(evidence, candidate(evidence, lot, pattern=f"P{lot % 4}")) for lot in range(9)]
    assert select(entries, "en") == select(entries[::-1], "en")


def test_text_without_evidence_gets_an_open_prompt_and_a_finding() -> None:
    evidence = evidence_of(heading("Walks"), paragraph("In autumn the path along the river turns to gold."))
    written = write_items(evidence, evidence.segments[0], a_micro_module(evidence))
    assert [shown.pattern for shown in written.items] == ["P26"]
    assert written.items[0].accepted_answers[0].value == "In autumn the path along the river turns to gold."
    assert [(finding.check, finding.severity) for finding in written.findings] == [("few_items", Severity.ADVICE)]


def test_another_language_says_which_questions_are_off() -> None:
    parts: tuple[Part, ...] = (heading("Hafen"), item("Das Tor schließen."))
    evidence = evidence_of(*parts, language="de")
    written = write_items(evidence, evidence.segments[0], a_micro_module(evidence))
    assert "language" in {finding.check for finding in written.findings}
