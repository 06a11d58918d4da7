"""Our own passages for a question, before and after the answerer has weighed what stands in them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.command import ROOT
from bot.app import open_application
from bot.trial import build, own_config
from ingest.publishing import find_files, publish
from ingest.reading import read_file
from retrieval.config import load_config
from retrieval.glossary import Glossary
from retrieval.places import Gazetteer
from retrieval.query import read_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.chunks import Found
    from retrieval.types import Document, Passage


class Ours:
    """Reads a folder into a library of its own and finds passages there.

    Args:
        weighed: in the order of the evidence in them, not in the retriever's.
    """

    def __init__(self, *, weighed: bool) -> None:
        self._folder = tempfile.TemporaryDirectory()
        config = load_config(ROOT / "config.yaml", {})
        self._config = config.model_copy(update={"data_dir": Path(self._folder.name)})
        self._application = open_application(self._config, create=True)
        self._ranked: Callable[[str, Sequence[str]], Iterator[tuple[Document, Passage]]]
        self._ranked = self._weighed if weighed else self._proposed

    def index(self, folder: Path) -> None:
        """What `hoivanban ingest` does: reads, finds facts, publishes, brings the indexes in step."""
        application, limit = self._application, self._config.ingest.max_bytes
        for path in find_files([folder])[0]:
            publish(read_file(path, max_bytes=limit), application.library, application.embedder)
        application.index.follow()
        self._answerer = application.answerer()

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The best passages, best first; a follow-up is made whole first."""
        found: dict[str, Found] = {}
        for document, passage in self._ranked(question, history):
            found.setdefault(passage.id, (document.source, passage.text))
            if len(found) == limit:
                break
        return list(found.values())

    def _proposed(self, question: str, history: Sequence[str]) -> Iterator[tuple[Document, Passage]]:
        return ((hit.document, hit.passage) for hit in self._answerer.find(question, history))

    def _weighed(self, question: str, history: Sequence[str]) -> Iterator[tuple[Document, Passage]]:
        scored = self._answerer.evidence(question, history).scored
        return ((item.statement.document, item.statement.passage) for item in scored)


class OurRoute:
    """One route of ours alone, on a library that `hoivanban evaluate --beir` has made.

    Args:
        data: where that library lies.
        route: “lexical” or “dense”.
        limit: passages that it proposes.
    """

    def __init__(self, data: Path, *, route: str, limit: int) -> None:
        self._config = load_config(ROOT / "config.yaml", {})
        self._data = data
        self._route = route
        self._limit = limit
        self._glossary, self._gazetteer = Glossary.load(), Gazetteer.load()

    def index(self, folder: Path) -> float:
        """Opens the library; the seconds that making it took."""
        own = own_config(folder, self._config, self._data)
        built = build(folder, own, progress=lambda *_: None, notice=lambda _: None)
        self._built = built
        self._application = open_application(own)
        self._retriever = self._application.retriever()
        return built.publish_s + built.index_s

    def find(self, question: str) -> list[str]:
        """Ids of rows, best first."""
        query = read_question(question, glossary=self._glossary, gazetteer=self._gazetteer, places=(), agencies=())
        lexical = self._route == "lexical"
        found = self._retriever.by_words if lexical else self._retriever.by_meaning
        documents = self._application.library.documents_by_id()
        return [documents[passage.document_id].source for passage, _ in found(query, self._limit)]

    def disk(self) -> int:
        """Bytes of the library and its indexes."""
        return self._built.disk

    def passages(self) -> int:
        """How many the library has."""
        return self._built.passages
