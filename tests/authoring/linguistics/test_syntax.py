"""The parser's trees keep the places of the text they were made from, and its weights are the pinned ones."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

import pytest

from authoring.errors import WrongParser
from authoring.linguistics import syntax
from authoring.linguistics.syntax import parse, parser_identity


def test_words_stand_where_the_text_has_them() -> None:
    text = "Drivers SHALL lock the cabin’s door."
    (tree,) = parse([text])
    assert tree is not None
    assert all(text[word.span.start : word.span.end] == word.text for word in tree.words)
    assert tree.words[tree.root].text == "lock"
    subject = tree.child(tree.root, "nsubj")
    assert subject is not None
    assert text[slice(*tree.subtree(subject))] == "Drivers"


def test_two_sentences_have_no_tree() -> None:
    assert parse(["Lock the door. Switch off the light."]) == (None,)


def test_a_citation_in_brackets_is_no_sentence_of_its_own() -> None:
    text = "The gate must use an approved lock [ISO 99-1A] to close the yard [Ref]."
    (tree,) = parse([text])
    assert tree is not None
    assert tree.text == text
    assert tree.words[tree.root].text == "use"


def test_a_subordinate_clause_is_a_tree_of_its_own_in_the_same_text() -> None:
    text = "Verify that the reader rejects copied cards."
    (tree,) = parse([text])
    assert tree is not None
    inner = tree.child(tree.root, "ccomp")
    assert inner is not None
    clause = tree.clause(inner)
    assert clause.words[clause.root].text == "rejects"
    assert text[clause.words[0].span.start :] == "the reader rejects copied cards."


def test_the_parser_names_its_weights() -> None:
    package = Path(str(importlib.import_module(syntax.PACKAGE).__file__)).parent
    (weights,) = package.glob("*/parser/model")
    assert parser_identity().endswith("@" + hashlib.sha256(weights.read_bytes()).hexdigest()[:12])


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "WEIGHTS_SHA256", {**syntax.WEIGHTS_SHA256, "parser/model": "0" * 64})
    syntax._parser.cache_clear()
    try:
        with pytest.raises(WrongParser, match="parser/model"):
            parse(["Lock the door."])
    finally:
        syntax._parser.cache_clear()  # a parser let in by mistake is nobody else's
