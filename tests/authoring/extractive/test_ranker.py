"""The ranker reads what was learned: chances from trees, standings from thresholds; features are plain numbers."""

from __future__ import annotations

import math

import pytest

from authoring.extractive.features import features_of
from authoring.extractive.items import sound_items
from authoring.extractive.patterns import PATTERNS
from authoring.extractive.ranker import Admission, Ranker, Threshold, Tree, learned_ranker
from authoring.types import ItemType
from tests.support.documents import evidence_of, heading, paragraph

SPLIT = Tree(
    features=(0, -1, -1), thresholds=(18.0, 0.0, 0.0), lefts=(1, -1, -1), rights=(2, -1, -1), chances=(0.5, 0.9, 0.1)
)
BY_PATTERN = Tree(
    features=(1, -1, -1), thresholds=(0.5, 0.0, 0.0), lefts=(1, -1, -1), rights=(2, -1, -1), chances=(0.5, 0.2, 0.8)
)


def a_ranker(**thresholds: Threshold) -> Ranker:
    return Ranker(("stem_words", "pattern P4"), (SPLIT, BY_PATTERN), thresholds, {"P4": 0.7})


def test_a_chance_is_the_mean_of_the_leaves() -> None:
    assert a_ranker().chance("P4", {"stem_words": 18}) == pytest.approx(0.85)
    assert a_ranker().chance("P4", {"stem_words": 19}) == pytest.approx(0.45)
    assert a_ranker().chance("P5", {"stem_words": 18}) == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("chance", "standing"),
    [(0.8, Admission.SHOWN), (0.6, Admission.SHOWN), (0.5, Admission.BANK), (0.2, Admission.OFF)],
)
def test_thresholds_say_where_an_item_may_stand(chance: float, standing: Admission) -> None:
    assert a_ranker(P4=Threshold(0.6, 0.3)).standing("P4", chance) is standing


def test_a_pattern_without_labels_is_for_the_bank_and_one_without_thresholds_is_off() -> None:
    assert a_ranker().standing("P99", 0.99) is Admission.BANK
    assert a_ranker(P4=Threshold(None, None)).standing("P4", 0.99) is Admission.OFF


def test_what_was_learned_fits_the_features_and_patterns_of_the_engine() -> None:
    ranker = learned_ranker()
    evidence = evidence_of(
        heading("Gates"),
        paragraph("At level 1, the badge reader must be tested at least once per 30 days."),
        paragraph("At level 2, the badge reader must be tested at least once per 12 hours."),
    )
    scored = list(sound_items(evidence, evidence.segments[0]))
    assert scored
    for one in scored:
        features = features_of(evidence, one.item, one.candidate)
        assert set(features) == {name for name in ranker.features if not name.startswith("pattern ")}
        assert all(math.isfinite(value) for value in features.values())
        assert 0 <= ranker.chance(one.item.pattern, features) <= 1
    assert set(ranker.thresholds) <= set(PATTERNS)


def test_whether_a_statement_is_true_does_not_tell_whether_it_is_shown() -> None:
    rules = ["Drivers must not leave the engine running in the hall.", "Clerks must not open a sealed cage at night."]
    rules += ["Guards must not lend the gate key to a visitor.", "Packers must not store glue beside the heater."]
    evidence = evidence_of(heading("Yard rules"), *map(paragraph, rules))
    stated = [one for one in sound_items(evidence, evidence.segments[0]) if one.item.type is ItemType.TRUE_FALSE]
    assert {option.text for one in stated for option in one.item.options if option.correct} == {"True", "False"}
    assert {one.chance for one in stated} == {learned_ranker().rate("P21")}
