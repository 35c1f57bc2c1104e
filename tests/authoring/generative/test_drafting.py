"""Drafts with a model, over the whole pipeline: used where it is better, replaced where it is not, never worse."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from authoring.draft_json import draft_as_json
from authoring.generative.asking import Engine
from authoring.generative.brief import Brief, OutlineWish, read_brief
from authoring.generative.errors import BudgetSpent, InvalidBrief, LanguageModelUnavailable
from authoring.generative.generations import Call, GenerationsInMemory
from authoring.pipeline import draft
from authoring.types import Draft
from tests.authoring.generative.handbook import good, write_handbook
from tests.evals.draft_file import draft_file
from tests.evals.grounding import citation_tally, fact_tally
from tests.evals.keys import key_tally, one_key_tally
from tests.evals.measure import case
from tests.evals.schema import schema_faults
from tests.support.embedders import HashedWordsEmbedder
from tests.support.scripted_models import Answer, Asked, FakeModel, Json, engine_with, hostile, mediocre, scribe

EMBEDDER = HashedWordsEmbedder()


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    return write_handbook(tmp_path)


def drafted_by(answer: Answer | str | Exception, path: Path, **brief: object) -> Draft:
    engine = engine_with(FakeModel(answer), brief=Brief(**brief))
    return draft(path, embedder=EMBEDDER, engine=engine)


def measured(drafted: Draft) -> Json:
    """The draft's JSON; fails when it breaks the schema or misses G1, G2, G3 or K1 anywhere."""
    content: Json = json.loads(json.dumps(draft_as_json(drafted)))
    assert schema_faults(content) == []
    one = case("handbook", draft_file(content))
    for tally in (citation_tally, fact_tally, key_tally, one_key_tally):
        found = tally(one)
        assert found.of > 0
        assert found.misses == ()
    return content


def engines(drafted: Draft) -> set[str | None]:
    return {one.engine for one in drafted.micro_modules}


def test_a_good_draft_is_used_and_says_what_made_it(handbook: Path) -> None:
    content = measured(drafted_by(good, handbook))
    (module,) = content["micro_modules"]
    assert (module["title"], module["engine"]) == ("Badges of visitors", "generative")
    assert module["key_points"][0]["text"] == "All visitors must wear a badge at all times."
    assert [item["pattern"] for item in module["items"]][:3] == ["model"] * 3
    engine = content["engine"]
    assert (engine["name"], engine["model"]) == ("generative", "openai:fake")
    assert set(engine["prompts"]) == {"outline", "micro_module", "items", "repair"}


def test_quotes_are_the_sources_text_not_the_models(handbook: Path) -> None:
    drafted = drafted_by(good, handbook)
    (point, *_) = drafted.micro_modules[0].key_points
    assert point.citations[0].quote == "Every visitor must wear a badge at all times."


def test_the_same_answers_give_the_same_draft(handbook: Path) -> None:
    one, two = (dataclasses.replace(drafted_by(good, handbook), timings_seconds={}) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("answer", [good, scribe, mediocre, hostile])
def test_no_model_makes_a_draft_worse_than_the_extractive_one(answer: Answer, handbook: Path) -> None:
    extractive, drafted = draft(handbook, embedder=EMBEDDER), drafted_by(answer, handbook)
    measured(drafted)
    assert len(drafted.micro_modules) == len(extractive.micro_modules)
    for ours, theirs in zip(drafted.micro_modules, extractive.micro_modules, strict=True):
        assert len(ours.items) >= len(theirs.items)
    assert set(drafted.coverage.taught) >= set(extractive.coverage.taught)
    assert drafted.coverage.obligations_not_taught == extractive.coverage.obligations_not_taught


def test_a_title_from_another_heading_leaves_no_heading_untaught(tmp_path: Path) -> None:
    path = tmp_path / "doors.md"
    rules = " ".join(f"The person in room {n} must lock door {n} of floor {n} at night." for n in range(1, 9))
    path.write_text(f"# Doors\n\n{rules}\n\n## Doors at night\n\n{rules.replace('night', 'dusk')}\n", encoding="utf-8")
    extractive, drafted = draft(path, embedder=EMBEDDER), drafted_by(scribe, path)
    assert engines(drafted) == {"generative"}
    assert set(drafted.coverage.taught) >= set(extractive.coverage.taught)


def test_a_hostile_model_leaves_no_trace(handbook: Path) -> None:
    drafted = drafted_by(hostile, handbook)
    text = json.dumps(draft_as_json(drafted)["micro_modules"])
    assert engines(drafted) == {None}
    assert "Acme" not in text
    assert "euros" not in text


def test_a_mediocre_model_keeps_what_is_sound_of_it(handbook: Path) -> None:
    drafted = drafted_by(mediocre, handbook)
    text = json.dumps(draft_as_json(drafted)["micro_modules"])
    assert "fortnights" not in text
    assert "words that stand nowhere" not in text


def _twice(asked: Asked) -> Json:
    answer = good(asked)
    return {name: part + part if isinstance(part, list) else part for name, part in answer.items()}


def _two_keys(asked: Asked) -> Json:
    answer = good(asked)
    for item in answer.get("items", ()):
        item["options"][1]["correct"] = True
    return answer


def _no_such_span(asked: Asked) -> Json:
    text = json.dumps(good(asked))
    broken: Json = json.loads(text.replace('"sentence": ', '"sentence": 9').replace('"quote": "', '"quote": "qq '))
    return broken


def _italian(asked: Asked) -> Json:
    answer: Json = json.loads(json.dumps(good(asked)))
    for part in [*answer.get("body", ()), *answer.get("key_points", ())]:
        part["text"] = "Ogni visitatore deve portare il distintivo."
    for item in answer.get("items", ()):
        item["stem"] = "Dove si deve denunciare lo smarrimento del distintivo?"
    return answer


FAULTY: dict[str, Answer | str] = {
    "not JSON": "I am sorry, I cannot do that.",
    "cut JSON": '{"micro_modules": [{"id": "m1", "title": {"te',
    "empty": "",
    "an empty object": "{}",
    "wrong types": '{"micro_modules": "m1", "key_points": {"text": 3}, "body": 7, "terms": null, "items": [1, 2]}',
    "a list": "[1, 2, 3]",
    "deep": "[" * 20_000,
    "endless": "ha " * 50_000,
    "duplicates": _twice,
    "two keys": _two_keys,
    "spans that do not exist": _no_such_span,
    "wrong language": _italian,
}


@pytest.mark.parametrize("name", FAULTY)
def test_every_faulty_answer_ends_in_a_whole_draft(name: str, handbook: Path) -> None:
    drafted = drafted_by(FAULTY[name], handbook)
    content = measured(drafted)
    if name != "duplicates":
        assert not any(item["pattern"] == "model" for one in content["micro_modules"] for item in one["items"])
    stems = [item["stem"] for one in content["micro_modules"] for item in one["items"] + one["bank"]]
    assert len(stems) == len(set(stems))


def test_prose_around_the_answer_does_no_harm(handbook: Path) -> None:
    def wrapped(asked: Asked) -> Json:
        return good(asked)

    model = FakeModel(wrapped)

    class Chatty(FakeModel):
        def ask(self, question):  # type: ignore[no-untyped-def]  # the parent's
            reply = model.ask(question)
            return dataclasses.replace(reply, text=f"Certainly!\n```json\n{reply.text}\n```\nShall I go on?")

    drafted = draft(handbook, embedder=EMBEDDER, engine=engine_with(Chatty(good)))
    assert engines(drafted) == {"generative"}


def test_a_model_that_is_away_leaves_an_extractive_draft_that_says_so(handbook: Path) -> None:
    extractive = draft(handbook, embedder=EMBEDDER)
    drafted = drafted_by(LanguageModelUnavailable("openai:fake", reason="HTTP 503"), handbook)
    measured(drafted)
    assert engines(drafted) == {None}
    assert [one.title for one in drafted.micro_modules] == [one.title for one in extractive.micro_modules]
    findings = [finding for one in drafted.micro_modules for finding in one.findings]
    assert any(f.check == "model_unavailable" and "HTTP 503" in f.message for f in findings)


class _Poor(GenerationsInMemory):
    def begin(self, call: Call) -> str:
        raise BudgetSpent(spent_micros=10, budget_micros=10)


def test_a_spent_budget_stops_the_model_and_not_the_draft(handbook: Path) -> None:
    model = FakeModel(good)
    drafted = draft(handbook, embedder=EMBEDDER, engine=engine_with(model, store=_Poor()))
    assert model.asked == []
    assert any(f.check == "model_budget_spent" for one in drafted.micro_modules for f in one.findings)


def test_the_brief_reaches_every_prompt(handbook: Path) -> None:
    model = FakeModel(good)
    brief = Brief(audience="night porters", goal="let the right people in", tone="dry", keep_terms=("badge",))
    engine: Engine = engine_with(model, brief=brief)
    draft(handbook, embedder=EMBEDDER, engine=engine)
    assert {one.prompt for one in model.asked} == {"outline", "micro_module", "items"}
    assert all("night porters" in one.words and "dry" in one.words for one in model.asked)


def test_the_authors_outline_wins(handbook: Path) -> None:
    wish = OutlineWish(section="visitors", title="Who may come in", objective="Decide who may come in")
    (module, *_) = drafted_by(good, handbook, outline=(wish,)).micro_modules
    assert (module.title, module.objective.text) == ("Who may come in", "Decide who may come in")


def test_what_the_authors_outline_does_not_name_is_left_out(handbook: Path) -> None:
    drafted = drafted_by(good, handbook, outline=(OutlineWish(section="Something else"),))
    assert drafted.micro_modules == ()


def test_no_more_micro_modules_than_the_brief_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    rules = " ".join(f"The person in room {n} must lock door {n} of floor {n} at night." for n in range(1, 15))
    path.write_text("\n\n".join(f"# Part {part}\n\n{rules}" for part in range(1, 5)), encoding="utf-8")
    whole = drafted_by(scribe, path)
    assert len(whole.micro_modules) > 2
    assert len(drafted_by(scribe, path, micro_modules=2).micro_modules) == 2


@pytest.mark.parametrize(
    ("text", "place"),
    [('{"audience": 3}', "audience"), ('{"tune": "dry"}', "tune"), ("{no", "brief"), ('{"micro_modules": 0}', "micro")],
)
def test_a_brief_that_cannot_be_read_says_where(text: str, place: str) -> None:
    with pytest.raises(InvalidBrief, match=place):
        read_brief(text)


def test_a_brief_in_plain_words_is_the_goal() -> None:
    assert read_brief("New porters must know whom to let in.").goal == "New porters must know whom to let in."
    assert read_brief(None) == read_brief("  ") == Brief()
