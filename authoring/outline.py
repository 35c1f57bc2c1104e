"""The author's word on a draft's sections: taught, or left out for a reason; and the coverage that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from authoring.types import NotTaught


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """One section by its headings, outermost first, with everything below it; `reason` None: none was given."""

    section_path: tuple[str, ...]
    taught: bool
    reason: str | None = None

    @staticmethod
    def read_all(outline: Mapping[str, object]) -> tuple[SectionChoice, ...]:
        """The choices that a stored outline holds; an empty outline holds none."""
        return _CHOICES.validate_python(outline.get("sections", []))

    @staticmethod
    def write_all(choices: Iterable[SectionChoice]) -> dict[str, object]:
        """The outline as it is stored."""
        sections = [
            {"section_path": list(choice.section_path), "taught": choice.taught, "reason": choice.reason}
            for choice in choices
        ]
        return {"sections": sections}


_CHOICES = TypeAdapter(tuple[SectionChoice, ...])


@dataclass(frozen=True, slots=True)
class TaughtBlocks:
    """A micro-module by what it teaches; `is_kept`: neither rejected nor withdrawn.

    `held_back` are those of its blocks that it lacks for a conflict.
    """

    micro_module: str
    section_path: tuple[str, ...]
    blocks: tuple[str, ...]
    is_kept: bool
    held_back: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    block: str
    reason: NotTaught


@dataclass(frozen=True, slots=True)
class CoverageNow:
    """`taught` maps a block to the micro-modules that teach it; obligations that nothing teaches stand out."""

    taught: dict[str, list[str]]
    not_taught: tuple[Gap, ...]
    obligations_not_taught: tuple[str, ...]


def is_left_out(section_path: Sequence[str], choices: Iterable[SectionChoice]) -> bool:
    """Whether the most specific choice for this section, or for one above it, leaves it out."""
    path = tuple(section_path)
    matching = [choice for choice in choices if path[: len(choice.section_path)] == choice.section_path]
    return bool(matching) and not max(matching, key=lambda choice: len(choice.section_path)).taught


def merge(before: Sequence[SectionChoice], changes: Sequence[SectionChoice]) -> tuple[SectionChoice, ...]:
    """The choices after the changes: a section that is named again has its new word."""
    chosen = {choice.section_path: choice for choice in (*before, *changes)}
    return tuple(chosen.values())


def cover(
    draft: Mapping[str, object], micro_modules: Sequence[TaughtBlocks], choices: Sequence[SectionChoice]
) -> CoverageNow:
    """The coverage of the draft's JSON after the author left sections out and rejected micro-modules."""
    drafted = _COVERAGE.validate_python(draft["coverage"])
    kept = [one for one in micro_modules if one.is_kept and not is_left_out(one.section_path, choices)]
    taught: dict[str, list[str]] = {}
    contested = [gap.block for gap in drafted.not_taught if gap.reason is NotTaught.CONFLICT]
    for block in (*drafted.taught, *contested):
        teachers = [one.micro_module for one in kept if block in one.blocks and block not in one.held_back]
        if teachers:
            taught[block] = teachers
    not_taught = [gap for gap in drafted.not_taught if gap.block not in taught]
    dropped = [Gap(block, NotTaught.LEFT_OUT) for block in drafted.taught if block not in taught]
    released = taught.keys() & set(contested)
    obligations = tuple(block for block in drafted.obligations_not_taught if block not in released)
    return CoverageNow(taught, (*not_taught, *dropped), obligations)


@dataclass(frozen=True, slots=True)
class _DraftedCoverage:
    taught: tuple[str, ...]
    not_taught: tuple[Gap, ...]
    obligations_not_taught: tuple[str, ...]


_COVERAGE = TypeAdapter(_DraftedCoverage)
