"""F5, F13, F14 for indexes: killed in mid-swap, harmed, deleted, no room: answers stay right, and it heals."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.bootstrap import Services
from service.db.base import PrincipalId
from service.db.changes import Action, Kind
from service.db.passages import Derived, NewPassage
from service.db.principals import PrincipalKind
from service.jobs.upkeep import Upkeep
from service.workflows.learning.find_passages import Asked, FindableKind, Finder, Shown, find_passages
from service.workflows.platform.authenticate import Caller
from tests.support.database import TENANT, add_tenant
from tests.support.index_process import open_with_fake_embedder, start_upkeep
from tests.support.worker_process import Work

KIND = Kind.MICRO_MODULE
QUESTIONS = ("helmet of kind k7", "a yellow vest", "v3", "a vest for visitors")
CALLER = Caller(TENANT, PrincipalId("prn_0"), PrincipalKind.LEARNER, None, frozenset(), "key_0")


@pytest.fixture
def work(sqlite_url: str, tmp_path: Path) -> Work:
    return Work(sqlite_url, tmp_path)


@pytest.fixture
def services(work: Work) -> Iterator[Services]:
    """A server's, with twelve things published and embedded."""
    services = open_with_fake_embedder(work)
    add_tenant(services.database)
    for number in range(12):
        publish(services, f"mm_{number:02}", f"a helmet of kind k{number} is worn", f"a vest v{number} is yellow")
    Upkeep(services).serve_all()
    yield services
    services.close()


def publish(services: Services, object_id: str, *texts: str) -> None:
    passages = [NewPassage(text, "", {}) for text in texts]
    with services.database.unit_of_work(TENANT) as work:
        work.passages.replace(Derived(KIND, object_id, 1, 1, passages))
        work.changes.record(KIND, object_id, Action.PUBLISHED)


def answers(services: Services) -> list[list[tuple[str, int, float]]]:
    """What each question finds, with its scores."""

    def show_all(object_ids: object, **_: object) -> dict[str, Shown]:
        return {f"mm_{number:02}": Shown("", 1) for number in range(20)}

    finder: Finder = replace(services.finder, kinds={KIND: FindableKind(show_all)})
    found = [find_passages(Asked(text), [KIND], limit=5, caller=CALLER, finder=finder).found for text in QUESTIONS]
    return [[(hit.object_id, hit.passage.position, round(hit.found.rank_score, 5)) for hit in hits] for hits in found]


def folder(services: Services) -> Path:
    return services.finder.indexes.store.root / TENANT / KIND.value


def restarted(work: Work) -> Services:
    return open_with_fake_embedder(work)


@pytest.mark.parametrize("place", ["snapshot:written", "snapshot:before_swap", "snapshot:after_swap"])
def test_a_process_killed_in_mid_swap_leaves_right_answers_and_the_next_one_finishes(
    services: Services, work: Work, place: str
) -> None:
    expected = answers(services)
    process = start_upkeep(replace(work, failpoints=f"{place}=kill"))
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert answers(services) == answers(restarted(work)) == expected
    again = start_upkeep(work)
    again.join(60)
    assert again.exitcode == 0
    opened = restarted(work)
    assert answers(opened) == expected
    assert opened.finder.indexes.get(TENANT, KIND.value).snapshot is not None
    assert len([path for path in folder(services).iterdir() if path.is_dir()]) <= 2


@pytest.mark.parametrize("bits", [0, 1])
def test_a_harmed_index_changes_no_answer_in_this_process_or_the_next_and_heals(
    services: Services, work: Work, bits: int
) -> None:
    expected = answers(services)
    Upkeep(services).serve_all()
    for path in [path for path in folder(services).rglob("*") if path.is_file() and path.name != "LOCK"]:
        held = bytearray(path.read_bytes())
        if bits and held:
            held[len(held) // 3] ^= bits
        path.write_bytes(held if bits else held[: len(held) // 2])
    fresh = restarted(work)
    assert answers(services) == answers(fresh) == expected
    for one in (services, fresh):
        Upkeep(one).serve_all()
        assert answers(one) == expected
    healed = restarted(work)
    assert healed.finder.indexes.get(TENANT, KIND.value).snapshot is not None
    assert answers(healed) == expected


def test_a_deleted_folder_is_written_again(services: Services, work: Work) -> None:
    expected = answers(services)
    Upkeep(services).serve_all()
    shutil.rmtree(services.finder.indexes.store.root)
    assert answers(services) == answers(restarted(work)) == expected
    Upkeep(services).serve_all()
    assert (folder(services) / "CURRENT").is_file()


def test_another_process_sees_what_is_published_by_its_next_question(services: Services, work: Work) -> None:
    other = restarted(work)
    answers(other)
    publish(services, "mm_15", "a yellow vest for visitors")
    found = answers(other)[3]
    assert found[0][:2] == ("mm_15", 1)
    assert answers(services) == answers(other)


def test_a_full_disk_under_the_indexes_is_survived_and_passes(services: Services, work: Work) -> None:
    full = restarted(replace(work, failpoints="snapshot:written=disk_full"))
    expected = answers(services)
    assert answers(full) == expected
    Upkeep(full).serve_all()
    assert answers(full) == expected
    assert not (folder(full) / "CURRENT").exists()
    Upkeep(full).serve_all()
    assert (folder(full) / "CURRENT").is_file()
