"""What leaves the house: published micro-modules with where they come from, as every export takes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from authoring.types import BlockId, Citation, Item, MicroModule

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Published:
    """Version `number` of a micro-module, exactly as approved; `digest` is its content's, `engine` what drafted it.

    `ordered` are the blocks of numbered lists in its document; `is_stale`: the document says some of it otherwise now.
    """

    micro_module: MicroModule
    number: int
    digest: str
    approved_by: str
    approved_at: datetime
    published_at: datetime
    engine: Json
    ordered: Collection[BlockId] = frozenset()
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """One micro-module, or all that are published of a document, in the order of the document.

    `id` and `title` are the document's or the micro-module's, whichever was asked for. `pass_mark` is the mean score
    of the graded items, 0 to 1, that completes. `language` None: not known.
    """

    id: str
    title: str
    document_id: str
    document_title: str
    language: str | None
    pass_mark: float
    parts: tuple[Published, ...]

    @property
    def published_at(self) -> datetime:
        """When its youngest part was published: the one time that an export may carry."""
        return max(part.published_at for part in self.parts)

    def items(self) -> Iterator[tuple[MicroModule, Item]]:
        """Every item of every quiz, in order."""
        for part in self.parts:
            for item in part.micro_module.items:
                yield part.micro_module, item


def place_of(citations: tuple[Citation, ...]) -> str:
    """Where it stands in words: "p. 3, 4", a time in a transcript, or nothing where the document has neither."""
    pages = sorted({citation.page for citation in citations if citation.page is not None})
    if pages:
        return f"p. {', '.join(str(page) for page in pages)}"
    seconds = [int(citation.time_seconds) for citation in citations if citation.time_seconds is not None]
    return f"{min(seconds) // 60}:{min(seconds) % 60:02d}" if seconds else ""
