"""Ten good and ten bad items about the sample workshop, to mix into a reading.

`python -m tests.evals.planted_items FILE` writes them for `--planted`.

A reader who ships the bad ones or refuses the good ones is not reading; such a reading does not count.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.evals.sample_draft import Json, item, sample_draft

REPORT = "Whoever finds a spill must report it to the shift supervisor within 10 minutes."
CLEARED = "The shift supervisor decides whether the hall is cleared."
LARGE = "Larger spills must not be touched before the fire brigade has arrived."
PADS = "The pads should be changed after every use, because a soaked pad gives off vapour for hours."
RINSE = "The first aider rinses the eyes of anybody who was splashed."
FETCH = "The storekeeper fetches the grey absorbent pads from the cabinet."
KEPT = "It must be kept for 5 years."
NAMES = "The report must name the chemical, its amount and the place of the spill."
WELDING = "Welding gloves protect against sparks and heat."
REPLACE = "Nitrile gloves must be replaced every 30 minutes while solvents are handled."
LEATHER = "Leather gloves must be replaced every 6 months."
MACHINES = "Gloves must not be worn at rotating machines, because a caught glove pulls the hand in."
ROLES = ("the shift supervisor", "the first aider", "the storekeeper", "the safety officer")

Question = tuple[str, str, str, tuple[str, ...]]

GOOD: tuple[Question, ...] = (
    ("multiple_choice", "Within what time must a chemical spill be reported?", REPORT,
     ("5 minutes", "*10 minutes", "15 minutes", "30 minutes")),
    ("multiple_choice", "Who decides whether the hall is cleared after a spill?", CLEARED,
     ("*" + ROLES[0], *ROLES[1:])),
    ("multiple_choice", "Eyes have been splashed with a chemical. Whose task is it to rinse them?", RINSE,
     (ROLES[0], "*" + ROLES[1], *ROLES[2:])),
    ("multiple_choice", "Who fetches the absorbent pads after a spill?", FETCH, (*ROLES[:2], "*" + ROLES[2], ROLES[3])),
    ("multiple_choice", "For how long must the report about a spill be kept?", KEPT,
     ("1 year", "2 years", "*5 years", "10 years")),
    ("multiple_choice", "You weld. Which danger do welding gloves protect you against?", WELDING,
     ("oils and most solvents", "*sparks and heat", "sharp edges", "infection")),
    ("multiple_choice", "How often must nitrile gloves be replaced while solvents are handled?", REPLACE,
     ("every 10 minutes", "*every 30 minutes", "every 2 hours", "every 6 months")),
    ("true_false", "Large spills may be cleaned up before the fire brigade has arrived.", LARGE, ("True", "*False")),
    ("true_false", "A soaked pad gives off vapour for hours.", PADS, ("*True", "False")),
    ("multiple_choice", "Why are gloves dangerous at rotating machines?", MACHINES,
     ("solvents soak through the glove", "a soaked glove gives off vapour", "*a caught glove pulls the hand in",
      "a stiff glove tires the hand")),
)  # fmt: skip
BAD: tuple[Question, ...] = (
    ("multiple_choice", "Within what time must a chemical spill be reported?", REPORT,
     ("*5 minutes", "10 minutes", "15 minutes", "30 minutes")),
    ("multiple_choice", "Who decides whether the hall is cleared after a spill?", CLEARED,
     (ROLES[0], ROLES[1], "*" + ROLES[2], ROLES[3])),
    ("multiple_choice", "What must it name, as described above?", NAMES,
     ("the weather", "*the chemical, its amount and the place", "the shift", "the lunch menu")),
    ("multiple_choice", "For how long must the report about a spill be kept?", KEPT,
     ("5 years", "*5 years.", "10 years", "five years")),
    ("multiple_choice", "Which of these is true?", WELDING,
     ("Welding gloves", "*Welding gloves protect against sparks and heat", "none of the above", "all of the above")),
    ("multiple_choice", "How often must leather gloves be replaced?", LEATHER,
     ("every 6 months", "every 30 minutes", "*every 9 months", "every 12 months")),
    ("true_false", "Large spills may be touched before the fire brigade has arrived.", LARGE, ("*True", "False")),
    ("multiple_choice", "Gloves must not be worn at which?", MACHINES,
     ("because", "*rotating machines, because a caught glove pulls the hand in", "hand", "in")),
    ("multiple_choice", "What colour are the pads in the cabinet that the storekeeper fetches?", FETCH,
     ("purple", "gold", "*grey", "transparent")),
    ("multiple_choice", "Which glove is NOT unsuitable for not handling solvents?", REPLACE,
     ("welding", "leather", "latex", "*nitrile")),
)  # fmt: skip


def planted_items() -> list[Json]:
    """All twenty as `{"quality": "good" | "bad", "item": …}`, in the form that the reading takes."""
    blocks = sample_draft()["blocks"]
    return [
        {
            "quality": quality,
            "item": {**item(blocks, kind, stem, (quote,), options=options), "id": f"{quality}{number}"},
        }
        for quality, questions in (("good", GOOD), ("bad", BAD))
        for number, (kind, stem, quote, options) in enumerate(questions)
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(planted_items(), indent=1, ensure_ascii=False), encoding="utf-8")
