"""Which sentences of a segment stand out as callouts: the obligations that a learner must not miss."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.sentences import is_whole_sentence, stands_alone
from authoring.extractive.wording import stands_alone as names_all_it_means
from authoring.linguistics import quantities
from authoring.linguistics.modality import Modality, obligations
from authoring.reading_time import count_words
from authoring.types import Block, BlockKind, BlockRole, Span

_MOST_CALLOUTS = 2  # where everything stands out, nothing does
_WORDS_A_CALLOUT = 120  # of text around each
_LONGEST_CALLOUT = 45  # words
_BINDS = re.compile(r"(?:must|shall|deve|devono|dovr)", re.IGNORECASE)  # "is required to" often only says what it takes
_BINDING = {Modality.MUST: 2, Modality.MUST_NOT: 3}


def callout_sentences(evidence: Evidence, blocks: Sequence[Block]) -> frozenset[Span]:
    """Spans of one or two obligations that open or close their paragraph, the weightiest first."""
    words = sum(count_words(block.text) for block in blocks)
    most = max(1, min(_MOST_CALLOUTS, words // _WORDS_A_CALLOUT))
    weighed = [
        (-weight, sentence.span)
        for block in blocks
        if block.kind is BlockKind.PARAGRAPH and block.role is BlockRole.BODY
        for sentence in _at_ends(evidence.sentences(block.id))
        if (weight := _weight(sentence)) > 0
    ]
    return frozenset(span for _, span in sorted(weighed)[:most])


def _at_ends(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    return sentences if len(sentences) < 3 else (sentences[0], sentences[-1])


def _weight(sentence: Sentence) -> int:
    found = obligations(sentence.text, sentence.language)
    modalities = [obligation.modality for obligation in found if _BINDS.search(obligation.text)]
    weight = max((_BINDING.get(modality, 0) for modality in modalities), default=0)
    if not weight or len(sentence.text.split()) > _LONGEST_CALLOUT:
        return 0
    stands = stands_alone(sentence.text) and names_all_it_means(sentence.text)
    if not stands or not is_whole_sentence(sentence):
        return 0
    return weight + bool(quantities(sentence.text, sentence.language))
