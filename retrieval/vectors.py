"""The vector index: the one door to chromadb.

Chroma writes into its folder even when it is only asked (each opening adds a row, and an index that is
not yet saved is rebuilt in place), and two processes in one folder corrupt it. So the folder given here
belongs to one process: a draft of the writer, or a private copy of a sealed generation.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from retrieval.projection import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

FORM = "vectors-2"
"""Raised with every change of the collection's settings."""

_COLLECTION = "passages"
_BATCH = 2_000
_SLACK = 16
_SETTINGS = {
    "space": "ip",  # vectors have length one, or zero where nothing in the text was known
    "ef_construction": 128,
    "ef_search": 200,  # many more than are asked for: nearly exact, so that a rebuilt index answers the same
    "max_neighbors": 16,
    "num_threads": 1,  # the graph then depends on nothing but the order of what is added
    "batch_size": 2,
    "sync_threshold": 2,  # saved with each upsert, so that opening it has nothing to replay
}


class VectorIndex:
    """Nearest passages by inner product, in a folder of its own. Close it, or use it in a `with`.

    The import of chromadb takes most of a second, so it happens here and not when this module is read.

    Args:
        folder: an existing one that no other process opens.

    Raises:
        DamagedError: Chroma cannot read what is in the folder.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb  # noqa: PLC0415 (slow: only when vectors are asked for)
        from chromadb.config import Settings  # noqa: PLC0415

        self._folder = folder
        # Chroma's errors, and those of the native library under it, which raises plain ones.
        self._errors = (chromadb.errors.ChromaError, OSError, ValueError, RuntimeError, KeyError, TypeError)
        with self._explained():
            self._client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        try:
            with self._explained():
                self._collection: Any = self._client.get_or_create_collection(
                    _COLLECTION, embedding_function=None, configuration={"hnsw": _SETTINGS}
                )
                self._count = int(self._collection.count())
        except DamagedError:
            self.close()
            raise

    def replace(self, added: Mapping[str, NDArray[np.float32]], removed: Iterable[str]) -> None:
        """Takes out `removed`, and puts in or changes `added`: vectors by id, all of one length."""
        gone, ids = sorted(removed), list(added)
        with self._explained():
            for start in range(0, len(gone), _BATCH):
                self._collection.delete(ids=gone[start : start + _BATCH])
            for start in range(0, len(ids), _BATCH):
                batch = ids[start : start + _BATCH]
                vectors = np.stack([added[entry] for entry in batch]).astype(np.float32)
                self._collection.upsert(ids=batch, embeddings=vectors)
            self._count = int(self._collection.count())

    def search(self, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """(id, inner product) of the nearest, nearest first, equal ones by id."""
        found: list[tuple[str, float]] = []
        with self._explained():
            count = self._count  # the folder belongs to this process: nobody else changes it
            wanted = min(limit + _SLACK, count)
            while limit > 0 and wanted > 0:
                found = self._nearest(np.asarray(vector, dtype=np.float32), wanted)
                if len(found) <= limit or wanted == count or found[limit - 1][1] > found[-1][1]:
                    break
                wanted = min(wanted * 4, count)  # the last place is shared by more than were fetched
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def _nearest(self, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        answer = self._collection.query(query_embeddings=[vector], n_results=count, include=["distances"])
        pairs = zip(answer["ids"][0], answer["distances"][0], strict=True)
        return [(str(entry), round(1.0 - float(distance), 6)) for entry, distance in pairs]

    def ids(self) -> set[str]:
        """Ids of all vectors in the index."""
        with self._explained():
            return set(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Releases the folder's files; the index must not be used afterwards."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise DamagedError(f"{self._folder}: Chroma cannot use it ({error})") from error
