"""A small drafted document with items of all eight types, as the pipeline would have left it for its author."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from authoring.draft_json import draft_as_json
from authoring.types import (
    AcceptedAnswer,
    Block,
    BlockId,
    BlockKind,
    Bloom,
    BodyKind,
    BodyPart,
    Citation,
    Coverage,
    Document,
    Draft,
    EngineIdentity,
    Finding,
    Item,
    ItemType,
    KeyPoint,
    MicroModule,
    Notice,
    Objective,
    Option,
    Pair,
    Preflight,
    Reason,
    Severity,
    Source,
    Span,
    Term,
    Where,
)
from service.bootstrap import Services
from service.db.base import DocumentId, JobId, MicroModuleId, PrincipalId, TenantId
from service.db.documents import Upload
from service.db.jobs import JobState, NewJob
from service.db.micro_module_content import new_micro_module
from tests.support.blobs import keep_bytes
from tests.support.database import TENANT

LINES = (
    "Visitors",
    "A visitor must wear a badge at all times.",
    "The host keeps the visitor log for 30 days.",
    "A contractor must wear a helmet.",
    "A courier must wear a vest.",
    "An employee must wear a lanyard.",
    "First sign the log, then collect a badge, then meet the host.",
    "The visitor log is a list of everybody who entered the building.",
)


def a_document(salt: str = "") -> Document:
    """The document; another `salt` makes other bytes of it."""
    blocks, start = [], 0
    for number, text in enumerate(LINES, start=1):
        kind = BlockKind.HEADING if number == 1 else BlockKind.PARAGRAPH
        span = Span(start, start + len(text))
        level = 1 if kind is BlockKind.HEADING else None
        blocks.append(Block(BlockId(f"b{number}"), kind, text, span, level=level, page=1, language="en"))
        start = span.end + 1
    digest = hashlib.sha256(source_bytes(salt)).hexdigest()
    unread = (Notice(Where(page=1), Reason.IMAGE), Notice(Where(line=3), Reason.BAD_ENCODING))
    preflight = Preflight(unread, warnings=(Notice(Where(), Reason.HIDDEN_TEXT),))
    return Document("Visitor rules", "visitors.txt", digest, "text/plain", "en", 1, tuple(blocks), preflight)


def source_bytes(salt: str = "") -> bytes:
    """What was uploaded."""
    return ("\n".join(LINES) + salt).encode()


def cite(document: Document, number: int, words: str | None = None) -> Citation:
    """Cites `words` of the block with this number; None: all of it."""
    block = document.blocks[number - 1]
    start = block.span.start + (block.text.index(words) if words else 0)
    quote = words or block.text
    return Citation(block.id, Span(start, start + len(quote)), quote, page=block.page)


def a_draft(document: Document) -> Draft:
    """One micro-module with a quiz of all types, and a bank of two."""
    engine = EngineIdentity("extractive", "1", "test")
    taught = tuple(block.id for block in document.blocks)
    return Draft(document, engine, (a_micro_module(document),), Coverage(taught, (), ()))


def a_micro_module(document: Document) -> MicroModule:
    """Everything in it stands in the document."""
    sentences = [cite(document, number) for number in range(2, 9)]
    return MicroModule(
        id="m1",
        title="What a visitor must wear",
        section_path=("Visitors",),
        blocks=tuple(block.id for block in document.blocks),
        pages=(1,),
        reading_seconds=60,
        objective=Objective("State what a visitor must wear", Bloom.REMEMBER, (sentences[0],)),
        title_citations=(sentences[0],),
        key_points=tuple(KeyPoint(citation.quote, (citation,)) for citation in sentences[:3]),
        body=tuple(BodyPart(citation.quote, BodyKind.PARAGRAPH, (citation,)) for citation in sentences),
        terms=(Term("visitor log", "a list of everybody who entered the building", (sentences[6],)),),
        items=quiz_items(document),
        findings=(Finding("few_items", Severity.ADVICE, "m1", "The bank holds two items."),),
        bank=(choice_item(document, "i20", "contractor", "helmet"), choice_item(document, "i21", "courier", "vest")),
    )


WORN = {"visitor": (2, "badge"), "contractor": (4, "helmet"), "courier": (5, "vest"), "employee": (6, "lanyard")}


def choice_item(document: Document, item_id: str, who: str, key: str) -> Item:
    """What must this person wear? The key stands first, as engines write it."""
    wrong = [(number, thing) for number, thing in WORN.values() if thing != key]
    number = WORN[who][0]
    options = [
        _option(document, letter, number_, thing, correct=thing == key)
        for letter, (number_, thing) in zip("abcd", [(number, key), *wrong], strict=True)
    ]
    cited = (cite(document, number),)
    advice = Finding("worth", Severity.ADVICE, item_id, "It is easy.")
    return Item(
        item_id,
        ItemType.MULTIPLE_CHOICE,
        f"What must a {who} wear?",
        _why(cited[0]),
        "P8",
        cited,
        options=tuple(options),
        findings=(advice,),
    )


def quiz_items(document: Document) -> tuple[Item, ...]:
    """One of each type, and one open recall."""
    log, worn = (cite(document, 3),), tuple(cite(document, number) for number, _ in WORN.values())
    steps, term = (cite(document, 7),), (cite(document, 8),)
    true_false = (
        Option("a", "True", True, _why(worn[0]), (worn[0],)),
        Option("b", "False", False, _why(worn[0]), (worn[0],)),
    )
    several = (
        _option(document, "a", 2, "badge", correct=True),
        _option(document, "b", 4, "helmet", correct=True),
        Option("c", "crown", False, "Nothing is said of a crown."),
    )
    pairs = tuple(Pair(who, thing) for who, (_, thing) in WORN.items())
    return (
        choice_item(document, "i1", "visitor", "badge"),
        Item("i2", ItemType.TRUE_FALSE, "A visitor must wear a badge at all times.", _why(worn[0]), "P21", worn[:1],
             options=true_false),
        Item("i3", ItemType.MULTIPLE_RESPONSE, "Which must be worn?", _why(worn[0]), "P17", worn[:2], options=several),
        Item("i4", ItemType.CLOZE, "A list of everybody who entered the building is the ____.", _why(term[0]), "P23",
             term, accepted_answers=(AcceptedAnswer("visitor log"),)),
        Item("i5", ItemType.NUMERIC, "For how many days does the host keep the visitor log?", _why(log[0]), "P8", log,
             accepted_answers=(AcceptedAnswer("30", "days", 0.0),)),
        Item("i6", ItemType.MATCHING, "Match each person to what they must wear.", _why(worn[0]), "P3", worn,
             pairs=pairs),
        Item("i7", ItemType.ORDERING, "Put the steps in order.", _why(steps[0]), "P18", steps,
             order=("sign the log", "collect a badge", "meet the host")),
        Item("i8", ItemType.SHORT_ANSWER, "The visitor log is kept by ____.", _why(log[0]), "P23", log,
             accepted_answers=(AcceptedAnswer("the host"),)),
        Item("i9", ItemType.SHORT_ANSWER, "In one sentence: what must a visitor wear?", _why(worn[0]), "P26", worn[:1],
             accepted_answers=(AcceptedAnswer("A badge at all times"),)),
    )  # fmt: skip


def _why(citation: Citation) -> str:
    """A rationale: told apart from every stem and every text to read."""
    return f"As written: {citation.quote}"


def _option(document: Document, letter: str, number: int, thing: str, *, correct: bool) -> Option:
    lifted = cite(document, number, thing)
    rationale = _why(cite(document, number))
    return Option(letter, thing, correct, rationale, (cite(document, number),), Source(lifted.block, lifted.span))


@dataclass(frozen=True, slots=True)
class Drafted:
    """Ids of what is kept."""

    document_id: DocumentId
    job_id: JobId
    micro_module_id: MicroModuleId


def keep_draft(services: Services, *, by: PrincipalId, tenant: TenantId = TENANT, salt: str = "") -> Drafted:
    """The document with its bytes, its finished job, its draft and its micro-module."""
    document = a_document(salt)
    content = draft_as_json(a_draft(document))
    blob = keep_bytes(services.blobs, tenant, [source_bytes(salt)])
    upload = Upload(blob.sha256, blob.size_bytes, "text/plain", document.file_name)
    with services.database.unit_of_work(tenant) as work:
        kept, version = work.documents.add(upload, by=by)
        job = work.jobs.add(NewJob(kept.id, version.id, blob.sha256))
        work.drafts.add(document_version_id=version.id, document_id=kept.id, job_id=job.id, content={**content})
        new = [
            new_micro_module(str(one["id"]), place, one) for place, one in enumerate(content["micro_modules"], start=1)
        ]
        rows = work.micro_modules.add_all(new, document_id=kept.id, document_version_id=version.id)
        work.jobs.finish(job, JobState.SUCCEEDED)
    return Drafted(kept.id, job.id, rows[0].id)
