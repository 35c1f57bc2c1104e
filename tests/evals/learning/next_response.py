"""Next response: will this learner answer this item right? ASSISTments 2009, learners of the valid part unseen.

The file has a row a skill: an answer to a problem with two skills stands there twice in a row, so that the second row
is known from the first. `as filed` keeps them, as everybody's published figures do; `answers` counts each answer once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recommender.mastery import Difficulty, Mastery, Standing
from recommender.types import Ability, Belief

TRAIN, VALID = "assist2009_pid_train1.csv", "assist2009_pid_valid1.csv"
TYPED_GUESS = 0.04  # answers there are typed or chosen, the file does not say which; searched on the train part


class Response(NamedTuple):
    """One graded answer. `skills` name the objective; several skills together are one."""

    problem: str
    skills: str
    is_right: bool


Learner = Sequence[Response]
Predict = Callable[[Sequence[Learner], Sequence[Learner]], list[float]]


def read_learners(path: Path) -> list[Learner]:
    """Four lines a learner: id and count, problems, skills, 0 or 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found: list[Learner] = []
    for start in range(0, len(lines) - 3, 4):
        problems, skills, right = (line.strip(",").split(",") for line in lines[start + 1 : start + 4])
        found.append([Response(*row[:2], row[2] == "1") for row in zip(problems, skills, right, strict=True)])
    return found


def answers_once(learner: Learner) -> Learner:
    """Rows that tell one answer again under another skill become one row with both skills."""
    merged: list[Response] = []
    for row in learner:
        last = merged[-1] if merged else None
        is_again = last is not None and (last.problem, last.is_right) == (row.problem, row.is_right)
        if last is not None and is_again and row.skills not in last.skills.split("+"):
            merged[-1] = Response(row.problem, f"{last.skills}+{row.skills}", row.is_right)
        else:
            merged.append(row)
    return merged


def area_under_curve(chances: Sequence[float], right: Sequence[bool]) -> float:
    """The chance that a right answer was expected more surely than a wrong one; of equals half (Mann and Whitney)."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    rank_sum, place = 0.0, 0
    while place < len(order):
        end = place
        while end < len(order) and chances[order[end]] == chances[order[place]]:
            end += 1
        middle = (place + 1 + end) / 2
        rank_sum += middle * sum(right[row] for row in order[place:end])
        place = end
    positives = sum(right)
    return (rank_sum - positives * (positives + 1) / 2) / (positives * (len(right) - positives))


def product(train: Sequence[Learner], valid: Sequence[Learner]) -> list[float]:
    """What `recommender.mastery` expects. Difficulties are learned from the train part only; of a learner of the valid
    part everything up to the answer before is known."""
    world = _World()
    for learner in train:
        for _ in world.follow(learner, learns_difficulty=True):
            pass
    return [chance for learner in valid for chance in world.follow(learner, learns_difficulty=False)]


def elo(train: Sequence[Learner], valid: Sequence[Learner]) -> list[float]:
    """Elo with a shrinking step (Pelánek 2016): one ability a learner, one difficulty an item."""
    items: dict[str, tuple[float, int]] = {}

    def follow(learner: Learner, *, learns_items: bool) -> Iterator[float]:
        ability, seen = 0.0, 0
        for row in learner:
            difficulty, count = items.get(row.problem, (0.0, 0))
            chance = 1 / (1 + math.exp(difficulty - ability))
            yield chance
            surprise = row.is_right - chance
            ability, seen = ability + surprise / (1 + 0.05 * seen), seen + 1
            if learns_items:
                items[row.problem] = (difficulty - surprise / (1 + 0.05 * count), count + 1)

    for learner in train:
        list(follow(learner, learns_items=True))
    return [chance for learner in valid for chance in follow(learner, learns_items=False)]


def share_right_of_item(train: Sequence[Learner], valid: Sequence[Learner]) -> list[float]:
    """The trivial one: how many of the train part had the item right, whoever answers."""
    counts: dict[str, tuple[int, int]] = {}
    for learner in train:
        for row in learner:
            right, of = counts.get(row.problem, (0, 0))
            counts[row.problem] = (right + row.is_right, of + 1)
    shares = {problem: (right + 1.3) / (of + 2) for problem, (right, of) in counts.items()}
    return [shares.get(row.problem, 0.65) for learner in valid for row in learner]


METHODS: dict[str, Predict] = {"product": product, "Elo": elo, "share right of the item": share_right_of_item}


@dataclass
class _World:
    """Beliefs about items and objectives, as a tenant's database would hold them."""

    mastery: Mastery = field(default_factory=Mastery)
    items: dict[str, Belief] = field(default_factory=dict)
    objectives: dict[str, Belief] = field(default_factory=dict)

    def follow(self, learner: Learner, *, learns_difficulty: bool) -> Iterator[float]:
        """The chance of each right answer, told before the answer is taken in."""
        ability = self.mastery.new_ability()
        abilities: dict[str, Ability] = {}
        surprises: dict[str, float] = {}
        for row in learner:
            standing = Standing(
                ability,
                abilities.get(row.skills) or self.mastery.new_objective_ability(),
                Difficulty(
                    self.objectives.get(row.skills) or self.mastery.new_objective_difficulty(),
                    self.items.get(row.problem) or self.mastery.new_item_difficulty(),
                ),
                surprises.get(row.problem, 0.0),
            )
            yield self.mastery.chance(standing, guess=TYPED_GUESS)
            seen = self.mastery.observe(standing, score=float(row.is_right), guess=TYPED_GUESS)
            ability, abilities[row.skills], surprises[row.problem] = seen.ability, seen.at_objective, seen.surprise
            if learns_difficulty:
                self.objectives[row.skills], self.items[row.problem] = seen.difficulty.objective, seen.difficulty.item
