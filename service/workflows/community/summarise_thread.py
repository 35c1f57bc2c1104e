"""Sum up a thread with the language model, for an author: a few sentences, each with the posts it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.generative.summarise import Discussion, discussion_of, summarise
from authoring.types import KeyPoint
from prompts import load_prompt
from service.db.base import Json, ThreadId
from service.db.generations import Behalf
from service.db.unit_of_work import Database
from service.workflows.authoring.draft_micro_modules import OpenEngine
from service.workflows.community.summary_job import summary_job
from service.workflows.community.viewer_of import viewer_of
from service.workflows.platform.authenticate import Caller

PROMPTS = ("summarise_thread", "repair")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A post's own words that a sentence rests on."""

    post_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """What a sentence of the summary says, and what it rests on."""

    text: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """`sentences` none: the model said nothing that the checks let pass. `made_by`: model and prompt versions."""

    sentences: tuple[SummarySentence, ...]
    made_by: Json


def summarise_thread(thread_id: ThreadId, *, caller: Caller, database: Database, open_engine: OpenEngine) -> Summary:
    """The summary of the thread as it is now; asked for again, it costs nothing.

    Nobody's name is sent. Raises NotFound, LanguageModelUnavailable, BudgetSpent.
    """
    with database.reading(caller.tenant) as work:
        thread = work.threads.get(thread_id, viewer_of(caller, work))
        posts = [post for post in work.posts.of([thread_id]).get(thread_id, ()) if post.deleted_at is None]
        title, language = thread.title, thread.language
    engine = open_engine(caller.tenant, None, Behalf(summary_job(thread_id), 1))
    discussion = discussion_of(title, [(post.id, post.text) for post in posts], language=language)
    sentences = tuple(_cited(point, discussion) for point in summarise(engine, discussion.document))
    prompts = {name: load_prompt(name).identity for name in PROMPTS}
    return Summary(sentences, {"model": engine.model.identity, "prompts": prompts})


def _cited(point: KeyPoint, discussion: Discussion) -> SummarySentence:
    quoted = [Quoted(discussion.posts[one.block], one.quote) for one in point.citations]
    return SummarySentence(point.text, tuple(quoted))
