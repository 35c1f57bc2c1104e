"""One measurable objective: an observable verb, then what the micro-module's own key points let a learner say or do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.aspect_finders import Kind
from authoring.extractive.micro_modules.aspects import Aspect, aspects, part_of_point
from authoring.extractive.micro_modules.contents import Content, Holds, content_of
from authoring.extractive.micro_modules.covering import (
    is_singled_out_rightly,
    repeats_phrase,
    speak_of_half,
    without_side_matters,
)
from authoring.extractive.micro_modules.headings import heading_text, listed, repeated_headings, says_nothing
from authoring.extractive.micro_modules.matters import Matter, including, matters, matters_of_headings
from authoring.extractive.micro_modules.objective_forms import (
    BLOOM,
    ITALIAN_QUESTION,
    QUOTED,
    in_english,
    is_doing,
    range_of,
    told_as_orders,
)
from authoring.extractive.micro_modules.singling_out import with_a_point
from authoring.extractive.micro_modules.subjects import lowered_start
from authoring.extractive.micro_modules.titles import Title, names_mistakes
from authoring.extractive.micro_modules.topics import Form, Topic, in_sentence, topic, with_articles
from authoring.linguistics import can_be_noun, can_be_verb, content_lemmas, opening_form
from authoring.types import Block, BlockKind, Bloom, Citation, KeyPoint, Objective, Segment

_MOST_ASPECTS = 3
_PAIR = 2
_LONGEST = 32  # words
_VERBS = {
    Kind.MEANING: ("Explain", Bloom.UNDERSTAND),
    Kind.MANY_DUTIES: ("State", Bloom.REMEMBER),
    Kind.CASE: ("Decide", Bloom.APPLY),
    Kind.LIMIT: ("State", Bloom.REMEMBER),
    Kind.PRIORITY: ("State", Bloom.REMEMBER),
    Kind.KINDS: ("Name", Bloom.REMEMBER),
    Kind.MANNER: ("State", Bloom.REMEMBER),
    Kind.REASON: ("Explain", Bloom.UNDERSTAND),
    Kind.THING: ("State", Bloom.REMEMBER),
    Kind.DUTY: ("State", Bloom.REMEMBER),
}
_NOUNS = frozenset({Form.NOUN, Form.GERUND})
_ASKED = frozenset({Form.TO, Form.WHAT_IS, Form.WHEN})
_VERSUS = re.compile(r"^(?P<one>[^:,]{3,40}?) (?:vs\.?|versus) (?P<other>[^:,]{3,40})$", re.IGNORECASE)
_ORDERS = re.compile(r"^(?:don['’]t|do not|never|always)\b", re.IGNORECASE)
_WHAT_IT_IS = re.compile(r"^what (?:is|are) (?:it|they)\b", re.IGNORECASE)
_RESPONSIBLE = re.compile(r"\bresponsibilit", re.IGNORECASE)
_WHY = re.compile(
    r"^why (?P<verb>(?!is\b|are\b|was\b|do\b|does\b|did\b|has\b|have\b|should\b|must\b|can\b|the\b|we\b|it\b)[a-z]+) "
    r"(?P<rest>[^?]+)\??$",
    re.IGNORECASE,
)
_OF_SOMETHING = re.compile(  # parts that anything has
    r"\b(?:purpose|scope|responsibilities|prerequisites|steps?|process|procedures?|usage|objectives?|goals?|benefits|"
    r"limitations|exceptions?|principles?|roles?|tasks?|advantages|disadvantages|types?)$",
    re.IGNORECASE,
)
_AUXILIARIES = frozenset({"do", "does", "did", "is", "are", "can", "should", "may", "must", "will"})
_LEARN = re.compile(r"^learn(?: how)? to (?:\w+ly )?", re.IGNORECASE)
_BEFORE_ORDER = re.compile(
    r"^(?:(?:never|always|please|then) |(?:if|when|before|after|once) [^,]{4,80}, )", re.IGNORECASE
)
_FEWEST_LABELS = 2
_LABELLED = re.compile(r"(?P<term>[^–—:]{2,48}?)\s?(?:[–—:]|\s-)\s")
_NAMES_TERMS = re.compile(r"\b(?:glossary|definitions|terms|acronyms|abbreviations|words)\b", re.IGNORECASE)
_TITLE_CASE = re.compile(r"\b[A-Z][a-z]+\b")
_TWO_VERBS = re.compile(r"\band (?:use|test|order|name|list|report|set|plan|design|state|show|check|trace|follow)\b")


def write_objective(evidence: Evidence, segment: Segment, title: Title, key_points: Sequence[KeyPoint]) -> Objective:
    """The objective, in the document's language where there is a form for it, else in English."""
    content = content_of(evidence, segment, title)
    if (evidence.language or "en") != "en":
        return _in_other_language(evidence, title, content)
    found = (
        _by_structure(evidence, segment, title, content, key_points)
        or _by_heading(evidence, segment, title, content, key_points)
        or _by_aspects(evidence, segment, title, content, key_points)
        or _by_topic(evidence, segment, title, content, key_points)
    )
    told = told_as_orders(found) if _are_orders(key_points) else found
    return with_a_point(evidence, title, told, key_points)


def _are_orders(key_points: Sequence[KeyPoint]) -> bool:
    """Whether most of the key points tell the reader what to do."""
    orders = sum(opening_form(_BEFORE_ORDER.sub("", point.text), "en") == "imperative" for point in key_points)
    return 2 * orders > len(key_points)


def _by_structure(
    evidence: Evidence, segment: Segment, title: Title, content: Content, key_points: Sequence[KeyPoint]
) -> Objective | None:
    """What a table, a glossary, a list of steps or the parts of a role's description let a learner do."""
    if content.holds is Holds.QUESTIONS:
        return Objective("Answer the questions of this section.", Bloom.REMEMBER, title.citations)
    if content.holds is Holds.CASES:
        return Objective(f"Tell {range_of(content.words)} apart.", Bloom.ANALYSE, content.citations)
    if content.holds is Holds.TERMS:
        return _of_terms(evidence, content.words, content.citations)
    labels = [(found["term"], point) for point in key_points if (found := _LABELLED.match(point.text))]
    if len(labels) >= _FEWEST_LABELS and _NAMES_TERMS.search(" ".join((title.text, *segment.section_path[-1:]))):
        cited = tuple(citation for _, point in labels for citation in point.citations)
        return _of_terms(evidence, [term for term, _ in labels], cited)
    return _of_roles(evidence, segment)


def _of_terms(evidence: Evidence, words: Sequence[str], cited: tuple[Citation, ...]) -> Objective:
    terms = listed([in_sentence(evidence, word) for word in words], "en")
    return Objective(f"Explain the terms {terms}.", Bloom.UNDERSTAND, cited)


def _of_roles(evidence: Evidence, segment: Segment) -> Objective | None:
    """What somebody is and is responsible for, where headings under the name ask so."""
    asked: dict[str, list[Block]] = {}
    named: list[Block] = []
    for block in evidence.segment_blocks(segment):
        above = evidence.headings(block.id)
        kind = "is" if _WHAT_IT_IS.match(block.text) else "does" if _RESPONSIBLE.search(block.text) else ""
        if block.kind is BlockKind.HEADING and kind and above and topic(evidence, above[-1].text).form is Form.NOUN:
            asked.setdefault(kind, []).append(block)
            named += [above[-1]] if above[-1] not in named else []
    if not named or "does" not in asked or len(named) > 2:
        return None
    cited = tuple(evidence.cite_block(block.id) for block in (*named, *asked.get("is", ()), *asked["does"]))
    phrases = [topic(evidence, heading_text(block.text)).phrase for block in named]
    if len(phrases) == 2:
        return Objective(f"Tell what {phrases[0]} and {phrases[1]} are responsible for.", Bloom.ANALYSE, cited)
    start = f"what {phrases[0]} is and " if "is" in asked else ""
    words = f"{start}what the role is responsible for" if start else f"what {phrases[0]} is responsible for"
    return Objective(f"Explain {words}.", Bloom.UNDERSTAND, cited)


def _by_heading(
    evidence: Evidence, segment: Segment, title: Title, content: Content, key_points: Sequence[KeyPoint]
) -> Objective | None:
    """What the heading itself asks: why, how to, who may, what to do when; what is wrong with a mistake; X from Y."""
    subject = title.subject
    if names_mistakes(evidence, segment) and not _ORDERS.match(subject):
        words = in_sentence(evidence, subject[:1].lower() + subject[1:])
        text = f"Explain what is wrong with {words}, and what to do instead."
        return Objective(text, Bloom.UNDERSTAND, title.citations)
    pairs = [_VERSUS.match(part) for part in re.split(r",? and (?=[^,]* vs)", subject)]
    is_one = len({part_of_point(evidence, point) for point in key_points}) <= len(pairs)
    if pairs and all(pairs) and is_one:
        compared = " and ".join(in_sentence(evidence, f"{pair['one']} with {pair['other']}") for pair in pairs if pair)
        return Objective(f"Compare {compared}.", Bloom.ANALYSE, title.citations)
    if content.holds is Holds.REQUIREMENTS:
        phrase = _TITLE_CASE.sub(lambda word: word.group().lower(), subject)
        whole = in_english(Topic(Form.NOUN, phrase), content, title.citations)
        return including(whole, matters(evidence, segment, title, key_points))
    why = _WHY.match(subject)
    if why and can_be_verb(why["verb"].lower()):
        text = f"Give reasons to {why['verb'].lower()} {in_sentence(evidence, why['rest'])}."
        return Objective(text, Bloom.UNDERSTAND, title.citations)
    about = topic(evidence, subject)
    is_of_steps = content.holds is Holds.STEPS and about.form is not Form.WHEN
    if about.form not in _ASKED or is_of_steps or says_nothing(subject):
        return None
    return in_english(about, content, title.citations)


def _by_aspects(
    evidence: Evidence, segment: Segment, title: Title, content: Content, key_points: Sequence[KeyPoint]
) -> Objective | None:
    """The one or two aspects that say most, each from another part where there are several."""
    about = _about(evidence, title)
    found = aspects(evidence, key_points)
    chosen = _chosen(found, title)
    if not chosen:
        return None
    if chosen[0].kind is Kind.DUTY and about is not None:
        chosen = sorted(chosen, key=lambda one: not one.acts)[:1]  # duties of several, one each: rules
    chosen = without_side_matters(chosen, key_points)
    if _is_part(evidence, title, chosen, key_points) and about is not None:
        whole = in_english(_within(evidence, title, about), content, title.citations)
        return _told_closer(evidence, segment, title, whole, chosen[0], key_points)
    chosen = sorted(chosen, key=lambda one: (one.kind is not Kind.MEANING, one.citations[0].span))
    verbs = dict.fromkeys(_verb(one) for one in chosen)
    verb, bloom = next(iter(verbs)) if len(verbs) == 1 or chosen[0].kind is Kind.MEANING else ("State", Bloom.REMEMBER)
    words = _clauses(chosen)
    if repeats_phrase(words) and about is not None:
        return None
    cited = tuple(citation for one in chosen for citation in one.citations)
    tail = _tail(words, chosen, about)
    return Objective(
        f"{verb} {words}{tail}.", bloom, tuple(dict.fromkeys((*cited, *(title.citations if tail else ()))))
    )


def _is_part(evidence: Evidence, title: Title, chosen: Sequence[Aspect], key_points: Sequence[KeyPoint]) -> bool:
    """Whether the aspects leave most of the micro-module out; what the title's own thing is leaves nothing out."""
    is_narrow = _is_narrow(evidence, title, chosen[0], key_points)
    if chosen[0].kind is Kind.MEANING and not is_narrow:
        return False
    stands_for_all = len(chosen) > 1 or chosen[0].kind is Kind.MANY_DUTIES
    return not (stands_for_all and speak_of_half(chosen, key_points)) or (len(chosen) == 1 and is_narrow)


def _told_closer(
    evidence: Evidence,
    segment: Segment,
    title: Title,
    whole: Objective,
    aspect: Aspect,
    key_points: Sequence[KeyPoint],
) -> Objective:
    """The whole with its sections, else with the aspect that stands for several points, else with its things."""
    for closer in (
        including(whole, matters_of_headings(evidence, segment, title)),
        _in_particular(whole, aspect, key_points),
        including(whole, matters(evidence, segment, title, key_points)),
    ):
        if closer is not whole:
            return closer
    return whole


def _is_narrow(evidence: Evidence, title: Title, aspect: Aspect, key_points: Sequence[KeyPoint]) -> bool:
    """Whether the aspect is one of several things that the micro-module says."""
    if aspect.kind is Kind.MEANING:
        return content_lemmas(aspect.words, "en") != content_lemmas(title.subject, "en")
    parts = {part_of_point(evidence, point) for point in key_points}
    return aspect.kind is Kind.DUTY or (len(parts) > 1 and aspect.kind is not Kind.MANY_DUTIES)


def _in_particular(whole: Objective, aspect: Aspect, key_points: Sequence[KeyPoint]) -> Objective:
    """ "State the rules for the gate, in particular how soon a loss must be reported." """
    text = f"{whole.text.rstrip('.')}, in particular {aspect.words}."
    is_long = len(text.split()) > _LONGEST
    if is_long or aspect.kind is Kind.THING or (aspect.kind is Kind.DUTY and not aspect.acts) or repeats_phrase(text):
        return whole
    if not is_singled_out_rightly(aspect, key_points):
        return whole
    return Objective(text, whole.bloom, tuple(dict.fromkeys((*whole.citations, *aspect.citations))))


def _verb(aspect: Aspect) -> tuple[str, Bloom]:
    """The reader decides; what somebody else must do is stated."""
    return _VERBS[aspect.kind if aspect.clause.does in ("", "what to do") else Kind.DUTY]


def _clauses(chosen: Sequence[Aspect]) -> str:
    """The clauses joined; two cases of one actor share its words: "what to do if … or when …"."""
    first, *others = chosen
    if (
        len(chosen) == _PAIR
        and first.kind is others[0].kind is Kind.CASE
        and first.clause.does == others[0].clause.does
    ):
        return f"{first.words} or {others[0].clause.case}"
    asked = [_asked_beside(one) if others else one.words for one in chosen]
    return listed(asked, "en") if len(chosen) > _PAIR else " and ".join(asked)


def _asked_beside(one: Aspect) -> str:
    """A named thing as a question, beside others: "what the three kinds are"."""
    be = {Kind.KINDS: "are", Kind.PRIORITY: "is"}.get(one.kind)
    return f"what {one.words} {be}" if be else one.words


def _chosen(found: Sequence[Aspect], title: Title) -> list[Aspect]:
    named = content_lemmas(title.text, "en")
    fitting = [one for one in found if one.kind is not Kind.MEANING or content_lemmas(one.words, "en") & named]
    chosen: list[Aspect] = []
    ranked = sorted(fitting, key=lambda aspect: (aspect.kind, aspect.citations[0].span))
    first_part = ranked[0].part if ranked else None
    for one in sorted(ranked, key=lambda aspect: aspect is not ranked[0] and aspect.part == first_part):
        words = " and ".join(aspect.words for aspect in (*chosen, one))
        again = any(_repeats(one, other) for other in chosen)
        if (
            len(chosen) < _MOST_ASPECTS
            and not again
            and len(words.split()) <= _LONGEST
            and not _TWO_VERBS.search(words)
        ):
            chosen.append(one)
    return chosen


def _repeats(one: Aspect, other: Aspect) -> bool:
    """Whether both come from one key point, or say what one actor must do, in two ways."""
    same_actor = bool(one.clause.head) and one.clause.head == other.clause.head and one.kind is not other.kind
    return same_actor or bool(set(one.citations) & set(other.citations))


def _about(evidence: Evidence, title: Title) -> Topic | None:
    """What the title speaks of, as words that fit after "about" or "when"; None where its words do not."""
    for words in filter(None, (title.subject, title.parent)):
        if _joins_orders(words):
            return None
        found = topic(evidence, words)
        if found.form in _NOUNS and not says_nothing(words):
            return found
    return None


def _joins_orders(words: str) -> bool:
    """Whether a part of a joined title is an order: "Lock the gate and Test the lamps" fits after nothing."""
    _, *others = re.split(r",? and |, ", words)
    return any(one[:1].isupper() and opening_form(one, "en") == "imperative" for one in others)


def _tail(words: str, chosen: Sequence[Aspect], about: Topic | None) -> str:
    """What the duties are about, where the clauses do not say it."""
    if about is None or not all(one.kind in (Kind.DUTY, Kind.MANY_DUTIES) for one in chosen):
        return ""
    if content_lemmas(words, "en") & content_lemmas(about.phrase, "en"):
        return ""
    return f" when {about.phrase}" if is_doing(about) else f" about {about.phrase}"


def _by_topic(
    evidence: Evidence, segment: Segment, title: Title, content: Content, key_points: Sequence[KeyPoint]
) -> Objective:
    """The last resort: the verb by what most sentences are, the thing by the title or the nearest heading above."""
    about = _about(evidence, title)
    if about is not None:
        whole = in_english(_within(evidence, title, about), content, title.citations)
        return including(whole, matters(evidence, segment, title, key_points))
    for heading in reversed(evidence.headings(title.citations[0].block)) if title.citations else ():
        above = topic(evidence, heading_text(heading.text))
        if above.form in _NOUNS and not says_nothing(heading.text) and evidence.headings(heading.id):
            return in_english(above, content, (evidence.cite_block(heading.id),))
    return (
        in_english(None, content, title.citations)
        if content.holds is Holds.STEPS or _joins_orders(title.subject)
        else _by_words(evidence, title, matters(evidence, segment, title, key_points))
    )


def _by_words(evidence: Evidence, title: Title, named: Sequence[Matter]) -> Objective:
    """What an order in the heading asks for, the rule or the claim that it is, else the things that the text names."""
    verb, _, rest = _LEARN.sub("", title.subject).partition(" ")
    plain = re.sub(r"[“”\"]", "", title.subject).rstrip("?!. ")
    cited = title.citations
    if rest and verb.lower() not in _AUXILIARIES and can_be_verb(verb.lower()) and not can_be_noun(verb.lower()):
        told = with_articles(evidence, f"{verb.lower()} {in_sentence(evidence, rest)}")
        return Objective(f"Explain how to {told}.", Bloom.UNDERSTAND, cited)
    if _ORDERS.match(plain) and not re.search(r"[.?!:;]", plain):
        return Objective(f"Apply the rule “{plain}”.", Bloom.APPLY, cited)
    if re.match(r"(?:what|who|when|where|how|why) ", plain, re.IGNORECASE) and not re.search(r"[.?!:;]", title.subject):
        return Objective(f"Explain {lowered_start(evidence, plain)}.", Bloom.UNDERSTAND, cited)
    if opening_form(plain, "en") == "clause" and not re.search(r"[.?!:;]", title.subject):
        return Objective(f"Explain why {lowered_start(evidence, plain)}.", Bloom.UNDERSTAND, cited)
    if len(named) > 1:
        things = listed([one.phrase for one in named], "en")
        return Objective(f"Describe {things}.", Bloom.UNDERSTAND, tuple(c for one in named for c in one.citations))
    text = f"Explain what “{plain}” means in practice."
    if re.search(r"[.?!]", plain):
        text = "Describe the main points of this section."
    elif title.subject.endswith("?") and verb.lower() in _AUXILIARIES:
        text = f"Answer the question “{plain}?”"
    return Objective(text, Bloom.UNDERSTAND, cited)


def _within(evidence: Evidence, title: Title, about: Topic) -> Topic:
    """The topic with the heading above it, where the title names both and the topic alone could be of anything."""
    above = topic(evidence, title.parent) if title.parent else about
    if above.form is not Form.NOUN or content_lemmas(about.phrase, "en") <= content_lemmas(above.phrase, "en"):
        return about
    if _OF_SOMETHING.search(about.phrase):
        return Topic(Form.NOUN, f"{about.phrase} of {above.phrase}")
    is_repeated = heading_text(title.subject).casefold() in repeated_headings(evidence)
    return Topic(Form.NOUN, f"{about.phrase} for {above.phrase}") if is_repeated else about


def _in_other_language(evidence: Evidence, title: Title, content: Content) -> Objective:
    language = evidence.language or "en"
    citations: tuple[Citation, ...] = tuple(dict.fromkeys((*title.citations, *content.citations)))
    asks = content.holds is not Holds.STEPS and language == "it" and not title.parent
    if asks and ITALIAN_QUESTION.match(title.text):
        text = f"Spiegare {title.text[:1].lower()}{title.text[1:].rstrip('?')}."
        return Objective(text, Bloom.UNDERSTAND, citations)
    forms = QUOTED.get(language, QUOTED["en"])
    holds = content.holds if content.holds in forms else Holds.FACTS
    words = listed(content.words, language) if holds in (Holds.CASES, Holds.TERMS) else title.text
    if holds is Holds.DEFINITION:
        words = content.words[0]
    return Objective(forms[holds].format(words), BLOOM[holds], citations)
