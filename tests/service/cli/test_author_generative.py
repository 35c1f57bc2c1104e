"""`morsel author --engine generative` against a model on loopback: whole, faulty, away, dying half-way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from service.cli import main
from tests.authoring.generative.handbook import good, write_handbook
from tests.evals.draft_file import draft_file
from tests.evals.grounding import citation_tally, fact_tally
from tests.evals.keys import key_tally
from tests.evals.measure import case
from tests.evals.schema import schema_faults
from tests.support.loopback import LoopbackServer, Request, Response, serving
from tests.support.scripted_models import Json, ScriptedModel, completion, scribe

pytestmark = pytest.mark.language_model


@pytest.fixture(autouse=True)
def _no_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from this test alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MORSEL_MODEL__ATTEMPTS", "1")
    monkeypatch.setenv("MORSEL_MODEL__DEADLINE_SECONDS", "2")


def author(folder: Path, *words: str, path: Path | None = None) -> int:
    source = path or write_handbook(folder)
    return main(["author", str(source), "--out", str(folder / "out"), "--engine", "generative", *words])


def use(server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_MODEL__NAME", "openai:scripted")
    monkeypatch.setenv("MORSEL_MODEL__BASE_URL", f"{server.url}/v1")


def written(folder: Path, name: str = "visitors.md") -> Json:
    """The draft; fails when it breaks the schema, or G1, G2 or G3 anywhere."""
    content: Json = json.loads((folder / "out" / name / "draft.json").read_text(encoding="utf-8"))
    assert schema_faults(content) == []
    one = case(name, draft_file(content))
    for tally in (citation_tally, fact_tally, key_tally):
        assert tally(one).misses == ()
    return content


def test_a_draft_is_written_with_what_made_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ScriptedModel(good)) as server:
        use(server, monkeypatch)
        assert author(tmp_path) == 0
    content = written(tmp_path)
    assert content["engine"]["model"] == "openai:scripted"
    assert [one["engine"] for one in content["micro_modules"]] == ["generative"]


def test_a_second_run_asks_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ScriptedModel(good)) as server:
        use(server, monkeypatch)
        author(tmp_path)
        first, asked = written(tmp_path), len(server.requests)
        author(tmp_path)
    assert len(server.requests) == asked > 0
    assert {**written(tmp_path), "timings_seconds": {}} == {**first, "timings_seconds": {}}


def test_without_a_model_it_says_what_to_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert author(tmp_path) == 2
    assert "MORSEL_MODEL__NAME" in capsys.readouterr().err


def test_a_name_without_provider_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MORSEL_MODEL__NAME", "gpt-5")
    assert author(tmp_path) == 2
    assert "openai:MODEL" in capsys.readouterr().err


def test_the_brief_is_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = tmp_path / "brief.json"
    brief.write_text('{"audience": "night porters"}', encoding="utf-8")
    model = ScriptedModel(good)
    with serving(model) as server:
        use(server, monkeypatch)
        assert author(tmp_path, "--brief", str(brief)) == 0
        brief.write_text('{"audiences": "night porters"}', encoding="utf-8")
        assert author(tmp_path, "--brief", str(brief)) == 2
    assert all("night porters" in one.words for one in model.asked)


def test_an_estimate_asks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MORSEL_MODEL__OUTPUT_PRICE", "10")
    with serving(ScriptedModel(good)) as server:
        use(server, monkeypatch)
        assert author(tmp_path, "--estimate") == 0
    assert server.requests == []
    assert "visitors.md: 3 to 6 calls" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_server_that_dies_half_way_leaves_the_rest_extractive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.md"
    rules = " ".join(f"The person in room {n} must lock door {n} of floor {n} at night." for n in range(1, 15))
    path.write_text("\n\n".join(f"# Part {part}\n\n{rules}" for part in range(1, 6)), encoding="utf-8")
    model = ScriptedModel(scribe)

    def dies(request: Request) -> Response:
        return model(request) if len(server.requests) <= 5 else Response(hangs_up=True)

    with serving(dies) as server:
        use(server, monkeypatch)
        assert author(tmp_path, path=path) == 0
    engines = [one.get("engine") for one in written(tmp_path, "long.md")["micro_modules"]]
    assert engines[0] == "generative"
    assert engines[-1] is None
    assert "did not answer" in capsys.readouterr().err


Fault = Callable[[Request], Response]
FAULTS: dict[str, Fault] = {
    "silent": lambda _: Response(delay_seconds=60),
    "refused": lambda _: Response(status=401, body=b"{}"),
    "overloaded": lambda _: Response(status=429, body=b"{}", headers={"Retry-After": "600"}),
    "broken": lambda _: Response(status=500, body=b"boom"),
    "a byte a second": lambda _: Response(body=b'{"choices": []}', pause_seconds=1.0),
    "hangs up": lambda _: Response(hangs_up=True),
    "not HTTP's JSON": lambda _: Response(body=b"<html></html>"),
    "no choices": lambda _: Response(body=b'{"choices": null}'),
    "not JSON": lambda _: completion("I would rather not."),
    "cut": lambda _: completion('{"micro_modules": [', finish="length"),
    "empty": lambda _: completion(None),
    "wrong types": lambda _: completion(
        '{"micro_modules": 1, "body": "x", "key_points": {}, "terms": 0, "items": "no"}'
    ),
    "endless": lambda _: Response(body=b'{"choices": [', is_endless=True),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_ends_in_a_whole_draft(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(FAULTS[name]) as server:
        use(server, monkeypatch)
        assert author(tmp_path) == 0
    content = written(tmp_path)
    assert [one.get("engine") for one in content["micro_modules"]] == [None]
    assert content["micro_modules"][0]["items"]


def doctor(capsys: pytest.CaptureFixture[str]) -> str:
    """What `morsel doctor` says of the model."""
    main(["doctor"])
    return next(line for line in capsys.readouterr().out.splitlines() if line.startswith("model"))


def test_the_doctor_tries_the_model_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(ScriptedModel(scribe)) as server:
        use(server, monkeypatch)
        said = doctor(capsys)
    assert said.startswith("model      ok, openai:scripted: structure by json_schema, drafts that pass in en and it")
    assert len(server.requests) == 3


def test_the_doctor_says_what_is_wrong_with_the_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(lambda _: completion("no")) as server:
        use(server, monkeypatch)
        assert "Choose a larger model" in doctor(capsys)
    with serving(lambda _: Response(status=401, body=b"{}")) as server:
        use(server, monkeypatch)
        assert "Check MORSEL_MODEL__NAME" in doctor(capsys)
    monkeypatch.setenv("MORSEL_MODEL__NAME", "acme:model")
    assert "names no provider" in doctor(capsys)
