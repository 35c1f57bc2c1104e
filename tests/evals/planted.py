"""Defects planted into sound drafts, to see that the measures see them: a key broken, a number swapped …"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.evals.draft_file import Citation, Item, MicroModule
from tests.evals.facts import modalities, negations, quantities
from tests.evals.good_items import faults_of
from tests.evals.grounding import micro_module_facts
from tests.evals.keys import rekeyed
from tests.evals.measure import Case, Figure, Target
from tests.evals.micro_modules import form_faults
from tests.evals.source import Miss, Source, claims

OF_EACH = 40  # of one kind and document; enough for a share, few enough for a minute
_NUMBER = re.compile(r"(?<![\w.\-])\d+(?![\w.\-])")
_SWAPS = {"must": "may", "shall": "may", "should": "must", "may": "must", "can": "must", "deve": "può"}
_MODAL = re.compile(r"\b(" + "|".join(_SWAPS) + r")\b", re.IGNORECASE)

SpoilItem = Callable[[Item], Item | None]


def with_options(item: Item, change: dict[str, dict[str, object]]) -> Item:
    """The item with some fields of some options changed, by option id."""
    options = tuple(option.model_copy(update=change.get(option.id, {})) for option in item.options)
    return item.model_copy(update={"options": options})


def break_key(item: Item) -> Item | None:
    """Another option becomes the key; a statement's truth value turns; a stated answer is replaced."""
    if item.type == "true_false":
        return with_options(item, {option.id: {"correct": not option.correct} for option in item.options})
    return rekeyed(item)


def repeat_distractor(item: Item) -> Item | None:
    if len(item.options) < 3 or len(item.distractors) < 2:
        return None
    first, second = item.distractors[:2]
    return with_options(item, {second.id: {"text": first.text}})


def repeat_key(item: Item) -> Item | None:
    if item.type != "multiple_choice" or not item.distractors or not item.keys:
        return None
    return with_options(
        item, {item.distractors[-1].id: {"text": item.keys[0].text + ("" if item.keys[0].text.endswith(".") else ".")}}
    )


def lengthen_key(item: Item) -> Item | None:
    if item.type != "multiple_choice" or not item.keys:
        return None
    key = item.keys[0]
    return with_options(
        item, {key.id: {"text": key.text.rstrip(".") + ", which is what everybody has to keep in mind at all times"}}
    )


def swap_number_in_key(item: Item) -> Item | None:
    if item.type == "true_false":
        return None
    for option in item.keys:
        if (text := other_number(option.text)) != option.text:
            return with_options(item, {option.id: {"text": text}})
    if (
        item.accepted_answers
        and (text := other_number(item.accepted_answers[0].value)) != item.accepted_answers[0].value
    ):
        return item.model_copy(
            update={"accepted_answers": (item.accepted_answers[0].model_copy(update={"value": text}),)}
        )
    return None


def swap_number_in_rationale(item: Item) -> Item | None:
    text = other_number(item.rationale)
    return item.model_copy(update={"rationale": text}) if text != item.rationale else None


def swap_number_in_stem(item: Item) -> Item | None:
    text = other_number(item.stem)
    return item.model_copy(update={"stem": text}) if text != item.stem and item.type != "true_false" else None


def negate_key(item: Item) -> Item | None:
    if item.type != "multiple_choice" or not item.keys or negations(item.keys[0].text) or quantities(item.keys[0].text):
        return None
    return with_options(item, {item.keys[0].id: {"text": "never " + item.keys[0].text}})


def swap_modal_in_key(item: Item) -> Item | None:
    for option in item.keys:
        if item.type != "true_false" and modalities(option.text) and (text := other_modal(option.text)) != option.text:
            return with_options(item, {option.id: {"text": text}})
    return None


def dangling_stem(item: Item) -> Item | None:
    return item.model_copy(
        update={"stem": f"As described in the section above, {item.stem[:1].lower()}{item.stem[1:]}"}
    )


def pronoun_stem(item: Item) -> Item | None:
    return item.model_copy(update={"stem": f"This also applies here. {item.stem}"})


def long_stem(item: Item) -> Item | None:
    return item.model_copy(update={"stem": "Bear in mind " + "that every case is different and " * 8 + item.stem})


def negative_stem(item: Item) -> Item | None:
    if item.type != "multiple_choice":
        return None
    return item.model_copy(update={"stem": "Which of these is NOT correct?"})


def all_of_the_above(item: Item) -> Item | None:
    if item.type != "multiple_choice" or not item.distractors:
        return None
    return with_options(item, {item.distractors[-1].id: {"text": "All of the above"}})


def shift_span(item: Item) -> Item | None:
    if not item.citations:
        return None
    return item.model_copy(update={"citations": (shifted(item.citations[0]), *item.citations[1:])})


def drop_citations(item: Item) -> Item | None:
    options = tuple(option.model_copy(update={"citations": ()}) for option in item.options)
    return item.model_copy(update={"citations": (), "options": options})


def turn_order(item: Item) -> Item | None:
    return item.model_copy(update={"order": item.order[::-1]}) if len(item.order) > 2 else None


def two_keys(item: Item) -> Item | None:
    if item.type != "multiple_choice" or not item.distractors:
        return None
    return with_options(item, {item.distractors[0].id: {"correct": True}})


ITEM_DEFECTS: tuple[SpoilItem, ...] = (
    break_key, two_keys, repeat_distractor, repeat_key, lengthen_key, swap_number_in_key, swap_number_in_rationale,
    swap_number_in_stem, negate_key, swap_modal_in_key, dangling_stem, pronoun_stem, long_stem, negative_stem,
    all_of_the_above, shift_span, drop_citations, turn_order,
)  # fmt: skip


def other_number(text: str) -> str:
    """The text with its first number replaced by one that stands nowhere in it."""
    return _NUMBER.sub(lambda match: str(int(match.group()) * 7 + 13), text, count=1)


def other_modal(text: str) -> str:
    """The text with its first modal replaced by one of another class."""
    return _MODAL.sub(lambda match: _SWAPS[match.group().lower()], text, count=1)


def negated(text: str) -> str:
    """The text with "not" behind its first modal or form of be; as it was where there is none."""
    return re.sub(r"\b(must|shall|should|may|is|are|deve)\b(?! not)", r"\1 not", text, count=1)


def shifted(citation: Citation) -> Citation:
    """The citation with its span three characters on and its quote as before."""
    return citation.model_copy(update={"span": (citation.span[0] + 3, citation.span[1] + 3)})


@dataclass(frozen=True)
class Planted:
    """One defect: what it was, where, and whether some measure refused it that had not refused the original."""

    kind: str
    where: str
    text: str
    caught: bool


def plant(case: Case, rng: random.Random) -> Iterator[Planted]:
    """Every kind of defect, in up to `OF_EACH` shown items and claims of a draft that the measures accept."""
    sound = [(module, item) for module, item in case.draft.items() if not any(faults_of(case.source, module, item))]
    for spoil in ITEM_DEFECTS:
        pairs = ((module, item, spoil(item)) for module, item in rng.sample(sound, len(sound)))
        spoiled = [(module, item, bad) for module, item, bad in pairs if bad is not None and bad != item][:OF_EACH]
        for module, item, bad in spoiled:
            caught = any(faults_of(case.source, module, bad))
            yield Planted(spoil.__name__, f"{case.name}/{item.id}", bad.stem, caught)
    yield from _in_claims(case, rng)


TEXT_DEFECTS: dict[str, Callable[[str], str]] = {
    "number in body": other_number,
    "negation in body": negated,
    "modal in body": other_modal,
}


def _in_claims(case: Case, rng: random.Random) -> Iterator[Planted]:
    sound = [m for m in case.draft.micro_modules if not any(miss.why for miss in micro_module_facts(case.source, m))]
    for kind, spoil in TEXT_DEFECTS.items():
        places = [
            (module, number, text)
            for module in sound
            for number, part in enumerate(module.body)
            if part.kind != "heading" and (text := spoil(part.text)) != part.text
        ]
        for module, number, text in rng.sample(places, min(OF_EACH, len(places))):
            bad = _with_body(module, number, {"text": text})
            caught = any(miss.why for miss in micro_module_facts(case.source, bad))
            yield Planted(kind, f"{case.name}/{module.id}/body/{number}", text, caught)
    yield from _in_form(case, rng)


def _with_body(module: MicroModule, number: int, change: dict[str, object]) -> MicroModule:
    body = tuple(part.model_copy(update=change) if at == number else part for at, part in enumerate(module.body))
    return module.model_copy(update={"body": body})


def _in_form(case: Case, rng: random.Random) -> Iterator[Planted]:
    sound = [module for module in case.draft.micro_modules if not any(form_faults(case.source, module))]
    for module in rng.sample(sound, min(OF_EACH, len(sound))):
        for kind, bad in _spoiled_forms(module):
            yield Planted(kind, f"{case.name}/{module.id}", module.title, any(form_faults(case.source, bad)))
        shifted_part = module.body[0].model_copy(update={"citations": tuple(map(shifted, module.body[0].citations))})
        spans = _unresolved(case.source, module.model_copy(update={"body": (shifted_part, *module.body[1:])}))
        yield Planted("span in body", f"{case.name}/{module.id}", module.body[0].text, spans)


def _spoiled_forms(module: MicroModule) -> Iterator[tuple[str, MicroModule]]:
    objective = module.objective
    yield (
        "long title",
        module.model_copy(update={"title": module.title + " and everything else that could be said about it" * 2}),
    )
    vague = objective.model_copy(update={"text": "Understand " + objective.text.partition(" ")[2]})
    yield "vague objective", module.model_copy(update={"objective": vague})
    if not any(finding.check == "short_source" for finding in module.findings):
        yield "one key point", module.model_copy(update={"key_points": module.key_points[:1]})
    yield "three bodies", module.model_copy(update={"body": module.body * 3 + module.body})


def _unresolved(source: Source, module: MicroModule) -> bool:
    return any(not source.resolves(citation) for _, _, citations in claims(module) for citation in citations)


def planted_figures(cases: Sequence[Case]) -> tuple[list[Figure], dict[str, tuple[int, int]]]:
    """The share of planted defects caught, and (caught, planted) by kind."""
    found = [defect for case in cases for defect in plant(case, random.Random(7))]  # noqa: S311
    kinds: dict[str, tuple[int, int]] = {}
    for defect in found:
        caught, of = kinds.get(defect.kind, (0, 0))
        kinds[defect.kind] = (caught + defect.caught, of + 1)
    misses = tuple(Miss(f"{d.where}/{d.kind}", d.text, f"{d.kind} not seen") for d in found if not d.caught)
    share = 1 - len(misses) / len(found) if found else None
    return [
        Figure("PLANT", "planted defects caught", share, len(found), Target(low=0.95), 0.0, "no measure", misses)
    ], kinds
