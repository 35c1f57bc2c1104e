"""Over HTTP: a goal, a session, a failed item and its review; a question, a helper, an answer that is taught next.

Every step is checked with the reasons that were given for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.services import LEARNER, Product

pytestmark = pytest.mark.journey

GUIDE = Path(__file__).parents[2] / "examples/onboarding-guide.md"
ENDED = {"succeeded", "partly_succeeded", "failed", "cancelled"}
MOST_SECONDS = 240.0
SOON_SECONDS = 90.0  # upkeep comes round several times a second, on a busy machine much less often
SITTINGS = 8  # one new micro-module in ten is drawn by chance: all of eight are, once in a hundred million

BADGE = {
    "title": "I cannot find my badge",
    "text": "Whom do I tell that my badge is lost, and what will a new one cost?",
}
FIRST_ANSWER = "Report the lost badge to the control room within 30 minutes. The first new badge is free."
AGAIN = {
    "title": "Badge left on the bus",
    "text": "My badge is lost, I think it lies on the bus. Do I report it, and may I enter until I have a new one?",
}
ANSWER = (
    "Yes, report it to the control room within 30 minutes. You must not enter the hall on the badge of a colleague. "
    "The gate gives you a day badge, which you must hand back before 18:00. "
    "A day badge opens at most three doors. "
    "If the bus company finds your badge, you should bring it to the control room so that it can be unlocked."
)

Json = dict[str, Any]  # answers are read as a script would read them


@dataclass
class Person:
    """Somebody with a key; `name` is a learner's own id, else the kind of principal."""

    name: str
    client: httpx.Client

    def get(self, path: str, **params: object) -> Json:
        return _answer(self.client.get(path, params={name: str(value) for name, value in params.items()}))

    def post(self, path: str, body: object = None) -> Json:
        return _answer(self.client.post(path, json=body))

    def session(self) -> list[Json]:
        found = self.get(f"/v1/learners/{self.name}/session", budget_seconds=180)
        assert found["items"], "something always"
        assert sum(item["seconds"] for item in found["items"]) == found["total_seconds"] <= 180
        assert all(item["reasons"] for item in found["items"]), "nothing without a reason"
        items: list[Json] = found["items"]
        return items

    def sitting_with(self, kind: str, **fields: object) -> Json:
        """The thing of this kind, from one of some sittings."""
        for _ in range(SITTINGS):
            for item in self.session():
                if item["kind"] == kind and fields.items() <= item.items():
                    return item
        pytest.fail(f"no {kind} with {fields} in {SITTINGS} sittings")

    def recommended(self) -> list[Json]:
        items: list[Json] = self.get(f"/v1/learners/{self.name}/recommendations", limit=20)["items"]
        return items

    def told(self, kind: str) -> list[Json]:
        items = self.get(f"/v1/learners/{self.name}/notifications")["items"]
        return [one for one in items if one["kind"] == kind]


@dataclass
class Company:
    """A tenant of the product, and who is in it."""

    product: Product
    stack: ExitStack
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        return self.people[name]

    def enter(self, name: str, key: str) -> Person:
        headers = {"Authorization": f"Bearer {key}"}
        client = httpx.Client(base_url=self.product.url, headers=headers, timeout=60.0)
        self.people[name] = Person(name, self.stack.enter_context(client))
        return self.people[name]

    def hire(self, name: str, **profile: object) -> Person:
        """A learner whom the integrator upserts and the administrator gives a key."""
        _answer(self.integrator.client.put(f"/v1/learners/{name}", json={"name": name.title(), **profile}))
        ids = {one["learner_id"]: one["id"] for one in self.administrator.get("/v1/principals")["items"]}
        return self.enter(name, self.administrator.post(f"/v1/principals/{ids[name]}/keys", {})["key"])

    def happened(self, kind: str) -> list[Json]:
        """What software elsewhere is told of this kind."""
        items = self.integrator.get("/v1/changes", limit=100)["items"]
        return [one["data"] for one in items if one["type"] == kind]


@pytest.fixture
def company(product: Product) -> Iterator[Company]:
    """With its five kinds of principal."""
    with ExitStack() as stack:
        found = Company(product, stack)
        for kind, key in product.take_in().items():
            found.enter(LEARNER if kind == "learner" else kind, key)
        yield found


def test_a_new_learner_is_taught_asks_and_is_answered_and_the_answer_is_taught_to_the_next(company: Company) -> None:
    guide = _upload(company)
    taught = {one["title"]: one for one in _publish_all(company.author, guide)}
    wanted = next(one for one in taught.values() if len(one["items"]) > 1 and "badge" in str(one["body"]))
    bob, solved = _a_colleagues_thread(company)
    learner = company.people[LEARNER]
    _begins_with_the_goal(company, learner, wanted)
    failed = _fails(company, learner, wanted)
    _is_asked_again_when_it_is_due(company, learner, wanted, failed)
    _sees_the_colleagues_thread(learner, wanted, solved)
    question = _asks_and_a_helper_is_told(company, learner, bob, solved)
    post_id = _is_answered(company, learner, bob, question)
    new = _the_answer_is_published(company, question, post_id)
    _the_next_learner_is_recommended_it(company, new)


def _begins_with_the_goal(company: Company, learner: Person, wanted: Json) -> None:
    profile = {"locale": "en", "goals": [wanted["title"]]}
    _answer(company.integrator.client.put(f"/v1/learners/{learner.name}", json=profile))
    first = learner.sitting_with("micro_module", id=wanted["id"])
    assert first["reasons"][0]["code"] == "goal"
    assert first["reasons"][0]["text"] == f"It leads to your goal “{wanted['title']}”."
    assert learner.recommended()[0]["id"] == wanted["id"]
    opened = {"impression_id": first["impression_id"], "action": "launched"}
    assert learner.client.post(f"/v1/learners/{learner.name}/feedback", json=opened).status_code == 204


def _fails(company: Company, learner: Person, wanted: Json) -> str:
    """A multiple-choice item of it; its id."""
    keys = {item["id"]: {option["text"] for option in item["options"] if option["correct"]} for item in wanted["items"]}
    quiz = learner.get(f"/v1/catalogue/{wanted['id']}/quiz")["items"]
    item = next(one for one in quiz if one["options"])
    wrong = next(one["id"] for one in item["options"] if one["text"] not in keys[item["id"]])
    given = {"item_id": item["id"], "option_ids": [wrong]}
    graded = learner.post(f"/v1/catalogue/{wanted['id']}/responses", given)
    assert graded["correct"] is False
    assert graded["rationale"]
    assert graded["citation"]["quote"]
    assert graded["next_review_at"]
    assert all(one["kind"] != "review" for one in learner.session()), "not due yet"
    failed: str = item["id"]
    return failed


def _is_asked_again_when_it_is_due(company: Company, learner: Person, wanted: Json, failed: str) -> None:
    company.product.pass_days(3)
    review = learner.sitting_with("review", micro_module_id=wanted["id"])
    assert review["id"] in {item["id"] for item in wanted["items"]} - {failed}, "another question on the same point"
    reason = review["reasons"][0]
    assert (reason["code"], reason["evidence"]["days"]) == ("due", 3)
    assert reason["text"].startswith("Time to repeat it: 3 days since you last did")
    _until(lambda: company.happened("review.due"))
    (due,) = company.happened("review.due")
    assert (due["learner_id"], due["micro_module_id"]) == (learner.name, wanted["id"])


def _sees_the_colleagues_thread(learner: Person, wanted: Json, solved: Json) -> None:
    thread = learner.sitting_with("thread", id=solved["id"])
    assert thread["reasons"][0]["code"] == "same_passage"
    assert thread["reasons"][0]["text"] == f"It is about “{wanted['title']}”, which you took up."
    related = learner.get(f"/v1/micro-modules/{wanted['id']}/related", kinds="thread")["items"]
    assert related[0]["id"] == solved["id"]
    assert related[0]["passage"]["text"] in (BADGE["text"], FIRST_ANSWER)
    assert "badge" in related[0]["near_to"].lower()


def _asks_and_a_helper_is_told(company: Company, learner: Person, bob: Person, solved: Json) -> Json:
    similar = learner.get("/v1/threads/similar", q=f"{AGAIN['title']}. {AGAIN['text']}")["items"]
    assert similar[0]["id"] == solved["id"], "while asking, what was asked before is shown"
    question = learner.post("/v1/threads", AGAIN)
    _until(lambda: bob.told("routed"))
    (routed,) = bob.told("routed")
    assert routed["object_id"] == question["id"]
    assert company.happened("question.routed") == [{"thread_id": question["id"], "learner_id": bob.name, "wave": 1}]
    waiting = bob.sitting_with("question", id=question["id"])
    assert waiting["reasons"][0]["code"] == "asked_you"
    assert waiting["reasons"][0]["text"] == "You were asked for an answer."
    return question


def _is_answered(company: Company, learner: Person, bob: Person, question: Json) -> str:
    """The id of the post that was accepted."""
    posts = bob.post(f"/v1/threads/{question['id']}/posts", {"text": ANSWER})["posts"]
    post_id: str = posts[-1]["id"]
    (answered,) = learner.told("answered")
    assert (answered["object_id"], answered["thread_id"]) == (post_id, question["id"])
    accepted = learner.post(f"/v1/threads/{question['id']}/posts/{post_id}/accept")
    assert accepted["solved"]
    assert [post["id"] for post in accepted["posts"] if post["accepted"]] == [post_id]
    assert post_id in {one["object_id"] for one in bob.told("accepted")}
    assert {"thread_id": question["id"], "post_id": post_id} in company.happened("answer.accepted")
    assert all(one["id"] != question["id"] for one in bob.session()), "a solved question waits for nobody"
    return post_id


def _the_answer_is_published(company: Company, question: Json, post_id: str) -> Json:
    """The micro-module that was made of it: every citation is of words of the accepted answer."""
    receipt = company.author.post(f"/v1/threads/{question['id']}/draft")
    _wait_for_job(company.author, receipt["job_url"])
    (new,) = _publish_all(company.author, receipt["document_id"])
    quotes = [citation["quote"] for part in (*new["body"], *new["key_points"]) for citation in part["citations"]]
    assert quotes
    assert all(quote in ANSWER for quote in quotes)
    assert "day badge" in str(new["body"])
    return new


def _the_next_learner_is_recommended_it(company: Company, new: Json) -> None:
    goal = "What to do when the badge is left on the bus"
    nina = company.hire("nina", locale="en", goals=[goal])
    first = nina.recommended()[0]
    assert (first["kind"], first["id"]) == ("micro_module", new["id"])
    assert first["reasons"][0]["code"] == "goal"
    assert first["reasons"][0]["text"] == f"It leads to your goal “{goal}”."
    _answer(company.integrator.client.put("/v1/learners/nina", json={"locale": "it"}))
    same = next(one for one in nina.recommended() if one["id"] == new["id"])
    assert same["reasons"][0]["text"] == f"Porta al tuo obiettivo «{goal}»."
    found = nina.get("/v1/search", q="Until what time must I hand back a day badge?")["items"]
    assert new["id"] in {one["id"] for one in found}


def _a_colleagues_thread(company: Company) -> tuple[Person, Json]:
    """Ada asked about the badge some time ago and Bob knew."""
    ada, bob = company.hire("ada"), company.hire("bob")
    thread = ada.post("/v1/threads", BADGE)
    answered = bob.post(f"/v1/threads/{thread['id']}/posts", {"text": FIRST_ANSWER})
    ada.post(f"/v1/threads/{thread['id']}/posts/{answered['posts'][-1]['id']}/accept")
    _until(lambda: all(gap["id"] != thread["id"] for gap in company.author.get("/v1/threads/gaps")["items"]))
    return bob, thread


def _upload(company: Company) -> str:
    files = {"file": (GUIDE.name, GUIDE.read_bytes(), "text/markdown")}
    document = _answer(company.author.client.post("/v1/documents", files=files, data={"language": "en"}))
    _wait_for_job(company.author, document["job"]["url"])
    return str(document["id"])


def _wait_for_job(author: Person, url: str) -> None:
    _until(lambda: author.get(url)["state"] in ENDED, seconds=MOST_SECONDS)
    assert author.get(url)["state"] == "succeeded"


def _publish_all(author: Person, document_id: str) -> list[Json]:
    """The published micro-modules of the document that fit into a session, as their author sees them."""
    found = []
    for row in author.get("/v1/micro-modules", document=document_id, limit=100)["items"]:
        if row["blocker_count"] == 0:
            path = f"/v1/micro-modules/{row['id']}"
            author.post(f"{path}/approve", {"digest": author.get(path)["content_digest"]})
            found.append(author.post(f"{path}/publish"))
    return [one for one in found if one["reading_seconds"] <= 150]


def _answer(answered: httpx.Response) -> Json:
    assert answered.is_success, answered.text
    answer: Json = answered.json()
    return answer


def _until(holds: Callable[[], object], *, seconds: float = SOON_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.2)
