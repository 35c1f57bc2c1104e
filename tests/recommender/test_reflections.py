"""Reflections are chosen near to what was learned, and unlike each other."""

from __future__ import annotations

import numpy as np

from recommender.reflections import choose_different
from recommender.types import Vector


def vector(*numbers: float) -> Vector:
    made = np.array(numbers, dtype=np.float32)
    unit: Vector = made / np.linalg.norm(made)
    return unit


def test_the_nearest_comes_first_and_then_what_is_near_and_different() -> None:
    candidates = {
        "same again": vector(0.95, 0.3, 0.0),
        "nearest": vector(1.0, 0.2, 0.0),
        "another side": vector(0.8, -0.6, 0.0),
        "far": vector(0.0, 0.0, 1.0),
    }
    assert choose_different(candidates, near=vector(1, 0, 0)) == ["nearest", "another side"]


def test_no_more_are_chosen_than_there_are() -> None:
    assert choose_different({"only": vector(1, 0)}, near=vector(0, 1)) == ["only"]
    assert choose_different({}, near=vector(0, 1)) == []
