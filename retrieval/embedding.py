"""Texts as vectors: the shipped static model, or any model of sentence-transformers.

This module is the one door to sentence_transformers for embeddings; retrieval/static_embedding.py reads the
shipped model without it, and without torch.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrieval.errors import ModelError
from retrieval.static_embedding import REMEDY, StaticEmbedder, Vectors, fingerprint, first_line, normalized

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Embedder", "SentenceTransformerEmbedder", "StaticEmbedder", "Vectors", "load_embedder"]


class Embedder(Protocol):
    """Gives texts as vectors."""

    @property
    def name(self) -> str:
        """Identity of the model and its weights; stored embeddings are keyed by it."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, of length one; a row of zeros where nothing in the text is known."""
        ...


class SentenceTransformerEmbedder:
    """Any model of sentence-transformers, in a folder or by its name.

    The import takes seconds, so it happens here and not when this module is read. A folder is read as it is;
    only a name may be looked up on the network, and not then if HF_HUB_OFFLINE is set.

    Args:
        model: a folder, or a name such as “intfloat/multilingual-e5-small”.

    Attributes:
        name: the model's name, or that of its folder with the hash of its files.
        dimensions: length of a vector.

    Raises:
        ModelError: sentence-transformers is not installed or cannot load `model`.
    """

    def __init__(self, model: str) -> None:
        is_folder = Path(model).is_dir()
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 (slow: only when asked for)

            self._model = SentenceTransformer(model, local_files_only=is_folder or _is_offline())
        except Exception as error:  # whatever torch, safetensors, transformers and the hub raise
            raise ModelError(
                f"{model}: sentence-transformers cannot load it ({first_line(error)}); set embedding.model "
                "to a folder or a name that is on this machine, or to the default training/model"
            ) from error
        self.name = f"sentence-transformers-{_identity(Path(model)) if is_folder else model}"
        self.dimensions = int(self._model.get_embedding_dimension() or self.embed(["a"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, of length one."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        found = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return normalized(np.asarray(found, dtype=np.float32))


def load_embedder(model: str) -> Embedder:
    """The embedder that `embedding.model` names: our static model, or one of sentence-transformers.

    Raises:
        ModelError: the folder does not exist, or what it holds cannot be loaded.
    """
    folder = Path(model)
    if _is_static(folder):
        return StaticEmbedder(folder)
    if not folder.exists() and _is_path(model):
        raise ModelError(f"{model}: no such folder; set embedding.model to a folder or name, or {REMEDY}")
    return SentenceTransformerEmbedder(model)


def _is_path(model: str) -> bool:
    """Whether `model` can only be a path: a name on the hub is “name” or “owner/name”."""
    parts = Path(model).parts
    if len(parts) != 2:
        return Path(model).is_absolute() or len(parts) > 2
    return parts[0] in {"..", "~"} or Path(parts[0]).is_dir()


def _is_static(folder: Path) -> bool:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (folder / "hoivanban_static.py").exists()  # ours, but damaged: its loader says so better
    return isinstance(config, dict) and str(config.get("format", "")).startswith("hoivanban-static")


def _is_offline() -> bool:
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}


def _identity(folder: Path) -> str:
    kinds = {".json", ".safetensors", ".bin", ".onnx", ".txt", ".model"}
    files = (path for path in folder.rglob("*") if path.suffix in kinds and path.is_file())
    return f"{folder.name}-{fingerprint(folder, sorted(str(path.relative_to(folder)) for path in files))}"
