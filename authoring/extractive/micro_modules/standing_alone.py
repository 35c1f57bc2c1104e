"""Which sentences may be a key point: those that say something about the matter and need nothing around them."""

from __future__ import annotations

import re

from authoring.extractive.micro_modules.sentences import hangs_on_others, points_elsewhere
from authoring.linguistics import analyse, content_lemmas, lemma_of, opening_form

_PART = (
    r"(?:section|chapter|page|appendix|annex|lesson|module|article|slide|unit|table|figure|list|document|guide|course|"
    r"training|tutorial|video|sezione|capitolo|pagina|modulo|lezione|corso|documento|guida)s?"
)
_ABOUT_ITSELF = re.compile(
    rf"\b(?:this|these|next|previous|preceding|following|above|below|quest[aoie]|prossim[aoi]|seguent[ei])\s{_PART}\b|"
    rf"^(?:the\s)?{_PART}\s(?:below|above|\d)|[“\"][^”\"]{{3,60}}[”\"]\s(?:chapter|section|appendix|annex)\b|"
    r"^(?:the\s)?(?:topics?|subjects?|areas?|sections?|chapters?|appendi\w+)\s(?:covered|discussed|below|that follow|"
    r"in this)|"
    rf"\b(?:each|every) (?:section|chapter|module|lesson)\b|^the {_PART}\s(?:highlights?|shows?|lists?|summari[sz]es?|"
    r"describes?|outlines?|provides?|contains?|covers?|explains?|gives?)\b|"
    r"\b(?:is|are)\s(?:covered|discussed|addressed|described|listed|found|detailed|explained)\s(?:in|by|under|on)\s"
    r"(?:the|another|other|a separate)?\s?(?:\W?\w+\W?\s){0,4}(?:section|chapter|appendix|page|document|guide)|"
    r"\b(?:in|throughout)\sthis\s\w+,?\s(?:we|you|i)\b|§|\bread (?:on|more)\b|\b(?:different|other) parts? of (?:the|"
    r"this)\b|"
    r"\bfind it (?:helpful|useful) to (?:review|read)\b|\breaders?\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?<!no )(?<!any)(?<!every)(?<!some)\bone(?=[,.;:]|$)", re.IGNORECASE)
_BROUGHT_IN = re.compile(r"\b(?:an?|any|every|each|no|another|\w+s)\s+\w+", re.IGNORECASE)
_EDITION = re.compile(  # what the text is and was, rather than what it teaches
    r"\b(?:latest|newest|open-source|older|newer|shorter|longer|previous|earlier|current) version of "
    r"(?:this|our|the)\b|"
    r"\b(?:text|material|content|information|guidance|guidelines?) (?:presented|provided|given|described) here\b|"
    r"^(?:the )?(?:guidelines?|considerations?|requirements?|recommendations?|topics?)(?: and \w+)? (?:is|are) "
    r"(?:described|written|presented|organi[sz]ed|grouped|listed|intended)\b|\b(?:more )?detailed (?:discussion|"
    r"description|explanation|treatment)\b|\b(?:advice|rules?|steps?|instructions?) here\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r",? (?:though|either|as well|too)\W*$", re.IGNORECASE)  # its counterpart stands before
_REFERENCE = re.compile(
    r"^(?:references?|further reading|see(?: also)?|sources?|bibliography|links?|more information|for (?:more|further|"
    r"additional)|(?:please )?(?:refer|see|visit|consult|check)\b.{0,20}\b(?:to|out|the|our)\b|riferimenti|"
    r"bibliografia|"
    r"vedi|per (?:ulteriori|maggiori))\b|https?://|www\.",
    re.IGNORECASE,
)
_READING_TIP = re.compile(
    r"^(?:please )?(?:follow|read|review|study|consult|revisit|re-?read|refer to)\b.{0,60}\b(?:guides?|guidelines?|"
    r"documentation|training|pages?|roles|sections?|chapters?|appendix|articles?|handbook|manual|tutorials?|docs)\b|"
    r"^read (?:up|on|through|about|more)\b|\bfor (?:more|further) (?:information|details)\W*$|"
    r"\b(?:presented|provided|given|specified|found|described|contained|documented|defined|"
    r"discussed|covered|listed|shown)\s(?:in|by)\s(?:the )?(?:appendix|annex|section|chapter|table|figure)\b|"
    r"\b(?:is|are) (?:out of|outside|beyond) (?:the )?scope\b|\bin no particular order\b",
    re.IGNORECASE,
)
_ENCOURAGES = re.compile(
    r"\b(?:don['’]t|do not|no need to|never) (?:worry|panic|be (?:afraid|scared|shy|discouraged)|feel)\b|\bgood luck\b|"
    r"\bcongratulations\b|\bwell done\b|\byou['’]ll (?:do|be) (?:fine|great)\b|\bhave fun\b|\bthank(?:s| you)\b|"
    r"^welcome\b|\bwe (?:hope|encourage|invite|look forward)\b|\bhappy to\b",
    re.IGNORECASE,
)
_SCENE = re.compile(
    r"^(?:imagine|suppose|picture|say\b(?=.{0,3}\byou)|let['’]s|let us|consider (?:the|a|an|this)\b|think (?:of|about|"
    r"back)|for "
    r"(?:example|instance)|as an example|e\.g|once upon|in our experience|here (?:is|are)|here['’]s|there['’]s an|"
    r"(?:i['’]m|we['’]re) going to|i['’]ll|i want|unfortunately|luckily|fortunately|"
    r"there (?:are|is) (?:other|many|several|various|a few|a number|some|lots|plenty|two|three|four|different)|"
    r"immagina|supponi|supponiamo|pensa a|ad esempio|per esempio)\b|"
    r"\b(?:let['’]s|let us|the following)\b",
    re.IGNORECASE,
)
_ADOPTERS = re.compile(
    r"\b(?:your own (?:documentation|documents?|organi[sz]ation|process\w*|polic\w+|guid\w+|training|teams?|"
    r"definitions?)|"
    r"feel free|(?:adapt|tailor|customi[sz]e) (?:this|these|it)|you are encouraged to (?:make|adapt|change|use))\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:specifically|including|also|additionally|in fact|in addition|however|likewise|next|then|first(?:ly)?|"
    r"second(?:ly)?|third(?:ly)?|"
    r"finally|lastly|last but|in particular|in short|alternatively|conversely|notably|similarly|further(?:more)?|"
    r"moreover|meanwhile|besides|anyway|after (?:this|that)|to (?:this|that) end|with (?:this|that)|that said|"
    r"because of "
    r"(?:this|these|that)|for (?:this|that|these) \w+|given (?:this|these)|in (?:this|that|these|those|such|both|"
    r"either)"
    r"\b|another|others?\b|the (?:other|second|third|last|next|reverse|opposite|two|rest|result|reason|answer|"
    r"problem is)\b|"
    r"(?:more|less) \w+,|as (?:a|such|noted|mentioned|stated|before|discussed)\b|by (?:doing|this|that)|doing (?:this|"
    r"so)|"
    r"and|but|or|so|because|which|who|e|ed|ma|o|anche|infine|poi|inoltre|tuttavia|quindi)\b(?!\s?[-–])|"
    r"^(?:either way|even so|even then|not only|only (?:then|after|afterwards)(?!\s(?:the|an?|you|all|every)\b))\b|"
    r"^(?:yes|no|well|ok(?:ay)?|right|sure|now),",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?P<word>this|these|those|such|that)\s(?P<noun>[\w-]+)", re.IGNORECASE)
_NO_POINTING = re.compile(
    r"\b(?:such (?:as|that|a way)|those (?:who|that|which|of|in|with|not|from|outside|on|involved|responsible)|"
    r"this (?:policy|handbook|standard|procedure|manual|agreement|programme|program|organi[sz]ation|company))\b",
    re.IGNORECASE,
)
_THAT_ONE = re.compile(  # after a comma it points; after a verb or a noun ("ensure that", "keys that") it only joins
    r"(?:[,;:] (?:then )?|\bthen )that (?P<noun>[\w-]+) (?:must|shall|should|may|can|will|is|was|has)\b", re.IGNORECASE
)
_SAID_BEFORE = re.compile(  # nouns for what somebody has just said or done: alone they name nothing
    r"\bthe (?:only )?(?P<noun>decision|request|question|answer|reply|suggestion|proposal|objection|exception|"
    r"argument|remark|conclusion|situation|outcome)\b(?!\s(?:to|of|for|on|about|that|whether|from|by|between|is made|"
    r"must|mak\w+|log|process|tree|matrix)\b|[-’'])",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|itself|they|them|their|theirs|he|him|his|she|her)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:above|below(?!\s(?:\d|zero|the|a)\b)|aforementioned|aforesaid|as follows|the (?:former|latter)|do(?:es|"
    r"ing)? so)\b|"
    r"(?<=\s)(?:do|does|doing) (?:this|that)\b|\bthat (?:that|this)\b|\breally the case\b|"
    r"\b(?:accomplish|achieve|avoid|prevent|address|handle|solve|resolve) (?:this|that|it)(?=[,.;]|$)|"
    r"\b(?:for|like|with|from|of|to|by|than|as|in|on) (?:this|these|that|those)(?=[,.;:)]|$)|"
    r"\bthat (?:question|case|point|way|situation|practice|approach|step|thing|reason|moment|kind|sort|idea|goal)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\bit(?:['’]s|\s(?:is|may be|can be|was|seems))?\s(?:\w+ly\s)?(?:important|essential|necessary|recommended|"
    r"possible|"
    r"required|best|better|vital|crucial|helpful|useful|easier|easy|hard|difficult|up to|ok(?:ay)?|acceptable|common|"
    r"likely|worth|good|bad|impossible|advisable|critical|tempting|clear)\b",
    re.IGNORECASE,
)
_AFTER_THAT = frozenset(
    {"is", "are", "was", "were", "be", "can", "may", "must", "shall", "should", "will", "would", "could", "might"}
    | {"has", "have", "had", "do", "does", "not", "they", "you", "we", "the", "a", "an", "in", "on", "for", "to", "of"}
)
_SUBORDINATE = re.compile(r"^(?:even (?:if|though)|if|when|while|although|because|unless|since|until|whereas)\b", re.I)
_RELATIVE = re.compile(r"\b(?:that|which|who|where|whose)\b", re.IGNORECASE)
_MAIN_AFTER_DOING = re.compile(
    r"\b(?:is|are|was|were|will|can|may|must|shall|should|has|have|does|do|could|would|makes?|helps?|means?|allows?|"
    r"leads?|gives?|requires?|ensures?|reduces?|increases?|results?|takes?|causes?|creates?|avoids?|saves?|"
    r"\w+n['’]t)\b|:",
    re.IGNORECASE,
)
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_FEWEST_BEFORE = 2  # content words before a pronoun, one of which it can stand for
_REQUIREMENT = re.compile(r"^(?:verify|ensure|make sure|check|confirm)\s+that\b", re.IGNORECASE | re.DOTALL)
_LEVEL_NOTE = re.compile(r"\s*\[(?:modified|added|moved|split|deleted|grammar|level)[^\]]*\]\s*", re.IGNORECASE)
_AND_THAT = re.compile(
    r"(?P<joined>\b(?:and|or|but)) that (?=(?:[\w-]+ ){1,6}?(?:is|are|has|have|can|do|does|will|uses?|"
    r"must|should|may|\w+s)\b)"
)  # a second clause that hung on "verify"
_WRAPPER = re.compile(r"^verify that(?:,\s*|\s+)(?P<said>.+)", re.IGNORECASE | re.DOTALL)


def may_be_key_point(text: str, language: str | None) -> bool:
    """Whether the text speaks of the matter and holds together alone; its length and main verb are not looked at."""
    plain = text.strip().lstrip("\"'“‘(*-–• ")
    kinds = (
        _ABOUT_ITSELF,
        _EDITION,
        _ANSWERS,
        _REFERENCE,
        _READING_TIP,
        _ENCOURAGES,
        _SCENE,
        _ADOPTERS,
        _CONNECTIVE,
        _ELSEWHERE,
    )
    ends = plain.rstrip('"”’)').endswith(("?", "…", "...", "!?", "etc.", "etc"))
    if ends or is_half(plain, language) or any(kind.search(plain) for kind in kinds):
        return False
    if hangs_on_others(plain) or points_elsewhere(plain):
        return False
    return language not in (None, "en") or names_what_it_means(plain)


def names_what_it_means(text: str) -> bool:
    """Whether every "this", "it" and "the decision" of an English text stands for something it has named before."""
    is_loose = _has_loose_pronoun(text) or _has_loose_one(text)
    return not (is_loose or _points_at_nothing(text) or _means_what_was_said(text))


def is_half(text: str, language: str | None) -> bool:
    """Whether a condition, a purpose or a doing stands there without what follows from it."""
    if language not in (None, "en"):
        return False
    first, *rest = text.split(",", 1)
    follows = rest[0].strip() if rest else ""
    if _SUBORDINATE.match(first):
        is_joined = re.match(r"(?:or|and)\b", follows) is not None and "," not in follows
        return " then " not in text and (not follows or is_joined)
    opening = opening_form(text, language)
    if opening == "ing":
        return not _MAIN_AFTER_DOING.search(_RELATIVE.split(text, maxsplit=1)[0])
    return opening == "to" and not rest


def has_main_verb(text: str, language: str | None) -> bool:
    """Whether the text orders or states something; a language without a tagger passes."""
    if language not in (None, "en"):
        return True
    if opening_form(text, language) == "imperative":
        return True
    tags = [token.tag for token in analyse(text, language) if token.is_word]
    return tags[:1] != ["MD"] and any(tag in _FINITE for tag in tags[1:])


def without_wrapper(text: str) -> str:
    """ "Verify that X rejects Y." as "X rejects Y." (items.md section 3), also without a note on its last change."""
    found = _WRAPPER.match(_LEVEL_NOTE.sub(" ", text).strip())
    if found is None:
        return _LEVEL_NOTE.sub(" ", text).strip()
    said = _AND_THAT.sub(r"\g<joined> ", found["said"])
    return said[:1].upper() + said[1:]


def is_requirement(text: str) -> bool:
    """Whether the text asks an auditor to check that something holds: what holds is then a rule."""
    return _REQUIREMENT.match(text) is not None


def is_reference_heading(text: str) -> bool:
    """Whether what stands under the heading leads elsewhere: references, further reading, see also."""
    return bool(
        re.search(r"\b(?:references?|further reading|see also|bibliography|credits|riferimenti)$", text.strip(), re.I)
    )


def is_glossary_heading(text: str) -> bool:
    """Whether what stands under the heading only says what words mean."""
    return bool(
        re.search(
            r"^(?:\W|\d|[A-Z]\.)*(?:key |general |main )?(?:glossary|definitions|terms(?: and definitions)?|"
            r"terminology|acronyms|abbreviations|glossario|definizioni)\b",
            text.strip(),
            re.I,
        )
    )


def _points_at_nothing(text: str) -> bool:
    """Whether "this practice" or "these" stands there without the practice named before in the same sentence."""
    for found in _POINTING.finditer(_NO_POINTING.sub(lambda match: "x" * len(match.group()), text)):
        before = content_lemmas(text[: found.start()], "en")
        noun, word = found["noun"].lower(), found["word"].lower()
        if word == "that":
            if found.start() == 0:
                return True
            continue
        named = lemma_of(noun, "en") in before
        if not (named or (noun in _AFTER_THAT and len(before) > _FEWEST_BEFORE)):
            return True
    return False


def _means_what_was_said(text: str) -> bool:
    """Whether "that key must" or "the decision" stands there without the key or the decision named before."""
    found = [*_THAT_ONE.finditer(text), *_SAID_BEFORE.finditer(text)]
    return any(
        opening_form(match["noun"], "en") == "noun"
        and lemma_of(match["noun"].lower(), "en") not in content_lemmas(text[: match.start()], "en")
        for match in found
    )


def _has_loose_one(text: str) -> bool:
    """Whether "one" stands for a thing that no "a", "any" or "every" has brought in before."""
    found = _ONE.search(text)
    return found is not None and _BROUGHT_IN.search(text[: found.start()]) is None


def _has_loose_pronoun(text: str) -> bool:
    pronoun = _PRONOUN.search(_EXPLETIVE.sub(lambda match: "x" * len(match.group()), text))
    if pronoun is None:
        return False
    before = text[: pronoun.start()]
    named = any(token.pos in ("NOUN", "PROPN") for token in analyse(before, "en"))
    return not named or len(content_lemmas(before, "en")) < _FEWEST_BEFORE
