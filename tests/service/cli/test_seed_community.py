"""The sample community: loaded once, as large as promised; the month made up over what is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.bootstrap import Services
from service.cli.sample_community import sample_people, sample_threads
from service.cli.seed_community import seed_community
from service.cli.seed_month import seed_month
from service.db.evidence import EvidenceKind
from service.db.threads import Viewer
from service.db.unit_of_work import Database
from tests.support.community import learner_client
from tests.support.database import TENANT, People, RecordingQueue, add_tenant, open_test_database
from tests.support.shop import services_for
from tests.support.web import open_web

COMMUNITY = Path(__file__).parents[3] / "examples" / "community"


@pytest.fixture
def services(sqlite_url: str, tmp_path: Path) -> Services:
    database = open_test_database(sqlite_url, RecordingQueue())
    return services_for(database, RecordingQueue(), tmp_path / "var")


@pytest.fixture
def people(services: Services) -> People:
    return add_tenant(services.database)


def threads_of(database: Database, viewer: Viewer) -> int:
    with database.reading(TENANT) as work:
        return len(work.threads.page(viewer, before=None, limit=1_000))


def test_the_community_is_as_large_as_promised_and_everybody_in_it_is_somebody() -> None:
    known = {person.id for person in sample_people(COMMUNITY)}
    threads = sample_threads(COMMUNITY)
    assert len(known) >= 60
    assert len(threads) >= 150
    assert len({cohort for person in sample_people(COMMUNITY) for cohort in person.cohorts}) >= 5
    assert {one.by for one in threads} | {reply.by for one in threads for reply in one.replies} <= known
    assert len({one.title for one in threads}) == len({one.text for one in threads}) == len(threads)
    assert all(sum(reply.is_accepted for reply in one.replies) <= 1 for one in threads)


def test_it_is_loaded_once_with_what_was_asked_before_it_was_answered(services: Services, people: People) -> None:
    count = seed_community(COMMUNITY, TENANT, database=services.database)
    assert count == threads_of(services.database, Viewer(None)) >= 150
    assert 0 < count - threads_of(services.database, Viewer(frozenset())) < 10
    assert seed_community(COMMUNITY, TENANT, database=services.database) == 0
    with services.database.reading(TENANT) as work:
        threads = work.threads.all()
        for posts in work.posts.of([thread.id for thread in threads]).values():
            times = [post.created_at for post in posts]
            assert times == sorted(times)
            assert times[-1] <= work.now


def test_a_month_is_made_up_once_and_says_who_knows_what(services: Services, people: People) -> None:
    web = open_web(services, people)
    for number in range(6):
        learner_client(web, f"learner-{number}")
    assert seed_month(TENANT, database=services.database) == 0
    web.publish()
    assert seed_month(TENANT, database=services.database) > 100
    assert seed_month(TENANT, database=services.database) == 0
    with services.database.reading(TENANT) as work:
        learners = work.learners.page(after=None, limit=100)
        answered = [
            row.score
            for learner in learners
            for row in work.evidence.of(learner.principal_id)
            if row.kind is EvidenceKind.ANSWERED
        ]
    assert 0.3 < sum(score or 0 for score in answered) / len(answered) < 0.98
