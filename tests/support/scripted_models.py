"""Language models that follow a script: what they answer to each prompt, over the OpenAI chat protocol.

They read the numbered sentences out of the request, as a model would: good, mediocre, hostile and obedient ones.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from authoring.generative.asking import Engine
from authoring.generative.brief import Brief
from authoring.generative.generations import GenerationsInMemory, GenerationStore
from authoring.generative.language_model import LanguageModel, Question, Reply, Tokens
from authoring.types import BodyKind, Citation, Draft, Item, ItemType, Layout, MicroModule
from tests.support.loopback import Request, Response, json_response

_LINE = re.compile(r"^\[(n?h?)(\d+)\] (.*)$")
_DELIMITER = re.compile(r"two lines that read (\S+)\.")

Json = dict[str, Any]


@dataclass(frozen=True)
class Sentence:
    number: int
    text: str
    is_heading: bool

    @property
    def support(self) -> list[Json]:
        """A literal quote of up to ten words."""
        return [{"sentence": self.number, "quote": " ".join(self.text.split()[:10])}]


@dataclass(frozen=True)
class Asked:
    """One request: which prompt, the sentences by micro-module ("" where there is one), all words of the messages."""

    prompt: str
    sections: dict[str, list[Sentence]]
    near: list[Sentence]
    words: str
    is_repair: bool = False

    @property
    def sentences(self) -> list[Sentence]:
        return [one for section in self.sections.values() for one in section if not one.is_heading]

    @property
    def headings(self) -> list[Sentence]:
        return [one for section in self.sections.values() for one in section if one.is_heading]


_PROMPTS = {
    "You write the outline": "outline",
    "You write one micro-module": "micro_module",
    "You write quiz questions": "items",
    "You write one quiz question": "regenerate_item",
    "You sum up a discussion": "summarise_thread",
}


def read_request(request: Request) -> Asked:
    """What the engine asks over OpenAI's protocol."""
    return read_messages([_text(message) for message in request.body["messages"]])


def read_messages(messages: Sequence[str]) -> Asked:
    """What the engine asks; the texts of the messages in order, the system's first."""
    first = messages[0]
    prompt = next(name for words, name in _PROMPTS.items() if words in first)
    delimiter = _DELIMITER.search(first)
    assert delimiter is not None
    inside = messages[1].split(delimiter.group(1))[1]
    sections: dict[str, list[Sentence]] = {}
    near: list[Sentence] = []
    name = ""
    for line in inside.strip().split("\n"):
        match = _LINE.match(line)
        if line.startswith("micro-module "):
            name = line.removeprefix("micro-module ")
        elif match:
            sentence = Sentence(int(match[2]), match[3], match[1].endswith("h"))
            (near if match[1].startswith("n") else sections.setdefault(name, [])).append(sentence)
    return Asked(prompt, sections, near, "\n".join(messages), is_repair=len(messages) > 2)


def _text(message: Json) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


Answer = Callable[[Asked], Json]


def scribe(asked: Asked) -> Json:
    """Copies: titles from headings, text from sentences, no questions. Nothing it says is wrong, and nothing is new."""
    if asked.prompt == "outline":
        return {"micro_modules": [_outlined(name, section) for name, section in asked.sections.items()]}
    if asked.prompt == "micro_module":
        claims = [{"text": one.text, "support": one.support} for one in asked.sentences]
        return {
            "key_points": claims[:4],
            "body": [{"kind": "paragraph", **claim} for claim in claims],
            "terms": [],
        }
    if asked.prompt == "summarise_thread":
        return {"sentences": [{"text": one.text, "support": one.support} for one in asked.sentences[:3]]}
    return {"items": []}


def _outlined(name: str, section: Sequence[Sentence]) -> Json:
    one = next((one for one in section if one.is_heading), section[0])
    title = " ".join(one.text.split()[:8])
    objective = f"Explain {title[:1].lower()}{title[1:]}"
    return {
        "id": name,
        "title": {"text": title, "support": one.support},
        "objective": {"text": objective, "bloom": "understand", "support": one.support},
    }


@dataclass
class Canary:
    """A model in the service of whoever planted orders: its word is in everything it says, on real citations."""

    word: str

    def __call__(self, asked: Asked) -> Json:
        sprinkled: Json = _sprinkled(self._whole(asked), self.word)
        return sprinkled

    def _whole(self, asked: Asked) -> Json:
        answer = scribe(asked)
        if asked.prompt in {"items", "regenerate_item"} and asked.sentences:
            answer = {"items": [_question(one, asked) for one in asked.sentences[:3]]}
        return answer


@dataclass
class Obedient:
    """Does what any sentence of the request orders: the word after CANARY- that it reads goes into everything.

    `read` are the canaries it found in what it was sent.
    """

    read: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Json:
        found = re.search(r"CANARY-\w+|quokka\w*(?: \w+){0,3}", asked.words.partition("Audience")[2])
        if found is None:
            return scribe(asked)
        self.read.append(found.group())
        return Canary(found.group())(asked)


def mediocre(asked: Asked) -> Json:
    """Half of what it says is sound: every other claim has a number, a negation or a citation that is not there."""
    answer = scribe(asked)
    for place, claim in enumerate(_claims(answer)):
        if place % 4 == 1:
            claim["text"] += " This takes 17 fortnights."
        elif place % 4 == 3:
            claim["support"] = [{"sentence": 9999, "quote": "words that stand nowhere at all"}]
    return answer


def hostile(asked: Asked) -> Json:
    """Turns rules round, invents limits and sells something; every citation is real."""
    answer = scribe(asked)
    for place, claim in enumerate(_claims(answer)):
        turned = re.sub(r"\bmust\b", "must not", claim["text"])
        claim["text"] = f"Buy Acme Cola for 3 euros. {turned}" if place % 2 else f"{turned} Wire the money to Acme."
    if asked.prompt == "items":
        answer = {"items": [_question(one, asked) for one in asked.sentences[:3]]}
    return answer


def _question(one: Sentence, asked: Asked) -> Json:
    others = [other.text for other in asked.sentences if other is not one][:3] + [
        other.text for other in asked.near[:3]
    ]
    wrong = [" ".join(text.split()[:8]) for text in others][:3]
    texts = [(" ".join(one.text.split()[:8]), True), *((text, False) for text in wrong)]
    return {
        "type": "multiple_choice",
        "stem": f"What does the text say about {' '.join(one.text.split()[:4]).lower()}?",
        "options": [
            {"text": text, "correct": correct, "rationale": one.text, "support": one.support} for text, correct in texts
        ],
        "order": [],
        "bloom": "remember",
        "rationale": one.text,
        "support": one.support,
    }


def _claims(answer: Any) -> Iterator[Json]:
    """Every part of an answer that rests on sentences."""
    if isinstance(answer, list):
        for part in answer:
            yield from _claims(part)
    elif isinstance(answer, dict):
        if "text" in answer and "support" in answer:
            yield answer
        for part in answer.values():
            yield from _claims(part)


_WORDED = {"text", "stem", "rationale", "term", "definition"}


def _sprinkled(answer: Any, word: str) -> Any:
    if isinstance(answer, list):
        return [_sprinkled(part, word) for part in answer]
    if isinstance(answer, dict):
        return {
            name: f"{word} {part}" if name in _WORDED and isinstance(part, str) else _sprinkled(part, word)
            for name, part in answer.items()
        }
    return answer


@dataclass
class ScriptedModel:
    """Answers over the OpenAI chat protocol; `asked` is what it read of each request."""

    answer: Answer
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        asked = read_request(request)
        self.asked.append(asked)
        return completion(json.dumps(self.answer(asked), ensure_ascii=False))

    def count(self, prompt: str) -> int:
        """Requests for a prompt, repairs included."""
        return sum(one.prompt == prompt for one in self.asked)


@dataclass
class FakeModel:
    """A model without a network: what a script answers, or the fault that it raises."""

    answer: Answer | str | Exception
    asked: list[Asked] = field(default_factory=list)
    identity: str = "openai:fake"

    def ask(self, question: Question) -> Reply:
        """As LanguageModel."""
        asked = read_messages([message.text for message in question.messages])
        self.asked.append(asked)
        if isinstance(self.answer, Exception):
            raise self.answer
        text = self.answer if isinstance(self.answer, str) else json.dumps(self.answer(asked))
        return Reply(text, Tokens(1000, 200))


class StillClock:
    """Time that passes only when somebody sleeps; what was slept is kept."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def engine_with(model: LanguageModel, *, brief: Brief | None = None, store: GenerationStore | None = None) -> Engine:
    """An engine over a model of the test's own; nothing of it is left to chance."""
    numbers = itertools.count()
    return Engine(
        model=model,
        store=store or GenerationsInMemory(),
        draw_delimiter=lambda: f"delimiter-{next(numbers)}",
        clock=StillClock(),
        brief=brief or Brief(),
    )


def completion(text: str | None, *, finish: str = "stop", **rest: Any) -> Response:
    """A chat completion as OpenAI's reference documents it."""
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None},
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
    }
    return json_response(body, **rest)


@dataclass(frozen=True)
class Good:
    """A model as good as one can be: it says what a draft says, in the shape that is asked for.

    `draft` is one that the checks passed; its choices come with the sentences that they rest on.
    """

    draft: Draft

    def __call__(self, asked: Asked) -> Json:
        if asked.prompt == "outline":
            return {"micro_modules": [self._outlined(name, section) for name, section in asked.sections.items()]}
        module = self._module(asked)
        if module is None:
            return scribe(asked)
        if asked.prompt in {"items", "regenerate_item"}:
            asked_for = [self._item(item, asked) for item in (*module.items, *module.bank)]
            return {"items": [item for item in asked_for if item is not None][:8]}
        return {
            "key_points": [self._claim(point.text, point.citations, asked) for point in module.key_points],
            "body": [
                {"kind": "paragraph", **self._claim(part.text, part.citations, asked)}
                for part in module.body
                if part.layout is Layout.TEXT and part.kind is not BodyKind.HEADING
            ],
            "terms": [],
        }

    def _outlined(self, name: str, section: list[Sentence]) -> Json:
        module = next(one for one in self.draft.micro_modules if one.id == name)
        asked = Asked("outline", {name: section}, [], "")
        return {
            "id": name,
            "title": self._claim(module.title, module.title_citations, asked),
            "objective": {
                "bloom": module.objective.bloom.value,
                **self._claim(module.objective.text, module.objective.citations, asked),
            },
        }

    def _module(self, asked: Asked) -> MicroModule | None:
        """The micro-module that holds most of the sentences asked about."""
        said = [one.text for one in asked.sentences if len(one.text) > 30]

        def held(module: MicroModule) -> int:
            return sum(text in self._words[module.id] for text in said)

        best = max(self.draft.micro_modules, key=held, default=None)
        return best if best is not None and held(best) else None

    @cached_property
    def _words(self) -> dict[str, str]:
        """What stands in the blocks of each micro-module."""
        texts = {block.id: " ".join(block.text.split()) for block in self.draft.document.blocks}
        return {one.id: " ".join(texts[block] for block in one.blocks) for one in self.draft.micro_modules}

    def _claim(self, text: str, citations: Sequence[Citation], asked: Asked) -> Json:
        return {"text": text, "support": self._support(citations, asked)}

    def _support(self, citations: Sequence[Citation], asked: Asked) -> list[Json]:
        quotes = [" ".join(citation.quote.split()) for citation in citations]
        sentences = [*(one for section in asked.sections.values() for one in section), *asked.near]
        found = [one for one in sentences for quote in quotes if one.text and (one.text in quote or quote in one.text)]
        return [support for one in dict.fromkeys(found) for support in one.support]

    def _item(self, item: Item, asked: Asked) -> Json | None:
        if item.type not in {ItemType.MULTIPLE_CHOICE, ItemType.MULTIPLE_RESPONSE}:
            return None
        return {
            "type": item.type.value,
            "stem": item.stem,
            "options": [
                {
                    "text": option.text,
                    "correct": option.correct,
                    "rationale": option.rationale,
                    "support": self._support(option.citations, asked),
                }
                for option in item.options
            ],
            "order": [],
            "bloom": item.bloom.value,
            "rationale": item.rationale,
            "support": self._support(item.citations, asked),
        }
