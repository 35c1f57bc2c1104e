"""What a learner is able to do: estimated together with how hard the items are, with a share of lucky guesses.

A response is right with the chance `guess + (1 - guess) · σ(x)`, where x adds up what the learner can do in general and
at this objective, how it goes lately (two parts that fade), less how hard the objective and the item are. Each part is
a normal belief; a response moves all of them at once, each by its share of the doubt (one step of an extended Kalman
filter on the logit scale, as in Glicko; the guess as in three-parameter item response theory). So an item's difficulty
is never taken for a learner's weakness, nor the other way round. Nothing has to be trained before.

The constants were searched on one part of the learners of ASSISTments 2009 and measured on others: docs/scorecard.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from recommender.types import Ability, Belief, Probability

_PROBIT = math.pi / 8  # MacKay 1992: a logistic averaged over a normal belief


@dataclass(frozen=True, slots=True)
class MasteryConfig:
    """Variances of what is not known yet, on the logit scale, and how fast things change from response to response."""

    ability_variance: float = 1.4
    ability_drift: float = 0.0001
    objective_variance: float = 0.11
    objective_drift: float = 0.026
    form_variance: float = 0.18
    form_fading: float = 0.96
    objective_form_variance: float = 0.82
    objective_form_fading: float = 0.52
    item_variance: float = 1.0
    objective_difficulty_variance: float = 1.5
    learning: float = 0.036  # what one more answer adds, right or wrong, since its rationale is read
    easiness: float = 0.54  # of an item of which nothing is known
    same_item: float = 1.5  # an item that was answered before goes as it went then


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How hard something is asked: the objective for all its items, and this item beyond that."""

    objective: Belief
    item: Belief


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that a response depends on. `surprise` is how far the same learner's last response to the very same
    item was above or below what was expected; 0: it was never answered."""

    ability: Ability
    at_objective: Ability
    difficulty: Difficulty
    surprise: float = 0.0

    def parts(self) -> tuple[Belief, ...]:
        """The beliefs that add up, difficulties as their negative."""
        ability, here, difficulty = self.ability, self.at_objective, self.difficulty
        return (ability.lasting, ability.form, here.lasting, here.form, difficulty.objective, difficulty.item)


_SIGNS = (1.0, 1.0, 1.0, 1.0, -1.0, -1.0)  # of the parts of a standing


@dataclass(frozen=True, slots=True)
class Mastery:
    """The estimator."""

    config: MasteryConfig = field(default_factory=MasteryConfig)

    def new_ability(self) -> Ability:
        """Of a learner of whom nothing is known."""
        return Ability(Belief(0.0, self.config.ability_variance), Belief(0.0, self.config.form_variance))

    def new_objective_ability(self) -> Ability:
        """Of a learner at an objective that they never met."""
        return Ability(Belief(0.0, self.config.objective_variance), Belief(0.0, self.config.objective_form_variance))

    def new_objective_difficulty(self) -> Belief:
        """Of an objective that nobody answered for."""
        return Belief(0.0, self.config.objective_difficulty_variance)

    def new_item_difficulty(self, expected_wrong: float = 0.5) -> Belief:
        """Of an item that nobody answered; `expected_wrong` is its author's guess at the share of wrong answers."""
        clipped = min(0.95, max(0.05, expected_wrong))
        return Belief(math.log(clipped / (1 - clipped)), self.config.item_variance)

    def chance(self, standing: Standing, *, guess: float) -> Probability:
        """Of a right answer."""
        mean, variance = self._sum(standing)
        return Probability(guess + (1 - guess) * _sigmoid(mean / math.sqrt(1 + _PROBIT * variance)))

    def mastery(self, standing: Standing) -> Probability:
        """The chance of a right answer that is no guess, to an item of middling difficulty for its objective."""
        average = Difficulty(standing.difficulty.objective, Belief(0.0, 0.0))
        return self.chance(Standing(standing.ability, standing.at_objective, average), guess=0.0)

    def observe(self, standing: Standing, *, score: float, guess: float) -> Standing:
        """The standing after a response graded `score` (0 to 1)."""
        mean, variance = self._sum(standing)
        known = _sigmoid(mean)
        chance = guess + (1 - guess) * known
        slope = (1 - guess) * known * (1 - known)
        spread = max(chance * (1 - chance), 1e-9)
        information = slope * slope / spread
        damping = 1 / (1 + variance * information)
        gain = (score - chance) * slope / spread * damping
        moved = [
            Belief(part.mean + sign * part.variance * gain, part.variance * (1 - part.variance * information * damping))
            for part, sign in zip(standing.parts(), _SIGNS, strict=True)
        ]
        return self._aged(moved, score - chance)

    def _aged(self, parts: list[Belief], surprise: float) -> Standing:
        """The parts once the response is over: abilities may have changed, form fades, one more answer taught."""
        config = self.config
        general, form, ability, objective_form, objective, item = parts
        return Standing(
            Ability(
                Belief(general.mean, general.variance + config.ability_drift),
                _faded(form, config.form_fading, config.form_variance),
            ),
            Ability(
                Belief(ability.mean + config.learning, ability.variance + config.objective_drift),
                _faded(objective_form, config.objective_form_fading, config.objective_form_variance),
            ),
            Difficulty(objective, item),
            surprise,
        )

    def _sum(self, standing: Standing) -> tuple[float, float]:
        parts = standing.parts()
        mean = sum(sign * part.mean for part, sign in zip(parts, _SIGNS, strict=True))
        variance = sum(part.variance for part in parts)
        return self.config.easiness + mean + self.config.same_item * standing.surprise, variance


def _faded(belief: Belief, fading: float, resting_variance: float) -> Belief:
    kept = fading * fading
    return Belief(fading * belief.mean, kept * belief.variance + (1 - kept) * resting_variance)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
