"""The facts that wording must not change, read more widely than a single lifted sentence needs: a model rewords.

`authoring.checks` compares numbers, names, modals and limits of lifted text. A model may also swap a unit, write
"could" for "may" or drop a "must": what is here finds those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from authoring.linguistics import content_lemmas, is_negated, missing_facts, quantities, sentence_spans

_FORCES = {
    "must": r"must|shall|ha(?:s|ve|d) to|needs? to|required?|requires|mandatory|obligatory|forbidden|prohibited|banned"
    r"|dev(?:e|ono)|obbligatori[oaei]|vietat[oaie]",
    "should": r"should|ought|recommended|advised|advisable|dovrebbe(?:ro)?|consigliat[oaie]|raccomandat[oaie]",
    "may": r"may|can|might|could|cannot|permitted|allowed|optional|può|possono|consentit[oaie]|permess[oaie]",
}
_FORCE_PATTERNS = {
    force: re.compile(rf"\b(?:{words})(?:n['’]t)?\b(?!\s+\d)", re.IGNORECASE) for force, words in _FORCES.items()
}
_LIMITS = {
    "a minimum": r"at least|minimum|no (?:less|fewer) than|not (?:less|fewer) than|or (?:more|longer|higher|greater)"
    r"|more than|over \d|almeno|minimo",
    "a maximum": r"at most|maximum|no (?:more|later|longer|greater) than|not more than|up to|exceed\w*|within"
    r"|limited to|or (?:less|fewer|shorter|lower)|less than|fewer than|under \d|al massimo|entro|massimo",
    "always": r"always|every time|in all cases|sempre",
    "never": r"never|under no circumstances|in no case|mai",
    "only": r"only|solely|exclusively|solo|soltanto",
    "all": r"all|every|each|any|tutt[ieoa]|ogni",
    "an exception": r"unless|except\w*|other than|salvo|tranne|a meno che",
}
_LIMIT_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _LIMITS.items()}
_MUST_STAND = frozenset({"a minimum", "a maximum", "always", "never", "only", "an exception"})
_NAME = re.compile(r"[^\W_](?:[\w]|[-.&/'’](?=[^\W_]))*")
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|gennaio|febbraio|marzo"
    r"|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)"
)
_DATE = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?"
    rf"|{_MONTH}\s+\d{{1,4}}(?:,?\s+\d{{4}})?",
    re.IGNORECASE,
)
_OPENERS = frozenset("“«\"‘':;•–—")  # after which a capital begins a sentence of somebody else's
_RESTATES = 0.6  # share of a cited sentence's words from which a text restates it and so must bind as it does


def changed_facts(text: str, quoted: str, language: str | None) -> Iterator[str]:
    """What `text` says that `quoted` does not, and what of a restated sentence's force it leaves out."""
    yield from foreign_facts(text, quoted, language)
    yield from (f"“{fact}” is not in the cited text" for fact in missing_facts(text, quoted, language))
    for force in sorted(_forces(text) - _forces(quoted)):
        yield f"“{force}” is not what the cited text says"
    for name, pattern in _LIMIT_PATTERNS.items():
        if name in _MUST_STAND and pattern.search(text) and not pattern.search(quoted):
            yield f"{name} is not in the cited text"
    yield from _lost_force(text, quoted, language)


def foreign_facts(text: str, known: str, language: str | None) -> Iterator[str]:
    """Numbers with other units, dates, names and codes of `text` that `known` does not hold."""
    held = {(one.value, _unit(one.unit)) for one in quantities(known, language)}
    for one in quantities(text, language):
        if (one.value, _unit(one.unit)) not in held and not _stands(one.text, known):
            yield f"“{one.text}” is not in the cited text"
    flat = " ".join(known.casefold().split())
    for date in _DATE.findall(text):
        if date.casefold() not in flat:
            yield f"the date {date} is not in the cited text"
    words = {word.casefold() for word in _NAME.findall(known)}
    words |= {part for word in words for part in re.split(r"[-./&'’]", word)}
    for name in names(text, language):
        folded = name.casefold().removesuffix("'s").removesuffix("’s")
        if folded not in words and folded.removesuffix("s") not in words and folded not in flat:
            yield f"the name {name} is not in the cited text"


def names(text: str, language: str | None) -> tuple[str, ...]:
    """Words with a capital that a sentence's start does not explain, and codes of letters with digits."""
    found = []
    for start, end in sentence_spans(text, language):
        for place, match in enumerate(_NAME.finditer(text, start, end)):
            word = match.group()
            opens = place == 0 or text[: match.start()].rstrip(" ")[-1:] in _OPENERS
            has_capital = any(letter.isupper() for letter in (word[1:] if opens else word))
            is_code = any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word)
            if (has_capital and language != "de") or is_code:
                found.append(word)
    return tuple(dict.fromkeys(found))


def _lost_force(text: str, quoted: str, language: str | None) -> Iterator[str]:
    """A text that restates a cited sentence binds as it does: same modals, same "not"."""
    said = content_lemmas(text, language)
    for line in quoted.split("\n"):
        for start, end in sentence_spans(line, language):
            sentence = line[start:end]
            own = content_lemmas(sentence, language)
            if not own or len(own & said) < _RESTATES * len(own):
                continue
            lost = _forces(sentence) - _forces(text)
            if lost:
                yield f"“{sorted(lost)[0]}” of the cited text is left out"
            if is_negated(sentence, language) and not is_negated(text, language):
                yield "a negation of the cited text is left out"


def _forces(text: str) -> frozenset[str]:
    """Classes of obligation with their negation; "no one may" negates too."""
    plain = _DATE.sub(" ", text)
    found: Counter[str] = Counter()
    for force, pattern in _FORCE_PATTERNS.items():
        for match in pattern.finditer(plain):
            after = plain[match.end() : match.end() + 12]
            word = match.group().casefold()
            negated = (
                word.startswith(("forbidden", "prohibited", "banned", "cannot", "vietat"))
                or word.endswith(("n't", "n’t"))
                or re.match(r"\s+(?:not|never)\b", after, re.IGNORECASE) is not None
                or plain[max(0, match.start() - 4) : match.start()].casefold() in {"non ", "not "}
            )
            found[f"{force} not" if negated else force] += 1
    return frozenset(found)


def _unit(unit: str | None) -> str:
    return (unit or "").removesuffix("s")


def _stands(words: str, known: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", known, re.IGNORECASE) is not None
