"""The catalogue in memory, renewed change by change, is the one that a process which just started would read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from recommender.catalogue import Catalogue
from recommender.conversations import Conversations
from recommender.types import Belief
from service.db.catalogue_views import SLOW_SECONDS, CatalogueViews
from service.db.contributions import CommunityContributions
from service.db.unit_of_work import UnitOfWork
from service.jobs.upkeep import Upkeep
from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

AGAIN = {"title": "Visitor log", "text": "The visitor log: how many days must the host keep it?"}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class CountedReads(CommunityContributions):
    reads = 0

    def read(self, work: UnitOfWork) -> Conversations:
        self.reads += 1
        return super().read(work)


def seen(views: CatalogueViews, web: Web) -> Mapping[str, object]:
    """All that is in the view; the order of its vectors says nothing."""
    with web.services.database.reading(web.tenant) as work:
        found: Catalogue = views.get(work, web.services.embedder.identity)
    return {
        "micro_modules": found.micro_modules,
        "contributions": found.contributions,
        "about": found.conversations.about,
        "latest": list(found.conversations.latest()),
        "vectors": {one: found.vectors.matrix[row].tobytes() for one, row in found.vectors.rows.items()},
    }


def test_every_change_is_seen_by_the_next_look_as_by_the_first(web: Web) -> None:
    clock = Clock()
    kept = CatalogueViews(CommunityContributions(), clock)
    upkeep, ada, bob = Upkeep(web.services), learner_client(web, "ada"), learner_client(web, "bob")

    def look() -> Mapping[str, object]:
        now = seen(kept, web)
        assert now == seen(CatalogueViews(CommunityContributions()), web)
        return now

    looks = [look()]
    published = web.publish()
    looks.append(look())
    upkeep.serve_all()
    clock.now += 10.0  # vectors are looked for once a second
    looks.append(look())
    question = ask(ada, **AGAIN)
    looks.append(look())
    upkeep.serve_all()  # what it is about
    looks.append(look())
    post = reply(bob, question)
    looks.append(look())
    ada.post(f"/v1/threads/{question['id']}/posts/{post}/accept")
    looks.append(look())
    web.author.post("/v1/polls", json={"question": "Which gate?", "options": ["North", "South"]})
    looks.append(look())
    item = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"][0]["id"]
    for client in (ada, bob):
        client.post(f"/v1/items/{item}/reports", json={"reason": "wrong_key"})
    looks.append(look())
    ada.delete(f"/v1/threads/{question['id']}")
    looks.append(look())
    assert web.author.post(f"/v1/micro-modules/{published.micro_module_id}/withdraw").status_code == 200
    looks.append(look())
    assert all(one != other for one, other in pairwise(looks))


def test_what_is_slow_is_renewed_by_upkeep_and_by_nobody_who_waits(web: Web) -> None:
    clock = Clock()
    kept = CatalogueViews(CommunityContributions(), clock)
    published = web.publish()
    Upkeep(web.services).serve_all()
    before = seen(kept, web)
    with web.services.database.unit_of_work(web.tenant) as work:
        work.knowledge.keep_difficulty(published.micro_module_id, Belief(1.0, 0.5), score=0.0)
    clock.now = 1.5 * SLOW_SECONDS
    assert seen(kept, web) == before
    kept.keep_up(web.services.database, web.services.embedder.identity)
    assert seen(kept, web) != before


def test_the_largest_companies_are_open_before_somebody_asks(web: Web) -> None:
    web.publish()
    Upkeep(web.services).serve_all()
    source = CountedReads()
    services = replace(web.services, views=CatalogueViews(source))  # of a process that just started
    services = replace(services, finder=replace(services.finder, indexes=replace(services.finder.indexes)))
    Upkeep(services).open_largest()
    assert set(services.finder.indexes.open()) == {(web.tenant, kind.value) for kind in services.finder.kinds}
    with services.database.reading(web.tenant) as work:
        assert len(services.views.get(work, services.embedder.identity).micro_modules) == 1
    assert source.reads == 1
