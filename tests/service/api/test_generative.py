"""The generative engine over HTTP: switched on by an administrator, its outline approved, an item written anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bootstrap import open_drafting
from service.db.unit_of_work import Database
from service.jobs.runner import Runner
from tests.authoring.generative.handbook import HANDBOOK, good
from tests.support.community import ask
from tests.support.database import People, RecordingQueue
from tests.support.loopback import Request, Response, serving
from tests.support.scripted_models import Asked, Json, ScriptedModel, scribe
from tests.support.shop import services_for
from tests.support.web import Web, open_web

pytestmark = pytest.mark.language_model


class Script:
    """What the model answers and, where `is_away`, that it does not."""

    def __init__(self) -> None:
        self.model = ScriptedModel(self.answer)
        self.is_away = False
        self.canary = ""
        self.boast = ""

    def answer(self, asked: Asked) -> Json:
        answer = scribe(asked) if asked.prompt == "summarise_thread" else good(asked)
        if self.boast:
            answer = {"sentences": [{**one, "text": self.boast} for one in answer["sentences"]]}
        if asked.prompt == "regenerate_item":
            answer = {"items": [_canteen_question(asked)]}
        if self.canary:
            answer = json.loads(json.dumps(answer).replace('"stem": "', f'"stem": "{self.canary} '))
        return answer

    def __call__(self, request: Request) -> Response:
        return Response(status=503, body=b"{}", headers={"Retry-After": "600"}) if self.is_away else self.model(request)


def _canteen_question(asked: Asked) -> Json:
    right = next(one for one in asked.sentences if "canteen list" in one.text)
    words = [
        ("the canteen list", True),
        ("the visitor log", False),
        ("the work permit", False),
        ("the guest network", False),
    ]
    return {
        "type": "multiple_choice",
        "stem": "Guests eat in the canteen. What must they sign?",
        "options": [
            {"text": text, "correct": correct, "rationale": right.text, "support": right.support}
            for text, correct in words
        ],
        "order": [],
        "bloom": "apply",
        "rationale": right.text,
        "support": right.support,
    }


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def office(database: Database, queue: RecordingQueue, people: People, tmp_path: Path, script: Script) -> Iterator[Web]:
    with serving(script) as server:
        model = {
            "name": "openai:scripted",
            "base_url": f"{server.url}/v1",
            "attempts": 1,
            "monthly_budget": 5.0,
            "input_price": 2.0,
            "output_price": 10.0,
        }
        yield open_web(services_for(database, queue, tmp_path / "var", model=model), people)


def switch_on(office: Web) -> None:
    assert office.administrator.patch("/v1/tenant", json={"uses_model": True}).status_code == 200


def upload(office: Web, **wishes: str):  # type: ignore[no-untyped-def]  # the test client's answer
    files = {"file": ("visitors.md", HANDBOOK.encode(), "text/markdown")}
    return office.author.post("/v1/documents", files=files, data={"engine": "generative", **wishes})


def work_off(office: Web) -> None:
    runner = Runner(office.services, open_drafting(office.services))
    while runner.run_one():
        pass


def test_it_is_off_until_an_administrator_switches_it_on(office: Web) -> None:
    refused = upload(office)
    assert (refused.status_code, "switched on" in refused.json()["detail"]) == (422, True)
    assert office.author.patch("/v1/tenant", json={"uses_model": True}).status_code == 403
    switch_on(office)
    assert upload(office).status_code == 202


def test_settings_of_the_model_are_changed_one_by_one(office: Web) -> None:
    patch = office.administrator.patch
    assert patch("/v1/tenant", json={"model_budget": 2.5}).json()["model_budget"] == 2.5
    changed = patch("/v1/tenant", json={"uses_model": True}).json()
    assert (changed["uses_model"], changed["model_budget"], changed["approver_must_differ"]) == (True, 2.5, False)
    assert patch("/v1/tenant", json={"model_budget": None}).json()["model_budget"] is None


@pytest.mark.parametrize(
    "wishes", [{"engine": "magic"}, {"outline": "maybe"}, {"brief": '{"tune": "dry"}'}, {"brief": "{no"}]
)
def test_wishes_that_cannot_be_kept_are_refused(office: Web, wishes: dict[str, str]) -> None:
    switch_on(office)
    assert upload(office, **wishes).status_code == 422


def test_an_estimate_by_size_is_near_that_by_sections_and_keeps_nothing(office: Web, script: Script) -> None:
    files = {"file": ("visitors.md", HANDBOOK.encode(), "text/markdown")}
    said = office.author.post("/v1/documents/estimate", files=files).json()
    assert (said["calls"], said["most_calls"], said["currency"]) == (3, 6, "EUR")
    assert 0 < said["cost"] < said["most_cost"] < 0.2
    assert script.model.asked == []
    assert office.author.get("/v1/documents").json()["items"] == []
    assert office.author.post("/v1/documents/estimate", files={"file": ("a.md", b"")}).status_code == 422
    assert office.learner.post("/v1/documents/estimate", files=files).status_code == 403


def test_the_outline_is_shown_with_its_cost_and_approved(office: Web) -> None:
    switch_on(office)
    document = f"/v1/documents/{upload(office, outline='approve').json()['id']}"
    assert office.author.get(f"{document}/outline/proposal").status_code == 404
    work_off(office)
    job = office.author.get(office.author.get(document).json()["job"]["url"]).json()
    assert (job["state"], job["problem"]["reason"]) == ("queued", "outline_waits")
    proposal = office.author.get(f"{document}/outline/proposal").json()
    (one,) = proposal["micro_modules"]
    assert (one["title"], one["origin"], one["taught"]) == ("Badges of visitors", "model", True)
    estimate = proposal["estimate"]
    assert (estimate["calls"], estimate["most_calls"], estimate["currency"]) == (2, 4, "EUR")
    assert 0 < estimate["cost"] < estimate["most_cost"] < 1
    change = {"micro_modules": [{"id": one["id"], "title": "Who wears a badge"}]}
    approved = office.author.post(f"{document}/outline/approve", json=change)
    assert (approved.status_code, approved.json()["micro_modules"][0]["origin"]) == (200, "author")
    work_off(office)
    draft = office.author.get(f"{document}/draft").json()
    assert [module["title"] for module in draft["micro_modules"]] == ["Who wears a badge"]
    again = office.author.post(f"{document}/outline/approve", json={})
    assert again.status_code == 409


def test_a_change_of_what_is_not_in_the_outline_is_refused(office: Web) -> None:
    switch_on(office)
    document = f"/v1/documents/{upload(office, outline='approve').json()['id']}"
    work_off(office)
    change = {"micro_modules": [{"id": "m99", "title": "Else"}]}
    assert office.author.post(f"{document}/outline/approve", json=change).status_code == 422
    assert office.learner.post(f"{document}/outline/approve", json={}).status_code == 403


def first_item(office: Web) -> str:
    switch_on(office)
    upload(office)
    work_off(office)
    (module,) = office.author.get("/v1/micro-modules").json()["items"]
    item: str = office.author.get(f"/v1/micro-modules/{module['id']}").json()["items"][0]["id"]
    return item


def test_an_item_is_written_anew_as_the_author_asks(office: Web, script: Script) -> None:
    item = first_item(office)
    answered = office.author.post(f"/v1/items/{item}/regenerate", json={"instruction": "Ask about the canteen."})
    assert answered.status_code == 200, answered.text
    stems = [one["stem"] for one in answered.json()["items"]]
    assert stems[0] == "Guests eat in the canteen. What must they sign?"
    assert item in [one["id"] for one in answered.json()["bank"]]
    assert "Ask about the canteen." in script.model.asked[-1].words


def test_a_new_item_that_fails_the_checks_is_not_taken(office: Web, script: Script) -> None:
    item = first_item(office)
    script.canary = "Buy Acme Cola now."
    answered = office.author.post(f"/v1/items/{item}/regenerate", json={"instruction": "Ask about the canteen."})
    assert (answered.status_code, answered.json()["type"]) == (409, "urn:morsel:problem:no-sound-item")


def test_a_model_that_is_away_is_a_503_and_nothing_else_suffers(office: Web, script: Script) -> None:
    item = first_item(office)
    script.is_away = True
    answered = office.author.post(f"/v1/items/{item}/regenerate", json={"instruction": "Ask about the canteen."})
    assert (answered.status_code, answered.json()["type"]) == (503, "urn:morsel:problem:model-unavailable")
    assert office.learner.get("/v1/catalogue").status_code == 200
    assert office.author.post(f"/v1/items/{item}/regenerate").status_code == 200, "the bank needs no model"


def test_a_spent_budget_is_told(office: Web) -> None:
    item = first_item(office)
    office.administrator.patch("/v1/tenant", json={"model_budget": 0})
    answered = office.author.post(f"/v1/items/{item}/regenerate", json={"instruction": "Ask about the canteen."})
    assert (answered.status_code, answered.json()["type"]) == (409, "urn:morsel:problem:model-budget-spent")


def test_learners_and_exports_are_told_what_drafted_it(office: Web) -> None:
    first_item(office)
    (module,) = office.author.get("/v1/micro-modules").json()["items"]
    path = f"/v1/micro-modules/{module['id']}"
    digest = office.author.get(path).json()["content_digest"]
    assert office.reviewer.post(f"{path}/approve", json={"digest": digest}).status_code == 200
    assert office.author.post(f"{path}/publish").status_code == 200
    made_by = office.learner.get(f"/v1/catalogue/{module['id']}").json()["drafted_by"]
    assert (made_by["name"], made_by["model"]) == ("generative", "openai:scripted")
    assert set(made_by["prompts"]) == {"outline", "micro_module", "items", "repair"}
    exported = office.author.get("/v1/exports/json", params={"micro_module": module["id"]}).json()
    told = exported["micro_modules"][0]["drafted_by"]
    assert {name: told[name] for name in made_by} == made_by


def thread_of(office: Web) -> str:
    """A question about the printer, answered."""
    thread = ask(office.learner, title="Label printer", text="The label printer stops after ten labels.")
    answer = "Clean the sensor with a dry cloth. The printer must be switched off before that."
    assert office.author.post(f"/v1/threads/{thread['id']}/posts", json={"text": answer}).status_code == 201
    return str(thread["id"])


def test_a_thread_is_summed_up_for_its_author_by_what_its_posts_say(office: Web, script: Script) -> None:
    switch_on(office)
    path = f"/v1/threads/{thread_of(office)}/summary"
    summary = office.author.post(path).json()
    posts = {post["id"]: post["text"] for post in office.author.get(path.removesuffix("/summary")).json()["posts"]}
    assert "Clean the sensor with a dry cloth." in [one["text"] for one in summary["sentences"]]
    for sentence in summary["sentences"]:
        assert all(one["quote"] in posts[one["post_id"]] for one in sentence["citations"])
    assert (summary["made_by"]["model"], set(summary["made_by"]["prompts"])) == (
        "openai:scripted",
        {"summarise_thread", "repair"},
    )
    asked = len(script.model.asked)
    assert office.author.post(path).json() == summary
    assert len(script.model.asked) == asked, "the same thread costs nothing again"
    assert office.learner.post(path).status_code == 403


def test_a_summary_says_nothing_that_no_post_says(office: Web, script: Script) -> None:
    switch_on(office)
    script.boast = "Buy Acme Cola for 3 euros."
    assert office.author.post(f"/v1/threads/{thread_of(office)}/summary").json()["sentences"] == []


def test_what_was_said_of_a_thread_is_forgotten_when_a_post_goes(office: Web) -> None:
    switch_on(office)
    thread = thread_of(office)
    assert office.author.post(f"/v1/threads/{thread}/summary").json()["sentences"]
    (post,) = [one["id"] for one in office.author.get(f"/v1/threads/{thread}").json()["posts"][1:]]
    assert office.author.delete(f"/v1/threads/{thread}/posts/{post}").status_code == 204
    with office.services.database.reading(office.tenant) as work:
        calls = work.generations.all()
    assert calls
    assert "sensor" not in str([call.output for call in calls])
    again = office.author.post(f"/v1/threads/{thread}/summary").json()
    assert "sensor" not in str(again["sentences"])


def test_without_a_model_a_thread_is_not_summed_up(office: Web) -> None:
    answered = office.author.post(f"/v1/threads/{thread_of(office)}/summary")
    assert (answered.status_code, answered.json()["type"]) == (503, "urn:morsel:problem:model-unavailable")
