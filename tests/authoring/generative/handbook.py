"""A handbook, and what a good author would make of it: better than its own sentences, and true to them."""

from __future__ import annotations

from pathlib import Path

from tests.support.scripted_models import Asked, Json, Sentence

HANDBOOK = """# Visitors

Every visitor must wear a badge at all times. The host must keep the visitor log for 30 days, because the insurer asks
for it. A visitor must not enter the server room without an escort. Visitors may use the guest network. Report a lost
badge to the front desk within 2 hours. The front desk then blocks the badge and issues a new badge. Guests of the
canteen must sign the canteen list. Contractors must show a work permit at the loading dock. Drivers must wait in the
parking area until the loading dock calls them. A badge is a card that opens the doors of one floor.

Parcels must be scanned in the mail room before anybody opens them. The mail room is the place where parcels are
scanned. A parcel without a sender must stay in the mail room. Call the security team when a parcel leaks. Staff may
collect parcels between the hours that the mail room posts. The mail room keeps a parcel for 10 days and then returns
it to the sender. Heavy parcels must be moved with the trolley. The trolley must be returned to the loading dock.
"""


def write_handbook(folder: Path) -> Path:
    """The handbook as a file."""
    path = folder / "visitors.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    return path


def good(asked: Asked) -> Json:
    """What a good model answers about the handbook."""
    if asked.prompt == "outline":
        return {"micro_modules": [_outlined(name, section) for name, section in asked.sections.items()]}
    if asked.prompt in {"items", "regenerate_item"}:
        items = _items(asked)
        return {"items": items if asked.prompt == "items" else items[:1]}
    claims = [{"text": one.text, "support": one.support} for one in asked.sentences]
    return {
        "key_points": [
            _claim(asked, "All visitors must wear a badge at all times.", "wear a badge"),
            _claim(asked, "When a badge is lost, report it to the front desk within 2 hours.", "Report a lost"),
            _claim(asked, "Without an escort, a visitor must not enter the server room.", "without an escort"),
        ],
        "body": [{"kind": "paragraph", **claim} for claim in claims],
        "terms": [],
    }


def _outlined(name: str, section: list[Sentence]) -> Json:
    asked = Asked("outline", {name: section}, [], "")
    return {
        "id": name,
        "title": _claim(asked, "Badges of visitors", "wear a badge"),
        "objective": {"bloom": "apply", **_claim(asked, "Decide what a visitor must wear", "wear a badge")},
    }


def _items(asked: Asked) -> list[Json]:
    return [
        _choice(
            asked,
            "A visitor has lost a badge. Where must it be reported?",
            ("the front desk", "Report a lost"),
            ["the loading dock", "the parking area", "the server room"],
        ),
        _choice(
            asked,
            "Who must keep the visitor log?",
            ("The host", "keep the visitor log"),
            ["The driver", "The contractor", "The security team"],
        ),
        _choice(
            asked,
            "A parcel has no sender. Where must it stay?",
            ("in the mail room", "without a sender"),
            ["in the parking area", "in the server room", "in the loading dock"],
        ),
    ]


def _choice(asked: Asked, stem: str, key: tuple[str, str], wrong: list[str]) -> Json:
    words, cited = key
    right = _sentence(asked, cited)
    options = [{"text": words, "correct": True, "rationale": right.text, "support": right.support}]
    options += [{"text": text, "correct": False, "rationale": right.text, "support": right.support} for text in wrong]
    return {
        "type": "multiple_choice",
        "stem": stem,
        "options": options,
        "order": [],
        "bloom": "apply",
        "rationale": right.text,
        "support": right.support,
    }


def _claim(asked: Asked, text: str, words: str) -> Json:
    return {"text": text, "support": _sentence(asked, words).support}


def _sentence(asked: Asked, words: str) -> Sentence:
    every = [*asked.sentences, *asked.near]
    return next((one for one in every if words in one.text), every[0])
