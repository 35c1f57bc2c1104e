"""The typeface of our pictures: how wide a text is, where its lines end, and the part of the font that it needs."""

from __future__ import annotations

import io
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import font_source_sans_pro

FAMILY = "Source Sans Pro"


class Weight(StrEnum):
    """A cut of the family, by CSS's number."""

    REGULAR = "400"
    BOLD = "700"


_FILES = {Weight.REGULAR: "SourceSansPro-Regular.ttf", Weight.BOLD: "SourceSansPro-Bold.ttf"}
_UNKNOWN = 0.6  # em, of a sign that another font has to draw; 1.0 where its script is wide
_TABLES_LEFT_OUT = ("GPOS", "GSUB", "GDEF", "DSIG")  # lines are measured without kerning


def font_path(weight: Weight) -> Path:
    """The file of a cut."""
    return Path(font_source_sans_pro.font_directory) / _FILES[weight]


def width(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """Of the text on one line, in the unit of `size`."""
    advances = _advances(weight)
    return size * sum(advances.get(ord(sign)) or _guessed(sign) for sign in text)


def covers(text: str) -> bool:
    """Whether the typeface has every sign of the text."""
    advances = _advances(Weight.REGULAR)
    return all(ord(sign) in advances for sign in text)


def wrap(text: str, line: float, size: float, weight: Weight = Weight.REGULAR) -> list[str]:
    """The text in lines no wider than `line`; a word that is wider than that is cut where the line ends."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined, size, weight) <= line:
            lines[-1] = joined
            continue
        pieces = _cut(word, line, size, weight)
        lines += pieces if lines[-1] else pieces[1:]
        lines[-len(pieces)] = pieces[0]
    return lines


def wrap_evenly(text: str, line: float, size: float, weight: Weight = Weight.REGULAR) -> list[str]:
    """As `wrap`, in no more lines, the longest as short as it can be."""
    lines = wrap(text, line, size, weight)
    narrower = line
    while narrower > line / 2:
        narrower -= line / 40
        tried = wrap(text, narrower, size, weight)
        if len(tried) > len(lines) or any(width(one, size, weight) > narrower for one in tried):
            break
        lines = tried
    return lines


def subset_font(text: str, weight: Weight) -> bytes:
    """A WOFF font with the signs of the text; the same text gives the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        hinting=False, recalc_timestamp=False, name_IDs=[], notdef_outline=True, bidi_closure=False
    )
    options.drop_tables += _TABLES_LEFT_OUT
    written = io.BytesIO()
    with TTFont(font_path(weight), recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(written)
    return written.getvalue()


@lru_cache
def _advances(weight: Weight) -> dict[int, float]:
    """How far each sign moves on, in em, by its code point."""
    from fontTools.ttLib import TTFont

    with TTFont(font_path(weight), lazy=True) as font:
        metrics, per_em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[glyph][0] / per_em for code, glyph in font.getBestCmap().items()}


def _guessed(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(sign) in "WF" else _UNKNOWN


def _cut(word: str, line: float, size: float, weight: Weight) -> list[str]:
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, size, weight) > line:
            pieces.append("")
        pieces[-1] += sign
    return pieces
