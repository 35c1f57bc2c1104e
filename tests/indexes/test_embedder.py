"""What every embedder must do; the bundled model and the fake of the fast tests alike."""

from __future__ import annotations

import numpy as np
import pytest

from indexes.embedder import Embedder
from indexes.sentence_transformer import bundled_embedder
from tests.support.embedders import HashedWordsEmbedder

SENTENCE = "The on-call engineer acknowledges every page within five minutes."
LONG = " ".join(f"Rule number {number} of the handbook speaks about pagers." for number in range(200))


@pytest.fixture(params=["hashed words", "bundled model"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return HashedWordsEmbedder() if request.param == "hashed words" else bundled_embedder()


def test_vectors_have_the_stated_shape_and_unit_length(embedder: Embedder) -> None:
    vectors = embedder.embed([SENTENCE, LONG, "", "word" * 3000])

    assert vectors.shape == (4, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_the_same_texts_give_the_same_vectors(embedder: Embedder) -> None:
    texts = [SENTENCE, LONG, "pager"]

    assert embedder.embed(texts).tobytes() == embedder.embed(texts).tobytes()


def test_the_order_of_texts_is_the_order_of_vectors(embedder: Embedder) -> None:
    there = embedder.embed([SENTENCE, "Bread is baked at dawn.", LONG])
    back = embedder.embed([LONG, "Bread is baked at dawn.", SENTENCE])

    assert np.allclose(there, back[::-1], atol=1e-5)


def test_texts_on_one_matter_are_nearer_than_texts_on_two(embedder: Embedder) -> None:
    page, same, other = embedder.embed(
        [SENTENCE, "An engineer on call acknowledges the page within five minutes.", "Bread is baked at dawn."]
    )

    assert page @ same > page @ other + 0.2


def test_the_end_of_a_long_text_counts(embedder: Embedder) -> None:
    plain, with_end, end = embedder.embed([LONG, LONG + " Bread is baked at dawn." * 60, "Bread is baked at dawn."])

    assert with_end @ end > plain @ end + 0.1


def test_the_identity_is_stable_and_names_the_model(embedder: Embedder) -> None:
    assert embedder.identity == embedder.identity
    assert embedder.identity
