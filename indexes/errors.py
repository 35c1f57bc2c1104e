"""What can go wrong with a model's files; the operator can act on each."""

from __future__ import annotations

from pathlib import Path


class EmbedderUnavailable(Exception):
    """No text can be embedded until the operator has mended what the subclass names."""


class ModelNotFound(EmbedderUnavailable):
    """No folder on this machine holds the model; nothing is ever fetched."""

    def __init__(self, model: str) -> None:
        self.model = model
        super().__init__(
            f"the embedding model {model!r} is not on this machine: give the folder that holds it, "
            "or put it into the local model cache first (nothing is downloaded)"
        )


class WrongWeights(EmbedderUnavailable):
    """The weights are not the ones that the embedder's identity promises."""

    def __init__(self, path: Path, *, expected: str, found: str) -> None:
        self.path = path
        self.expected = expected
        self.found = found
        super().__init__(
            f"the weights {path.name} have SHA-256 {found}, expected {expected}: "
            "the file is damaged or another model; reinstall the package that brings it"
        )
