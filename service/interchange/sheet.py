"""A sheet that is drawn on from top to bottom: lines of text, boxes and circles, in the words of SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from lxml import etree

from service.interchange.typeface import Weight, width

WIDTH = 1080  # what chats show without scaling down
MARGIN = 64
_LEADING = 1.32
_ASCENT = 0.93  # of the line's height, less the leading's lower half: where the baseline of a line lies
_NAMESPACE = "http://www.w3.org/2000/svg"
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


class Sheet:
    """`height` is how far it is drawn on. Sizes are those at scale 1, places and lengths as they are."""

    def __init__(self, scale: float) -> None:
        self.height = 0.0
        self._scale = scale
        self._root = etree.Element("g")
        self._signs: dict[str, set[str]] = {weight: set() for weight in Weight}

    def scaled(self, length: float) -> float:
        """A length at this sheet's scale."""
        return length * self._scale

    def leading(self, size: float, leading: float = _LEADING) -> float:
        """How high a line of this size is."""
        return self.scaled(size) * leading

    def fitting(self, text: str, line: float, size: float) -> float:
        """The size, or the largest smaller one at which the bold text is no wider than the line."""
        needed = width(text, self.scaled(size), Weight.BOLD)
        return size * min(1.0, line / needed) if needed else size

    def down(self, length: float) -> None:
        """Leave room."""
        self.height += self.scaled(length)

    def lines(
        self,
        lines: Sequence[str],
        x: float,
        size: float,
        colour: str,
        weight: Weight = Weight.REGULAR,
        *,
        anchor: Literal["start", "middle"] = "start",
        leading: float = _LEADING,
    ) -> None:
        """Write lines of text, one below the other."""
        step, em = self.leading(size, leading), self.scaled(size)
        for line in lines:
            text = _sayable(line)
            baseline = self.height + (step - em) / 2 + em * _ASCENT * 0.86
            places = {"x": f"{x:g}", "y": f"{baseline:g}", "font-size": f"{em:g}", "fill": colour}
            styles = {"font-weight": str(weight)} | ({"text-anchor": anchor} if anchor != "start" else {})
            etree.SubElement(self._root, "text", places | styles).text = text
            self._signs[weight] |= set(text)
            self.height += step

    def rectangle(
        self, x: float, y: float, across: float, down: float, fill: str, *, stroke: str = "", radius: float = 0
    ) -> etree._Element:
        """A box; its height may be set when it is known."""
        box = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{across:g}", "height": f"{down:g}", "fill": fill}
        looks = ({"stroke": stroke} if stroke else {}) | ({"rx": f"{radius:g}"} if radius else {})
        return etree.SubElement(self._root, "rect", box | looks)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle around a place."""
        place = {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{radius:g}", "fill": fill}
        etree.SubElement(self._root, "circle", place)

    def line(self, x: float, y: float, to: float, stroke: str) -> etree._Element:
        """A line to the right, two units wide; its other end may be set when it is known."""
        ends = {"x1": f"{x:g}", "y1": f"{y:g}", "x2": f"{to:g}", "y2": f"{y:g}"}
        return etree.SubElement(self._root, "line", ends | {"stroke": stroke, "stroke-width": "2"})

    def signs(self, weight: Weight) -> str:
        """Every sign that was written in that weight, in order."""
        return "".join(sorted(self._signs[weight]))

    def written(
        self, *, language: str, title: str, description: str, style: str, font_family: str, ground: str
    ) -> bytes:
        """The sheet as a file of its own; `title` and `description` are for those who do not see it."""
        size = {"width": str(WIDTH), "height": f"{self.height:.0f}", "viewBox": f"0 0 {WIDTH} {self.height:.0f}"}
        told = {"role": "img", "aria-labelledby": "title description", "font-family": font_family}
        svg = etree.Element("svg", size | told, nsmap={None: _NAMESPACE})
        if language:
            svg.set("lang", language)
        etree.SubElement(svg, "title", {"id": "title"}).text = _sayable(title)
        etree.SubElement(svg, "desc", {"id": "description"}).text = _sayable(description)
        etree.SubElement(svg, "style").text = style
        etree.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": ground})
        svg.extend(list(self._root))
        return etree.tostring(svg, encoding="utf-8", xml_declaration=True)


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text)
