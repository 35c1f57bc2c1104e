"""Turns the words that announce a list into the question that the list answers.

"When you give out a task, follow these three steps:" becomes "When you give out a task, which three steps should you
follow?"; "The clerk must:" becomes "What must the clerk do?". The announced noun, or a placeholder where the lead-in
breaks off, is found in the dependency tree and moved to the front; all other words stay in their order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from authoring.extractive.fronting import IN_CASE, PLACEHOLDER, VAGUE_COUNT, Fronted, is_weak, small_first, wider
from authoring.extractive.pieces import shown
from authoring.linguistics import quantities
from authoring.linguistics.syntax import Tree, Word, parse

_MODAL_END = re.compile(r"\b(?:must|shall|should|may|can|will|cannot)(?: not)?(?: only)?(?: either| both)?$", re.I)
_TO_END = re.compile(r"\b(?:expected|required|needs?|has|have|able|allowed|asked|obliged|advised|supposed) to$", re.I)
_THAT_END = re.compile(r"\b(?P<verb>make sure|ensure|verify|check|confirm)(?: that)?$", re.IGNORECASE)
_VERB_END = re.compile(
    r"\b(?:includes?|contains?|covers?|comprises?|requires?|needs?|provides?|records?|names?|lists?|shows?|states?"
    r"|communicates?|considers?|checks?|has|have|brings?|carry|carries|supports?|for|at|to|of|on|with|by|from|in|into"
    r"|through|between|against)$",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:must|shall|should|may|can)\b", re.IGNORECASE)
_ANNOUNCES = re.compile(
    r"\b(?:following|these|those)\b|\b(?:two|three|four|five|six|seven|eight|\d+) [a-z-]+(?: [a-z-]+)?$", re.IGNORECASE
)
_CASE_END = re.compile(r",? (?:only )?(?:if|when|where)$", re.IGNORECASE)
_TO_TASK = re.compile(r"^(?:in order )?to [a-z]+ [^,:]+$", re.IGNORECASE)
_TAIL = re.compile(r"(?:,? (?:either|both|the following|as follows|these|namely))+$", re.IGNORECASE)
_DISCOURSE = re.compile(
    r"^please,? |^(?:to be clear|additionally|in addition|also|finally|however|generally|in general|furthermore"
    r"|moreover|so|and|but|first|second|third|together|as such|therefore|thus|in short|note that"
    r"|for (?:that|this) reason), ",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r", (?:aside from|which (?:are|is)|whatever|no matter|always|in this order|usually)\b[^,]*(?=,|$)", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|these|those|all|its|your|our|his|her|their) ", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:not limited to|for example|for instance|such as|e\.g|among others?|things like|some of|examples?"
    r"|similar(?:ly)?|other|another|etc|one or two|common|typical|typically)\b",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "both": 2}
_PAIR = 2
_MOST_NAMED = 5  # of more a learner need not remember all
_OPEN_ENDED = frozenset({"VB", "IN", "TO", "RP"})  # tags of words that want something behind them
_PLURAL = frozenset({"NNS", "NNPS"})
_BREAKS_OFF = (":", ",", "-", "–", "—")
_PREPOSED = re.compile(r"^(?:for|in|on|at|during|with|if|when|while|where|before|after)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:steps|stages|phases|duties|responsibilities|tasks|benefits|advantages|disadvantages|drawbacks|characteristics"
    r"|criteria|conditions|prerequisites|requirements|rules|limits|reasons|causes|goals|aims|objectives|principles|signs"
    r"|symptoms|hazards|risks|roles|types|kinds|levels|categories|components|elements|parts|exceptions|options|methods"
    r"|ways|measures|provisions|consequences|effects|values)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The words before a list and how many members it has; `are_rules`: most members say what must or may be."""

    text: str
    members: int
    are_rules: bool = False


def list_questions(lead_ins: Sequence[LeadIn]) -> tuple[str | None, ...]:
    """The question each lead-in's list answers, with a question mark; None where the lead-in announces none.

    Up to five members are asked for whole.
    """
    plain = [_plain(one.text) for one in lead_ins]
    trees = parse([text or "Nothing." for text in plain])
    return tuple(
        _asked_whole(_question(tree, one) if text and tree else None, one.members)
        for one, text, tree in zip(lead_ins, plain, trees, strict=True)
    )


def _asked_whole(asked: str | None, members: int) -> str | None:
    """The question with its capital and mark, and how many are to be named; None where it names another number."""
    if asked is None:
        return None
    told = re.search(rf"\b(?:{'|'.join(_COUNTS)}|\d)\b", asked)
    if told and _COUNTS.get(told.group(), 0) == members:
        return f"{asked[:1].upper()}{asked[1:]}?"
    if members > _MOST_NAMED:
        return f"{asked[:1].upper()}{asked[1:]}?"
    ending = " Name both." if members == _PAIR else " Name them all."
    return f"{asked[:1].upper()}{asked[1:]}?{ending}"


def _plain(told: str) -> str | None:
    """The lead-in as a whole sentence: without asides, with a placeholder where the list itself would stand."""
    text = _ASIDE.sub("", _DISCOURSE.sub("", shown(told).strip().rstrip(":,.; ")))
    if _OPEN.search(text) or "?" in text or not text:
        return None
    ended = _ended(text, told.strip()) if told.strip().endswith(_BREAKS_OFF) else text
    return f"{ended[:1].upper()}{ended[1:]}."


def _ended(text: str, told: str) -> str:
    """A sentence that breaks off, with the placeholder; one that does not as it is."""
    if _TO_TASK.match(text) and told.endswith(":"):
        return f"{text}, do {PLACEHOLDER}"
    cut = text if re.search(r"\b(?:these|the following) \w+$", text, re.IGNORECASE) else _TAIL.sub("", text)
    that, case = _THAT_END.search(cut), _CASE_END.search(cut)
    if that:
        verb = that["verb"].lower()
        return f"{cut[: that.start()]}{verb}{' of' if verb == 'make sure' else ''} {PLACEHOLDER}"
    if _MODAL_END.search(cut) or _TO_END.search(cut):
        return f"{cut.removesuffix(' either').removesuffix(' both')} do {PLACEHOLDER}"
    if case:
        return f"{cut[: case.start()]} {IN_CASE} {PLACEHOLDER}"
    breaks_off = (_MODAL.search(cut) or _VERB_END.search(cut)) and not _ANNOUNCES.search(cut)
    return f"{cut} {PLACEHOLDER}" if breaks_off else cut


def _question(tree: Tree, lead_in: LeadIn) -> str | None:
    place = _announced(tree, lead_in.members)
    if place is None:
        return _of_title(tree, lead_in)
    if not tree.words[tree.root].tag.startswith("VB"):
        return None
    return _there_are(tree, place) or Fronted(tree, place).question()


def _of_title(tree: Tree, lead_in: LeadIn) -> str | None:
    """ "For remote transactions:" over rules, "Duties of the shift lead:"; None for a title that announces neither."""
    text = tree.text.rstrip(" .")
    if not lead_in.text.strip().endswith(":") or is_weak(text) or len(text.split()) > _TITLE_WORDS:
        return None
    root = tree.words[tree.root]
    is_case = _PREPOSED.match(text) is not None and "," not in text
    is_thing = root.tag in _PLURAL and not _PREPOSED.match(text)
    if is_thing and _LISTED.search(root.text) and (tree.root > 0 or tree.child(tree.root, "prep") is not None):
        return f"what are the {_ARTICLE.sub('', small_first(tree, text))}"
    if lead_in.are_rules and (is_case or is_thing):
        return f"which rules apply {'' if is_case else 'to '}{small_first(tree, text)}"
    return None


_TITLE_WORDS = 12
_UNCOUNTED = frozenset({"information", "equipment", "evidence", "data", "advice", "order", "documentation"})


def _announced(tree: Tree, members: int) -> int | None:
    """The word that stands for the list: the placeholder, "the following steps", "five duties", "several reasons"."""
    last = max((i for i, word in enumerate(tree.words) if word.text == PLACEHOLDER), default=None)
    if last is not None and last >= len(tree.words) - 2:
        return last if last and tree.words[last - 1].tag[:2] in _OPEN_ENDED else None
    found = [place for place, word in enumerate(tree.words) if _announces(tree, place, word, members)]
    return found[-1] if found else None


def _announces(tree: Tree, place: int, word: Word, members: int) -> bool:
    phrase = tree.text[slice(*tree.subtree(place))].lower()
    if word.text.lower() == "following" and word.relation in {"dobj", "pobj", "nsubj", "nsubjpass"}:
        return True
    if word.tag == "NN" and word.text.lower() in _UNCOUNTED and phrase.startswith(("the following", "this ")):
        return True
    if word.tag not in _PLURAL:
        return False
    if re.match(r"(?:the following|these)\b", phrase):
        return True
    if re.match(r"(?:one|any|some|all|either|at least one) of (?:the following|these)\b", wider(tree, place)):
        return True
    counted = any(quantity.value == members for quantity in quantities(phrase.partition(" that ")[0], "en"))
    told = re.match(rf"(?:the |its )?(?:{'|'.join(name for name, n in _COUNTS.items() if n == members)})\b", phrase)
    is_there = _is_there(tree, place)
    return bool(told) or (counted and bool(re.match(r"\d", phrase))) or (is_there and bool(VAGUE_COUNT.match(phrase)))


def _is_there(tree: Tree, place: int) -> bool:
    word = tree.words[place]
    return word.head == tree.root and word.relation == "attr" and tree.child(tree.root, "expl") is not None


def _there_are(tree: Tree, place: int) -> str | None:
    """ "There are three reasons why …" asks "what are the three reasons why …"."""
    if not _is_there(tree, place):
        return None
    start, end = tree.subtree(place)
    phrase = VAGUE_COUNT.sub("", _ARTICLE.sub("", tree.text[start:end].rstrip(" .")))
    return None if is_weak(phrase) else f"what are the {phrase}"
