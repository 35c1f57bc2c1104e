"""What the upload form says to a language model: for whom, what for, in what tone, which terms stay, how many."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Form

GENERATIVE = "generative"
Words = Annotated[str, Form(max_length=400)]


def brief_of(
    engine: Annotated[str, Form(max_length=40)] = "",
    audience: Words = "",
    goal: Annotated[str, Form(max_length=2000)] = "",
    tone: Words = "",
    keep_terms: Words = "",
    micro_modules: Annotated[str, Form(pattern="^([1-9][0-9]{0,3})?$")] = "",
) -> str | None:
    """The brief as JSON, of what was filled in; None: no model is asked for."""
    if engine != GENERATIVE:
        return None
    said: dict[str, object] = {"audience": audience.strip(), "goal": goal.strip(), "tone": tone.strip()}
    said["keep_terms"] = [term.strip() for term in keep_terms.split(",") if term.strip()][:50]
    said["micro_modules"] = int(micro_modules) if micro_modules else None
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
