"""`morsel author`: where drafts are written, and what the exit status says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import main

VISITORS = "# Visitors\n\nEvery visitor must wear a badge. The host must keep the visitor log for 30 days.\n"


@pytest.fixture
def visitors(tmp_path: Path) -> Path:
    path = tmp_path / "visitors.md"
    path.write_text(VISITORS, encoding="utf-8")
    return path


def test_a_draft_is_written_beside_the_files_name(visitors: Path, tmp_path: Path) -> None:
    assert main(["author", str(visitors), "--out", str(tmp_path / "out")]) == 0
    content = json.loads((tmp_path / "out/visitors.md/draft.json").read_text(encoding="utf-8"))
    assert content["document"]["file_name"] == "visitors.md"


def test_every_format_asked_for_is_written(visitors: Path, tmp_path: Path) -> None:
    words = ["author", str(visitors), "--out", str(tmp_path / "out"), "--format", "json,markdown,html"]
    assert main(words) == 0
    written = {path.name for path in (tmp_path / "out/visitors.md").iterdir()}
    assert written == {"draft.json", "draft.md", "draft.html"}


def test_an_unreadable_document_is_named_and_the_others_are_done(
    visitors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.md"
    empty.touch()
    assert main(["author", str(empty), str(visitors), "--out", str(tmp_path / "out")]) == 3
    assert "empty.md: empty" in capsys.readouterr().err
    assert (tmp_path / "out/visitors.md/draft.json").is_file()


@pytest.mark.parametrize(
    "words", [["missing.md", "--out", "out"], ["--out", "out"], ["missing.md", "--out", "out", "--format", "pdf"]]
)
def test_a_usage_error_is_told_apart(words: list[str]) -> None:
    try:
        status = main(["author", *words])
    except SystemExit as ended:  # argparse ends the process by itself
        status = int(str(ended.code))
    assert status == 2


def test_what_was_written_is_told(visitors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["author", str(visitors), "--out", str(tmp_path / "out")])
    told = capsys.readouterr()
    assert told.out.startswith("visitors.md: 1 micro-modules, ")
    assert told.out.endswith(f"→ {tmp_path / 'out/visitors.md'}\n")
    assert told.err == ""


def test_a_folder_is_not_taken_for_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["author", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_the_program_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "author" in capsys.readouterr().out
