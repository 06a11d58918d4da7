"""The facts and passages of the documents that are being answered from, read once as long as the library stays."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping

from retrieval.library import Library
from retrieval.tasks import Tasks
from retrieval.types import Fact, Passage

_REMEMBERED = 200
"""Documents that are kept in memory."""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """What one document holds: passages and facts, both in source order."""

    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    by_id: Mapping[str, Passage]
    tasks: Tasks

    def passage(self, fact: Fact) -> Passage:
        """The passage that holds a fact."""
        return self.by_id[fact.passage_id]

    def quote(self, fact: Fact) -> str:
        """The words that prove a fact: those it was read from, or the whole row of a table."""
        passage = self.passage(fact)
        return passage.text if passage.role == "table" else fact.quote


class Ledger:
    """Opens documents at their facts; safe to use from several threads.

    Args:
        library: the truth.
        tasks: knows a task again.
    """

    def __init__(self, library: Library, tasks: Tasks) -> None:
        self._library = library
        self._tasks = tasks
        self._lock = threading.Lock()
        self._counter = -1
        self._pages: dict[str, Page] = {}

    def follow(self, counter: int) -> None:
        """Forget what was read before the library's counter was `counter`."""
        with self._lock:
            if counter != self._counter:
                self._pages, self._counter = {}, counter

    def open(self, document_id: str) -> Page:
        """What a current document holds."""
        with self._lock:
            counter = self._counter
            if page := self._pages.get(document_id):
                return page
        passages = tuple(self._library.document_passages(document_id))
        by_id = {passage.id: passage for passage in passages}
        found = self._library.facts(document_ids=[document_id])
        facts = tuple(fact for _, fact in found if fact.passage_id in by_id)  # it may have changed in between
        page = Page(passages, facts, by_id, self._tasks)
        with self._lock:
            if counter == self._counter:
                if len(self._pages) >= _REMEMBERED:
                    self._pages = {}
                self._pages[document_id] = page
        return page
