"""What a learner sees of an item: no key, no rationale, ids that say nothing."""

import dataclasses
import json

import pytest

from authoring.draft_json import item_as_json, micro_module_as_json
from authoring.items.grading import AnswerDoesNotFit, grade
from authoring.items.learner_view import ChosenPair, Given, resolve, show_item
from authoring.micro_module_json import item_from_json, micro_module_from_json
from authoring.types import (
    AcceptedAnswer,
    BlockId,
    Bloom,
    Citation,
    Item,
    ItemType,
    MicroModule,
    Objective,
    Option,
    Pair,
    Source,
    Span,
)

SECRET = b"a secret"
CITED = Citation(block=BlockId("b1"), span=Span(0, 4), quote="Call", page=2)


def choice_item(*texts: str, type_: ItemType = ItemType.MULTIPLE_CHOICE) -> Item:
    options = tuple(
        Option("abcdef"[n], text, n == 0, f"rationale of {text}", (CITED,), Source(BlockId("b1"), Span(0, 4)))
        for n, text in enumerate(texts)
    )
    return Item("i1", type_, "Who leads?", "because the handbook says so", "P5", (CITED,), options=options)


MATCHING = Item(
    "i2", ItemType.MATCHING, "Match", "why", "P3", (CITED,), pairs=(Pair("SEV-1", "now"), Pair("SEV-2", "later"))
)
ORDERING = Item("i3", ItemType.ORDERING, "Order", "why", "P18", (CITED,), order=("name", "limit", "acknowledge"))
NUMERIC = Item(
    "i4", ItemType.NUMERIC, "How long?", "why", "P8", (CITED,), accepted_answers=(AcceptedAnswer("30", "minutes"),)
)


def test_no_field_of_the_learners_item_can_hold_a_key() -> None:
    shown = json.dumps(dataclasses.asdict(show_item(choice_item("the scribe", "the deputy"), secret=SECRET)))
    for secret_word in ("correct", "rationale", "because", "accepted", '"a"', '"b"', "pattern", "P5"):
        assert secret_word not in shown


def test_a_number_shows_its_unit_and_not_its_value() -> None:
    shown = show_item(NUMERIC, secret=SECRET)
    assert shown.unit == "minutes"
    assert "30" not in json.dumps(dataclasses.asdict(shown))


def test_choices_are_shuffled_the_same_way_every_time_and_otherwise_under_another_secret() -> None:
    item = choice_item("one side", "other side", "third side", "fourth side")
    orders = {tuple(choice.text for choice in show_item(item, secret=bytes([n])).options) for n in range(20)}
    assert len(orders) > 5
    assert show_item(item, secret=SECRET) == show_item(item, secret=SECRET)


@pytest.mark.parametrize("texts", [("5 minutes", "10 minutes", "30 minutes"), ("SEV-1", "SEV-2", "SEV-3")])
def test_rising_numbers_and_labels_keep_their_order(texts: tuple[str, ...]) -> None:
    shown = show_item(choice_item(*texts), secret=SECRET)
    assert tuple(choice.text for choice in shown.options) == texts


def test_true_stands_before_false() -> None:
    shown = show_item(choice_item("True", "False", type_=ItemType.TRUE_FALSE), secret=SECRET)
    assert [choice.text for choice in shown.options] == ["True", "False"]


def test_what_is_chosen_by_opaque_id_is_graded() -> None:
    item = choice_item("the scribe", "the deputy")
    ids = {choice.text: choice.id for choice in show_item(item, secret=SECRET).options}
    assert grade(item, resolve(item, Given(option_ids=(ids["the scribe"],)), secret=SECRET)).correct is True
    assert grade(item, resolve(item, Given(option_ids=(ids["the deputy"],)), secret=SECRET)).correct is False


def test_pairs_and_steps_are_graded_by_opaque_id() -> None:
    shown = show_item(MATCHING, secret=SECRET)
    right = {choice.text: choice.id for choice in shown.rights}
    pairs = tuple(ChosenPair(left.id, right[text]) for left, text in zip(shown.lefts, ("now", "later"), strict=True))
    assert grade(MATCHING, resolve(MATCHING, Given(pairs=pairs), secret=SECRET)).correct is True
    steps = {choice.text: choice.id for choice in show_item(ORDERING, secret=SECRET).steps}
    order = tuple(steps[text] for text in ORDERING.order)
    assert grade(ORDERING, resolve(ORDERING, Given(order=order), secret=SECRET)).correct is True


@pytest.mark.parametrize("given", [Given(option_ids=("a",)), Given(order=("a",)), Given(pairs=(ChosenPair("a", "b"),))])
def test_the_drafts_own_ids_are_refused(given: Given) -> None:
    with pytest.raises(AnswerDoesNotFit):
        resolve(choice_item("the scribe", "the deputy"), given, secret=SECRET)


@pytest.mark.parametrize("item", [choice_item("x", "y"), MATCHING, ORDERING, NUMERIC])
def test_an_item_survives_its_json(item: Item) -> None:
    assert item_from_json(json.loads(json.dumps(item_as_json(item)))) == item


def test_a_micro_module_survives_its_json() -> None:
    micro_module = MicroModule(
        "m1",
        "Lead",
        ("Roles",),
        (BlockId("b1"),),
        (2,),
        60,
        Objective("Name", Bloom.REMEMBER, (CITED,)),
        items=(NUMERIC,),
    )
    assert micro_module_from_json(json.loads(json.dumps(micro_module_as_json(micro_module)))) == micro_module
