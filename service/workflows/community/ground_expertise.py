"""What near threads and micro-modules say about who may know: what people answered there, what they completed."""

from __future__ import annotations

from collections.abc import Sequence

from recommender.expertise import Answer, Expertise, Mastered, estimate_expertise
from service.db.base import MicroModuleId
from service.db.unit_of_work import UnitOfWork
from service.workflows.community.relate import RelatedThing


def ground_expertise(
    threads: Sequence[RelatedThing], micro_modules: Sequence[RelatedThing], work: UnitOfWork
) -> list[Expertise]:
    """Everybody with any ground in things that are near, the likeliest first, those who left included."""
    return estimate_expertise(_answers(threads, work), _mastered(micro_modules, work), now=work.now)


def _answers(near: Sequence[RelatedThing], work: UnitOfWork) -> list[Answer]:
    similarities = {one.object_id: one.related.meaning for one in near if one.related.is_near}
    solved = {str(thread.id): thread.accepted_post_id for thread in work.threads.still_there(similarities)}
    return [
        Answer(str(post.author_id), thread_id, similarities[thread_id], post.created_at, post.id == solved[thread_id])
        for thread_id, posts in work.posts.of(sorted(solved)).items()
        for post in posts[1:]
        if post.author_id not in (None, posts[0].author_id) and post.deleted_at is None
    ]


def _mastered(near: Sequence[RelatedThing], work: UnitOfWork) -> list[Mastered]:
    similarities = {MicroModuleId(one.object_id): one.related.meaning for one in near if one.related.is_near}
    return [
        Mastered(
            state.principal_id,
            state.micro_module_id,
            similarities[state.micro_module_id],
            state.completed_score,
            state.completed_at,
        )
        for state in work.knowledge.completed(list(similarities))
        if state.completed_score is not None and state.completed_at is not None
    ]
