"""A thread summed up: sentences that its posts carry, and no others."""

from __future__ import annotations

from authoring.generative.summarise import summarise
from tests.support.documents import build, paragraph
from tests.support.scripted_models import Asked, FakeModel, Json, engine_with, scribe

THREAD = build(
    paragraph("The label printer stops after ten labels. What can be done?"),
    paragraph("Clean the sensor with a dry cloth. The printer must be switched off before that."),
    paragraph("Thanks, cleaning the sensor helped."),
    title="Printer stops",
)


def test_a_summary_rests_on_the_posts() -> None:
    points = summarise(engine_with(FakeModel(scribe)), THREAD)
    assert points[0].text == "The label printer stops after ten labels."
    text = THREAD.text
    assert all(text[c.span.start : c.span.end] == c.quote for point in points for c in point.citations)


def test_what_no_post_says_is_left_out() -> None:
    def boasting(asked: Asked) -> Json:
        answer = scribe(asked)
        answer["sentences"][0]["text"] = "Buy the Acme printer, it never stops."
        return answer

    points = summarise(engine_with(FakeModel(boasting)), THREAD)
    assert points
    assert "Acme" not in " ".join(point.text for point in points)


def test_an_unreadable_answer_is_no_summary() -> None:
    assert summarise(engine_with(FakeModel("no")), THREAD) == ()


def test_an_empty_thread_costs_nothing() -> None:
    model = FakeModel(scribe)
    assert summarise(engine_with(model), build(title="Nothing")) == ()
    assert model.asked == []
