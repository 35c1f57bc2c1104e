"""DOCX: styles, lists, tables, notes; and packages that are damaged or hostile."""

from __future__ import annotations

import pytest

from authoring.readers.docx import read_docx
from authoring.readers.reading import RawBlock, Reading, ReadLimits, Refused
from authoring.types import BlockKind, Reason
from tests.authoring.readers.built import W, policy_docx, word_package, zipped


def reading_of(body: str, *, prologue: str = "", **parts: str) -> Reading:
    return read_docx(word_package(body, prologue=prologue, **parts), ReadLimits())


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r>{run}</w:r>" for run in runs) + "</w:p>"


def text(words: str) -> str:
    return f'<w:t xml:space="preserve">{words}</w:t>'


def listed(words: str, number_id: int, depth: int) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr><w:r>{text(words)}</w:r></w:p>"


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def test_numbering_gives_lists_with_depth_and_siblings() -> None:
    body = listed("a", 1, 0) + listed("x", 1, 1) + listed("b", 1, 0) + listed("y", 1, 1)

    blocks = reading_of(body, numbering=NUMBERING).blocks

    assert [(b.text, b.level, b.ordered, b.number) for b in blocks] == [
        ("a", 1, True, 1),
        ("x", 2, False, 1),
        ("b", 1, True, 2),
        ("y", 2, False, 1),
    ]
    assert blocks[0].list_id == blocks[2].list_id
    assert blocks[1].list_id != blocks[3].list_id


def test_a_footnote_follows_the_paragraph_that_calls_it() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r>{text("Since May.")}</w:r></w:p></w:footnote></w:footnotes>'
    )
    body = paragraph(text("Rule one."), '<w:footnoteReference w:id="2"/>') + paragraph(text("Rule two."))

    blocks = reading_of(body, footnotes=notes).blocks

    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.PARAGRAPH, "Rule one."),
        (BlockKind.NOTE, "Since May."),
        (BlockKind.PARAGRAPH, "Rule two."),
    ]


def test_deleted_text_and_comments_are_not_read_and_comments_are_told() -> None:
    comments = f"<w:comments {W}><w:comment><w:p><w:r>{text('Fix this.')}</w:r></w:p></w:comment></w:comments>"
    body = f"<w:p><w:r>{text('Kept.')}</w:r><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"

    reading = reading_of(body, comments=comments)

    assert [b.text for b in reading.blocks] == ["Kept."]
    assert any(n.reason is Reason.HIDDEN_TEXT and "comments" in n.detail for n in reading.warnings)


def test_hidden_white_and_tiny_runs_are_left_out_and_told() -> None:
    reading = read_docx(policy_docx(), ReadLimits())

    assert all("Ignore" not in b.text and "Answer A" not in b.text and "Tiny" not in b.text for b in reading.blocks)
    assert any(n.reason is Reason.HIDDEN_TEXT and n.detail.startswith("3 ") for n in reading.warnings)


def test_invisible_characters_are_removed_and_told() -> None:
    reading = reading_of(paragraph(text("Ha\u200bnd\u202ele")))

    assert reading.blocks[0].text == "Handle"
    assert Reason.HIDDEN_TEXT in {n.reason for n in reading.warnings}


def test_a_merged_cell_is_repeated_in_the_rows_below() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text(words))}</w:tc>"

    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    first, second = cell("Gate", begins) + cell("open"), cell("", goes_on) + cell("shut")
    body = f"<w:tbl><w:tr>{first}</w:tr><w:tr>{second}</w:tr></w:tbl>"

    assert reading_of(body).blocks[0].rows == [["Gate", "open"], ["Gate", "shut"]]


def test_entities_of_its_own_make_a_package_unreadable() -> None:
    with pytest.raises(Refused) as refused:
        reading_of(paragraph("<w:t>&a;</w:t>"), prologue='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')

    assert refused.value.reason is Reason.UNREADABLE


def test_outside_entities_are_never_resolved() -> None:
    reading = reading_of(
        paragraph(text("Before &a; after.")), prologue='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    )

    assert reading.blocks[0].text == "Before after."
    assert Reason.EXTERNAL_REFERENCE in {n.reason for n in reading.warnings}


def test_a_part_that_unpacks_to_too_much_is_refused_with_the_limit() -> None:
    package = word_package(paragraph(text("a" * 5000)))

    with pytest.raises(Refused) as refused:
        read_docx(package, ReadLimits(max_member_bytes=1000))

    assert (refused.value.reason, "1000" in refused.value.detail) == (Reason.TOO_LARGE, True)


def test_a_package_that_declares_too_much_in_all_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_docx(word_package(paragraph(text("a" * 5000))), ReadLimits(max_unpacked_bytes=1000))

    assert refused.value.reason is Reason.TOO_LARGE


def test_a_member_name_that_leaves_the_container_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_docx(zipped({"word/document.xml": "<x/>", "../evil.txt": "x"}), ReadLimits())

    assert refused.value.reason is Reason.UNREADABLE


def test_a_truncated_package_is_unreadable() -> None:
    with pytest.raises(Refused) as refused:
        read_docx(policy_docx()[:4000], ReadLimits())

    assert refused.value.reason is Reason.UNREADABLE


def test_broken_xml_is_read_as_far_as_it_goes_and_told() -> None:
    package = zipped({"word/document.xml": f"<w:document {W}><w:body>{paragraph(text('Kept.'))}<w:p><w:r>"})

    reading = read_docx(package, ReadLimits())

    assert [b.text for b in reading.blocks] == ["Kept."]
    assert Reason.MALFORMED in {n.reason for n in reading.warnings}


def test_macros_are_told_and_never_read() -> None:
    package = zipped(
        {
            "word/document.xml": f"<w:document {W}><w:body>{paragraph(text('Text.'))}</w:body></w:document>",
            "word/vbaProject.bin": "Shell",
        }
    )

    assert Reason.ACTIVE_CONTENT in {n.reason for n in read_docx(package, ReadLimits()).warnings}


def test_consecutive_code_paragraphs_are_one_block() -> None:
    style = '<w:pPr><w:pStyle w:val="SourceCode"/></w:pPr>'
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="SourceCode">'
        '<w:name w:val="Source Code"/></w:style></w:styles>'
    )
    body = "".join(f"<w:p>{style}<w:r>{text(line)}</w:r></w:p>" for line in ("a = 1", "b = 2"))

    [block] = reading_of(body, styles=styles).blocks

    assert (block.kind, block.text) == (BlockKind.CODE, "a = 1\nb = 2")


def test_styles_based_on_themselves_do_not_hang() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="A">'
        '<w:name w:val="Heading 2"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r>{text("Top")}</w:r></w:p>'

    blocks: list[RawBlock] = reading_of(body, styles=styles).blocks

    assert (blocks[0].kind, blocks[0].level) == (BlockKind.HEADING, 2)


def test_numbers_go_on_after_a_paragraph_and_bullets_begin_anew() -> None:
    bullets = NUMBERING.replace(
        "</w:numbering>", '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    bullets = bullets.replace(
        '<w:num w:numId="1">',
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1">',
    )
    body = listed("step", 1, 0) + paragraph(text("Text.")) + listed("next", 1, 0)
    body += listed("dot", 2, 0) + paragraph(text("Text.")) + listed("spot", 2, 0)

    items = {b.text: (b.list_id, b.number) for b in reading_of(body, numbering=bullets).blocks if b.list_id}

    assert items["next"] == (items["step"][0], 2)
    assert items["spot"][1] == 1
    assert items["spot"][0] != items["dot"][0]
