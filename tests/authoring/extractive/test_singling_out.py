"""An objective that would only repeat its title names a key point; headings that order or ask become sentences."""

from __future__ import annotations

import pytest

from tests.authoring.extractive.test_matters import objective
from tests.support.documents import heading, paragraph


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Ramps must not be left wet. Visitors must walk. Forks must be down. Every lorry must wait.",
            "State the rules for ramps, in particular that ramps must not be left wet.",
        ),
        (
            "Close the hall in the evening. Never leave a wet ramp alone. Put the salt back into the red box. Take "
            "the stairs.",
            "Apply the rules for ramps, in particular never to leave a wet ramp alone.",
        ),
        (
            "Ramps must be long enough for the longest lorry. The yard is wide. Salt lies in a red box by the door.",
            "Apply the rule that ramps must be long enough for the longest lorry.",
        ),
    ],
)
def test_an_objective_that_repeats_its_title_names_a_key_point(text: str, wanted: str) -> None:
    found = objective(heading("Ramps"), paragraph(text))

    assert found.text == wanted
    assert any("amp" in citation.quote and len(citation.quote) > len("Ramps") for citation in found.citations)


def test_a_point_that_orders_twice_is_not_singled_out() -> None:
    found = objective(
        heading("Ramps"),
        paragraph("Do not park on the ramp, keep the ramp clear at night. Do not use the ramp, take the stairs there."),
        paragraph("Watch every ramp, and check the lamps beside it."),
    )

    assert "in particular" not in found.text


def test_a_heading_that_orders_gets_the_articles_of_the_text() -> None:
    found = objective(
        heading("Trace route of parcel"),
        paragraph("Anybody may ask to trace the route of the parcel. The log is kept for a week. Logs are long."),
    )

    assert found.text == "Explain how to trace the route of the parcel."


def test_a_heading_that_asks_yes_or_no_is_answered() -> None:
    found = objective(heading("Do loaders get tired?"), paragraph("Anybody might. It is dark. Hours are long."))

    assert found.text == "Answer the question “Do loaders get tired?”"


def test_only_the_first_of_two_statements_is_named() -> None:
    found = objective(
        heading("Ramps"),
        paragraph("Ramps may be closed for up to six hours (a shift); the lead writes it down. Salt lasts for 3 days."),
        paragraph("Ice must be gone within 30 minutes."),
    )

    assert ";" not in found.text
    assert "(" not in found.text
