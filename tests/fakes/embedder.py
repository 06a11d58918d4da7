"""A small deterministic embedder: each syllable, folded, is hashed to a direction."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from retrieval.text import fold, syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class HashingEmbedder:
    """Embeds without a model, and counts the texts it was given."""

    def __init__(self, *, name: str = "hashing-1", dimensions: int = 32) -> None:
        self.name = name
        self.dimensions = dimensions
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, of length one; zeros where the text has no syllable."""
        self.embedded += len(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at, text in enumerate(texts):
            for syllable in syllables(text):
                rows[at] += _direction(fold(syllable), self.dimensions)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _direction(syllable: str, dimensions: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(syllable.encode()).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
