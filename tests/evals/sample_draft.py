"""A small draft written by hand, sound by every measure: a workshop's rules in two micro-modules."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

BLOCKS: tuple[tuple[str, int | None, str], ...] = (
    ("heading", 1, "Workshop safety"),
    ("heading", 2, "Chemical spills"),
    (
        "paragraph",
        None,
        "A spill is any release of a liquid chemical outside its container. Whoever finds a spill must report it "
        "to the "
        "shift supervisor within 10 minutes. The shift supervisor decides whether the hall is cleared.",
    ),
    (
        "paragraph",
        None,
        "Small spills of at most 2 litres may be wiped up with the grey absorbent pads. Larger spills must not be "
        "touched "
        "before the fire brigade has arrived. The pads should be changed after every use, because a soaked pad "
        "gives off "
        "vapour for hours.",
    ),
    ("paragraph", None, "Four people share the work after a spill."),
    ("list_item", 1, "The shift supervisor closes the doors of the hall."),
    ("list_item", 1, "The first aider rinses the eyes of anybody who was splashed."),
    ("list_item", 1, "The storekeeper fetches the grey absorbent pads from the cabinet."),
    ("list_item", 1, "The safety officer writes the report for the insurer."),
    (
        "paragraph",
        None,
        "The report must name the chemical, its amount and the place of the spill. It must be kept for 5 years. "
        "Copies may "
        "be given to the works council on request.",
    ),
    (
        "paragraph",
        None,
        "Spilled acid smells sharp and attacks the floor within seconds. The emergency shower stands beside the north "
        "door, and its handle is marked in green. A second shower stands in the paint shop behind the drying ovens.",
    ),
    ("heading", 2, "Protective gloves"),
    (
        "paragraph",
        None,
        "Nitrile gloves protect against oils and most solvents. Leather gloves protect against sharp edges. "
        "Welding gloves "
        "protect against sparks and heat. Latex gloves protect against infection.",
    ),
    (
        "paragraph",
        None,
        "Nitrile gloves must be replaced every 30 minutes while solvents are handled. Leather gloves must be "
        "replaced every "
        "6 months. Gloves must not be worn at rotating machines, because a caught glove pulls the hand in.",
    ),
    ("paragraph", None, "Take gloves off in this order after work with solvents."),
    ("list_item", 1, "Rinse both gloves under running water."),
    ("list_item", 1, "Pinch the left glove at the wrist and peel it off."),
    ("list_item", 1, "Slide two bare fingers under the right cuff."),
    ("list_item", 1, "Drop the pair into the red bin."),
    (
        "paragraph",
        None,
        "Damaged gloves should be exchanged at the counter before the shift begins. The counter is open from 6 to "
        "18 hours "
        "on working days, and nobody has to give a reason for an exchange.",
    ),
    (
        "paragraph",
        None,
        "New colleagues receive one pair of each kind on the first day. The sizes are printed on the cuff, and a pair "
        "that pinches tires the hand. Leather stiffens when it dries near a heater, so wet pairs hang in the corridor "
        "overnight. The storekeeper counts the stock every Friday and orders what is running low.",
    ),
)  # fmt: skip


def sample_draft() -> Json:
    """The draft as JSON, built anew at every call."""
    blocks = _blocks()
    return {
        "schema": "morsel.draft/1",
        "document": {
            "title": "Workshop safety",
            "file_name": "workshop.md",
            "sha256": "0" * 64,
            "media_type": "text/markdown",
            "language": "en",
            "pages": None,
            "words": sum(len(block["text"].split()) for block in blocks),
        },
        "engine": {"name": "extractive", "version": "1", "embedder": "none", "model": None, "prompts": {}},
        "preflight": {"unread": [], "warnings": []},
        "blocks": blocks,
        "micro_modules": [_spills(blocks), _gloves(blocks)],
        "coverage": {"taught": [block["id"] for block in blocks], "not_taught": [], "obligations_not_taught": []},
        "findings": [],
        "timings_seconds": {"read": 0.1},
    }


def _blocks() -> list[Json]:
    blocks: list[Json] = []
    start = 0
    for number, (kind, level, text) in enumerate(BLOCKS, start=1):
        span = [start, start + len(text)]
        blocks.append({"id": f"b{number}", "kind": kind, "level": level, "text": text, "page": None, "span": span})
        start = span[1] + 1
    return blocks


def cite(blocks: list[Json], *quotes: str) -> list[Json]:
    """Citations of the first place where each quote stands; raises `StopIteration` for one that stands nowhere."""
    found = []
    for quote in quotes:
        block = next(block for block in blocks if quote in block["text"])
        start = block["span"][0] + block["text"].index(quote)
        found.append({"block": block["id"], "span": [start, start + len(quote)], "page": None, "quote": quote})
    return found


def _module(
    blocks: list[Json], name: str, title: str, objective: str, points: tuple[str, ...], items: list[Json]
) -> Json:
    body = [
        {
            "text": b["text"],
            "kind": "list_item" if b["kind"] == "list_item" else "paragraph",
            "citations": cite([b], b["text"]),
        }
        for b in blocks
        if b["kind"] != "heading"
    ]
    for rank, item in enumerate(items, start=1):
        item["rank"] = rank
        item["id"] = f"{name}-i{rank}"
    return {
        "id": name,
        "title": title,
        "section_path": ["Workshop safety", blocks[0]["text"]],
        "blocks": [block["id"] for block in blocks],
        "pages": [],
        "reading_seconds": round(sum(len(part["text"].split()) for part in body) * 60 / 238),
        "objective": {"text": objective, "bloom": "remember"},
        "key_points": [{"text": point, "citations": cite(blocks, point)} for point in points],
        "body": body,
        "terms": [],
        "items": items,
        "bank": [],
        "findings": [],
    }


def item(blocks: list[Json], kind: str, stem: str, quotes: tuple[str, ...], **parts: Any) -> Json:
    """An item of `kind` citing `quotes`; `options` are texts, the right ones marked by a leading asterisk."""
    citations = cite(blocks, *quotes)
    texts = parts.pop("options", ())
    options = [
        {
            "id": "abcdef"[number],
            "text": text.removeprefix("*"),
            "correct": text.startswith("*"),
            "rationale": f"“{quotes[0]}”" if text.startswith("*") else "The document says this of something else.",
            "citations": citations if text.startswith("*") else [],
            "source": None,
        }
        for number, text in enumerate(texts)
    ]
    return {
        "id": "",
        "type": kind,
        "stem": stem,
        "options": options,
        "accepted_answers": parts.pop("accepted_answers", []),
        "pairs": parts.pop("pairs", []),
        "order": parts.pop("order", []),
        "bloom": "remember",
        "rationale": f"“{quotes[0]}”",
        "pattern": parts.pop("pattern", "P5"),
        "origin": "generated",
        "difficulty": 0.5,
        "rank": 1,
        "citations": citations,
        "findings": [],
    }


def _spills(all_blocks: list[Json]) -> Json:
    blocks = all_blocks[1:11]
    report = "Whoever finds a spill must report it to the shift supervisor within 10 minutes."
    rinse = "The first aider rinses the eyes of anybody who was splashed."
    report_kept = (
        "The report must name the chemical, its amount and the place of the spill. It must be kept for 5 years."
    )
    items = [
        item(
            blocks, "multiple_choice", "Within what time must a spill be reported to the shift supervisor?", (report,),
            options=("5 minutes", "*10 minutes", "15 minutes", "30 minutes"), pattern="P8",
        ),
        item(
            blocks, "multiple_choice", "Who rinses the eyes of anybody who was splashed?", (rinse,),
            options=("the shift supervisor", "the storekeeper", "*the first aider", "the safety officer"),
        ),
        item(
            blocks, "numeric", "For how many years must the report about a spill be kept?", (report_kept,),
            accepted_answers=[{"value": "5", "unit": "years", "tolerance": 0.0}], pattern="P8",
        ),
        item(
            blocks, "true_false", "Larger spills may be touched before the fire brigade has arrived.",
            ("Larger spills must not be touched before the fire brigade has arrived.",),
            options=("True", "*False"), pattern="P21",
        ),
    ]  # fmt: skip
    return _module(
        blocks, "m1", "Report chemical spills and share the work", "State who does what after a chemical spill.",
        (report, "Larger spills must not be touched before the fire brigade has arrived.", rinse), items,
    )  # fmt: skip


def _gloves(all_blocks: list[Json]) -> Json:
    blocks = all_blocks[11:]
    solvents = "Nitrile gloves must be replaced every 30 minutes while solvents are handled."
    machines = "Gloves must not be worn at rotating machines, because a caught glove pulls the hand in."
    steps = tuple(block["text"] for block in blocks if block["kind"] == "list_item")
    protects = "Leather gloves protect against sharp edges."
    items = [
        item(
            blocks, "multiple_choice", "How often must nitrile gloves be replaced while solvents are handled?",
            (solvents,), options=("*every 30 minutes", "every 45 minutes", "every 60 minutes", "every 90 minutes"),
            pattern="P8",
        ),
        item(
            blocks, "multiple_choice", "What do leather gloves protect against?", (protects,),
            options=("oils and most solvents", "sparks and heat", "infection", "*sharp edges"), pattern="P13",
        ),
        item(
            blocks, "true_false", "Gloves must not be worn at rotating machines. True or false?", (machines,),
            options=("*True", "False"), pattern="P21",
        ),
        item(
            blocks, "ordering", "Put the steps for taking gloves off after work with solvents in order.",
            ("Take gloves off in this order after work with solvents.", *steps), order=list(steps), pattern="P18",
        ),
    ]  # fmt: skip
    return _module(
        blocks, "m2", "Choose, replace and take off protective gloves",
        "Name the gloves that protect against each danger.", (protects, solvents, machines), items,
    )  # fmt: skip
