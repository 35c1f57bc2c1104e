"""The things that a micro-module speaks of, as short noun phrases: an objective names them after its topic.

Where several sections stand in it, these are their headings; else what the key points act on or say something of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.headings import heading_text, is_generic, listed, says_nothing
from authoring.extractive.micro_modules.subjects import acts, lowered_start, speaks
from authoring.extractive.micro_modules.titles import Title
from authoring.extractive.micro_modules.topics import Form, topic
from authoring.linguistics import can_be_noun, can_be_verb, content_lemmas, lemma_of
from authoring.linguistics.lemmas import can_be_adjective
from authoring.linguistics.syntax import Tree, parse
from authoring.types import Block, BlockKind, Citation, KeyPoint, Objective, Segment

_MOST = 4
_FEWEST = 2
_COMES_BACK = 2  # times that its noun stands in the text
_OFTEN = 4  # the same of a noun that stands alone: "a mix", "the letter" could be of anything
_TELLING = 2  # content words of a phrase that names something by itself
_LONGEST_PHRASE = 6  # words
_LONGEST = 34  # words of the whole objective
_RULES = re.compile(
    r"^(?:State (?:the|what)\b.*|Check whether\b.*)\b(?:rules|requirements|limits|recommendations|guidelines)\b"
)
_KEPT_BEFORE = frozenset({"compound", "amod", "nmod"})
_ARTICLES = frozenset({"the", "a", "an"})
_AFTER = frozenset({"of", "for", "on", "against", "between", "from", "to"})
_BESIDE = frozenset({"against", "from", "with", "for", "on", "to", "of"})  # "protects against injection"
_SAYS_LITTLE = re.compile(
    r"^(?:things?|ways?|cases?|facts?|parts?|kinds?|sorts?|types?|options?|use|usage|numbers?|amounts?|examples?|reasons?|"
    r"steps?|time|times|people|person|somebody|everybody|anyone|everyone|one|ones|something|anything|everything|that|"
    r"which|what|this|these|those|it|they|you|we|he|she|who|idea|point|aim|goal|purpose|target|result|lot|set|list|"
    r"control|place|account|order|need|requirements?|rules?|conditions?|following|text|section|document|others?|all|"
    r"some|any|none|each|most|more|least|same|first|second|last|day|days|hours?|minutes?|seconds?|weeks?|months?|years?)$",
    re.IGNORECASE,
)
_UNCOUNTED = re.compile(r"(?:ation|ity|ness|ment|ance|ence|ware|ing|cy)$")  # fits without an article
_NAMES_ITSELF = re.compile(r"^(?!(?:the|an?) )[a-z][\w-]*(?:s|ity|ion|ance|ence|ment|ness|ing)$", re.IGNORECASE)
_VAGUE = frozenset(
    {
        "given",
        "certain",
        "respective",
        "various",
        "several",
        "many",
        "other",
        "such",
        "particular",
        "own",
        "same",
        "new",
    }
    | {
        "different",
        "first",
        "second",
        "next",
        "good",
        "great",
        "important",
        "necessary",
        "possible",
        "specific",
        "single",
        "less",
        "few",
        "fewer",
        "more",
        "much",
        "similar",
    }
)


@dataclass(frozen=True, slots=True)
class Matter:
    """A thing that is spoken of, in words that fit after "including", and where it stands."""

    phrase: str
    citations: tuple[Citation, ...]


def matters(evidence: Evidence, segment: Segment, title: Title, key_points: Sequence[KeyPoint]) -> list[Matter]:
    """Two to four things in reading order, none that the title names and none twice; none where fewer are found."""
    by_heading = matters_of_headings(evidence, segment, title)
    return by_heading or _distinct(_of_points(evidence, segment, key_points), title)


def matters_of_headings(evidence: Evidence, segment: Segment, title: Title) -> list[Matter]:
    """As `matters`, of the sections that stand in the micro-module alone."""
    return _distinct(_of_headings(evidence, segment, title), title)


def _distinct(found: Iterable[Matter], title: Title) -> list[Matter]:
    named = content_lemmas(f"{title.text} {title.subject}", "en")
    chosen: list[Matter] = []
    for one in found:
        lemmas = content_lemmas(one.phrase, "en")
        is_new = all(not _overlap(lemmas, content_lemmas(other.phrase, "en")) for other in chosen)
        if lemmas and not lemmas <= named and is_new and len(chosen) < _MOST:
            chosen.append(one)
    return chosen if len(chosen) >= _FEWEST else []


def including(whole: Objective, named: Sequence[Matter]) -> Objective:
    """ "State the rules for keys, including those on spare keys, losses and key boxes." """
    while len(named) >= _FEWEST:
        phrases = listed([one.phrase for one in named], "en")
        on = "those on " if _RULES.match(whole.text) else ""
        text = f"{whole.text.rstrip('.')}, including {on}{phrases}."
        if len(text.split()) <= _LONGEST:
            cited = tuple(citation for one in named for citation in one.citations)
            return Objective(text, whole.bloom, tuple(dict.fromkeys((*whole.citations, *cited))))
        named = named[:-1]
    return whole


def _overlap(lemmas: frozenset[str], others: frozenset[str]) -> bool:
    return 2 * len(lemmas & others) >= min(len(lemmas), len(others))


def _of_headings(evidence: Evidence, segment: Segment, title: Title) -> list[Matter]:
    """The outermost headings in the segment below the title's, where all of them are things; else none."""
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    told = {heading.id for block in blocks if block not in headings for heading in evidence.headings(block.id)}
    titled = {citation.block for citation in title.citations}
    below = [one for one in headings if one.id in told and one.id not in titled and not says_nothing(one.text)]
    outermost = [one for one in below if not any(up in below for up in evidence.headings(one.id))]
    found = [(one, topic(evidence, heading_text(one.text))) for one in outermost]
    fits = all(about.form in (Form.NOUN, Form.GERUND) and _is_short(evidence, one) for one, about in found)
    if not fits or len(found) > _MOST:
        return []
    return [Matter(about.phrase, (evidence.cite_block(one.id),)) for one, about in found]


def _is_short(evidence: Evidence, heading: Block) -> bool:
    text = heading_text(heading.text)
    fits = len(text.split()) <= _LONGEST_PHRASE and not re.search(r"[:;?!,()“”\"]", text)
    return fits and not is_generic(text) and evidence.teaches(heading.id)


def _of_points(evidence: Evidence, segment: Segment, key_points: Sequence[KeyPoint]) -> Iterator[Matter]:
    """What the key points speak of, where the text comes back to it: the rest is said by the way."""
    told = " ".join(block.text for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)).lower()
    texts = [point.text.rstrip(". ") for point in key_points]
    for point, tree in zip(key_points, parse(texts), strict=True):
        found = _thing(tree) if tree is not None else None
        if found is None:
            continue
        phrase, is_subject = found
        uses = told.count(phrase.rsplit(" ", 1)[-1].lower().rstrip("s"))
        is_bare = len(content_lemmas(phrase, "en")) < _TELLING and not _NAMES_ITSELF.match(phrase)
        if uses >= (_OFTEN if is_bare else _COMES_BACK) or (is_subject and not is_bare):
            yield Matter(_in_sentence(evidence, phrase), point.citations)


def _in_sentence(evidence: Evidence, phrase: str) -> str:
    """With a small first letter, unless the document or no dictionary knows the word so: it is a name then."""
    first = phrase.partition(" ")[0]
    is_name = first[:1].isupper() and not first.isupper() and not _is_in_dictionary(first.lower())
    is_small = first.lower() in _ARTICLES or re.search(rf"\b{re.escape(first.lower())}\b", evidence.text) is not None
    return phrase if is_name and not is_small else lowered_start(evidence, phrase)


def _is_in_dictionary(word: str) -> bool:
    return can_be_noun(word) or can_be_adjective(word) or can_be_verb(lemma_of(word, "en", pos="VERB"))


def _thing(tree: Tree) -> tuple[str, bool] | None:
    """What the sentence says something of; what an actor or the reader does something to. Whether it is the subject."""
    verb = _main_verb(tree)
    subject = tree.child(tree.root, "nsubj", "nsubjpass")
    told = _phrase(tree, subject) if subject is not None else None
    is_dealt_with = subject is not None and tree.words[subject].relation == "nsubjpass" and verb == tree.root
    if told is not None and (is_dealt_with or not acts(told)):
        return told, True
    phrases = (_phrase(tree, place) for place in _objects(tree, verb))
    return next(((phrase, False) for phrase in phrases if phrase is not None), None) if not is_dealt_with else None


def _main_verb(tree: Tree) -> int:
    """The verb that says what is done: behind "is required to" or "need to" where the root only binds."""
    inner = tree.child(tree.root, "xcomp")
    return inner if inner is not None and tree.child(tree.root, "dobj") is None else tree.root


def _objects(tree: Tree, verb: int) -> Iterator[int]:
    yield from tree.children(verb, "dobj")
    for place in tree.children(verb, "prep"):
        if tree.words[place].text.lower() in _BESIDE:
            yield from tree.children(place, "pobj")


def _phrase(tree: Tree, noun: int) -> str | None:
    """The noun with what stands right before it and one short phrase behind it; None for what names nothing."""
    word = tree.words[noun]
    if not word.tag.startswith("NN") or _SAYS_LITTLE.match(word.text) or tree.children(noun, "nummod", "conj", "neg"):
        return _phrase_behind(tree, noun) if word.tag.startswith("NN") and not tree.children(noun, "conj") else None
    first = noun
    while first > word.first and _stays(tree, first - 1, noun):
        first -= 1
    while first > word.first and tree.words[first].span.start == tree.words[first - 1].span.end:
        first -= 1  # "single-factor": the words around a hyphen
    article = tree.words[first - 1] if first > word.first and tree.words[first - 1].text.lower() in _ARTICLES else None
    if article is not None and article.tag == "DT":
        first -= 1
    last = _end(tree, noun)
    span = tree.between(first, last)
    text = tree.text[span.start : span.end]
    fits = len(text.split()) <= _LONGEST_PHRASE and not re.search(r"[,;:()\"“”?!|\[\]‘’']", text) and not speaks(text)
    is_bare = last - first == 1 and tree.words[noun].tag == "NN" and not _UNCOUNTED.search(text)  # "talk", "hub"
    return text if fits and not is_bare else None


def _phrase_behind(tree: Tree, noun: int) -> str | None:
    """ "The use of spare keys" speaks of the spare keys."""
    behind = next((place for place in tree.children(noun, "prep") if tree.words[place].text.lower() == "of"), None)
    inner = tree.child(behind, "pobj") if behind is not None else None
    return _phrase(tree, inner) if inner is not None else None


def _stays(tree: Tree, place: int, noun: int) -> bool:
    """Whether the word before belongs to the name: not an article, a number or a vague adjective."""
    word = tree.words[place]
    if word.text.lower() in _VAGUE:
        return False
    inside = word.relation in _KEPT_BEFORE or word.text == "-"
    return inside and (word.head == noun or tree.words[word.head].head == noun or word.head > place)


def _end(tree: Tree, noun: int) -> int:
    behind = tree.child(noun, "prep")
    inner = tree.child(behind, "pobj") if behind == noun + 1 and tree.words[behind].text.lower() in _AFTER else None
    if behind is None or inner is None or not tree.words[inner].tag.startswith("NN"):
        return noun + 1
    is_plain = (
        not tree.children(inner, "prep", "relcl", "acl", "conj", "nummod", "poss", "appos") and inner - behind <= 3
    )
    is_named = not _SAYS_LITTLE.match(tree.words[inner].text)
    return inner + 1 if is_plain and is_named else noun + 1
