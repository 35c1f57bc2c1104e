"""Search over HTTP: what is published is found, with its source; what is withdrawn or foreign never."""

from __future__ import annotations

from dataclasses import replace

from service.db.changes import Action, Kind
from service.db.passages import Derived, NewPassage, text_digest
from service.jobs.upkeep import Upkeep
from tests.support.web import Web


def test_a_published_micro_module_is_found_with_the_passage_and_where_it_stands(web: Web) -> None:
    drafted = web.publish()
    answer = web.learner.get("/v1/search", params={"q": "How many days does the host keep the visitor log?"}).json()
    found = answer["items"][0]
    assert answer["fits"]
    assert (found["kind"], found["id"]) == ("micro_module", drafted.micro_module_id)
    assert "30 days" in found["passage"]["text"]
    assert found["passage"]["source"]["section_path"] == ["Visitors"]
    assert found["passage"]["source"]["page"] == 1
    assert found["passage"]["source"]["document_id"] == drafted.document_id
    assert found["passage"]["source"]["quote"] in found["passage"]["text"]


def test_meaning_counts_once_the_passages_have_vectors(web: Web) -> None:
    web.publish()
    before = web.learner.get("/v1/search", params={"q": "visitor badge"}).json()["items"][0]
    Upkeep(web.services).serve_all()
    after = web.learner.get("/v1/search", params={"q": "visitor badge"}).json()["items"][0]
    assert before["passage"]["similarity"] is None
    assert after["passage"]["similarity"] is not None


def test_what_is_withdrawn_is_not_found_by_the_next_request(web: Web) -> None:
    drafted = web.publish()
    assert web.learner.get("/v1/search", params={"q": "visitor badge"}).json()["items"]
    web.author.post(f"/v1/micro-modules/{drafted.micro_module_id}/withdraw", json={"reason": "old"})
    answer = web.learner.get("/v1/search", params={"q": "visitor badge"}).json()
    assert (answer["items"], answer["nearest"]) == ([], [])


def test_a_question_that_nothing_answers_says_so_and_offers_colleagues(web: Web) -> None:
    web.publish()
    Upkeep(web.services).serve_all()
    answer = web.learner.get("/v1/search", params={"q": "carbonara recipe with pecorino"}).json()
    assert (answer["fits"], answer["items"], answer["ask_colleagues"]) == (False, [], True)


def test_a_typo_is_forgiven_and_told(web: Web) -> None:
    web.publish()
    answer = web.learner.get("/v1/search", params={"q": "vistor bagde"}).json()
    assert answer["items"]
    assert answer["corrected"] == {"vistor": ["visitor"], "bagde": ["badge"]}


def test_another_tenants_words_find_nothing(web: Web, other_web: Web) -> None:
    other_web.publish()
    Upkeep(web.services).serve_all()
    answer = web.learner.get("/v1/search", params={"q": "visitor badge"}).json()
    assert (answer["items"], answer["nearest"]) == ([], [])


def test_kinds_and_documents_narrow_the_search(web: Web) -> None:
    ours, other = web.publish(), web.publish(" other")
    asked = {"q": "visitor badge", "document": other.document_id}
    found = web.learner.get("/v1/search", params=asked).json()["items"]
    assert [one["id"] for one in found] == [other.micro_module_id]
    assert ours.document_id != other.document_id
    assert web.learner.get("/v1/search", params={"q": "visitor badge", "kinds": "thread"}).json()["items"] == []
    assert web.learner.get("/v1/search", params={"q": "visitor badge", "kinds": "parrot"}).status_code == 422


def test_a_micro_module_that_was_published_before_passages_were_cut_is_found_after_upkeep(web: Web) -> None:
    drafted = web.publish()
    with web.services.database.unit_of_work(web.tenant) as work:
        work.passages.remove(Kind.MICRO_MODULE, drafted.micro_module_id)
    Upkeep(web.services).serve_all()
    assert web.learner.get("/v1/search", params={"q": "visitor badge"}).json()["items"]


def test_related_micro_modules_come_with_both_passages_and_without_itself(web: Web) -> None:
    ours, other = web.publish(), web.publish(" other")
    Upkeep(web.services).serve_all()
    items = web.learner.get(f"/v1/micro-modules/{ours.micro_module_id}/related").json()["items"]
    assert [(one["kind"], one["id"]) for one in items] == [("micro_module", other.micro_module_id)]
    assert items[0]["near_to"] == items[0]["passage"]["text"]
    assert items[0]["passage"]["similarity"] > 0.99
    assert web.learner.get("/v1/micro-modules/mm_0/related").status_code == 404


def test_no_person_is_related_to_a_micro_module(web: Web) -> None:
    """Whoever knows about it is found by search, and asked by way of a question's helpers."""
    path = f"/v1/micro-modules/{web.publish().micro_module_id}/related"
    refused = web.learner.get(path, params={"kinds": "person"})
    assert (refused.status_code, refused.json()["detail"]) == (
        422, "kinds: name micro_module, thread, separated by commas."
    )  # fmt: skip
    assert web.learner.get(path, params={"kinds": "thread, micro_module"}).status_code == 200


def test_nothing_is_related_to_what_was_withdrawn(web: Web) -> None:
    drafted = web.publish()
    web.author.post(f"/v1/micro-modules/{drafted.micro_module_id}/withdraw", json={"reason": "old"})
    assert web.learner.get(f"/v1/micro-modules/{drafted.micro_module_id}/related").status_code == 404


def test_what_is_erased_leaves_no_vector_and_no_snapshot_behind(web: Web) -> None:
    ours, other = web.publish(), web.publish(" other")
    search = {"q": "visitor badge"}
    web.learner.get("/v1/search", params=search)
    upkeep = Upkeep(web.services)
    upkeep.serve_all()
    folder = web.services.finder.indexes.store.root / web.tenant / "micro_module"
    (before,) = folder.glob("snapshot-*")
    with web.services.database.unit_of_work(web.tenant) as work:
        for drafted in (ours, other):
            work.passages.remove(Kind.MICRO_MODULE, drafted.micro_module_id)
            work.changes.record(Kind.MICRO_MODULE, drafted.micro_module_id, Action.ERASED)
        passage = NewPassage("A parcel is weighed.", "", {})
        work.passages.replace(Derived(Kind.THREAD, "thr_1", 1, 1, [passage]))
        work.passages.replace(Derived(Kind.MICRO_MODULE, "mm_other", 1, 1, [passage]))
        work.changes.record(Kind.MICRO_MODULE, "mm_other", Action.PUBLISHED)
    with web.services.database.unit_of_work(web.tenant) as work:  # else upkeep would cut them anew
        for drafted in (ours, other):
            work.publications.withdraw(drafted.micro_module_id)
    upkeep.serve_all()
    assert web.learner.get("/v1/search", params=search).json()["nearest"] == []
    (after,) = (path for path in folder.iterdir() if path.is_dir())
    assert after.name != before.name
    with web.services.database.reading(web.tenant) as work:
        kept = list(work.vectors.with_passages(web.services.embedder.identity, Kind.MICRO_MODULE))
    assert [(one.text_digest, vector is not None) for one, vector in kept] == [
        (text_digest("A parcel is weighed."), True)
    ]


def test_after_an_erasure_snapshots_are_written_anew_though_nobody_searches(web: Web) -> None:
    web.publish()
    web.learner.get("/v1/search", params={"q": "visitor badge"})
    Upkeep(web.services).serve_all()
    folder = web.services.finder.indexes.store.root / web.tenant / "micro_module"
    before = {path.name for path in folder.glob("snapshot-*")}
    with web.services.database.unit_of_work(web.tenant) as work:
        work.changes.record(Kind.PERSON, web.people.learner, Action.ERASED)
    indexes = replace(web.services.finder.indexes)  # as a fresh process has them: none is open
    Upkeep(replace(web.services, finder=replace(web.services.finder, indexes=indexes))).serve_all()
    after = {path.name for path in folder.glob("snapshot-*")}
    assert len(after) == 1
    assert not after & before


def test_where_all_was_erased_no_snapshot_is_left(web: Web) -> None:
    drafted = web.publish()
    web.learner.get("/v1/search", params={"q": "visitor badge"})
    Upkeep(web.services).serve_all()
    with web.services.database.unit_of_work(web.tenant) as work:
        work.publications.withdraw(drafted.micro_module_id)
        work.passages.remove(Kind.MICRO_MODULE, drafted.micro_module_id)
        work.changes.record(Kind.MICRO_MODULE, drafted.micro_module_id, Action.ERASED)
    Upkeep(web.services).serve_all()
    folder = web.services.finder.indexes.store.root / web.tenant / "micro_module"
    assert [path.name for path in folder.iterdir()] == ["LOCK"]
    with web.services.database.reading(web.tenant) as work:
        assert list(work.vectors.with_passages(web.services.embedder.identity, Kind.MICRO_MODULE)) == []
