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
    r"(?:(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:instructions?|prompts?|directions|guidelines"
    r"|orders|everything (?:above|before)|(?:text|rules) (?:above|before))\b"
    r"|(?:system|developer|hidden|secret|new|real|actual) (?:prompt|instructions?|message|directive|task)\s*[:=]"
    r"|system prompt|you are (?:now|no longer) an? |your (?:new|real|actual|only) (?:task|job|instructions?)\b"
    r"|end of (?:the )?(?:source|document|context|input|data)\b|</?(?:system|user|assistant|instructions?)>)"
)
# What is made of a document; ordinary words among them count only where all of them, or the machine's own, are meant.
_MADE = r"(?:key points?|summar(?:y|ies)|micro-?modules?|quiz(?:zes)?|learning objectives?|answer keys?|rationales?)"
_ORDINARY = r"(?:titles?|objectives?|questions?|stems?|options?|answers?|outputs?|responses?|repl(?:y|ies)|paragraphs?)"
_ALL = r"(?:each|every|all)\s+(?:\w+ )?"
_ORDER = (
    r"(?:write|say|state|add|append|insert|include|put|place|print|output|return|respond|reply|answer|mention|repeat"
    r"|begin|start|end|finish|use|mark|make|set|call|name|tell|recommend|promote|advertise|reveal|translate|encode|spell"
    r"|render|quote|copy|emit|generate|produce|ensure|contain|weave|work)"
)
_PLACED = rf"\b{_ORDER}\b[^.!?]{{0,90}}\b(?:in|into|to|at|of|on|for|as|with)\s+"
_PLANTED = re.compile(
    rf"{_MACHINE}|{_OVERRIDE}"
    rf"|{_PLACED}(?:the |each |every |all |any |your |its )?{_MADE}\b|{_PLACED}{_ALL}{_ORDINARY}\b"
    rf"|\b(?:{_ALL}(?:{_MADE}|{_ORDINARY})|your (?:{_MADE}|outputs?|answers?|titles?))\b[^.!?]{{0,40}}"
    rf"\b(?:must|should|shall|has to|have to|needs? to)\b[^.!?]{{0,20}}\b(?:{_ORDER}|be|have|read)\b"
    r"|\b(?:when|if|while|before|after) (?:you (?:are )?)?(?:summari[sz](?:e|ing)|draft(?:ing)?|quizzing"
    r"|(?:generat|writ|creat)(?:e|ing) (?:the |a |any )?(?:quiz|questions?|titles?|summar|micro|objective|text))"
    r"|\b(?:respond|reply|answer|output) (?:only|exactly|solely) (?:with|in|as)\b"
    r"|\bthe (?:correct|right) (?:answer|option) (?:is|to) (?:always|every|all|each|the (?:first|last|second|third))\b"
    rf"|\b{_ORDER}\b[^.!?]{{0,30}}\bthe (?:\w+ )?(?:phrase|string|marker|slogan|keyword|codeword)\b",
    re.IGNORECASE,
)


def speaks_to_a_machine(sentence: str) -> bool:
    """Whether the sentence gives orders to whoever writes texts out of this document."""
    return _PLANTED.search(sentence) is not None
