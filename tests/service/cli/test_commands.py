"""Commands: what they print and how they end, on a fresh machine and when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import main

KINDS = ("administrator", "author", "reviewer", "learner", "integrator")


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without anything, where the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def examples(machine: Path) -> Path:
    folder = machine / "examples"
    folder.mkdir()
    (folder / "badges.md").write_text("# Badges\n\nVisitors must wear a badge.\n", encoding="utf-8")
    manifest = {"company": "Acme", "documents": [{"file": "badges.md", "title": "Badges", "language": "en"}]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_migrate_says_where_the_database_stands(capsys: pytest.CaptureFixture[str], machine: Path) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert "revision" in capsys.readouterr().out
    assert (machine / "var" / "morsel.sqlite3").is_file()


def test_seed_prints_documents_and_one_key_for_each_kind_of_principal(
    capsys: pytest.CaptureFixture[str], examples: Path
) -> None:
    main(["migrate"])
    assert main(["seed", "--examples", str(examples)]) == 0
    printed = capsys.readouterr().out
    keys = [line.split()[1] for line in printed.splitlines() if line.startswith(KINDS)]
    assert "Badges" in printed
    assert len(set(keys)) == len(KINDS)
    assert all(key.startswith("morsel_sample_") for key in keys)


def test_seeding_twice_adds_no_document(capsys: pytest.CaptureFixture[str], examples: Path) -> None:
    main(["migrate"])
    main(["seed", "--examples", str(examples)])
    first = capsys.readouterr().out.splitlines()[1]
    main(["seed", "--examples", str(examples)])
    second = capsys.readouterr().out.splitlines()[0]
    assert first == second


def test_seed_without_examples_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed"]) == 1
    assert "--examples" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["seed", "--examples", "examples"], ["worker"]])
def test_a_database_that_was_never_migrated_is_named_with_the_remedy(
    capsys: pytest.CaptureFixture[str], examples: Path, command: list[str]
) -> None:
    assert main(command) == 1
    assert "morsel migrate" in capsys.readouterr().err


def test_a_wrong_setting_is_named_with_its_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MORSEL_SERVER__PORT", "99999999")
    assert main(["migrate"]) == 1
    assert "MORSEL_SERVER__PORT" in capsys.readouterr().err
    assert main(["doctor"]) == 2


def test_the_doctor_names_what_is_wrong_and_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MORSEL_EMBEDDER__MODEL", "no-such-model")
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "morsel migrate" in printed
    assert "MORSEL_EMBEDDER__MODEL" in printed
    assert "parser     ok, en_core_web_sm-3.8.0@" in printed


def test_the_openapi_description_needs_no_database(capsys: pytest.CaptureFixture[str], machine: Path) -> None:
    assert main(["openapi"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert "/v1/documents" in described["paths"]
    assert not (machine / "var" / "morsel.sqlite3").exists()


def test_a_back_up_is_restored_on_another_machine(
    capsys: pytest.CaptureFixture[str], examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["migrate"])
    main(["seed", "--examples", str(examples)])
    assert main(["backup", "kept"]) == 0
    assert "1 documents' bytes" in capsys.readouterr().out
    assert main(["restore", "kept"]) == 1
    assert "nothing is overwritten" in capsys.readouterr().err
    monkeypatch.setenv("MORSEL_DATABASE__URL", "sqlite:///other/morsel.sqlite3")
    monkeypatch.setenv("MORSEL_STORAGE__DIRECTORY", "other")
    assert main(["restore", "kept"]) == 0
    assert "morsel migrate" in capsys.readouterr().out
    assert main(["seed", "--examples", str(examples)]) == 0
    assert "Badges" in capsys.readouterr().out


def test_a_back_up_of_nothing_says_so_and_leaves_nothing(capsys: pytest.CaptureFixture[str], machine: Path) -> None:
    assert main(["backup", "kept"]) == 1
    assert "morsel migrate" in capsys.readouterr().err
    assert main(["restore", "kept"]) == 1
    assert "kept/manifest.json" in capsys.readouterr().err
    assert [path.name for path in machine.iterdir()] == ["var"]
