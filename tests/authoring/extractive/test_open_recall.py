"""Open recall asks what is left of the micro-module and answers with its key points, cited."""

from __future__ import annotations

from dataclasses import replace

from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.open_recall import ask_to_recall
from authoring.types import BodyKind
from tests.support.documents import evidence_of, heading, paragraph

RULES = "Racks must be inspected every month. Nobody may climb the beams, and bent beams must be replaced at once."
EVIDENCE = evidence_of(heading("Racks"), paragraph(RULES))
MICRO_MODULE = write_micro_module(EVIDENCE, EVIDENCE.segments[0])


def test_what_is_remembered_is_asked_for_and_the_key_points_answer() -> None:
    found = ask_to_recall(EVIDENCE, MICRO_MODULE)
    assert found is not None
    assert (
        found.stem
        == f"Without looking back: what do you remember of “{MICRO_MODULE.title}”? Write it down, then compare."
    )
    assert [answer.value for answer in found.accepted_answers] == [point.text for point in MICRO_MODULE.key_points]
    cited = {citation for point in MICRO_MODULE.key_points for citation in point.citations}
    assert cited <= set(found.citations)


def test_the_stem_gives_no_point_away() -> None:
    found = ask_to_recall(EVIDENCE, MICRO_MODULE)
    assert found is not None
    assert all(point.text not in found.stem + found.rationale for point in MICRO_MODULE.key_points)


def test_without_key_points_the_text_itself_is_recalled() -> None:
    found = ask_to_recall(EVIDENCE, replace(MICRO_MODULE, key_points=()))
    assert found is not None
    told = [part for part in MICRO_MODULE.body if part.kind is not BodyKind.HEADING]
    assert [answer.value for answer in found.accepted_answers] == [part.text for part in told][:3]
    assert set(found.citations) >= {citation for part in told[:3] for citation in part.citations}


def test_of_nothing_but_headings_there_is_nothing_to_recall() -> None:
    headings = tuple(part for part in MICRO_MODULE.body if part.kind is BodyKind.HEADING)
    assert ask_to_recall(EVIDENCE, replace(MICRO_MODULE, key_points=(), body=headings)) is None


def test_italian_is_asked_in_italian() -> None:
    evidence = evidence_of(heading("Scaffali"), paragraph("Nessuno deve salire sui ripiani."), language="it")
    found = ask_to_recall(evidence, write_micro_module(evidence, evidence.segments[0]))
    assert found is not None
    assert found.stem.startswith("Senza rileggere: che cosa ricordi di")


def test_what_the_objective_asks_is_asked_and_answered_by_its_key_points_alone() -> None:
    text = "Belts wear out fast because dust gets under them. Steel gates must be opened using a hook. Ramps are steep."
    evidence = evidence_of(heading("Belts"), paragraph(text))
    micro_module = write_micro_module(evidence, evidence.segments[0])
    found = ask_to_recall(evidence, micro_module)
    assert found is not None
    assert found.stem == "In your own words: say why belts wear out fast and how steel gates must be opened."
    assert [answer.value for answer in found.accepted_answers] == [point.text for point in micro_module.key_points[:2]]


def test_where_half_of_the_objective_has_no_key_point_everything_is_asked_for() -> None:
    text = "Belts wear out fast because dust gets under them. Steel gates must be opened using a hook. Ramps are steep."
    evidence = evidence_of(heading("Belts"), paragraph(text))
    micro_module = write_micro_module(evidence, evidence.segments[0])
    found = ask_to_recall(evidence, replace(micro_module, key_points=micro_module.key_points[:1]))
    assert found is not None
    assert found.stem.startswith("Without looking back: what do you remember of")


def test_points_that_lean_on_other_sentences_are_no_model_answer_where_others_stand() -> None:
    leaning = tuple(replace(point, text=f"However, {point.text}") for point in MICRO_MODULE.key_points)
    one = (*leaning[:-1], MICRO_MODULE.key_points[-1])
    found = ask_to_recall(EVIDENCE, replace(MICRO_MODULE, key_points=one))
    assert found is not None
    assert [answer.value for answer in found.accepted_answers] == [MICRO_MODULE.key_points[-1].text]
