"""A review as its page shows it: parts with their places in the source, findings once, what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.learner_micro_module import step_numbers
from authoring.reshaping import SplitPlace, split_places
from authoring.types import BlockId, Document, Finding, MicroModule, Severity
from service.db.micro_module_order import Queued
from service.db.micro_modules import Status
from service.web.difference import ChangedLine, Stretch, differences, reworded_rows
from service.web.source_view import Pointer, SourceBlock, cites_of, lay_out, pointers
from service.workflows.authoring.show_review import Review
from service.workflows.platform.authenticate import Caller

WAITING = (Status.DRAFT, Status.STALE)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """`previous` and `next` None: it is the first or last; `next_waiting` None: no other waits.

    `following` can be merged into it; None: there is none that learners do not see. `places` are where it can be split.
    `spans` carry what a part cites as a form sends it back. `step_numbers` has one for each part of the body, None
    where it is no item of a numbered list. `changed` compares with what the engine wrote,
    `reworded` are the sentences that the document says otherwise since this micro-module was last judged.
    """

    review: Review
    micro_module: MicroModule
    source: Sequence[SourceBlock]
    pointers: Mapping[str, Pointer]
    spans: Mapping[str, str]
    step_numbers: Sequence[int | None]
    findings: Sequence[Finding]
    changed: Sequence[ChangedLine]
    reworded: Sequence[tuple[Stretch, ...]]
    place: int
    previous: Queued | None
    next: Queued | None
    following: Queued | None
    places: Sequence[SplitPlace]
    waiting_count: int
    may_approve: bool
    is_blocked: bool
    own_edit: bool


def view_review(review: Review, *, edit: str, caller: Caller) -> ReviewView:
    """The view; with an item of the bank under edit, the source shows that item's places too."""
    micro_module = review.micro_module
    cites = cites_of(micro_module)
    shown = [part for part in cites if not _is_of_bank(part, micro_module) or part.partition("-")[0] == edit]
    place = next(number for number, one in enumerate(review.queue) if one.id == review.row.id)
    findings = _findings(micro_module)
    return ReviewView(
        review=review,
        micro_module=micro_module,
        source=lay_out(review.document, micro_module, shown),
        pointers=pointers(review.document, {part: cites[part] for part in shown}),
        spans={part: " ".join(f"{start}-{end}" for start, end in spans) for part, spans in cites.items()},
        step_numbers=step_numbers(micro_module.body, _list_numbers(review.document)),
        findings=findings,
        changed=differences(review.drafted, micro_module) if review.drafted and review.row.edited_by else (),
        reworded=_reworded(review),
        place=place + 1,
        previous=review.queue[place - 1] if place else None,
        next=review.queue[place + 1] if place + 1 < len(review.queue) else None,
        following=None if review.following is None or review.following.is_shown else review.following.queued,
        places=split_places(micro_module, review.document.language),
        waiting_count=sum(one.status in WAITING for one in review.queue),
        may_approve=review.row.status in (*WAITING, Status.REJECTED, Status.WITHDRAWN),
        is_blocked=any(finding.severity is Severity.BLOCKER for finding in findings),
        own_edit=review.row.edited_by == caller.principal,
    )


def _list_numbers(document: Document) -> Mapping[BlockId, int]:
    places = {block.id: block.place for block in document.blocks}
    return {block: place.number for block, place in places.items() if place is not None and place.ordered}


def _reworded(review: Review) -> Sequence[tuple[Stretch, ...]]:
    waits = review.row.status in WAITING
    return reworded_rows(review.revision.touched) if waits and review.revision is not None else ()


def _findings(micro_module: MicroModule) -> list[Finding]:
    """Of the micro-module and its quiz, each once, blockers first."""
    found = (*micro_module.findings, *(finding for item in micro_module.items for finding in item.findings))
    return sorted(dict.fromkeys(found), key=lambda finding: finding.severity is not Severity.BLOCKER)


def _is_of_bank(part: str, micro_module: MicroModule) -> bool:
    return part.partition("-")[0] in {item.id for item in micro_module.bank}
