"""The key point that an English objective names where it would else only repeat its title: "Describe parking"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.aspects import part_of_point
from authoring.extractive.micro_modules.importance import importance
from authoring.extractive.micro_modules.standing_alone import may_be_key_point
from authoring.extractive.micro_modules.subjects import lowered_start
from authoring.extractive.micro_modules.titles import Title
from authoring.extractive.modals import Modality, modal_of
from authoring.linguistics import content_lemmas, limiter_before, quantities
from authoring.linguistics.syntax import Tree, parse
from authoring.types import BlockKind, Bloom, Citation, KeyPoint, Objective

_RULES = re.compile(r"^(?P<verb>State|Apply) the (?:rules|limits) for (?P<of>.+?)(?:, including those on .+)?\.$")
_FACTS = re.compile(r"^Describe .+\.$|^Explain what “.+” means in practice\.$")
_JOINS = re.compile(r",|&|\band\b", re.IGNORECASE)
_ABOUT_NOTHING = re.compile(r"^(?:Describe the main points of this section|Explain what “)")
_LONGEST = 36  # words of the whole objective
_LONGEST_POINT = 24
_FEWEST = 5  # words
_ASIDE = re.compile(r"\s*\([^()]*\)|;.*")  # nor a second statement behind a semicolon
_UNFIT = re.compile(r"[;:?!()“”\"|\[\]/]|\s[-–—]\s|—|\b(?:we|our|us|I|my|me)\b|\.\s|\.\.", re.IGNORECASE)
_OPENS_ASIDE = re.compile(
    r"^(?:if|when|whenever|once|before|after|unless|until|while|where|since|as|in|for|to|even|just|only|usually|mostly|"
    r"sometimes|often|ideally|generally|obviously|there|please|try)\b",
    re.IGNORECASE,
)
_TWO_SENTENCES = re.compile(r", (?:(?:and |but )?(?:they|it|you|do not|don['’]t|never)|so|but)\b", re.IGNORECASE)
_BAN = re.compile(r"^(?P<no>do not|don['’]t|never) (?P<rest>.+)", re.IGNORECASE)
_ALWAYS = re.compile(r"^always (?P<rest>.+)", re.IGNORECASE)
# What a learner will be seen doing twice makes two objectives of one (measure M1).
_TWO_DEEDS = re.compile(
    r"\band (?:apply|analyse|answer|arrange|assess|assign|calculate|carry|check|choose|compare|complete|compute|"
    r"configure|convert|create|decide|define|demonstrate|describe|design|determine|discuss|distinguish|draw|evaluate|"
    r"examine|explain|find|follow|give|handle|identify|illustrate|implement|infer|judge|label|list|locate|match|"
    r"measure|name|operate|order|organise|outline|perform|plan|predict|prepare|present|produce|put|rank|recall|"
    r"recognise|recommend|relate|report|respond|restate|say|select|separate|sequence|set|show|sketch|solve|sort|"
    r"specify|state|summarise|tell|test|trace|translate|use|verify|weigh|write)\b",
    re.IGNORECASE,
)
_TELLS = 1.8  # weight from which a statement is worth an objective of its own: not by the way, not an example
_BINDING = frozenset({Modality.MUST, Modality.MUST_NOT, Modality.SHOULD, Modality.SHOULD_NOT, Modality.MAY_NOT})
_ORDERS = frozenset({Modality.ORDER, Modality.ORDER_NOT})


@dataclass(frozen=True, slots=True)
class _Said:
    """A key point as words that fit behind "in particular" or "the rule": "to lock the gate", "that gates are shut".

    `weight` is that of its sentence; `is_named`: its subject, or what an order deals with, stands in the title.
    """

    words: str
    is_order: bool
    is_rule: bool
    weight: float
    is_named: bool
    citations: tuple[Citation, ...]


def with_a_point(evidence: Evidence, title: Title, whole: Objective, key_points: Sequence[KeyPoint]) -> Objective:
    """The objective with the key point that says most of it, where it tells no more than its title; else as it is."""
    rules = _RULES.match(whole.text)
    if rules is not None and ", in particular " not in whole.text and not _names_sections(evidence, title, whole):
        return _of_rules(whole, rules["verb"], rules["of"], list(_sayings(evidence, title, key_points)))
    is_joined = _JOINS.search(title.subject) and len({part_of_point(evidence, point) for point in key_points}) > 1
    if not is_joined and _FACTS.match(whole.text) and ", in" not in whole.text:
        return _of_facts(whole, list(_sayings(evidence, title, key_points)))
    return whole


def _of_rules(whole: Objective, verb: str, of: str, found: Sequence[_Said]) -> Objective:
    """ "Apply the rules for tests, in particular to add them in the same change." """
    binding = [one for one in found if one.is_rule]
    best = _best([one for one in binding if one.is_order is (verb == "Apply")] or binding)
    if best is None:
        return whole
    verb, bloom = ("Apply", Bloom.APPLY) if best.is_order else (verb, whole.bloom)
    text = f"{verb} the rules for {of}, in particular {best.words}."
    return whole if len(text.split()) > _LONGEST else _said(text, bloom, whole, best)


def _of_facts(whole: Objective, found: Sequence[_Said]) -> Objective:
    """ "Apply the rule to leave the gate open", "Recall that a gate weighs two tonnes." """
    worth = [one for one in found if one.weight >= _TELLS]
    best = _best([one for one in worth if one.is_named] or (worth if _ABOUT_NOTHING.match(whole.text) else []))
    if best is None:
        return whole
    if best.is_rule:
        return _said(f"Apply the rule {best.words}.", Bloom.APPLY, whole, best)
    return _said(f"Recall {best.words}.", Bloom.REMEMBER, whole, best)


def _said(text: str, bloom: Bloom, whole: Objective, best: _Said) -> Objective:
    return Objective(text, bloom, tuple(dict.fromkeys((*whole.citations, *best.citations))))


def _best(found: Sequence[_Said]) -> _Said | None:
    return max(found, key=lambda one: (one.is_named, one.weight), default=None)


def _names_sections(evidence: Evidence, title: Title, whole: Objective) -> bool:
    """Whether "including those on …" lists the headings that stand in the micro-module."""
    titled = {citation.block for citation in title.citations}
    cited = {citation.block for citation in whole.citations} - titled
    return any(evidence.blocks[block].kind is BlockKind.HEADING for block in cited)


def _sayings(evidence: Evidence, title: Title, key_points: Sequence[KeyPoint]) -> Iterator[_Said]:
    named = content_lemmas(title.subject, "en")
    texts = [_ASIDE.sub("", point.text).rstrip(" .") for point in key_points]
    for point, text, tree in zip(key_points, texts, parse(texts), strict=True):
        if tree is None or not _fits(text):
            continue
        modal, begin = modal_of(tree), tree.words[tree.root].first
        if modal is None or begin > 0 or not (_is_one_order(tree) if modal.modality in _ORDERS else _is_stated(tree)):
            continue
        yield _Said(
            _as_clause(evidence, text, modal.modality),
            modal.modality in _ORDERS,
            modal.modality in _ORDERS | _BINDING or (modal.modality is Modality.MAY and _bounds(text)),
            _weight(evidence, point),
            bool(named & content_lemmas(_dealt_with(tree), "en")),
            point.citations,
        )


def _fits(text: str) -> bool:
    fits = _FEWEST <= len(text.split()) <= _LONGEST_POINT and not _UNFIT.search(text)
    is_one = not (_TWO_DEEDS.search(text) or _TWO_SENTENCES.search(text) or _OPENS_ASIDE.match(text))
    return fits and is_one and may_be_key_point(text, "en")


def _is_one_order(tree: Tree) -> bool:
    """Whether it opens with its order, and no second one follows without a joining word."""
    begins = {"do", "don", "don't", "don’t", "never", "always", tree.words[tree.root].text.lower()}
    others = tree.children(tree.root, "ccomp", "parataxis", "dep")
    is_joined = any(tree.words[place].tag in ("VB", "VBP") and not tree.child(place, "nsubj") for place in others)
    return tree.words[0].text.lower() in begins and not is_joined


def _is_stated(tree: Tree) -> bool:
    subject = tree.child(tree.root, "nsubj", "nsubjpass")
    return subject is not None and tree.words[subject].first == 0


def _dealt_with(tree: Tree) -> str:
    """The subject's words; all words of an order, and of what "you" may or must do."""
    subject = tree.child(tree.root, "nsubj", "nsubjpass")
    if subject is None or tree.words[subject].text.lower() == "you":
        return tree.text
    span = tree.subtree(subject)
    return tree.text[span.start : span.end]


def _bounds(text: str) -> bool:
    """Whether it allows so much and no more: "light duties may last up to six weeks"."""
    found = quantities(text, "en")
    return any(one.unit_class and limiter_before(text, one.span.start) for one in found)


def _weight(evidence: Evidence, point: KeyPoint) -> float:
    """The weight of the heaviest sentence that the point cites whole; 0 where it is put together from others."""
    cited = {(citation.block, citation.span) for citation in point.citations}
    told = (one for block in {block for block, _ in cited} for one in evidence.sentences(block))
    return max((importance(evidence, one) for one in told if (one.block, one.span) in cited), default=0.0)


def _as_clause(evidence: Evidence, text: str, modality: Modality) -> str:
    """The point after "to", "not to" or "that"."""
    ban, always = _BAN.match(text), _ALWAYS.match(text)
    if ban:
        return f"{'never' if ban['no'].lower() == 'never' else 'not'} to {ban['rest']}"
    if always:
        return f"always to {always['rest']}"
    if modality in _ORDERS:
        return f"to {text[:1].lower()}{text[1:]}"
    return f"that {lowered_start(evidence, text)}"
