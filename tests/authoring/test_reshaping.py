"""Merging and splitting: nothing is lost, every part goes with its text, and citations still quote the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from authoring import draft
from authoring.checks.conflicts import Held, HeldBack
from authoring.editing import InvalidEdit
from authoring.reading_time import count_words, reading_seconds
from authoring.reshaping import Shaped, SplitPlace, merge, split, split_places
from authoring.types import BodyKind, Citation, Document, Draft, KeyPoint, MicroModule

GUIDE = Path(__file__).parents[2] / "examples" / "onboarding-guide.md"


@pytest.fixture(scope="module")
def drafted() -> Draft:
    return draft(GUIDE)


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers)}"


def citations(micro_module: MicroModule) -> Iterator[Citation]:
    texts = (micro_module.body, micro_module.key_points, micro_module.terms, micro_module.items, micro_module.bank)
    yield from (citation for parts in texts for part in parts for citation in part.citations)


def quotes_stand(micro_module: MicroModule, document: Document) -> bool:
    text = document.text
    return all(text[one.span.start : one.span.end] == one.quote for one in citations(micro_module))


def words(micro_module: MicroModule) -> list[str]:
    return " ".join(part.text for part in micro_module.body).split()


def stems(*micro_modules: MicroModule) -> list[str]:
    return sorted(item.stem for one in micro_modules for item in (*one.items, *one.bank))


def halves(
    one: MicroModule, place: SplitPlace, document: Document, held: HeldBack | None = None
) -> tuple[Shaped, Shaped]:
    whole = Shaped(one, held or HeldBack())
    return split(whole, place, document, second_id="second", new_item_id=ids())


def test_a_merge_holds_all_of_both_under_the_first_title(drafted: Draft) -> None:
    document = drafted.document
    for first, second in zip(drafted.micro_modules, drafted.micro_modules[1:], strict=False):
        merged = merge(Shaped(first, HeldBack()), Shaped(second, HeldBack()), document, new_item_id=ids()).micro_module
        assert (merged.id, merged.title, merged.objective) == (first.id, first.title, first.objective)
        assert stems(merged) == stems(first, second)
        assert merged.body[: len(first.body)] == first.body
        assert merged.body[-len(second.body) :] == second.body
        assert {point.text for point in merged.key_points} == {
            point.text for one in (first, second) for point in one.key_points
        }
        assert set(merged.blocks) == {*first.blocks, *second.blocks}
        assert merged.reading_seconds == reading_seconds(sum(count_words(part.text) for part in merged.body))
        assert quotes_stand(merged, document)
        kept = {item.id for item in (*first.items, *first.bank)}
        fresh = {item.id for item in (*merged.items, *merged.bank)} - kept
        assert fresh.isdisjoint({item.id for item in (*second.items, *second.bank)}), "where it is asked, its ids stay"


def test_wherever_it_is_split_every_word_and_item_is_in_one_half(drafted: Draft) -> None:
    document = drafted.document
    inside = 0
    for one in drafted.micro_modules:
        for place in split_places(one, "en"):
            first, second = (half.micro_module for half in halves(one, place, document))
            assert words(first) + words(second) == words(one)
            assert words(second)[: len(place.text.split())] == place.text.split()
            assert stems(first, second) == stems(one)
            assert len(first.key_points) + len(second.key_points) == len(one.key_points)
            assert len(first.terms) + len(second.terms) == len(one.terms)
            assert quotes_stand(first, document)
            assert quotes_stand(second, document)
            assert set(first.blocks) | set(second.blocks) == set(one.blocks)
            for half in (first, second):
                assert half.reading_seconds == reading_seconds(sum(count_words(part.text) for part in half.body))
            inside += place.offset > 0
    assert inside > 20, "most places lie inside a paragraph"


def test_parts_go_with_the_text_that_they_cite(drafted: Draft) -> None:
    for one in drafted.micro_modules:
        places = split_places(one, "en")
        for place in (places[len(places) // 3], places[2 * len(places) // 3]):
            first, second = (half.micro_module for half in halves(one, place, drafted.document))
            for half, other in ((first, second), (second, first)):
                for point in half.key_points:
                    assert covered(point, half) >= covered(point, other)


def covered(point: KeyPoint, half: MicroModule) -> int:
    spans = {citation.span for part in half.body for citation in part.citations}
    return sum(
        max(0, min(one.span.end, span.end) - max(one.span.start, span.start))
        for one in point.citations
        for span in spans
    )


def test_a_half_that_begins_with_a_heading_is_titled_by_it(drafted: Draft) -> None:
    one = next(one for one in drafted.micro_modules if any(part.kind is BodyKind.HEADING for part in one.body[1:]))
    number = next(n for n, part in enumerate(one.body) if n and part.kind is BodyKind.HEADING)
    place = next(place for place in split_places(one, "en") if (place.part, place.offset) == (number, 0))
    first, second = halves(one, place, drafted.document)
    assert second.micro_module.title == one.body[number].text
    assert second.micro_module.title_citations == one.body[number].citations
    assert (first.micro_module.id, second.micro_module.id) == (one.id, "second")


def test_what_was_merged_can_be_split_where_it_was_joined(drafted: Draft) -> None:
    document, (first, second) = drafted.document, drafted.micro_modules[:2]
    merged = merge(Shaped(first, HeldBack()), Shaped(second, HeldBack()), document, new_item_id=ids()).micro_module
    places = [one for one in split_places(merged, "en") if one.part >= len(first.body)]
    one, other = (half.micro_module for half in halves(merged, places[0], document))
    assert one.body == first.body
    assert other.body[-len(second.body) :] == second.body
    told = {citation.block for part in first.body for citation in part.citations}
    own = [item.stem for item in first.items if {citation.block for citation in item.citations} <= told]
    assert own
    assert [item.stem for item in one.items if item.stem in own] == own


def test_what_conflicts_keep_out_goes_with_its_half(drafted: Draft) -> None:
    one = drafted.micro_modules[0]
    early, late = one.key_points[0], one.key_points[-1]
    held = HeldBack(key_points=(Held(early, 0, ("c1",)), Held(late, 4, ("c2",))))
    places = split_places(one, "en")
    start = late.citations[0].span.start
    place = max(
        (place for place in places if place.offset == 0 and one.body[place.part].citations[0].span.start <= start),
        key=lambda place: place.part,
    )
    first, second = halves(replace(one, key_points=()), place, drafted.document, held)
    assert [part.conflicts for part in first.held_back.key_points] == [("c1",)]
    assert [part.conflicts for part in second.held_back.key_points] == [("c2",)]
    both = merge(first, second, drafted.document, new_item_id=ids()).held_back
    assert [part.conflicts for part in both.key_points] == [("c1",), ("c2",)]


def test_a_reworded_part_is_split_only_before_it(drafted: Draft) -> None:
    one = drafted.micro_modules[0]
    reworded = replace(one.body[1], text="In our words. And more of them.")
    changed = replace(one, body=(one.body[0], reworded, *one.body[2:]))
    assert [place.offset for place in split_places(changed, "en") if place.part == 1] == [0]


def test_nothing_is_split_off_the_beginning(drafted: Draft) -> None:
    with pytest.raises(InvalidEdit):
        halves(drafted.micro_modules[0], SplitPlace(0, 0, ""), drafted.document)


def test_a_short_quiz_is_said_to_be_short(drafted: Draft) -> None:
    one = next(one for one in drafted.micro_modules if one.items)
    (first, second) = halves(one, split_places(one, "en")[0], drafted.document)
    for half in (first.micro_module, second.micro_module):
        assert ("few_items" in {finding.check for finding in half.findings}) == (len(half.items) < 2)
