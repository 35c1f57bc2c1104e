"""From the fields of an answered question to what a learner gave."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData

from authoring.items.grading import AnswerDoesNotFit, Recall
from authoring.items.learner_view import ChosenPair, Given

_LONGEST_TEXT = 5000


def read_given(form: FormData) -> Given:
    """What was chosen, written, ordered or matched. Raises AnswerDoesNotFit for an order with two firsts."""
    fields: Mapping[str, str] = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    pairs = (ChosenPair(name.removeprefix("pair-"), right) for name, right in fields.items() if name[:5] == "pair-")
    recall = fields.get("recall")
    return Given(
        option_ids=tuple(str(one) for one in form.getlist("option")),
        text=fields["text"][:_LONGEST_TEXT].replace("\0", "") if "text" in fields else None,
        order=_order(fields),
        pairs=tuple(pairs),
        recall=Recall(recall) if recall in set(Recall) else None,
    )


def _order(fields: Mapping[str, str]) -> tuple[str, ...]:
    places = {name.removeprefix("step-"): place for name, place in fields.items() if name.startswith("step-")}
    if len(set(places.values())) != len(places):
        raise AnswerDoesNotFit("", expected="order", detail="each step has a place of its own")
    return tuple(sorted(places, key=lambda step: (len(places[step]), places[step])))
