"""The sample documents are what their sources build, and hold what the README promises."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from pptx import Presentation

from examples.builders.__main__ import BUILDERS, EXAMPLES

MANIFEST = json.loads((EXAMPLES / "manifest.json").read_text(encoding="utf-8"))
FILES = [document["file"] for document in MANIFEST["documents"]]


@pytest.mark.parametrize(("name", "build"), BUILDERS.items(), ids=BUILDERS)
def test_building_a_document_again_gives_the_same_bytes(name: str, build: Callable[[], bytes]) -> None:
    assert build() == (EXAMPLES / name).read_bytes(), "run python -m examples.builders"


def test_the_manifest_names_every_document_and_nothing_else() -> None:
    known = {path.name for path in EXAMPLES.iterdir() if path.is_file()} - {"README.md", "__init__.py", "manifest.json"}
    assert set(FILES) == known
    assert set(BUILDERS) <= known


def test_the_readme_describes_every_document() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"| `{name}` |" not in readme] == []


def test_the_documents_are_in_english_but_for_one_in_italian() -> None:
    assert sorted(document["language"] for document in MANIFEST["documents"]) == ["en"] * 5 + ["it"]


def test_the_handbook_has_the_length_bookmarks_and_furniture_of_a_real_one() -> None:
    handbook = pypdfium2.PdfDocument(EXAMPLES / "handbook.pdf")
    bookmarks = list(handbook.get_toc())
    text = _text_of_pages(handbook)
    assert len(text) >= 25
    assert len([bookmark for bookmark in bookmarks if bookmark.level == 0]) == 13
    assert {bookmark.level for bookmark in bookmarks} == {0, 1, 2}
    assert all(f"Page {number}" in page for number, page in enumerate(text[1:], start=2))
    assert len(" ".join(text).split()) >= 9_000


def test_every_bookmark_of_the_handbook_leads_to_its_heading() -> None:
    handbook = pypdfium2.PdfDocument(EXAMPLES / "handbook.pdf")
    pages = [re.sub(r"\s+", " ", page) for page in _text_of_pages(handbook)]
    lost = []
    for bookmark in handbook.get_toc():
        destination = bookmark.get_dest()
        if destination is None or bookmark.get_title() not in pages[destination.get_index()]:
            lost.append(bookmark.get_title())
    assert lost == []


def test_the_handbook_marks_the_answer_of_every_question() -> None:
    text = "\n".join(_text_of_pages(pypdfium2.PdfDocument(EXAMPLES / "handbook.pdf")))
    questions = re.findall(r"^Question \d\.", text, re.MULTILINE)
    answers = re.findall(r"^Answer: [A-D]\.", text, re.MULTILINE)
    assert len(questions) == len(answers) == 11


def test_the_handbook_numbers_its_tables_through() -> None:
    text = "\n".join(_text_of_pages(pypdfium2.PdfDocument(EXAMPLES / "handbook.pdf")))
    numbers = [int(number) for number in re.findall(r"^Table (\d+)\.", text, re.MULTILINE)]
    assert numbers == list(range(1, 15))


def test_the_policy_has_styles_lists_tables_and_a_footnote() -> None:
    policy = Document(str(EXAMPLES / "information-security-policy.docx"))
    styles = {paragraph.style.name for paragraph in policy.paragraphs if paragraph.style}
    footnotes = [part for part in policy.part.package.iter_parts() if part.partname == "/word/footnotes.xml"]
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "List Number", "Caption"} <= styles
    assert len(policy.tables) == 5
    assert b"ten working days" in footnotes[0].blob


def test_every_numbered_list_of_the_policy_starts_at_one() -> None:
    policy = Document(str(EXAMPLES / "information-security-policy.docx"))
    steps = [paragraph for paragraph in policy.paragraphs if paragraph.style and paragraph.style.name == "List Number"]
    lists = {str(number) for step in steps for number in step._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")}
    assert len(steps) == 11
    assert len(lists) == 2


def test_every_slide_of_the_briefing_has_a_title_and_notes() -> None:
    slides = list(Presentation(str(EXAMPLES / "forklift-safety-briefing.pptx")).slides)
    assert len(slides) >= 20
    assert all(slide.shapes.title.text_frame.text for slide in slides)
    assert all(len(slide.notes_slide.notes_text_frame.text.split()) >= 30 for slide in slides)
    assert sum(shape.has_table for slide in slides for shape in slide.shapes) == 1


def test_the_webinar_lasts_a_quarter_of_an_hour_and_names_its_speakers() -> None:
    transcript = (EXAMPLES / "customer-complaints-webinar.vtt").read_text(encoding="utf-8")
    starts = re.findall(r"^(\d\d):(\d\d):(\d\d)\.\d{3} --> ", transcript, re.MULTILINE)
    seconds = [int(hours) * 3600 + int(minutes) * 60 + int(rest) for hours, minutes, rest in starts]
    assert seconds == sorted(seconds)
    assert seconds[-1] >= 15 * 60
    assert set(re.findall(r"<v ([^>]+)>", transcript)) == {"Marta Rinaldi", "Tom Okafor", "Ingrid Halloran"}


@pytest.mark.parametrize("name", ["onboarding-guide.md", "gestione-rifiuti.md"])
def test_a_markdown_document_has_front_matter_an_admonition_and_a_ticked_quiz(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    title = next(document["title"] for document in MANIFEST["documents"] if document["file"] == name)
    assert text.startswith(f'---\ntitle: "{title}"\n')
    assert "\n!!! warning " in text
    quiz = text[text.rindex("\n## ") :]
    questions = re.split(r"^\d\. ", quiz, flags=re.MULTILINE)[1:]
    assert len(questions) >= 3
    assert all("- [x] " in question and "- [ ] " in question for question in questions)


def test_no_source_is_left_without_a_builder() -> None:
    sources = {path.stem if path.suffix else path.name for path in (EXAMPLES / "sources").iterdir()}
    assert sources == {Path(name).stem for name in BUILDERS}


def _text_of_pages(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
