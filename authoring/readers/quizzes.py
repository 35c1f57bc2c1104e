"""Finds quizzes that a document already holds: a question, its options, and the mark that says which is right."""

from __future__ import annotations

import re
from dataclasses import replace

from authoring.readers.reading import RawBlock
from authoring.types import BlockKind, BlockRole

_HEADING = re.compile(
    r"\b(quiz(?:zes)?|knowledge checks?|check your (?:understanding|knowledge|learning)|"
    r"self[- ](?:assessment|check|test)|"
    r"test your(?:self| knowledge)|review questions|verifica(?: finale)?|domande di verifica|autovalutazione|"
    r"mettiti alla prova|questionario)\b",
    re.I,
)
_LETTERED = re.compile(r"^\(?([a-hA-H])[).:]\s+(.+)$", re.S)
_INLINE = re.compile(r"(?:^|\s)\(?([a-hA-H])[).]\s+")
_ANSWER = re.compile(
    r"^(?:the\s+)?(?:correct\s+|right\s+)?(?:answers?|key|risposta(?:\s+(?:corretta|esatta))?|soluzione)\s*(?:is|are|è)?\s*[:=]?\s*"
    r"\(?([a-hA-H1-8])\b[).]?",
    re.I,
)
_STAR = re.compile(r"^\*\s*|\s*(?:\*|✓|✔|✅|\((?:correct|right|corretta|giusta)\))\s*$", re.I)
_QUESTION_NUMBER = re.compile(r"^(?:question|domanda|frage|pregunta|q\.?)\s*\d{1,3}\s*[.:)–-]\s*", re.I)
_MAX_OPTIONS = 8
_MAX_LEAD = 3  # blocks between a quiz's heading and its first question


def mark_quizzes(blocks: list[RawBlock]) -> list[RawBlock]:
    """`blocks` with quizzes in the role QUIZ, their options as list items that say whether they are marked right."""
    blocks = [part for block in blocks for part in _split_inline(block)]
    in_quiz = False
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind is BlockKind.HEADING:
            in_quiz = bool(_HEADING.search(block.text))
        elif _asks(block, in_quiz=in_quiz):
            index = _take_options(blocks, index, in_quiz=in_quiz)
            continue
        index += 1
    _settle(blocks)
    return blocks


def _split_inline(block: RawBlock) -> list[RawBlock]:
    """A paragraph that runs "…? a) … b) … c) …" as question and options; anything else as it is."""
    if block.kind is not BlockKind.PARAGRAPH or len(block.text) > 1000:
        return [block]
    found = list(_INLINE.finditer(block.text))
    letters = [match[1].lower() for match in found]
    if len(found) < 3 or letters != [chr(ord("a") + index) for index in range(len(found))]:
        return [block]
    question = block.text[: found[0].start()].strip()
    if question and not question.endswith(("?", ":")):
        return [block]
    ends = [match.start() for match in found[1:]] + [len(block.text)]
    options = [block.text[match.start() : end].strip() for match, end in zip(found, ends, strict=True)]
    texts = ([question] if question else []) + _part_answer(options)
    return [replace(block, text=text, emphasis=()) for text in texts]


def _part_answer(options: list[str]) -> list[str]:
    """The options, with an answer line that trails the last one set apart."""
    tail = re.search(r"\s((?:correct\s+)?(?:answer|risposta(?:\s+corretta)?)\s*:.*)$", options[-1], re.I)
    return [*options[:-1], options[-1][: tail.start()].strip(), tail[1]] if tail else options


def _asks(block: RawBlock, *, in_quiz: bool) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) or block.role is not BlockRole.BODY:
        return False
    return block.marked_correct is None and block.text.endswith(("?", ":", "____") if in_quiz else "?")


def _take_options(blocks: list[RawBlock], question: int, *, in_quiz: bool) -> int:
    """Mark the question at this index and its options, if they are options; the index after what was looked at."""
    end = question + 1
    while end < len(blocks) and end - question <= _MAX_OPTIONS and _is_option_like(blocks[end], blocks[question]):
        end += 1
    options = blocks[question + 1 : end]
    answer = (
        _ANSWER.match(blocks[end].text) if end < len(blocks) and blocks[end].kind is not BlockKind.HEADING else None
    )
    right = _right_ones(options, answer, in_quiz=in_quiz)
    if len(options) < 2 or not right:
        return question + 1
    asked = blocks[question]
    numbered = _QUESTION_NUMBER.match(asked.text)
    if numbered:
        asked.text, asked.emphasis = asked.text[numbered.end() :], ()
    asked.role = BlockRole.QUIZ
    asked.kind, asked.level, asked.list_id = BlockKind.PARAGRAPH, None, None
    for number, option in enumerate(options, start=1):
        _make_option(option, number, right=number - 1 in right, list_id=f"q.{question}")
    if answer:
        blocks[end].role = BlockRole.QUIZ
        end += 1
    return end


def _is_option_like(block: RawBlock, question: RawBlock) -> bool:
    if block.role is not question.role or _ANSWER.match(block.text):
        return False
    if block.kind is BlockKind.LIST_ITEM:
        return block.list_id != question.list_id
    return block.kind is BlockKind.PARAGRAPH and bool(_LETTERED.match(block.text))


def _right_ones(options: list[RawBlock], answer: re.Match[str] | None, *, in_quiz: bool) -> set[int]:
    """Which options the source marks as right; empty where it marks none, or all."""
    boxes = {index for index, option in enumerate(options) if option.marked_correct}
    if boxes:
        return boxes if len(boxes) < len(options) and all(o.marked_correct is not None for o in options) else set()
    if answer:
        wanted = answer[1].lower()
        number = int(wanted) - 1 if wanted.isdigit() else ord(wanted) - ord("a")
        return {number} if number < len(options) else set()
    lettered = all(_LETTERED.match(option.text) for option in options)
    if not (in_quiz or lettered):
        return set()
    stars = {index for index, option in enumerate(options) if _STAR.search(_body(option))}
    bold = {index for index, option in enumerate(options) if _is_bold(option)}
    marked = stars or bold
    return marked if len(marked) < len(options) else set()


def _make_option(option: RawBlock, number: int, *, right: bool, list_id: str) -> None:
    text = _STAR.sub("", _body(option)).strip()
    option.emphasis = () if text != option.text else option.emphasis
    option.text = text or option.text
    option.kind, option.role, option.level = BlockKind.LIST_ITEM, BlockRole.QUIZ, 1
    option.list_id, option.number, option.marked_correct = list_id, number, right


def _body(option: RawBlock) -> str:
    lettered = _LETTERED.match(option.text)
    return lettered[2] if lettered else option.text


def _is_bold(option: RawBlock) -> bool:
    return sum(span.end - span.start for span in option.emphasis) >= len(_body(option)) - 2


def _settle(blocks: list[RawBlock]) -> None:
    """Boxes outside a quiz are a task list; a quiz's heading and what leads to its first question belong to it."""
    lead: list[RawBlock] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            lead = [block] if _HEADING.search(block.text) else []
        elif block.role is BlockRole.QUIZ:
            for before in lead:
                before.role = BlockRole.QUIZ
            lead = []
        else:
            block.marked_correct = None
            lead = [*lead, block] if lead and len(lead) <= _MAX_LEAD else []
