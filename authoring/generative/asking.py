"""Ask a prompt once, mend its answer once: through the kept generations, in typed answers with what was refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from authoring.generative.answers import UnreadableAnswer, json_schema, read_answer
from authoring.generative.brief import Brief
from authoring.generative.errors import LanguageModelUnavailable
from authoring.generative.generations import Call, Generation, GenerationStore, Prices
from authoring.generative.language_model import (
    LanguageModel,
    Message,
    Question,
    Speaker,
    Tokens,
    estimate_tokens,
)
from authoring.generative.patience import Clock
from prompts import Prompt, load_prompt
from prompts.loader import DELIMITER, Input

_REPAIR = "repair"
_MOST_FINDINGS = 20
_LONGEST_FINDING = 300

Answer = TypeVar("Answer", bound=BaseModel)
Accepted = TypeVar("Accepted")


@dataclass(frozen=True, slots=True)
class Engine:
    """A model at work for one tenant: what it is asked through, where its answers are kept, what the author wants.

    `draw_delimiter` gives a fresh random line for each call.
    """

    model: LanguageModel
    store: GenerationStore
    draw_delimiter: Callable[[], str]
    clock: Clock
    brief: Brief = field(default_factory=Brief)
    prices: Prices = field(default_factory=Prices)


@dataclass(frozen=True, slots=True)
class Reviewed(Generic[Accepted]):
    """What of an answer may stay, how many parts that is, and what to tell the model about the rest."""

    accepted: Accepted
    count: int
    findings: tuple[str, ...] = ()


def ask(
    engine: Engine,
    prompt_name: str,
    inputs: Mapping[str, Input],
    schema: type[Answer],
    review: Callable[[Answer], Reviewed[Accepted]],
) -> Reviewed[Accepted] | None:
    """The better of answer and repaired answer; None: neither could be read. One repair, and only where it is needed.

    Raises LanguageModelUnavailable, BudgetSpent.
    """
    prompt = load_prompt(prompt_name)
    delimiter = engine.draw_delimiter()
    rendered = prompt.render({**inputs, DELIMITER: delimiter})
    opening = (Message(Speaker.SYSTEM, rendered.system), Message(Speaker.USER, rendered.user))
    first = _generate(engine, prompt, opening, schema, rendered.input_digest)
    reviewed, findings = _look(first, schema, review)
    if not findings:
        return reviewed
    second = _repair(engine, prompt, opening, schema, (rendered.input_digest, first.output, findings))
    mended, _ = _look(second, schema, review)
    return max((one for one in (mended, reviewed) if one is not None), key=lambda one: one.count, default=None)


def _look(
    generation: Generation, schema: type[Answer], review: Callable[[Answer], Reviewed[Accepted]]
) -> tuple[Reviewed[Accepted] | None, tuple[str, ...]]:
    try:
        answer = read_answer(generation.output, schema, is_cut=generation.is_cut)
    except UnreadableAnswer as fault:
        return None, (str(fault),)
    reviewed = review(answer)
    return reviewed, reviewed.findings


def _repair(
    engine: Engine,
    prompt: Prompt,
    opening: tuple[Message, ...],
    schema: type[Answer],
    history: tuple[str, str, tuple[str, ...]],
) -> Generation:
    repair = load_prompt(_REPAIR)
    asked, answered, findings = history
    told = [" ".join(finding.split())[:_LONGEST_FINDING] for finding in findings[:_MOST_FINDINGS]]
    rendered = repair.render({"findings": told, DELIMITER: engine.draw_delimiter()})
    messages = (*opening, Message(Speaker.ASSISTANT, answered or "{}"), Message(Speaker.USER, rendered.user))
    digest = hashlib.sha256(json.dumps([prompt.identity, asked, answered, told]).encode()).hexdigest()
    return _generate(engine, repair, messages, schema, digest, room=prompt.options.max_output_tokens)


def _generate(
    engine: Engine,
    prompt: Prompt,
    messages: tuple[Message, ...],
    schema: type[BaseModel],
    input_digest: str,
    *,
    room: int | None = None,
) -> Generation:
    """The kept generation of an equal call, else a new one, written down before and after."""
    question = Question(
        messages, json_schema(schema), prompt.options.temperature, room or prompt.options.max_output_tokens
    )
    most = Tokens(estimate_tokens(question.characters), question.max_output_tokens)
    call = Call(
        prompt=prompt.name,
        prompt_version=prompt.version,
        prompt_digest=prompt.digest,
        model=engine.model.identity,
        parameters={"temperature": question.temperature, "max_output_tokens": question.max_output_tokens},
        input_digest=input_digest,
        most_micros=engine.prices.cost_micros(most),
    )
    return engine.store.find(call) or _call(engine, call, question)


def _call(engine: Engine, call: Call, question: Question) -> Generation:
    call_id = engine.store.begin(call)
    started = engine.clock.now()
    try:
        reply = engine.model.ask(question)
    except LanguageModelUnavailable as fault:
        engine.store.fail(call_id, fault.reason, duration_seconds=engine.clock.now() - started)
        raise
    generation = Generation(
        output=reply.text,
        is_cut=reply.is_cut,
        tokens=reply.tokens,
        cost_micros=engine.prices.cost_micros(reply.tokens),
        duration_seconds=round(engine.clock.now() - started, 3),
    )
    engine.store.finish(call_id, generation)
    return generation
