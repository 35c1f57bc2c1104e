"""`python -m tests.evals.generative`: every document drafted with scripted models over real HTTP, by G1, G2 and G3.

No figure of a real model: what is measured is that whatever a model answers, nothing unfounded is shown, and that no
document ends worse than without it. Each fault of a connection or an answer is one more scripted model.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from authoring.draft_json import draft_as_json
from authoring.generative.asking import Engine
from authoring.generative.generations import GenerationsInMemory
from authoring.generative.langchain_model import open_language_model
from authoring.generative.language_model import ModelAddress
from authoring.generative.patience import Patience, PatientModel, WallClock
from authoring.pipeline import draft
from authoring.types import Draft
from tests.evals.__main__ import documents
from tests.evals.draft_file import draft_file
from tests.evals.grounding import citation_tally, fact_tally
from tests.evals.keys import key_tally
from tests.evals.measure import Case, Tally, case
from tests.evals.schema import schema_faults
from tests.support.embedders import HashedWordsEmbedder
from tests.support.loopback import Request, Respond, Response, serving
from tests.support.scripted_models import Canary, Good, ScriptedModel, completion, hostile, mediocre, scribe

MEASURES: dict[str, Callable[[Case], Tally]] = {"G1": citation_tally, "G2": fact_tally, "G3": key_tally}
EMBEDDER = HashedWordsEmbedder()  # where a section ends is not what is measured here


@dataclass(frozen=True)
class Outcome:
    """`misses` by measure, those of the extractive draft left out; `worse` says where less is shown than without."""

    written: int
    kept: int
    misses: dict[str, list[str]]
    worse: list[str]


def _dying() -> Respond:
    model, left = ScriptedModel(scribe), [4]

    def answer(request: Request) -> Response:
        left[0] -= 1
        return model(request) if left[0] >= 0 else Response(hangs_up=True)

    return answer


def models(extractive: Draft) -> dict[str, Respond]:
    """What plays the model, by name."""
    return {
        "good": ScriptedModel(Good(extractive)),
        "scribe": ScriptedModel(scribe),
        "mediocre": ScriptedModel(mediocre),
        "hostile": ScriptedModel(hostile),
        "canary": ScriptedModel(Canary("CANARY-7F3A")),
        "dying": _dying(),
        "500": lambda _: Response(status=500, body=b"boom"),
        "not JSON": lambda _: completion("I would rather not."),
        "cut": lambda _: completion('{"micro_modules": [', finish="length"),
        "wrong types": lambda _: completion('{"micro_modules": 1, "body": "x", "key_points": {}, "items": "no"}'),
    }


def outcome(path: Path, name: str) -> Outcome:
    """One document with one model. Raises AssertionError when the draft breaks the schema."""
    extractive = draft(path, embedder=EMBEDDER)
    with serving(models(extractive)[name]) as server:
        address = ModelAddress("openai:scripted", base_url=f"{server.url}/v1", deadline_seconds=60)
        patience = Patience(attempts=1, failures=5)
        model = PatientModel(open_language_model(address), patience, WallClock(), random.Random(1))  # noqa: S311  pauses
        engine = Engine(model, GenerationsInMemory(), lambda: secrets.token_hex(12), WallClock())
        drafted = draft(path, embedder=EMBEDDER, engine=engine)
    ours, theirs = _case(path, drafted), _case(path, extractive)
    known = {(miss.text, miss.why) for measure in MEASURES.values() for miss in measure(theirs).misses}
    misses = {
        code: [f"{miss.why}: {miss.text[:100]}" for miss in measure(ours).misses if (miss.text, miss.why) not in known]
        for code, measure in MEASURES.items()
    }
    written = sum(one.engine is not None for one in drafted.micro_modules)
    return Outcome(written, len(drafted.micro_modules) - written, misses, _worse(drafted, extractive))


def _case(path: Path, drafted: Draft) -> Case:
    content = json.loads(json.dumps(draft_as_json(drafted)))
    assert schema_faults(content) == []
    return case(path.name, draft_file(content))


def _worse(drafted: Draft, extractive: Draft) -> list[str]:
    found = []
    if len(drafted.micro_modules) < len(extractive.micro_modules):
        found.append("fewer micro-modules")
    if sum(len(one.items) for one in drafted.micro_modules) < sum(len(one.items) for one in extractive.micro_modules):
        found.append("fewer items")
    if not set(drafted.coverage.taught) >= set(extractive.coverage.taught):
        found.append("less taught")
    if len(drafted.coverage.obligations_not_taught) > len(extractive.coverage.obligations_not_taught):
        found.append("more obligations untaught")
    return found


def main(arguments: Sequence[str]) -> int:
    """0 when every draft held, 1 when one did not, 2 when there was nothing to draft."""
    parser = argparse.ArgumentParser(prog="python -m tests.evals.generative", description=__doc__)
    parser.add_argument("--only", metavar="DOC", help="documents whose path holds this")
    parser.add_argument("--models", default="scribe,mediocre,hostile,dying,500,not JSON", help="which, by commas")
    options = parser.parse_args(arguments)
    found, held = documents(options.only), True
    for name, path in found.items():
        for model in options.models.split(","):
            one = outcome(path, model)
            faults = [f"{code} {miss}" for code, misses in one.misses.items() for miss in misses] + one.worse
            held = held and not faults
            print(f"{name:<60} {model:<12} {one.written:>4} written {one.kept:>4} kept  {'; '.join(faults) or 'holds'}")
    return 2 if not found else 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
