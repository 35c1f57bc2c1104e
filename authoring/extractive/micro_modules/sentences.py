"""Which of a document's sentences can be shown outside of their place, and which only lead elsewhere."""

from __future__ import annotations

import re

from authoring.extractive.evidence import Sentence
from authoring.extractive.micro_modules.cleaning import SECTION
from authoring.linguistics import Modality, obligations

_POINTER = re.compile(
    r"(?:for (?:more|further|additional|an? \w+|the \w+|details?|information|guidance|"
    r"examples?)\b[^.]{0,80}?,?\s*)?(?:please\s+)?"
    r"(?:see|refer to|consult|visit|check out|take a look at|click|have a look at|"
    r"head over to|vedi|si veda|consulta)\b"
    r"(?:(?![.!?]\s).){0,160}$",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:(?:the|this)\s+)?(?:following\s+|above\s+)?(?:(?:figure|diagram|image|chart|illustration|"
    r"picture|screenshot|video|graph|"
    r"figura|immagine|diagramma)s?(?:\s+[\d.\-]+)?|fig\.\s?\d+)\s+(?:below\s+|above\s+)?"
    r"(?:shows?|illustrates?|depicts?|presents?|outlines?|summari[sz]es?|mostra|illustra)\b|"
    r".{0,80}\b(?:as shown|as illustrated|shown|illustrated|depicted)\s+(?:in|by)\s+(?:the\s+)?(?:following\s+)?"
    r"(?:figure|diagram|image|chart|illustration|picture|screenshot|video|graph)\b",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"(?:next|previous|up next|continue(?: to| reading)?|back to|go to|return to|skip to|jump to|read more|learn more|"
    r"avanti|indietro|successivo|precedente)\b\s*:?.{0,80}$|"
    r"(?:in|throughout)\s+(?:this|the next|the following|the previous)\s+(?:section|chapter|module|"
    r"lesson|course|article|page|"
    r"video|unit|document|guide|training|post)s?\b.{0,20}\b(?:you|we|i)(?:['’]ll| will| are going to|"
    r"['’]re going to| look| cover|"
    r" learn| discuss| explore)|"
    r"this\s+(?:section|chapter|page|module|lesson|article|unit|appendix)\s+(?:\w+ly\s+)?"
    r"(?:describes?|covers?|discusses|provides?|explains?|outlines?|presents?|introduces|contains|"
    r"lists?|defines?|includes?|details?|specif(?:y|ies)|addresses|focuses|deals|is about|will)\b|"
    r"(?:the\s+)?(?:next|following|previous|preceding|remaining)\s+(?:sections?|chapters?|"
    r"pages?)\s+(?:of\s+\w+\s+\w+\s+)?"
    r"(?:describes?|covers?|discuss(?:es)?|provides?|explains?|outlines?|will|gives?|lists?)\b",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"[^.]{0,40}·\s?(?:version|versione|rev\.?|issue)\s\d.{0,200}$|"  # "HB-01 · Version 6.2 · valid from …"
    r"(?:this (?:section|chapter|appendix|annex|document)|all of this) is (?:normative|informative|non-normative)\W*$|"
    r".{0,160}\b(?:is|are|can be)\s(?:provided|given|presented|described|discussed|specified|found|listed|available|"
    rf"detailed|covered|explained)\s(?:in|by)\s(?:the\s)?{SECTION}\s[\dA-Z][\w.]*\W*$",
    re.IGNORECASE,
)
_WHAT_FOLLOWS = re.compile(
    r"\bthe (?:following|next|remaining) (?:sections?|chapters?|pages?|parts?|paragraphs?) (?:\w+ly )?(?:will )?"
    r"(?:describes?|covers?|discuss(?:es)?|explains?|outlines?|lists?|presents?|gives?|introduces?|details?)\b",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(r"(?:(?:and |here['’]s |this is )?(?:yet )?another one|un['’]altr[oa])\b", re.IGNORECASE)
_DISCOURSE = re.compile(
    r"(?:also|likewise|of course|in general|additionally|importantly|obviously|inoltre)\s*,\s+", re.IGNORECASE
)
_NOTICE = re.compile(
    r"(?:please )?(?:note|remember|keep in mind|bear in mind|be aware)(?: that (?!not\b)|[:,] )|"
    r"it(?:['’]s| is) (?:important|worth noting|important to note)(?: to (?:note|remember))? that (?!you be\b)",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(
    r"(?:it(?!['’]?s?\s+(?:is\s+)?(?:important|essential|necessary|recommended|possible|required|best|"
    r"vital|crucial|helpful|"
    r"useful|your|our|not\s+(?:necessary|possible|required|allowed|permitted))\b)|its|they|their|them|"
    r"these|those(?!\s+(?:who|that|which|of|in|with))|"
    r"this(?!\s+(?:policy|handbook|guide|document|standard|course|manual|procedure|guideline|"
    r"agreement|training|program|programme)\b)|"
    r"that(?=\s+(?:is|was|said|way|means|would|will|can|should|could|may|makes|being|['’]s)\b)|"
    r"that['’]s|such(?!\s+as)|he|she|his|her|"
    r"however|instead|otherwise|therefore|thus|hence|consequently|accordingly|moreover|furthermore|"
    r"nevertheless|nonetheless|"
    r"similarly|conversely|as a result|as such|for this reason|because of this|due to this|"
    r"in this (?:case|way|example|situation)|in (?:that|such) cases?|"
    r"in these cases|on the other hand|in contrast|by contrast|in addition|in other words|for example|"
    r"for instance|but|and|or|so|then|yet|nor|both of|"
    r"either (?:of|may|can|is|are|must|should)|neither (?:of|may|can|is|are)|both (?:are|may|can|must|"
    r"should)|the (?:former|latter|above|same|following)|here|there(?:by|in|of|fore)|some of (?:these|"
    r"those)|one of (?:these|those)|"
    r"all of (?:this|these|that|those)|each of (?:these|those)|another (?:one|way|reason|example|thing)|"
    r"rather|still|again|finally|secondly|thirdly|lastly|"
    r"(?:some|others?|most|many|none|few|several) "
    r"(?:of them\b|(?:are|is|may|might|can|will|have|has|do|must|should)\b)|"
    r"questo|questa|questi|queste|quello|quella|esso|essa|essi|esse|tale|tali|tuttavia|quindi|"
    r"pertanto|invece|inoltre|perciò|ma|"
    r"ad esempio|per esempio|in questo caso|in tal caso)\b",
    re.IGNORECASE,
)
_CASE_OF_OTHERS = re.compile(  # "Where this is not possible, …", "In some cases, this may …", "Less work if they are …"
    r"(?:(?:where|if|when|while|although|though|because|since|unless|once|until|as|in (?:some|many|most|other|rare) "
    r"(?:cases|situations),?)\s+(?:they|these\s+(?:are|were|may|can|must|do|have)|(?:this|that|it)\s+"
    r"(?:is(?!\s+(?:not\s+)?(?:important|essential|necessary|recommended|possible|required|clear|safe|likely)\s+(?:to|that)\b)|"
    r"was|may|can|must|will|has|does|happens|occurs|fails))\b|"
    r"(?:less|more|fewer|easier|harder|better|faster)\s+(?:(?!is\b|are\b|than\b)\w+\s+){1,4}(?:if|when|because)\s+they\b)",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(r"(?:there|here)\s+(?:is|are|may|must|should|can|will)\b", re.IGNORECASE)
_PLACE_WORDS = re.compile(
    r"\b(?:above|aforementioned|the following|as follows|following (?:table|figure|list|section|"
    r"example|diagram|image|chart)|"
    r"(?:this|previous|next|preceding|following) (?:section|chapter|page|module|lesson|example|table|"
    r"figure|diagram|list|slide|unit|video|image|chart)|"
    rf"{SECTION}\s?\d|earlier in|later in|mentioned earlier|discussed earlier|see (?:also|the|our|"
    r"your)|as (?:noted|discussed|mentioned|described) (?:earlier|above|before|below|in)|"
    r"in the (?:figure|table|diagram|image)|il seguente|la seguente|i seguenti|le seguenti|di seguito|"
    r"qui sopra|sopra indicat\w+|seguente (?:figura|tabella))\b"
    r"|\b(?:shown|listed|described|given|outlined|defined|mentioned|discussed|table|list|section|"
    r"example|see|detailed) (?:below|above|here)\b",
    re.IGNORECASE,
)
_BINDING = (Modality.MUST, Modality.MUST_NOT)
_OBLIGES = re.compile(r"\b(?:required|mandatory|obbligatori[oaei])\b", re.IGNORECASE)
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})


def is_signpost(text: str, language: str | None) -> bool:
    """Whether the sentence only leads elsewhere: to another section, a picture, a link. One that obliges never does."""
    if _OBLIGES.search(text) or any(found.modality in _BINDING for found in obligations(text, language)):
        return False
    words = len(text.split())
    if words > 40:
        return False
    return bool(
        _OF_ITSELF.match(text)
        or _WHAT_FOLLOWS.search(text)
        or _POINTER.match(text)
        or _PICTURE.match(text)
        or _ONE_MORE.match(text)
        or (_NAVIGATION.match(text) and not text.rstrip().endswith(":"))
    )


def without_opening_word(text: str) -> str:
    """The sentence without a leading "Also," or the like, which only ties it to the sentence before."""
    return _without(_DISCOURSE, text)


def without_notice(text: str) -> str:
    """As `without_opening_word`, also without "Note that": what is to be noted is the statement."""
    return _without(_NOTICE, without_opening_word(text))


def _without(opening: re.Pattern[str], text: str) -> str:
    match = opening.match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    return rest[:1].upper() + rest[1:]


def hangs_on_others(text: str) -> bool:
    """Whether the sentence opens with a word that needs the sentence before: This, It, However, For example …"""
    plain = text.lstrip("\"'“‘(*-–• ")
    return bool(_DEPENDENT.match(plain)) and not _EXPLETIVE.match(plain)


def points_elsewhere(text: str) -> bool:
    """Whether the text names a place outside itself: above, the following table, Section 5."""
    return bool(_PLACE_WORDS.search(text))


def stands_alone(text: str) -> bool:
    """Whether the sentence can be read with nothing around it."""
    return not hangs_on_others(text) and not points_elsewhere(text) and not _CASE_OF_OTHERS.match(text)


def is_whole_sentence(sentence: Sentence) -> bool:
    """Whether it ends as a statement and has a finite verb after its subject; without a tagger the stop is enough."""
    text = sentence.text.rstrip("\"'”’)] ")
    if not text or text[-1] not in ".!。":
        return False
    if sentence.language not in (None, "en"):
        return True
    tags = [token.tag for token in sentence.tokens if token.is_word]
    return tags[:1] != ["MD"] and any(tag in _FINITE for tag in tags[1:])
