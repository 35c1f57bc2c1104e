"""Sentences, words, obligations and amounts are found at their exact places."""

from __future__ import annotations

import re

import pysbd
import pytest

from authoring.linguistics import (
    Limiter,
    Modality,
    acronyms,
    analyse,
    base_form,
    content_lemmas,
    gerund,
    head_of,
    is_negated,
    limiter_before,
    missing_facts,
    noun_phrases,
    number_values,
    obligations,
    opening_form,
    plural,
    proper_names,
    quantities,
    sentence_spans,
    third_person,
)
from authoring.linguistics.words import word_list


def sentences(text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


def test_sentences_are_cut_at_their_exact_places() -> None:
    text = "Wear gloves.  Are they clean? Then  start."
    assert sentences(text) == ["Wear gloves.", "Are they clean?", "Then  start."]


@pytest.mark.parametrize(
    "text",
    [
        "Use a strong seal, e.g. tape, before the move.",
        "Follow art. 5 of the rule.",
        "Dr. Rossi signs the form.",
        "The limit is 1.5 kg per box.",
    ],
)
def test_an_abbreviation_or_a_decimal_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_no_character_of_a_text_is_lost_between_sentences() -> None:
    text = "First (see Fig. 3). “Second!” she said… Third: a, b; c. 4. Fourth?"
    kept = "".join(sentences(text))
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_italian_sentences_keep_their_abbreviations() -> None:
    text = "Vedi l'art. 12 del testo. Il dott. Bianchi firma."
    assert sentences(text, "it") == ["Vedi l'art. 12 del testo.", "Il dott. Bianchi firma."]


def test_tokens_stand_where_they_say() -> None:
    text = "Verifiers SHALL NOT store the keys."
    for token in analyse(text, "en"):
        assert text[token.span.start : token.span.end] == token.text


def test_a_verb_after_a_modal_is_no_noun() -> None:
    tags = {token.text: token.pos for token in analyse("Drivers shall not store the load outside.", "en")}
    assert tags["store"] == "VERB"
    assert tags["shall"] == "AUX"


def test_lemmas_join_the_forms_of_one_word() -> None:
    assert content_lemmas("Verifiers encrypted the reports.", "en") == content_lemmas("verifier encrypts report", "en")


def test_stopwords_carry_no_content() -> None:
    assert content_lemmas("it is what they have to do", "en") == frozenset()


def test_italian_lemmas_come_from_a_dictionary() -> None:
    assert "conservare" in content_lemmas("I dati sono conservati", "it")


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The guard must lock the gate.", Modality.MUST),
        ("The guard is required to lock it.", Modality.MUST),
        ("The guard SHALL NOT leave.", Modality.MUST_NOT),
        ("You should call first.", Modality.SHOULD),
        ("You shouldn't call first.", Modality.SHOULD_NOT),
        ("Guests may enter.", Modality.MAY),
        ("Guests cannot enter.", Modality.MAY_NOT),
    ],
)
def test_obligations_fall_into_their_classes(text: str, modality: Modality) -> None:
    assert [obligation.modality for obligation in obligations(text, "en")] == [modality]


def test_italian_obligations_are_known() -> None:
    found = obligations("Il titolare non deve cedere i dati e può cancellarli.", "it")
    assert [obligation.modality for obligation in found] == [Modality.MUST_NOT, Modality.MAY]


def test_the_month_of_may_allows_nothing() -> None:
    assert obligations("Released in May 2024.", "en") == ()


def test_negation_is_seen_in_words_and_contractions() -> None:
    assert is_negated("Don’t open it.", "en")
    assert not is_negated("Open it.", "en")


def test_an_amount_carries_value_unit_and_place() -> None:
    text = "Reply within 3 business days or 12%."
    first, second = quantities(text, "en")
    assert (first.value, first.text, first.unit_class) == (3.0, "3 business days", "time")
    assert text[first.span.start : first.span.end] == first.text
    assert (second.value, second.unit) == (12.0, "%")


def test_numbers_in_words_and_with_commas_have_values() -> None:
    assert number_values("thirty days, 1,300,000 rounds", "en") == {30.0, 1_300_000.0}


def test_a_number_inside_a_name_is_no_amount() -> None:
    assert number_values("SEV-2 and 3.2.1", "en") == frozenset()


@pytest.mark.parametrize(
    ("text", "limiter"),
    [
        ("at least 8 characters", Limiter.MINIMUM),
        ("no more than 8 characters", Limiter.MAXIMUM),
        ("within 8 hours", Limiter.MAXIMUM),
        ("every 8 hours", Limiter.PERIOD),
        ("almeno 8 caratteri", Limiter.MINIMUM),
    ],
)
def test_words_before_a_number_limit_it(text: str, limiter: Limiter) -> None:
    found = limiter_before(text, text.index("8"))
    assert found is not None
    assert found[0] is limiter


def test_a_noun_phrase_ends_in_its_head() -> None:
    phrases = noun_phrases(analyse("Lock the steel cabinet behind the desk.", "en"))
    assert [phrase.head.text for phrase in phrases] == ["cabinet", "desk"]
    head = head_of("the minimum length of a code", "en")
    assert head is not None
    assert head.text == "length"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Post a notice at the gate", "imperative"),
        ("to post a notice", "to"),
        ("posting a notice", "ing"),
        ("Measures the flow of gas", "third person"),
        ("3 days", "number"),
        ("the rate at which it is done", "noun"),
        ("the door is locked", "clause"),
    ],
)
def test_phrases_are_told_apart_by_how_they_open(text: str, form: str) -> None:
    assert opening_form(text, "en") == form


def test_verbs_and_nouns_change_form_by_table() -> None:
    assert (third_person("notify"), gerund("plan"), base_form("Drafting"), plural("category")) == (
        "notifies",
        "planning",
        "Draft",
        "categories",
    )


def test_names_are_capitals_inside_a_sentence() -> None:
    assert proper_names("Ask Maria Rossi before leaving. Then go.", "en") == {"Maria Rossi"}
    assert acronyms("The CSPs SHALL use TLS.") == {"CSP", "TLS"}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("at most 5 tries", ("5",)),
        ("must be locked", ("must",)),
        ("is not locked", ("not",)),
        ("ask Anna first", ("Anna",)),
        ("the gate is locked", ()),
    ],
)
def test_what_a_source_lacks_is_named(text: str, missing: tuple[str, ...]) -> None:
    assert missing_facts(text, "The gate is locked at night by 3 guards who should sign.", "en") == missing


def test_word_lists_are_never_empty() -> None:
    assert {"the", "of"} <= word_list("stopwords_en")


def test_sentences_are_those_that_the_library_finds_without_a_pattern_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Wear gloves (size 8). “Are they clean?” Then start! Then start! The limit is 1.5 kg [see 3]."
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=False)
    expected = [sentence.strip() for sentence in segmenter.segment(text)]
    compiled: list[str] = []
    compile_once = re._compiler.compile  # type: ignore[attr-defined]  # private: what the cache spares is not told elsewhere

    def counted(pattern: str, flags: int = 0) -> object:
        compiled.append(pattern)
        return compile_once(pattern, flags)

    sentences(text.replace("gloves", "boots"))
    monkeypatch.setattr("re._compiler.compile", counted)

    assert sentences(text) == expected
    assert compiled == []
