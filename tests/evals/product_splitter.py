"""Our own segmentation on plain sentences, a sentence a block, under its bound of 45 to 180 seconds a segment."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.evals.segmentation import (
    Boundaries,
    SegmentationRow,
    even,
    no_boundary,
    random_boundaries,
    segmentation_rows,
)

EVERY = 4  # texts measured of each set: 55 and 29, a minute instead of four


def product_rows(folder: Path) -> list[SegmentationRow]:
    """Choi and Clinical; loudly nothing where the data is absent."""
    if not folder.is_dir():
        print(f"ABSENT: {folder}; segmentation is not measured", file=sys.stderr)
        return []
    splitters = {
        "segment_document": segment_sentences,
        "no boundary": no_boundary,
        "even (true count told)": even,
        "random (true count told)": random_boundaries,
    }
    sets = {"Choi": folder / "choi", "Clinical": folder / "clinical"}
    return [
        row
        for name, files in sets.items()
        for row in segmentation_rows(name, sorted(files.rglob("*.ref"))[::EVERY], splitters)
    ]


def segment_sentences(sentences: Sequence[str], segments: int) -> Boundaries:
    """Where `segment_document` begins a segment; the true number of segments is not used."""
    from authoring.segmentation import segment_document
    from authoring.types import Block, BlockId, BlockKind, Document, Span
    from indexes.sentence_transformer import bundled_embedder

    blocks = []
    start = 0
    for number, sentence in enumerate(sentences):
        blocks.append(
            Block(
                BlockId(f"b{number}"), BlockKind.PARAGRAPH, sentence, Span(start, start + len(sentence)), language="en"
            )
        )
        start += len(sentence) + 1
    document = Document("", "sentences.txt", "0" * 64, "text/plain", "en", None, tuple(blocks))
    found = segment_document(document, embedder=bundled_embedder())
    return frozenset(int(segment.blocks[0][1:]) for segment in found) - {0}
