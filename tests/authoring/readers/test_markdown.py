"""Markdown and MDX: what becomes a block, and what is dropped and told."""

from __future__ import annotations

import pytest

from authoring.readers.markdown import read_markdown
from authoring.readers.reading import RawBlock, Reading, ReadLimits
from authoring.types import BlockKind, BlockRole, Reason

DEFAULT = ReadLimits()


def blocks_of(source: str, *, file_name: str = "a.md", limits: ReadLimits = DEFAULT) -> list[RawBlock]:
    return reading_of(source, file_name=file_name, limits=limits).blocks


def reading_of(source: str, *, file_name: str = "a.md", limits: ReadLimits = DEFAULT) -> Reading:
    return read_markdown(source.encode(), limits, file_name=file_name)


def reasons(reading: Reading) -> set[Reason]:
    return {notice.reason for notice in reading.warnings}


def test_front_matter_gives_the_title_and_no_block() -> None:
    reading = reading_of("---\ntitle: Crane signals\norder: 2\n---\n\nRaise one arm.\n")

    assert reading.title == "Crane signals"
    assert [block.text for block in reading.blocks] == ["Raise one arm."]


def test_front_matter_that_is_no_yaml_is_told() -> None:
    assert Reason.MALFORMED in reasons(reading_of("---\ntitle: [\n---\n\nText.\n"))


def test_front_matter_with_anchors_is_not_expanded() -> None:
    bomb = "---\na: &a [x]\nb: &b [*a, *a]\ntitle: T\n---\nText.\n"

    assert reading_of(bomb).title is None


def test_attribute_braces_and_anchors_leave_the_text() -> None:
    blocks = blocks_of('## <a name="x"></a>Lifting {#lift}\n\nSee [here](u){:target="_blank"} and {this}.\n')

    assert [block.text for block in blocks] == ["Lifting", "See here and {this}."]


def test_words_in_angle_brackets_stay_text() -> None:
    assert blocks_of("Type <your name> and <BR>go.\n")[0].text == "Type <your name> and go."


@pytest.mark.parametrize(
    ("source", "label"),
    [
        ('!!! tip "Stay dry"\n    Wear boots.\n', "Stay dry"),
        ("!!! danger\n    Wear boots.\n", "danger"),
        (":::tip Stay dry\n\nWear boots.\n\n:::\n", "Stay dry"),
        (":::caution[Stay dry]\nWear boots.\n:::\n", "Stay dry"),
        (":::info\nWear boots.\n:::\n", "info"),
        ("> [!WARNING]\n> Wear boots.\n", "warning"),
    ],
)
def test_an_admonition_keeps_its_label(source: str, label: str) -> None:
    [block] = blocks_of(source)

    assert (block.text, block.role, block.label) == ("Wear boots.", BlockRole.ADMONITION, label)


def test_a_raw_html_table_with_empty_lines_inside_is_read_as_a_browser_shows_it() -> None:
    source = "<table>\n<tr><td><img src='a.png'></td><td>One<br><br>\n\nTwo\n\n- three\n</td></tr></table>\n\nAfter.\n"

    texts = [(block.kind, block.text) for block in blocks_of(source)]

    assert texts == [
        (BlockKind.PARAGRAPH, "One"),
        (BlockKind.PARAGRAPH, "Two"),
        (BlockKind.LIST_ITEM, "three"),
        (BlockKind.PARAGRAPH, "After."),
    ]


def test_siblings_share_a_list_and_know_their_number() -> None:
    blocks = blocks_of("1. a\n   - x\n   - y\n2. b\n")

    assert [(b.text, b.list_id, b.ordered, b.number, b.level) for b in blocks] == [
        ("a", "l1", True, 1, 1),
        ("x", "l2", False, 1, 2),
        ("y", "l2", False, 2, 2),
        ("b", "l1", True, 2, 1),
    ]


def test_mdx_imports_and_tags_are_dropped_with_a_warning_and_fences_are_kept() -> None:
    source = "import X from './x'\n\n<X y={1}>\n\nInside.\n\n</X>\n\n```js\nimport Y from 'y'\n```\n"

    reading = reading_of(source, file_name="a.mdx")

    assert [block.text for block in reading.blocks] == ["Inside.", "import Y from 'y'"]
    assert {notice.detail for notice in reading.warnings} == {"import or export", "component tag"}


def test_an_import_in_the_prose_of_plain_markdown_stays() -> None:
    assert blocks_of("import goods only from the list.\n")[0].text == "import goods only from the list."


def test_a_quiz_component_that_never_closes_is_dropped_as_a_tag_and_loses_no_text_after_it() -> None:
    source = 'import Q from "q"\n\nBefore.\n\n<Quiz list={[ {question: "Why?"\n\nAfter.\n'

    texts = " ".join(block.text for block in blocks_of(source, file_name="a.mdx"))

    assert "Before." in texts
    assert "After." in texts


def test_text_beyond_the_limit_is_told_with_the_limit() -> None:
    reading = reading_of("word " * 300, limits=ReadLimits(max_characters=1000))

    assert reading.unread[0].reason is Reason.TOO_LARGE
    assert "1000" in reading.unread[0].detail


def test_images_are_counted_as_unread_and_remote_ones_told() -> None:
    reading = reading_of("Text ![a](a.png) ![b](http://example.org/b.png)\n")

    assert [(n.reason, n.detail) for n in reading.unread] == [(Reason.IMAGE, "2 images")]
    assert Reason.EXTERNAL_REFERENCE in reasons(reading)


def test_a_script_link_gives_its_words_and_a_warning() -> None:
    reading = reading_of("[press here](javascript:steal())\n")

    assert reading.blocks[0].text == "press here"
    assert Reason.ACTIVE_CONTENT in reasons(reading)


def test_a_deeply_nested_quotation_is_read_in_bounded_time() -> None:
    assert blocks_of("> " * 5_000 + "deep\n")


def test_a_list_numbered_on_after_paragraphs_is_one_list_until_the_next_heading() -> None:
    blocks = blocks_of("1. a\n\nText.\n\n2. b\n\nText.\n\n1. c\n\n# H\n\n2. d\n")

    items = {b.text: (b.list_id, b.number) for b in blocks if b.kind is BlockKind.LIST_ITEM}
    assert items["b"] == (items["a"][0], 2)
    assert items["c"][0] != items["a"][0]
    assert items["d"][0] != items["c"][0]


def test_a_label_on_a_line_of_its_own_is_no_beginning_of_a_sentence() -> None:
    found = blocks_of("# Log\n\n**Description**\nAll sign-ins are kept.\n\n**Note** that logs grow.\n")

    assert [block.text for block in found] == ["Log", "Description", "All sign-ins are kept.", "Note that logs grow."]
