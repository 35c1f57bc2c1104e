"""English word forms by table: third person, -ing, base form, singular and plural. Other languages keep the word."""

from __future__ import annotations

from functools import lru_cache


def third_person(verb: str) -> str:
    """ "documents" from "document"; the case of the first letter is kept."""
    return _inflected(verb, "VBZ")


def gerund(verb: str) -> str:
    """ "documenting" from "document"; the case of the first letter is kept."""
    return _inflected(verb, "VBG")


def base_form(verb: str) -> str:
    """ "document" from "documents" or "documenting"; the case of the first letter is kept."""
    from authoring.linguistics.lemmas import lemma_of

    return _cased(_AUXILIARIES.get(verb.lower()) or lemma_of(verb, "en", pos="VERB"), verb)


_AUXILIARIES = {"has": "have", "does": "do"}  # no verbs to the lemmatiser


def plural(noun: str) -> str:
    """ "categories" from "category"; the case of the first letter is kept."""
    return _inflected(noun, "NNS")


def singular(noun: str) -> str:
    """ "category" from "categories"; the case of the first letter is kept."""
    from authoring.linguistics.lemmas import lemma_of

    return _cased(lemma_of(noun, "en", pos="NOUN"), noun)


@lru_cache(maxsize=5_000)
def _inflected(word: str, tag: str) -> str:
    from lemminflect import getInflection

    forms = getInflection(word.lower(), tag)
    return _cased(str(forms[0]), word) if forms else word


def _cased(form: str, model: str) -> str:
    return form[:1].upper() + form[1:] if model[:1].isupper() else form
