"""What a text says about itself without a model: sentences, tags, lemmas, noun phrases, obligations, numbers."""

from authoring.linguistics.amounts import Limiter, Quantity, limiter_before, number_values, quantities
from authoring.linguistics.articles import with_italian_article
from authoring.linguistics.facts import missing_facts
from authoring.linguistics.forms import base_form, gerund, plural, singular, third_person
from authoring.linguistics.lemmas import can_be_noun, can_be_verb, content_lemmas, is_stopword, lemma_of
from authoring.linguistics.modality import Modality, Obligation, is_negated, obligations
from authoring.linguistics.names import acronyms, proper_names
from authoring.linguistics.phrases import Phrase, head_of, noun_phrases, opening_form
from authoring.linguistics.sentences import sentence_spans
from authoring.linguistics.tokens import Token, analyse, word_spans

__all__ = [
    "Limiter",
    "Modality",
    "Obligation",
    "Phrase",
    "Quantity",
    "Token",
    "acronyms",
    "analyse",
    "base_form",
    "can_be_noun",
    "can_be_verb",
    "content_lemmas",
    "gerund",
    "head_of",
    "is_negated",
    "is_stopword",
    "lemma_of",
    "limiter_before",
    "missing_facts",
    "noun_phrases",
    "number_values",
    "obligations",
    "opening_form",
    "plural",
    "proper_names",
    "quantities",
    "sentence_spans",
    "singular",
    "third_person",
    "with_italian_article",
    "word_spans",
]
