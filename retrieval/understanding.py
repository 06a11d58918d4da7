"""A message → the question it asks: typing errors corrected, made whole with what was asked before, then read."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Sequence

from retrieval.catalogue import Catalogue
from retrieval.followups import asked_item, resolve
from retrieval.glossary import Glossary
from retrieval.index import Index
from retrieval.lexicon import Lexicon
from retrieval.numbers import find_named
from retrieval.phrases import PHRASES
from retrieval.places import Gazetteer
from retrieval.projection import DamagedError
from retrieval.query import Query, detect_language, read_question
from retrieval.spelling import Spelling, parted
from retrieval.toning import Toning

_HISTORY = 4
"""Earlier questions that a follow-up may lean on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Understood:
    """What a message asks.

    Attributes:
        query: the whole question, read.
        shown: the whole question for the person who asked, with tone marks; None when it is what was typed.
        item: which part of its answer is asked for in full: “ý 2 cụ thể là gì?”
    """

    query: Query
    shown: str | None
    item: int | None = None


class Understanding:
    """Understands questions over a library; safe to call from several threads.

    Args:
        index: knows the words of the library.
        glossary: abbreviations, terms and bodies.
        gazetteer: provinces and districts.
    """

    def __init__(self, index: Index, *, glossary: Glossary, gazetteer: Gazetteer) -> None:
        self._index = index
        self._glossary = glossary
        self._gazetteer = gazetteer
        self._lock = threading.Lock()
        self._words: tuple[int, Spelling, Toning] | None = None

    def understand(self, question: str, history: Sequence[str], catalogue: Catalogue) -> Understood:
        """What `question` asks.

        Args:
            question: as typed, in one line.
            history: earlier questions, as typed or as they were understood, oldest first.
            catalogue: what the library holds.
        """
        read = functools.partial(self.read, catalogue=catalogue)
        earlier: list[str] = []
        for said in history[-_HISTORY:]:
            earlier.append(resolve(self.corrected(said, catalogue), earlier, read))
        whole = resolve(self.corrected(question, catalogue), earlier, read)
        query = read(whole)
        shown = self.shown(query, catalogue) if whole != question else None
        item = asked_item(question) if earlier else None
        if item:
            shown = PHRASES[query.language].item.format(question=(shown or whole).rstrip("?. "), item=item)
        return Understood(query, shown, item)

    def read(self, question: str, catalogue: Catalogue) -> Query:
        """A whole question, read as it stands."""
        return read_question(
            question,
            glossary=self._glossary,
            gazetteer=self._gazetteer,
            places=catalogue.places,
            agencies=catalogue.agencies,
        )

    def corrected(self, question: str, catalogue: Catalogue) -> str:
        """`question` with its typing errors corrected; English is left alone."""
        if not any(letter.isalpha() for letter in question) or detect_language(question) == "en":
            return question
        question = parted(question)
        places = self._gazetteer.find(question, catalogue.places)
        keep = [(place.start, place.end) for place in places if place.listed]
        keep += [(number.start, number.end) for number in find_named(question)]
        try:
            return self._of(catalogue)[0].corrected(question, keep=keep)
        except DamagedError:  # the next search mends the index
            return question

    def shown(self, query: Query, catalogue: Catalogue) -> str:
        """A question for the person who asked, with tone marks even where none were typed."""
        if query.toned or query.language == "en":
            return query.question
        try:
            return self._of(catalogue)[1].marked(query.question, query.places)
        except DamagedError:
            return query.question

    def _of(self, catalogue: Catalogue) -> tuple[Spelling, Toning]:
        """What knows the words of the library as it is now; made once for each state of it."""
        with self._lock:
            if self._words is None or self._words[0] != catalogue.counter:
                lexicon = Lexicon(self._index.words(), self._glossary)
                self._words = (catalogue.counter, Spelling(lexicon, self._glossary), Toning(lexicon))
            return self._words[1:]
