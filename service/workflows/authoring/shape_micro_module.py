"""What a merge or a split made of a micro-module, checked anew, as it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.checks.conflicts import release
from authoring.conflict_json import conflict_from_json, facts_as_json, facts_from_json, held_back_as_json
from authoring.draft_json import micro_module_as_json
from authoring.rechecking import recheck
from authoring.reshaping import Shaped
from authoring.types import Document
from service.db.base import Json
from service.db.conflicts import ConflictRow
from service.db.micro_modules import Shape


def shape_micro_module(
    shaped: Shaped,
    document: Document,
    *,
    draft_id: str,
    facts: Sequence[Json | None],
    conflicts: Sequence[ConflictRow],
) -> Shape:
    """With findings as its parts give them; of the `facts` it keeps those that its blocks lay down."""
    undecided = [conflict_from_json(one.content) for one in conflicts if one.decision is None]
    whole, held_back = release(shaped.micro_module, shaped.held_back, undecided, {})
    known = (fact for kept in facts for fact in facts_from_json(kept))
    return Shape(
        draft_id=draft_id,
        content=micro_module_as_json(recheck(whole, document)),
        held_back=held_back_as_json(held_back),
        facts=facts_as_json(fact for fact in known if fact.citation.block in whole.blocks),
    )
