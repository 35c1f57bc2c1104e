"""What people write, as it is kept: plain text or Markdown that shows nothing but words, whoever renders it."""

from __future__ import annotations

import html
import re
import unicodedata

_ROUNDS = 5  # of unwrapping entities and tags; nobody nests deeper by accident
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_COULD_OPEN_A_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]*)>", re.IGNORECASE)
_IMAGE = re.compile(r"!(?=\s*\[)")
_INLINE_TARGET = re.compile(r"(\]\(\s*<?)([^)\s>]*)")
_REFERENCE_TARGET = re.compile(r"(\]:\s*<?)([^\s>]+)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ALLOWED_SCHEMES = {"http", "https", "mailto"}
_KEPT_CONTROLS = "\n\t"
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(written: str) -> str:
    """The text without markup of HTML, images, targets that run code, and characters that are not seen.

    Links to web pages and mail stay. What was nothing else gives the empty text.
    """
    text = _seen(written.replace("\r\n", "\n").replace("\r", "\n"))
    for _ in range(_ROUNDS):
        before = text
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", _seen(html.unescape(text))))
        if text == before:
            break
    else:
        text = text.replace("&", " ")
    text = _IMAGE.sub("", _COULD_OPEN_A_TAG.sub("< ", text))
    for target in (_INLINE_TARGET, _REFERENCE_TARGET):
        text = target.sub(_without_code, text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _seen(text: str) -> str:
    """Composed, without control characters and without the invisible ones that turn or hide text."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(one for one in composed if one in _KEPT_CONTROLS or unicodedata.category(one) not in ("Cc", "Cf"))


def _without_code(found: re.Match[str]) -> str:
    scheme = _SCHEME.match(found[2].replace("\\", ""))
    return found[0] if scheme is None or scheme[1].lower() in _ALLOWED_SCHEMES else f"{found[1]}#"
