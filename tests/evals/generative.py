"""`python -m tests.evals.generative`: every document with scripted models over real HTTP, by G1, G2 and G3.

No figure of a real model: what is measured is that whatever a model answers, nothing unfounded is shown, and that no
document ends worse than without it. Each document goes through `morsel author --engine generative` twice, the second
time with a server that dies half-way; then its draft is written anew with every other model and every fault.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from authoring.draft_json import draft_as_json
from authoring.generative.asking import Engine
from authoring.generative.generations import GenerationsInMemory
from authoring.generative.langchain_model import open_language_model
from authoring.generative.language_model import ModelAddress
from authoring.generative.patience import Patience, PatientModel, WallClock
from authoring.pipeline import GENERATIVE_STAGES, STAGES, WHOLE, StageName, Workplace, load_checked, run_unit, units
from authoring.types import Draft
from indexes.embedder import Embedder
from tests.evals.__main__ import documents
from tests.evals.author_command import author
from tests.evals.draft_file import DraftFile, draft_file
from tests.evals.grounding import citation_tally, fact_tally
from tests.evals.keys import key_tally
from tests.evals.measure import Case, Tally, added, case
from tests.evals.schema import schema_faults
from tests.support.faulty_models import CANARY, SOLD, Played, answer_faults, connection_faults, dying, models
from tests.support.scripted_models import ScriptedModel, scribe

MEASURES: dict[str, Callable[[Case], Tally]] = {"G1": citation_tally, "G2": fact_tally, "G3": key_tally}
COMMAND, DYING = "morsel author", "morsel author, dying half-way"
_NO_TRACE = {"hostile": SOLD, "canary": CANARY}  # words that these models say and nothing else does


@dataclass(frozen=True)
class Outcome:
    """What came of one document with one model; `faults` says where less is shown than without, or what is not so.

    `written` micro-modules are the model's, `kept` the extractive engine's; `asked` counts its calls.
    """

    model: str
    written: int
    kept: int
    asked: int
    tallies: dict[str, Tally]
    faults: tuple[str, ...]

    @property
    def misses(self) -> list[str]:
        """Every miss of a measure, and every fault."""
        found = [f"{code} {miss.why}: {miss.text[:90]}" for code, one in self.tallies.items() for miss in one.misses]
        return [*found, *self.faults]


@dataclass(frozen=True)
class Prepared:
    """A document with what the stages before the model gave, which all models share."""

    path: Path
    workplace: Workplace
    outputs: dict[tuple[StageName, str], bytes]
    extractive: Draft

    def with_model(self, name: str, played: Played) -> Outcome:
        """What comes of it with a model, over real HTTP."""
        with played.serving() as server:
            address = ModelAddress(
                "openai:scripted", base_url=f"{server.url}/v1", deadline_seconds=played.deadline_seconds
            )
            patience = Patience(attempts=1, failures=5)
            model = PatientModel(open_language_model(address), patience, WallClock(), random.Random(1))  # noqa: S311  pauses
            engine = Engine(model, GenerationsInMemory(), lambda: secrets.token_hex(12), WallClock())
            stages = GENERATIVE_STAGES[len(STAGES) - 1 :]
            drafted = _run(stages, replace(self.workplace, engine=engine), dict(self.outputs))
            asked = len(server.requests)
        return measure(name, _json(drafted), self.extractive, asked=asked)


def prepare(path: Path, embedder: Embedder) -> Prepared:
    """The document read, divided and drafted without a model."""
    workplace = Workplace(path, path.name, embedder)
    outputs: dict[tuple[StageName, str], bytes] = {}
    return Prepared(path, workplace, outputs, _run(STAGES, workplace, outputs))


def commanded(prepared: Prepared, folder: Path) -> Iterator[Outcome]:
    """The document through the command, with a model that copies: whole, then with a server that dies half-way."""
    model = Played(ScriptedModel(scribe))
    with model.serving() as server:
        content = author(prepared.path, folder / "whole", server.url)
        calls = len(server.requests)
    yield measure(COMMAND, content, prepared.extractive, asked=calls)
    with dying(calls // 2).serving() as server:
        content = author(prepared.path, folder / "dying", server.url)
        asked = len(server.requests)
    outcome = measure(DYING, content, prepared.extractive, asked=asked)
    ends = all(last.engine is None for last in draft_file(content).micro_modules[-1:])
    yield outcome if ends else replace(outcome, faults=(*outcome.faults, "its end is not the extractive engine's"))


def measure(model: str, content: dict[str, object], extractive: Draft, *, asked: int) -> Outcome:
    """The outcome that a draft's JSON is. Raises AssertionError when it breaks the schema."""
    broken = schema_faults(content)
    assert broken == [], broken[:3]
    drafted = draft_file(content)
    one = case(model, drafted)
    modules = content["micro_modules"]
    written = sum(module.engine is not None for module in drafted.micro_modules)
    faults = list(_worse(drafted, draft_file(_json(extractive))))
    word = _NO_TRACE.get(model)
    if word is not None and word in json.dumps(modules) and word not in json.dumps(content["blocks"]):
        faults.append(f"{word} got through")
    tallies = {code: tally(one) for code, tally in MEASURES.items()}
    return Outcome(model, written, len(drafted.micro_modules) - written, asked, tallies, tuple(faults))


def _run(stages: Sequence[object], workplace: Workplace, outputs: dict[tuple[StageName, str], bytes]) -> Draft:
    def load(name: StageName, unit: str) -> bytes:
        return outputs[name, unit]

    for stage in GENERATIVE_STAGES:
        if stage in stages:
            for unit in units(stage, load):
                outputs[stage.name, unit] = run_unit(stage.name, unit, load, workplace)
    return load_checked(outputs[StageName.CHECK, WHOLE]).draft


def _json(drafted: Draft) -> dict[str, object]:
    content: dict[str, object] = json.loads(json.dumps(draft_as_json(drafted)))
    return content


def _worse(drafted: DraftFile, extractive: DraftFile) -> Iterator[str]:
    if len(drafted.micro_modules) < len(extractive.micro_modules):
        yield "fewer micro-modules"
    for ours, theirs in zip(drafted.micro_modules, extractive.micro_modules, strict=False):
        if len(ours.items) < len(theirs.items):
            yield f"fewer items in {ours.id}"
    if not set(drafted.coverage.taught) >= set(extractive.coverage.taught):
        yield "less taught"
    if len(drafted.coverage.obligations_not_taught) > len(extractive.coverage.obligations_not_taught):
        yield "more obligations untaught"


def outcomes(prepared: Prepared, folder: Path, wanted: frozenset[str] | None) -> Iterator[Outcome]:
    """Of all models, or of those wanted."""
    if wanted is None or COMMAND in wanted:
        yield from commanded(prepared, folder)
    for name, played in (models(prepared.extractive) | answer_faults() | connection_faults()).items():
        if wanted is None or name in wanted:
            yield prepared.with_model(name, played)


def main(arguments: Sequence[str]) -> int:
    """0 when every draft held, 1 when one did not, 2 when there was nothing to draft."""
    from indexes.sentence_transformer import bundled_embedder

    parser = argparse.ArgumentParser(prog="python -m tests.evals.generative", description=__doc__)
    parser.add_argument("--only", metavar="DOC", help="documents whose path holds this")
    parser.add_argument("--models", metavar="NAMES", help=f"some of them, by commas; “{COMMAND}” for the command")
    options = parser.parse_args(arguments)
    wanted = frozenset(options.models.split(",")) if options.models else None
    found, held = documents(options.only), True
    by_model: dict[str, list[Outcome]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for name, path in found.items():
            prepared = prepare(path, bundled_embedder())
            for one in outcomes(prepared, Path(folder) / name, wanted):
                by_model[one.model].append(one)
                held = held and not one.misses
                print(f"{name:<58} {one.model:<30} {'; '.join(one.misses) or 'holds'}", flush=True)
    for line in table(by_model):
        print(line)
    return 2 if not found else 0 if held else 1


def table(by_model: dict[str, list[Outcome]]) -> Iterator[str]:
    """A line a model: documents, calls, micro-modules of its own and kept, and each measure with its denominator."""
    codes = "".join(f"{code:>18}" for code in MEASURES)
    yield f"{'model':<30} {'documents':>9} {'calls':>6} {'written':>7} {'kept':>5}{codes}  faults"
    for model, some in by_model.items():
        sums = {code: added(one.tallies[code] for one in some) for code in MEASURES}
        shares = "".join(f"{_share(one):>18}" for one in sums.values())
        numbers = (len(some), sum(o.asked for o in some), sum(o.written for o in some), sum(o.kept for o in some))
        documents_count, asked, written, kept = numbers
        faults = sum(len(one.faults) for one in some)
        yield f"{model:<30} {documents_count:>9} {asked:>6} {written:>7} {kept:>5}{shares}  {faults}"


def _share(tally: Tally) -> str:
    return "nothing" if tally.share is None else f"{100 * tally.share:.1f} % of {tally.of}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
