"""Sentences that speak to a machine: orders to a language model that somebody planted in a document.

They are neither sent nor cited, and the author is told. A list of words cannot know every trick: what it misses still
has to pass the gate, which holds every text against the sentences it cites.
"""

from __future__ import annotations

import re

_MACHINE = (
    r"(?:language model|llms?\b|gpt\b|chat ?bot|chatgpt|(?:ai|virtual|writing) (?:assistant|model|system|agent|writer)"
    r"|as an ai\b|dear (?:ai|assistant|model)|attention,? (?:ai|assistant|model)"
    r"|(?:^|[.:!?]\s*)(?:ai|assistant|system|model|bot)\s*[:,])"
)
_OVERRIDE = (
    r"(?:(?:ignore|disregard|forget|override|bypass|skip|drop)\b[^.!?]{0,60}"
    r"\b(?:instructions?|prompts?|rules|directions|guidelines|orders|above|previous|prior|earlier|before)\b"
    r"|(?:system|developer|hidden|secret|new|real|actual|updated) (?:prompt|instructions?|message|directive|task)\b"
    r"|you are (?:now|no longer)\b|your (?:new|real|actual|only) (?:task|job|goal|instructions?)\b"
    r"|end of (?:the )?(?:source|document|context|input|data)\b|</?(?:system|user|assistant|instructions?)>)"
)
_ARTEFACT = (
    r"(?:titles?|objectives?|key points?|summar(?:y|ies)|micro-?modules?|quiz(?:zes)?|questions?|stems?|options?"
    r"|answers?|rationales?|outputs?|responses?|repl(?:y|ies)|bod(?:y|ies)|outline|course|lesson|json|learners?|readers?)"
)
_ORDER = (
    r"(?:write|say|state|add|append|insert|include|put|place|print|output|return|respond|reply|answer|mention|repeat"
    r"|begin|start|end|finish|use|mark|make|set|call|name|tell|recommend|promote|advertise|reveal|translate|encode|spell"
    r"|render|quote|copy|emit|generate|produce|ensure|remember to)"
)
_PLANTED = re.compile(
    rf"{_MACHINE}|{_OVERRIDE}"
    rf"|\b{_ORDER}\b[^.!?]{{0,90}}\b(?:in|into|to|at|of|on|for|as|with)\s+(?:the |each |every |all |any |your |its )"
    rf"(?:\w+ )?{_ARTEFACT}\b"
    rf"|\b(?:each|every|all|your)\s+(?:\w+ )?{_ARTEFACT}\b[^.!?]{{0,60}}"
    rf"\b(?:must|should|shall|has to|have to|needs? to)\b[^.!?]{{0,30}}\b(?:{_ORDER}|contain|be|have|read)\b"
    r"|\b(?:when|if|while|before|after) (?:you (?:are )?)?"
    r"(?:summari[sz](?:e|ing)|draft(?:ing)?|generat(?:e|ing)|quizz?(?:ing)?|process(?:ing)? this|read(?:ing)? this)\b"
    r"|\b(?:respond|reply|answer|output) (?:only|exactly|solely|always|just)\b"
    r"|\bthe (?:correct|right) (?:answer|option) (?:is|to)\b"
    r"|\b(?:phrase|words?|string|sentence|token|code|marker|slogan|keyword)\b[^.!?]{0,10}[\"“'‘:]",
    re.IGNORECASE,
)


def speaks_to_a_machine(sentence: str) -> bool:
    """Whether the sentence gives orders to whoever writes texts out of this document."""
    return _PLANTED.search(sentence) is not None
