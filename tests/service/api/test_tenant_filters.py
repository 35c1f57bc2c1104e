"""No key reads anything of another tenant, through no route that gives anything; and each filter is needed for that.

The same look finds another tenant's ids as soon as the filter of one table is taken out of the queries, so that finding
none means something. What row-level security would catch besides is left aside: these run on SQLite, which has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from service.jobs.upkeep import Upkeep
from tests.service.api.test_visibility import two_tenants
from tests.support.community import ask, learner_client, reply
from tests.support.web import RECORD_STORE, Web

ID = re.compile(r"\b(?:mm|doc|itm|thr|pst|pol|job|ntf|whk|prn|evt|cfl|imp|dlv)_[0-9a-z]{20,}")
KINDS = ("administrator", "author", "learner", "integrator")
STREAMS = {"/v1/jobs/{job_id}/events"}
QUESTION = "How long is the visitor log kept?"
ASKING = {"q": QUESTION, "limit": "50"}
LEARNER = "bob-of-acme"


def settle(web: Web) -> dict[str, str]:
    """A tenant with something of everything; an id for each parameter of a path."""
    published = web.publish()
    ada, bob = learner_client(web, "ada-of-acme"), learner_client(web, LEARNER)
    thread = ask(ada, title=QUESTION)
    post_id = reply(bob, thread)
    ada.post(f"/v1/threads/{thread['id']}/posts/{post_id}/accept")
    poll = web.author.post("/v1/polls", json={"question": "When?", "options": ["now", "later"]}).json()["id"]
    bob.post(f"/v1/polls/{poll}/votes", json={"choice": 0})
    web.integrator.put(
        "/v1/enrolments/fire-of-acme", json={"learner": LEARNER, "micro_modules": [published.micro_module_id]}
    )
    webhook = web.integrator.post("/v1/webhooks", json={"url": "https://hooks.example/"}).json()["id"]
    store = web.integrator.post("/v1/record-stores", json=RECORD_STORE).json()["id"]
    Upkeep(web.services).serve_all()
    item = web.author.get(f"/v1/micro-modules/{published.micro_module_id}").json()["items"][0]["id"]
    return {
        "document_id": published.document_id,
        "job_id": published.job_id,
        "micro_module_id": published.micro_module_id,
        "item_id": item,
        "learner_id": LEARNER,
        "thread_id": thread["id"],
        "poll_id": poll,
        "webhook_id": webhook,
        "store_id": store,
        "conflict_id": "cfl_0",
        "import_id": "imp_0",
        "erasure_id": "ers_0",
        "format": "json",
    }


def look(web: Web, ids: dict[str, str], *, through: str | None = None) -> Iterator[tuple[str, str]]:
    """What each route gives when every kind of key asks it for these ids, if anything. `through` None: all routes."""
    paths = web.stranger.get("/openapi.json").json()["paths"]
    for path in sorted(one for one, calls in paths.items() if "get" in calls and one not in STREAMS):
        if not path.startswith("/v1") or through not in (None, path):
            continue
        filled = re.sub(r"{(\w+)}", lambda name: ids[name.group(1)], path)
        for kind in KINDS:
            client: TestClient = getattr(web, kind)
            answered = client.get(filled, params=ASKING if path.endswith(("search", "similar")) else None)
            if answered.status_code == 200:
                yield path, answered.text


@dataclass(frozen=True)
class Neighbours:
    """The second of two tenants, and what is the first one's: ids by parameter, and all that its own routes gave."""

    other: Web
    ids: dict[str, str]
    theirs: frozenset[str]

    def leaks(self, *, through: str | None = None) -> set[str]:
        """The routes through which the second tenant reads an id, or a learner's name, of the first."""
        found = look(self.other, self.ids, through=through)
        return {path for path, text in found if any(one in text for one in self.theirs)}


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Neighbours:
    """Neither is an empty one: what the second sees of its own hides nothing of the first."""
    web, other = two_tenants(tmp_path_factory.mktemp("tenants"), sqlite_template)
    ids = settle(web)
    other.publish("other")
    ask(other.learner, title=QUESTION)
    Upkeep(other.services).serve_all()
    theirs = {found for _, text in look(web, ids) for found in ID.findall(text)} | set(ids.values()) - {"json"}
    assert len(theirs) > 20
    return Neighbours(other, ids, frozenset(theirs))


@contextmanager
def without_tenant_of(tables: str) -> Iterator[None]:
    """As if nobody had thought of the tenant in any query of these tables, named with | between them."""
    forgotten = re.compile(rf"\b(?:{tables})\.tenant_id = (\?)")

    def forget(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> object:
        reads = statement.lstrip().upper().startswith(("SELECT", "WITH"))
        return forgotten.sub(r"\1 IS NOT NULL", statement) if reads else statement, parameters

    event.listen(Engine, "before_cursor_execute", forget, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", forget)


def test_no_key_reads_anything_of_another_tenant(neighbours: Neighbours) -> None:
    assert neighbours.leaks() == set()


@pytest.mark.parametrize(
    ("tables", "route"),
    [
        ("audit_trail", "/v1/audit-trail"),
        ("catalogue", "/v1/catalogue"),
        ("events", "/v1/changes"),
        ("jobs", "/v1/jobs/{job_id}"),
        ("micro_modules", "/v1/micro-modules"),
        ("polls", "/v1/polls/{poll_id}"),
        ("principals", "/v1/learners"),
        ("threads", "/v1/threads/{thread_id}"),
        ("webhooks", "/v1/webhooks"),
        ("enrolments|principals", "/v1/enrolments"),  # one of the two filters would be enough
        ("documents|document_versions|jobs", "/v1/documents"),  # one of the three
    ],
)
def test_the_look_finds_another_tenants_ids_once_a_filter_is_taken_out(
    neighbours: Neighbours, tables: str, route: str
) -> None:
    with without_tenant_of(tables):
        assert neighbours.leaks(through=route) == {route}
