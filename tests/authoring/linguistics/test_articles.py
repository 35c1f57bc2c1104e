"""The article of an Italian noun, and silence where its ending does not tell."""

from __future__ import annotations

import pytest

from authoring.linguistics import with_italian_article


@pytest.mark.parametrize(
    ("phrase", "named"),
    [
        ("Quantità massima nel deposito", ("la quantità massima nel deposito", False)),
        ("Contenitore", ("il contenitore", False)),
        ("Studio", ("lo studio", False)),
        ("Ufficio", ("l'ufficio", False)),
        ("Iscrizione", ("l'iscrizione", False)),
        ("Sistema di allarme", ("il sistema di allarme", False)),
        ("Sanzioni", ("le sanzioni", True)),
        ("Esempi", ("gli esempi", True)),
        ("Compiti", ("i compiti", True)),
    ],
)
def test_it_follows_gender_number_and_sound(phrase: str, named: tuple[str, bool]) -> None:
    assert with_italian_article(phrase) == named


@pytest.mark.parametrize("phrase", ["Decide", "Controlla", "Email", "2024", ""])
def test_a_verb_or_a_word_that_does_not_tell_takes_none(phrase: str) -> None:
    assert with_italian_article(phrase) is None
