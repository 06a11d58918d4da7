"""Our own passages for a question, before and after the answerer has weighed what stands in them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.command import ROOT
from bot.app import open_application
from bot.trial import build, finder, own_config
from ingest.publishing import find_files, publish
from ingest.reading import read_file
from retrieval.catalogue import Catalogue
from retrieval.config import RetrievalConfig, load_config
from retrieval.followups import resolve
from retrieval.glossary import Glossary
from retrieval.places import Gazetteer
from retrieval.query import read_question
from retrieval.retriever import Retriever

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.chunks import Found
    from retrieval.query import Query
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
        self._glossary, self._gazetteer = Glossary.load(), Gazetteer.load()
        self._ranked: Callable[[str], Iterator[tuple[Document, Passage]]]
        self._ranked = self._weighed if weighed else self._proposed

    def index(self, folder: Path) -> None:
        """What `hoivanban ingest` does: reads, finds facts, publishes, brings both indexes in step."""
        application, limit = self._application, self._config.ingest.max_bytes
        for path in find_files([folder])[0]:
            publish(read_file(path, max_bytes=limit), application.library, application.embedder)
        application.index.follow()
        self._catalogue = Catalogue(application.library)
        self._answerer = application.answerer()
        self._retriever = Retriever(
            application.library, application.index, application.embedder, self._config.retrieval
        )

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The best passages, best first; a follow-up is made whole first."""
        found: dict[str, Found] = {}
        for document, passage in self._ranked(resolve(question, history, self._read)):
            found.setdefault(passage.id, (document.source, passage.text))
            if len(found) == limit:
                break
        return list(found.values())

    def _read(self, question: str) -> Query:
        return read_question(
            question,
            glossary=self._glossary,
            gazetteer=self._gazetteer,
            places=self._catalogue.places,
            agencies=self._catalogue.agencies,
        )

    def _proposed(self, question: str) -> Iterator[tuple[Document, Passage]]:
        return ((hit.document, hit.passage) for hit in self._retriever.retrieve(self._read(question)))

    def _weighed(self, question: str) -> Iterator[tuple[Document, Passage]]:
        scored = self._answerer.evidence(question).scored
        return ((item.statement.document, item.statement.passage) for item in scored)


class OurRoute:
    """One route of ours alone, on a library that `hoivanban evaluate --beir` has made.

    Args:
        data: where that library lies.
        lexical_weight: 1 leaves the dense route out, 0 the lexical one.
    """

    def __init__(self, data: Path, *, lexical_weight: float) -> None:
        config = load_config(ROOT / "config.yaml", {})
        changed = config.retrieval.model_dump() | {"lexical_weight": lexical_weight}
        self._config = config.model_copy(update={"retrieval": RetrievalConfig.model_validate(changed)})
        self._data = data

    def index(self, folder: Path) -> float:
        """Opens the library; the seconds that making it took."""
        own = own_config(folder, self._config, self._data)
        built = build(folder, own, progress=lambda *_: None, notice=lambda _: None)
        self._disk = built.disk
        self._find = finder(open_application(own))
        return built.publish_s + built.index_s

    def find(self, question: str) -> list[str]:
        """Ids of rows, best first."""
        return self._find(question)

    def disk(self) -> int:
        """Bytes of the library and both indexes."""
        return self._disk
