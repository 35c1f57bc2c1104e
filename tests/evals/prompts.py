"""`python -m tests.evals.prompts`: each prompt's eval case, put to the configured model: how much passes the gate.

A case is a page of our own with what has to come of it at least. The same cases run in the tests over a scripted model.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from authoring.extractive.micro_modules import write_micro_module
from authoring.generative.asking import Engine
from authoring.generative.gate import Gate
from authoring.generative.generations import GenerationsInMemory
from authoring.generative.outline import Origin, of_draft, write_outline
from authoring.generative.quiz import write_quiz
from authoring.generative.regenerate import Wish, write_item
from authoring.generative.source import number_sentences
from authoring.generative.summarise import summarise
from authoring.generative.texts import write_text
from authoring.types import Document
from tests.support.documents import build, gather_one_segment, heading, paragraph

VISITORS = build(
    heading("Visitors"),
    paragraph(
        "Every visitor must wear a badge at all times. The host must keep the visitor log for 30 days, because the "
        "insurer asks for it. A visitor must not enter the server room without an escort. Visitors may use the guest "
        "network. Report a lost badge to the front desk within 2 hours. Contractors must show a work permit at the "
        "loading dock. Drivers must wait in the parking area until the loading dock calls them. Guests of the canteen "
        "must sign the canteen list. The security team must be called when a parcel leaks."
    ),
    title="Visitors",
)
THREAD = build(
    paragraph("The label printer stops after ten labels. What can be done?"),
    paragraph("Clean the sensor with a dry cloth. The printer must be switched off before that."),
    paragraph("Thanks, cleaning the sensor helped."),
    title="Printer stops",
)


@dataclass(frozen=True)
class Case:
    """`run` gives how many parts passed; `least` have to."""

    document: Document
    least: int
    run: Callable[[Engine, Document], int]


def _outline(engine: Engine, document: Document) -> int:
    evidence = gather_one_segment(document)
    drafted = tuple(write_micro_module(evidence, segment) for segment in evidence.segments)
    outline = write_outline(engine, evidence, evidence.segments, drafted)
    return sum(one.origin is Origin.MODEL for one in outline)


def _text(engine: Engine, document: Document) -> int:
    gate, outlined = _prepared(engine, document)
    text = write_text(engine, gate, outlined)
    return 0 if text is None else len(text.key_points) + len(text.body)


def _quiz(engine: Engine, document: Document) -> int:
    return len(write_quiz(engine, *_prepared(engine, document)))


def _item(engine: Engine, document: Document) -> int:
    evidence = gather_one_segment(document)
    micro_module = write_micro_module(evidence, evidence.segments[0])
    wish = Wish("none", "Ask what somebody has to do in a situation.")
    return int(write_item(engine, document, micro_module, wish) is not None)


def _summary(engine: Engine, document: Document) -> int:
    return len(summarise(engine, document))


def _repair(engine: Engine, document: Document) -> int:
    """The first answer is made unreadable; what passes then was mended."""
    gate, outlined = _prepared(engine, document)
    broken = replace(engine, model=_FirstAnswerLost(engine))
    text = write_text(broken, gate, outlined)
    return 0 if text is None else len(text.key_points) + len(text.body)


def _prepared(engine: Engine, document: Document):  # type: ignore[no-untyped-def]  # a gate and an outline's entry
    evidence = gather_one_segment(document)
    segment = evidence.segments[0]
    gate = Gate(number_sentences(evidence, (segment,)), segment, engine.brief)
    return gate, of_draft(write_micro_module(evidence, segment))


class _FirstAnswerLost:
    """The engine's model, whose first answer gets lost on the way."""

    def __init__(self, engine: Engine) -> None:
        self._model = engine.model
        self._answers = 0

    @property
    def identity(self) -> str:
        return self._model.identity

    def ask(self, question):  # type: ignore[no-untyped-def]  # as LanguageModel
        self._answers += 1
        reply = self._model.ask(question)
        return replace(reply, text="{") if self._answers == 1 else reply


CASES = {
    "outline": Case(VISITORS, 1, _outline),
    "micro_module": Case(VISITORS, 6, _text),
    "items": Case(VISITORS, 2, _quiz),
    "regenerate_item": Case(VISITORS, 1, _item),
    "repair": Case(VISITORS, 6, _repair),
    "summarise_thread": Case(THREAD, 2, _summary),
}


def main() -> int:
    """0 when every prompt's case gives enough, 1 when one does not, 2 without a model."""
    from authoring.generative.brief import Brief
    from authoring.generative.generations import Prices
    from authoring.generative.opening import open_engine
    from service.bootstrap import open_model
    from service.settings import read_settings

    model = open_model(read_settings().model)
    if model is None:
        print("ABSENT: no language model is configured (MORSEL_MODEL__NAME)", file=sys.stderr)
        return 2
    enough = True
    for name, one in CASES.items():
        store = GenerationsInMemory()
        passed = one.run(open_engine(model, store, brief=Brief(), prices=Prices()), one.document)
        print(f"{name:<20} {passed} passed of at least {one.least}, {len(store.calls)} calls")
        enough = enough and passed >= one.least
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
