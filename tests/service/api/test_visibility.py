"""Nobody reads or infers what is not theirs: canaries of cohorts and tenants, looked for behind every route.

The same look finds canaries once any one filter is taken out, so that finding none means something.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import true
from starlette.testclient import TestClient

from recommender.conversations import Conversations
from service.db.contributions import CommunityContributions
from service.db.polls import Polls
from service.db.threads import Threads, Viewer
from service.db.unit_of_work import UnitOfWork
from service.jobs.upkeep import Upkeep
from service.workflows.community import list_threads, show_found_threads
from tests.support.community import learner_client, reply
from tests.support.database import OTHER_TENANT, TENANT, RecordingQueue, add_tenant, open_test_database
from tests.support.shop import services_for
from tests.support.web import Web, open_web

COHORTS = ("day", "night")
WORDS = "How long must the host keep the visitor log"


@dataclass(frozen=True)
class Planted:
    """A thread or poll with a canary; `cohorts` None: everybody of the tenant may see it."""

    canary: str
    cohorts: tuple[str, ...] | None
    is_poll: bool = False
    is_deleted: bool = False


def planted(number: int, cohorts: Sequence[str] | None, *, is_poll: bool, is_deleted: bool) -> Planted:
    return Planted(f"canary{number}x", None if cohorts is None else tuple(cohorts), is_poll, is_deleted)


COMMUNITIES = st.lists(
    st.tuples(
        st.one_of(st.none(), st.lists(st.sampled_from(COHORTS), min_size=1, max_size=2, unique=True)),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
).map(
    lambda drawn: [
        planted(number, cohorts, is_poll=is_poll, is_deleted=is_deleted)
        for number, (cohorts, is_poll, is_deleted) in enumerate(drawn)
    ]
)


def plant(web: Web, things: Sequence[Planted]) -> list[str]:
    """Everything as said, with a reply each; ids of all."""
    ids = []
    for thing in things:
        visibility = None if thing.cohorts is None else list(thing.cohorts)
        if thing.is_poll:
            poll = {"question": thing.canary, "options": ["a", "b"], "visibility": visibility}
            ids.append(web.integrator.post("/v1/polls", json=poll).json()["id"])
            continue
        body = {"title": f"{WORDS} {thing.canary}", "text": f"{WORDS}, {thing.canary}?", "visibility": visibility}
        thread = web.integrator.post("/v1/threads", json={**body, "author": "asker"}).json()
        reply(web.integrator, thread, f"Thirty days, {thing.canary}.")
        ids.append(thread["id"])
        if thing.is_deleted:
            assert web.integrator.delete(f"/v1/threads/{thread['id']}").status_code == 204
    Upkeep(web.services).serve_all()
    return ids


def seen(client: TestClient, learner_id: str, ids: Sequence[str], micro_module_id: str) -> str:
    """All that the client gets to read anywhere, of lists and of every id there is."""
    paths = ["/v1/threads?limit=100", "/v1/polls", f"/v1/threads/similar?q={WORDS}", f"/v1/search?q={WORDS}&limit=50"]
    paths += [f"/v1/learners/{learner_id}/{what}" for what in ("notifications", "recommendations?limit=50", "session")]
    paths.append(f"/v1/micro-modules/{micro_module_id}/related?limit=20")
    for one in ids:
        paths += [f"/v1/polls/{one}", f"/v1/threads/{one}"]
        paths += [f"/v1/threads/{one}/{what}" for what in ("related", "helpers")]
    return "\n".join(client.get(path).text for path in paths)


def leaks(web: Web, other: Web, things: Sequence[Planted]) -> set[str]:
    """Who sees which canary that is not for them; and what nobody sees who should."""
    micro_module_id = web.publish().micro_module_id
    theirs = other.publish().micro_module_id
    asker = learner_client(web, "asker", cohorts=COHORTS)
    learners = {"asker": asker, "day": learner_client(web, "day", cohorts=["day"]), "out": learner_client(web, "out")}
    stranger = learner_client(other, "stranger", cohorts=COHORTS)
    ids = plant(web, things)
    cohorts = {"asker": set(COHORTS), "day": {"day"}, "out": set[str]()}
    found = set()
    for name, client in learners.items():
        text = seen(client, name, ids, micro_module_id)
        for thing in things:
            is_theirs = thing.cohorts is None or bool(set(thing.cohorts) & cohorts[name])
            should = is_theirs and not (thing.is_deleted and not thing.is_poll)
            if (thing.canary in text) != should:
                found.add(f"{name}: {thing}")
    for client, place in ((stranger, theirs), (other.author, theirs)):
        text = seen(client, "stranger", ids, place)
        found |= {f"stranger: {thing}" for thing in things if thing.canary in text}
    return found


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("visibility")


def two_tenants(folder: Path, sqlite_template: Path) -> tuple[Web, Web]:
    database_file = folder / f"{secrets.token_hex(8)}.sqlite3"  # never one of before, whose files come and go
    database_file.write_bytes(sqlite_template.read_bytes())
    database = open_test_database(f"sqlite:///{database_file}", RecordingQueue())
    web = open_web(services_for(database, RecordingQueue(), folder / f"{database_file.stem}-var"), add_tenant(database))
    return web, open_web(web.services, add_tenant(database, OTHER_TENANT), OTHER_TENANT)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(things=COMMUNITIES)
def test_whatever_is_said_to_whom_only_they_read_it(folder: Path, sqlite_template: Path, things: list[Planted]) -> None:
    web, other = two_tenants(folder, sqlite_template)
    assert leaks(web, other, things) == set()


ONE_OF_EACH = [
    planted(0, ["night"], is_poll=False, is_deleted=False),
    planted(1, ["night"], is_poll=True, is_deleted=False),
    planted(2, None, is_poll=False, is_deleted=False),
]


def _without_cohorts(patch: pytest.MonkeyPatch) -> None:
    filtered = Threads.seen_by
    patch.setattr(Threads, "seen_by", lambda self, _viewer: filtered(self, Viewer(None)))


def _without_poll_cohorts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Polls, "_seen_by", lambda _self, _viewer: true())


def _without_viewer_of_lists(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(list_threads, "viewer_of", lambda _caller, _work: Viewer(None))


def _without_check_of_hits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(show_found_threads, "viewer_of", lambda _caller, _work: Viewer(None))
    patch.setattr(Threads, "hidden_from", lambda _self, _viewer: frozenset())


def _without_audience(patch: pytest.MonkeyPatch) -> None:
    read = CommunityContributions.read

    def of_everybody(source: CommunityContributions, work: UnitOfWork) -> Conversations:
        return Conversations.of(replace(one, audience=None) for one in read(source, work).by_id.values())

    patch.setattr(CommunityContributions, "read", of_everybody)


@pytest.mark.parametrize(
    "take_out",
    [_without_cohorts, _without_poll_cohorts, _without_viewer_of_lists, _without_check_of_hits, _without_audience],
)
def test_the_look_finds_a_canary_once_a_filter_is_taken_out(
    folder: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, take_out: object
) -> None:
    assert callable(take_out)
    take_out(monkeypatch)
    web, other = two_tenants(folder, sqlite_template)
    assert leaks(web, other, ONE_OF_EACH) != set()


def test_the_tenants_of_the_test_are_two(folder: Path, sqlite_template: Path) -> None:
    web, other = two_tenants(folder, sqlite_template)
    assert web.tenant == TENANT != other.tenant
