"""What the ranker knows of a candidate: numbers about its form, its evidence and how it was made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from authoring.extractive.candidates import Candidate
from authoring.extractive.clauses import Clause
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import quoted
from authoring.extractive.frames import rules
from authoring.extractive.modals import Modality
from authoring.items.grading import is_self_marked
from authoring.linguistics import content_lemmas, obligations
from authoring.types import BlockKind, Item, ItemType

Features = Mapping[str, float]

_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|this|that|these|those|he|she|such)\b", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:thing|things|way|ways|something|someone|various|certain|several|good|important|etc)\b", re.I)


def features_of(evidence: Evidence, item: Item, candidate: Candidate) -> dict[str, float]:
    """The candidate in numbers, the same ones for every candidate; all are 0 where they do not apply."""
    language = candidate.language or evidence.language
    return {
        **_of_stem(item, language),
        **of_wording(item.stem, next(iter(_answers(item)), "")),
        **_of_answer(item, language),
        **_of_distractors(item, candidate, language),
        **_of_making(item, candidate, language),
        **_of_place(evidence, item),
        **_of_clause(_clause(evidence, item)),
    }


def _of_stem(item: Item, language: str | None) -> dict[str, float]:
    stem = item.stem
    return {
        "stem_words": len(stem.split()),
        "stem_commas": stem.count(",") + stem.count(";"),
        "stem_sentences": len(re.findall(r"[.?!](?:\s|$)", stem)),
        "stem_has_topic": float(re.match(r"[^,.?]{2,50}: ", stem) is not None),
        "stem_has_pronoun": float(_PRONOUN.search(stem) is not None),
        "stem_has_number": float(any(letter.isdigit() for letter in stem)),
        "stem_has_aside": float("(" in stem or "“" in stem or '"' in stem),
        "stem_says_you": float(re.search(r"\byou\b", stem, re.IGNORECASE) is not None),
        "stem_lemmas": len(content_lemmas(stem, language)),
    }


_ASKS = ("what", "which", "who", "whose", "when", "where", "why", "how", "within")
_ASKED = re.compile(rf"(?:^|[,:.] )(?:\w+ )?({'|'.join(_ASKS)})\b")
_MODALS = ("must", "should", "may", "can")
_ANSWER_OPENS = {
    "to": ("to",),
    "condition": ("if", "when", "while", "once", "before", "after", "during", "unless", "except", "until"),
    "preposition": ("by", "with", "through", "via", "in", "at", "for", "from", "on", "as", "against", "only", "under"),
    "article": ("a", "an", "the", "any", "all", "each", "every"),
    "being": ("be", "being"),
    "pronoun": ("this", "it", "they", "that", "these", "those"),
}


def of_wording(stem: str, answer: str) -> dict[str, float]:
    """What kind of question it is by its words, and how the answer opens: which of them go wrong is learned."""
    flat = stem.lower()
    asked = _ASKED.search(flat)
    first = (answer.lower().split() or [""])[0]
    body = re.sub(r"^[^:]{2,60}: ", "", stem)
    in_stem, words = frozenset(re.findall(r"[a-z]{4,}", flat)), re.findall(r"[a-z]{4,}", answer.lower())
    return {
        **{f"asks_{word}": float(asked is not None and asked[1] == word) for word in _ASKS},
        **{f"stem_{modal}": float(re.search(rf"\b{modal}\b", flat) is not None) for modal in _MODALS},
        **{f"answer_opens_{kind}": float(first in opens) for kind, opens in _ANSWER_OPENS.items()},
        "asks_to_do": float(flat.endswith((" do?", " do when?"))),
        "asks_done_with": float("be done with" in flat),
        "asks_of": float("required of" in flat or "recommended for" in flat),
        "stem_quotes": float("“" in stem),
        "stem_limits": float("at least" in flat or "at most" in flat),
        "stem_capitals": len(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", body)),
        "stem_acronyms": len(re.findall(r"\b[A-Z]{2,}\b", body)),
        "stem_articles": len(re.findall(r"\bthe \w+", flat)),
        "stem_relatives": len(re.findall(r"\b(?:that|who|which)\b", flat)),
        "answer_opens_as_stem": float(bool(words) and words[0] in in_stem),
        "answer_ends_as_stem": float(bool(words) and words[-1] in in_stem),
        "answer_words_in_stem": sum(word in in_stem for word in words) / max(1, len(words)),
    }


def _answers(item: Item) -> list[str]:
    texts = [option.text for option in item.options if option.correct]
    texts += [answer.value for answer in item.accepted_answers]
    return texts or [pair.right for pair in item.pairs] or list(item.order)


def _of_answer(item: Item, language: str | None) -> dict[str, float]:
    texts = _answers(item)
    first = texts[0] if texts else ""
    asked, said = content_lemmas(item.stem, language), content_lemmas(first, language)
    source = quoted(item.citations[:1])
    return {
        "key_words": len(first.split()),
        "key_commas": first.count(",") + first.count(";"),
        "key_has_pronoun": float(_PRONOUN.search(first) is not None),
        "key_has_number": float(any(letter.isdigit() for letter in first)),
        "key_is_vague": float(_VAGUE.search(first) is not None),
        "key_has_and": float(re.search(r"\b(?:and|or)\b", first) is not None),
        "key_in_stem": len(asked & said) / max(1, len(said)),
        "key_of_source": len(first) / max(1, len(source)),
        "keys": len(texts),
    }


def _of_distractors(item: Item, candidate: Candidate, language: str | None) -> dict[str, float]:
    wrong = [option.text for option in item.options if not option.correct]
    shown = {option.text.casefold() for option in item.options}
    rungs = [int(one.rung) for one in candidate.distractors if one.text.casefold().rstrip(".") in shown]
    key = _answers(item)[0] if wrong else ""
    lengths = [len(text) for text in wrong]
    asked = content_lemmas(item.stem, language)
    shared = [len(asked & content_lemmas(text, language)) for text in wrong]
    return {
        "distractors": len(wrong),
        "pool_margin": min(10, len(candidate.distractors) - candidate.needed_distractors) if wrong else 0,
        "rung_best": min(rungs, default=0),
        "rung_worst": max(rungs, default=0),
        "length_ratio": len(key) * len(lengths) / max(1, sum(lengths)) if wrong else 0,
        "length_spread": max(lengths, default=0) / max(1, min(lengths, default=1)),
        "distractor_in_stem": max(shared, default=0),
    }


def _of_making(item: Item, candidate: Candidate, language: str | None) -> dict[str, float]:
    return {
        "emphasis": candidate.emphasis,
        "rewrites": candidate.rewrites,
        "difficulty": candidate.difficulty,
        "citations": len(candidate.citations),
        "obliges": float(bool(obligations(quoted(candidate.citations), language))),
        "is_open": float(is_self_marked(item)),
        "is_choice": float(item.type is ItemType.MULTIPLE_CHOICE),
        "is_true_false": float(item.type is ItemType.TRUE_FALSE),
    }


def _of_place(evidence: Evidence, item: Item) -> dict[str, float]:
    citation = item.citations[0]
    block = evidence.blocks[citation.block]
    return {
        "source_words": len(citation.quote.split()),
        "place": evidence.position(block.id) / max(1, len(evidence.document.blocks)),
        "depth": len(evidence.headings(block.id)),
        "in_list": float(block.kind is BlockKind.LIST_ITEM),
        "in_table": float(block.kind is BlockKind.TABLE),
    }


def _clause(evidence: Evidence, item: Item) -> Clause | None:
    by_span = evidence.once(
        "clauses by sentence", lambda: {rule.sentence.span: rule.clause for rule in rules(evidence)}
    )
    return by_span.get(item.citations[0].span)


def _of_clause(clause: Clause | None) -> dict[str, float]:
    return {
        "is_cut": float(clause is not None),
        "clause_is_double": float(clause is not None and clause.is_double),
        "clause_binds": float(clause is not None and (clause.modality.obliges or clause.modality.forbids)),
        "clause_states": float(clause is not None and clause.modality is Modality.NONE),
        "clause_has_subject": float(clause is not None and clause.subject is not None),
        "clause_parts": len(clause.parts) if clause else 0,
        "clause_verbs": clause.verbs if clause else 0,
    }
