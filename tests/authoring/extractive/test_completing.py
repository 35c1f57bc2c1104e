"""Key points that need what stands beside them: the ends of lead-ins, titles of links, who is to do it."""

from __future__ import annotations

from tests.authoring.extractive.test_key_points import points
from tests.support.documents import heading, item, paragraph


def test_the_end_of_a_lead_in_is_told_with_it_or_not_at_all() -> None:
    found = points(
        heading("Racks"),
        paragraph("Before each shift, make sure that:"),
        item("The beams are straight."),
        item("The load signs are in place and clean."),
        item("The aisle between the racks is free of film and straps for its whole length."),
        paragraph("Racks carry a load sign. Report a bent beam at once."),
    )

    assert not any(point.startswith("The load signs are") for point in found)


def test_who_is_to_do_it_and_titles_of_links_are_no_key_points() -> None:
    found = points(
        heading("Spills"),
        item("Delegate to: Head of Site Safety."),
        item("Handling Spills in Cold Halls"),
        paragraph("Close the aisle at once. Wear gloves when you touch the film. Keep the report for a year."),
    )

    assert not any("Delegate" in point or "Handling" in point for point in found)
