"""The nouns of authoring: document, block, segment, citation, micro-module, item, finding, coverage, draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, NewType

BlockId = NewType("BlockId", str)
SegmentId = NewType("SegmentId", str)


class Span(NamedTuple):
    """Half-open range of characters, `start` inclusive. Of the whole document text unless a field says otherwise."""

    start: int
    end: int


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"
    NOTE = "note"
    CODE = "code"


class BlockRole(StrEnum):
    """What a block is there for; decides whether it may teach."""

    BODY = "body"
    ADMONITION = "admonition"
    QUOTE = "quote"
    SPEAKER_NOTE = "speaker_note"
    QUIZ = "quiz"  # question, option or marked answer of a quiz the author wrote
    BOILERPLATE = "boilerplate"  # contents, licence, change log, navigation, credits


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list item stands: items with one `list_id` are siblings of one list."""

    list_id: str
    ordered: bool
    number: int  # 1-based position among its siblings


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row, each row as wide as the widest; `header_rows` counts the rows on top that name the columns."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document in reading order.

    `text` holds no line break except in tables (cells joined by " | ", rows by a new line) and code. `span` counts
    characters of the document text, which is all blocks' texts joined by a new line. `level` is 1-6 for a heading,
    the depth from 1 for a list item, else None. `emphasis` are bold or marked stretches in the block's own characters.
    """

    id: BlockId
    kind: BlockKind
    text: str
    span: Span
    level: int | None = None
    page: int | None = None  # page or slide, from 1; None where the format has none
    time_seconds: float | None = None  # start of a transcript cue
    speaker: str | None = None  # of a transcript
    language: str | None = None  # ISO 639-1; None: too short to tell
    role: BlockRole = BlockRole.BODY
    label: str | None = None  # title of an admonition, its kind ("warning") where it has none
    place: ListPlace | None = None
    table: Table | None = None
    emphasis: tuple[Span, ...] = ()
    marked_correct: bool | None = None  # an option of a quiz: whether the source marks it as right; None: not an option


class Reason(StrEnum):
    """Why a document, or a part of it, was not read, or was read with reserve."""

    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    READER_CRASHED = "reader_crashed"
    TIMED_OUT = "timed_out"
    SCANNED_IMAGE = "scanned_image"
    IMAGE = "image"
    TRUNCATED = "truncated"
    HIDDEN_TEXT = "hidden_text"
    ACTIVE_CONTENT = "active_content"
    EXTERNAL_REFERENCE = "external_reference"
    DROPPED_MARKUP = "dropped_markup"
    WRONG_EXTENSION = "wrong_extension"
    OCR = "ocr"
    MALFORMED = "malformed"
    BAD_ENCODING = "bad_encoding"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: whichever of page (or slide), line and block is known; all None: the whole document."""

    page: int | None = None
    line: int | None = None
    block: BlockId | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing the pre-flight has to tell the author; `detail` names sizes and limits, never document text."""

    where: Where
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was not read and what was read with reserve."""

    unread: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of an upload. `sha256` is of the uploaded bytes, hexadecimal."""

    title: str
    file_name: str
    sha256: str
    media_type: str
    language: str | None
    pages: int | None
    blocks: tuple[Block, ...]
    preflight: Preflight = Preflight()

    @property
    def text(self) -> str:
        """The document text that every span counts in."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def words(self) -> int:
        """Words separated by white space, over all blocks."""
        return sum(len(block.text.split()) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive blocks on one topic: the candidate for one micro-module.

    `section_path` holds the headings above, outermost first. `is_short` says that the segment stays under the lower
    bound of reading time after merging.
    """

    id: SegmentId
    section_path: tuple[str, ...]
    blocks: tuple[BlockId, ...]
    reading_seconds: int
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """Pointer into a document: `quote` equals the document text at `span`."""

    block: BlockId
    span: Span
    quote: str
    page: int | None = None
    time_seconds: float | None = None


class Bloom(StrEnum):
    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class Objective:
    text: str
    bloom: Bloom
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPoint:
    text: str
    citations: tuple[Citation, ...]


class BodyKind(StrEnum):
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    HEADING = "heading"
    CALLOUT = "callout"


class Layout(StrEnum):
    """How a body part is set: running text, the rows of a table, or code as it stands."""

    TEXT = "text"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class BodyPart:
    text: str
    kind: BodyKind
    citations: tuple[Citation, ...]
    layout: Layout = Layout.TEXT


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    definition: str
    citations: tuple[Citation, ...]


class ItemType(StrEnum):
    MULTIPLE_CHOICE = "multiple_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    MATCHING = "matching"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    SHORT_ANSWER = "short_answer"


class Origin(StrEnum):
    GENERATED = "generated"
    SOURCE = "source"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an option's words were lifted from."""

    block: BlockId
    span: Span


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    correct: bool
    rationale: str
    citations: tuple[Citation, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class AcceptedAnswer:
    """`unit` and `tolerance` belong to numeric items: an answer within `value` ± `tolerance` is right."""

    value: str
    unit: str | None = None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    left: str
    right: str


class Severity(StrEnum):
    BLOCKER = "blocker"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say; `where` is the id of a block, micro-module or item."""

    check: str
    severity: Severity
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question with all its parts; `citations` are the text that makes the key true.

    `difficulty` is the expected share of wrong answers, 0 to 1. `rank` is 1 for the best of its micro-module.
    `order` holds the texts of an ordering item in the right order. `model` None: no language model wrote it.
    """

    id: str
    type: ItemType
    stem: str
    rationale: str
    pattern: str
    citations: tuple[Citation, ...]
    options: tuple[Option, ...] = ()
    accepted_answers: tuple[AcceptedAnswer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    order: tuple[str, ...] = ()
    bloom: Bloom = Bloom.REMEMBER
    origin: Origin = Origin.GENERATED
    difficulty: float = 0.5
    rank: int = 0
    findings: tuple[Finding, ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True)
class MicroModule:
    """One objective, at most three minutes of reading, with its quiz (`items`) and the rest of its items (`bank`).

    `engine`: what wrote its text where a draft has parts of two engines; None: the draft's own.
    """

    id: str
    title: str
    section_path: tuple[str, ...]
    blocks: tuple[BlockId, ...]
    pages: tuple[int, ...]
    reading_seconds: int
    objective: Objective
    title_citations: tuple[Citation, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    body: tuple[BodyPart, ...] = ()
    terms: tuple[Term, ...] = ()
    items: tuple[Item, ...] = ()
    bank: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()
    engine: str | None = None


class NotTaught(StrEnum):
    BOILERPLATE = "boilerplate"
    TOO_SHORT = "too_short"
    UNSUPPORTED = "unsupported"
    LEFT_OUT = "left_out"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Untaught:
    block: BlockId
    reason: NotTaught


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which blocks some micro-module's text teaches, which not and why; obligations nobody teaches stand out."""

    taught: tuple[BlockId, ...]
    not_taught: tuple[Untaught, ...]
    obligations_not_taught: tuple[BlockId, ...]


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    """What made a draft; equal identities and equal bytes give equal drafts."""

    name: str
    version: str
    embedder: str
    model: str | None = None
    prompts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything the pipeline made of one document; `timings_seconds` by stage is the only part that may vary."""

    document: Document
    engine: EngineIdentity
    micro_modules: tuple[MicroModule, ...]
    coverage: Coverage
    findings: tuple[Finding, ...] = ()
    timings_seconds: dict[str, float] = field(default_factory=dict)
