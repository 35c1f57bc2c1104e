"""What the rest of the product asks of an embedder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
HeldVectors = NDArray[np.float32 | np.float16]
"""As an index keeps them: of many, half as exact is exact enough (cosines to a ten-thousandth), and half the memory."""


class Embedder(Protocol):
    """Maps texts to unit vectors; equal `identity` and equal text give equal vectors."""

    @property
    def identity(self) -> str:
        """Name and weights digest, as recorded beside every vector and in every draft. Cheap: loads nothing."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape `(len(texts), dimensions)`, float32, unit length; long texts are split and pooled."""
        ...
