"""Every kind of model that a document may meet: good and bad ones, and each fault of a connection and of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from authoring.types import Draft
from tests.support.loopback import LoopbackServer, Request, Respond, Response, serving
from tests.support.scripted_models import (
    Answer,
    Asked,
    Canary,
    Good,
    Json,
    ScriptedModel,
    completion,
    hostile,
    mediocre,
    scribe,
)

CANARY = "CANARY-7F3A"
SOLD = "Acme"  # what the hostile model sells


@dataclass(frozen=True)
class Played:
    """What plays the model. `respond` None: nothing listens. The deadline is short where nothing is waited for."""

    respond: Respond | None
    deadline_seconds: float = 60.0

    @contextmanager
    def serving(self) -> Iterator[LoopbackServer]:
        """The server; gone already where nothing listens."""
        with serving(self.respond or (lambda _: Response())) as server:
            if self.respond is not None:
                yield server
        if self.respond is None:
            yield server


def models(extractive: Draft) -> dict[str, Played]:
    """By name: models that answer, good to hostile; `extractive` is what the good one says."""
    good = Good(extractive)
    answers: dict[str, Answer] = {
        "good": good,
        "scribe": scribe,
        "mediocre": mediocre,
        "hostile": hostile,
        "canary": Canary(CANARY),
        "duplicates": _twice(good),
        "two keys": _two_keys(good),
        "no such span": _no_such_span(good),
        "wrong language": _italian(good),
    }
    return {name: Played(ScriptedModel(answer)) for name, answer in answers.items()} | {
        "prose around": Played(_chatty(ScriptedModel(good)))
    }


def answer_faults() -> dict[str, Played]:
    """By name: answers that nobody can read."""
    answers: dict[str, Respond] = {
        "not JSON": lambda _: completion("I would rather not."),
        "cut": lambda _: completion('{"micro_modules": [', finish="length"),
        "cut unsaid": lambda _: completion('{"micro_modules": [{"id": "m1", "title": {"te'),
        "empty": lambda _: completion(None),
        "empty object": lambda _: completion("{}"),
        "wrong types": lambda _: completion('{"micro_modules": 1, "body": "x", "key_points": {}, "items": "no"}'),
        "a list": lambda _: completion("[1, 2, 3]"),
        "deep": lambda _: completion("[" * 20_000),
        "long": lambda _: completion("ha " * 50_000),
    }
    return {name: Played(respond) for name, respond in answers.items()}


def connection_faults() -> dict[str, Played]:
    """By name: servers that are away, overloaded, too slow or no model at all."""
    return {
        "nobody there": Played(None),
        "silent": Played(lambda _: Response(delay_seconds=60), deadline_seconds=1),
        "a byte a second": Played(lambda _: Response(body=b'{"choices": []}', pause_seconds=1), deadline_seconds=1),
        "endless": Played(lambda _: Response(body=b'{"choices": [', is_endless=True), deadline_seconds=20),
        "hangs up": Played(lambda _: Response(hangs_up=True)),
        "401": Played(lambda _: Response(status=401, body=b"{}")),
        "429": Played(lambda _: Response(status=429, body=b"{}", headers={"Retry-After": "600"})),
        "500": Played(lambda _: Response(status=500, body=b"boom")),
        "no JSON of HTTP's": Played(lambda _: Response(body=b"<html></html>")),
        "no choices": Played(lambda _: Response(body=b'{"choices": null}')),
    }


def dying(after: int) -> Played:
    """A model that copies, for some calls; then its server hangs up."""
    model, left = ScriptedModel(scribe), [after]

    def respond(request: Request) -> Response:
        left[0] -= 1
        return model(request) if left[0] >= 0 else Response(hangs_up=True)

    return Played(respond)


def _chatty(model: ScriptedModel) -> Respond:
    def respond(request: Request) -> Response:
        said = json.loads(model(request).body)["choices"][0]["message"]["content"]
        return replace(completion(f"Certainly!\n```json\n{said}\n```\nShall I go on?"))

    return respond


def _twice(answer: Answer) -> Answer:
    return lambda asked: {name: part + part if isinstance(part, list) else part for name, part in answer(asked).items()}


def _two_keys(answer: Answer) -> Answer:
    def changed(asked: Asked) -> Json:
        told = answer(asked)
        for item in told.get("items", ()):
            for option in item["options"][:2]:
                option["correct"] = True
            item["type"] = "multiple_choice"
        return told

    return changed


def _no_such_span(answer: Answer) -> Answer:
    return _rewritten(answer, lambda text: text.replace('"quote": "', '"quote": "qq '))


def _italian(answer: Answer) -> Answer:
    words = "Ogni persona deve chiudere la porta e portare il distintivo."

    def changed(asked: Asked) -> Json:
        told: Json = json.loads(json.dumps(answer(asked)))
        for part in _parts(told):
            for name in {"text", "stem", "rationale"} & set(part):
                part[name] = words
        return told

    return changed


def _parts(answer: object) -> Iterator[Json]:
    if isinstance(answer, dict):
        yield answer
    for part in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        yield from _parts(part)


def _rewritten(answer: Answer, change: Callable[[str], str]) -> Answer:
    def changed(asked: Asked) -> Json:
        told: Json = json.loads(change(json.dumps(answer(asked))))
        return told

    return changed
