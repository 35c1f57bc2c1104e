"""P16: asks whether a document requires, recommends, allows or forbids something."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from authoring.extractive.actions import Action, action_of
from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.clauses import Modality
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules, rules_in
from authoring.extractive.imperatives import SECOND_VERB
from authoring.extractive.stems import ask, subject_in_stem
from authoring.linguistics import head_of, third_person
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P16"
QUESTION = "Is this required, recommended, allowed or forbidden?"
MIN_CAPITALISED = 5  # a document that writes SHALL means its modals
MIN_RULES, MIN_WEAKER = 10, 4  # one in small letters must use several strengths to make them tell

WORDS = {
    Modality.MUST: "required",
    Modality.SHOULD: "recommended",
    Modality.MAY: "allowed",
    Modality.MUST_NOT: "forbidden",
}
# "…, not even in the boot": the contrast belongs to the modal that is taken away.
_CONTRAST = re.compile(r", (?:not even|not|let alone|least of all|whatever|however)\b|\bleast of all\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"(?:help |better )?(?:ensure|prevent|protect|avoid|reduce|allow|enable|maintain|improve|mitigate|minimi[sz]e)\b"
)
_CAPITALS = re.compile(r"\b(?:SHALL|MUST|SHOULD|MAY|REQUIRED|RECOMMENDED)\b")
_PERMISSION = re.compile(r"\bMAY\b|\b(?:is|are) (?:permitted|allowed) to\b")


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every rule in the segment with one modal and an action, where the document means its modals."""
    if not is_normative(evidence):
        return
    for rule in rules_in(evidence, segment):
        word = WORDS.get(rule.clause.modality)
        action = action_of(rule, passive=True)
        if word is None or action is None or not _may_ask(evidence, rule) or _CONTRAST.search(action.text):
            continue
        actor = subject_in_stem(evidence, rule.clause)
        statement = situation(evidence, rule, action)
        stem = statement and ask(evidence, rule, statement, ending=f". {QUESTION}")
        if stem:
            yield Candidate(
                pattern=PATTERN,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem.text,
                citations=stem.citations,
                keys=(Choice(word),),
                distractors=tuple(
                    Choice(other, None, Rung.SIBLING, "another strength of rule", stem.citations[:1])
                    for other in WORDS.values()
                    if other != word
                ),
                subject=actor,
                bloom=Bloom.UNDERSTAND,
                emphasis=rule.statement.emphasis,
                rewrites=2,
                frame=f"rule {rule.sentence.span.start}",
                option_order=OptionOrder.NATURAL,
                layout=tuple(WORDS.values()),
                checked=True,
                language=rule.sentence.language,
                difficulty=0.45,
            )


def situation(evidence: Evidence, rule: Rule, action: Action) -> str | None:
    """The rule as something that happens, without its modal: "verifiers store …", "a verifier stores …"; None where the
    verb cannot be put so."""
    actor = subject_in_stem(evidence, rule.clause)
    verb, _, rest = action.text.partition(" ")
    if verb.endswith("ly") or is_plural(actor, rule.sentence.language):
        return None if verb.endswith("ly") else f"{actor} {'are' if verb == 'be' else verb} {rest}"
    if SECOND_VERB.search(f" {rest}"):
        return None
    return f"{actor} {'is' if verb == 'be' else third_person(verb)} {rest}"


def is_plural(actor: str, language: str | None) -> bool:
    """Whether a subject takes the plural verb; "you" does."""
    plain = re.sub(r" ?\([^()]*\)", "", actor)
    core = re.split(r" (?:that|which|who|of|in|at|for|with|used|using|on|from|to) ", plain)[0]
    if actor.lower() == "you" or " and " in core:
        return True
    head = head_of(core, language)
    return head is not None and head.tag.endswith("S")


def is_normative(evidence: Evidence) -> bool:
    """Whether the document's modals carry weight: written in capitals, or used in several strengths."""
    return evidence.once("is normative", lambda: _is_normative(evidence))


def _is_normative(evidence: Evidence) -> bool:
    if len(_CAPITALS.findall(evidence.text)) >= MIN_CAPITALISED:
        return True
    counts = Counter(rule.clause.modality for rule in rules(evidence))
    return counts[Modality.MUST] >= MIN_RULES and counts[Modality.MAY] + counts[Modality.SHOULD] >= MIN_WEAKER


def _may_ask(evidence: Evidence, rule: Rule) -> bool:
    clause = rule.clause
    if clause.subject is None or clause.is_double or clause.reason is not None or clause.exception is not None:
        return False
    if clause.modal and clause.modal.text.lower().endswith(" to") and _PURPOSE.match(clause.predicate.text):
        return False  # "A lamp is recommended to prevent falls": what it is good for, not what it does
    written = evidence.text[clause.modal.span.start : clause.modal.span.end] if clause.modal else ""
    if clause.modality is Modality.MAY:
        return bool(_PERMISSION.search(written))  # "can", and "may" in small letters, state what happens as often
    return clause.modality is not Modality.MUST or _kept(rule)


def _kept(rule: Rule) -> bool:
    """Half of the duties, by digest: most rules are duties, and the word required would be right too often."""
    return hashlib.sha256(rule.sentence.text.encode()).digest()[0] % 2 == 0
