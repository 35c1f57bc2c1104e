"""The item patterns by code, each a file with `find`; a pattern without evidence yields nothing."""

from authoring.extractive.candidates import Find

PATTERNS: dict[str, Find] = {}
