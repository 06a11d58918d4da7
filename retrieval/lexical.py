"""The lexical index: the one door to tantivy.

Each passage is indexed in four forms, so that tone marks help when they are typed and are not missed when
they are not: syllables, pairs of neighbouring syllables, and both without diacritics. Vietnamese writes a
word as one to several syllables, and two of them are nearly a word. Tokens are cut here and parted by
spaces; tantivy only splits them, and never parses what a person typed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from typing import TYPE_CHECKING, Any, Self

import tantivy

from retrieval.projection import DamagedError
from retrieval.text import fold, fold_word, pairs, syllables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

FORM = "lexical-4"
"""Raised with every change of the fields or of how text becomes tokens."""

MAX_SYLLABLES = 96
"""Distinct syllables of a query that are looked up, the rarest first; a question has 10 to 30."""

_FORMS = ("syllable", "pair", "folded", "folded_pair")
"""Forms of a token."""

_TONED, _FOLDED = ("syllable", "pair"), ("folded", "folded_pair")
"""The forms that a query with tone marks asks for, and those for one without any."""
_MAX_TOKEN = 40
"""Letters of a token that count; the longest syllable (nghiêng) has seven, a document number about thirty."""

_RARE, _FEW, _COMMON = 5, 5_000, 0.2
"""A token that a fifth of the passages have costs much and says little: it counts only where five rarer ones lack."""

_COUNTED = 20_000
"""Tokens whose counts are remembered."""
_MEMORY = 256_000_000
"""Bytes that the writer may hold before it writes a segment; each segment is searched apart."""
_SLACK = 4
_SPACES = "spaces"


@dataclasses.dataclass(frozen=True, slots=True)
class IndexedPassage:
    """What is indexed of a passage: an id, its parts as text, the id of its document, and what its header says."""

    id: str
    title: str
    path: str
    body: str
    document: str = ""
    about: str = ""


def passage_id(entry: str) -> str:
    """The passage that an entry of a projection is of; what follows the last @ tells one content from another."""
    return entry.rpartition("@")[0] or entry


@dataclasses.dataclass(frozen=True, slots=True)
class LexicalQuery:
    """What to look for: stretches of text, each with its weight.

    Attributes:
        stretches: the question itself at 1.0, then what it is expanded with (spelt-out abbreviations,
        synonyms).
            Pairs are only made inside a stretch. A token that occurs twice keeps its highest weight.
        within: ids of the documents to look in; empty for all.
    """

    stretches: tuple[tuple[str, float], ...]
    within: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, *expansions: tuple[str, float]) -> Self:
        """The query for a question and its expansions."""
        return cls(((text, 1.0), *expansions))

    @property
    def toned(self) -> bool:
        """Whether the question, the first stretch, has any diacritic: if not, tone marks say nothing."""
        text = self.stretches[0][0].lower() if self.stretches else ""
        return fold(text) != text


class LexicalIndex:
    """BM25 over the passages in a folder. Close it, or use it in a `with`.

    Args:
        folder: an existing one; an index is made where it is empty.

    Raises:
        DamagedError: tantivy cannot read what is in the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        with self._explained():
            self._index = tantivy.Index(self._schema, path=str(folder))
            splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer(_SPACES, splitter)
            self._searcher = self._index.searcher()
        self._counts: dict[tuple[str, str], int] = {}

    def replace(self, added: Iterable[IndexedPassage], removed: Iterable[str]) -> None:
        """Takes out `removed`, puts in or changes `added`, and commits once."""
        have = self.ids()
        with self._explained():
            writer = self._index.writer(heap_size=_MEMORY, num_threads=1)
            for entry in removed:
                writer.delete_documents_by_term("id", entry)
            for passage in added:
                if passage.id in have:
                    writer.delete_documents_by_term("id", passage.id)
                writer.add_document(tantivy.Document(**_fields(passage)))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
            self._searcher = self._index.searcher()
        self._counts = {}

    def search(self, query: LexicalQuery, limit: int) -> list[tuple[str, float]]:
        """(id, BM25 score) of the best passages, best first, equal scores by id."""
        found: list[tuple[str, float]] = []
        with self._explained():
            clauses = [(tantivy.Occur.Should, clause) for clause in self._clauses(query)]
            if clauses and query.within:
                clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query(clauses)), self._only(query.within)]
            wanted = limit + _SLACK
            while clauses and limit > 0:
                hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=wanted, count=False).hits
                found = [(str(self._searcher.doc(at)["id"][0]), round(float(score), 4)) for score, at in hits]
                if len(found) < wanted or found[limit - 1][1] > found[-1][1]:
                    break
                wanted *= 4  # the last place is shared by more than were fetched
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def frequency(self, words: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many passages each folded syllable stands, headings included, and how many there are."""
        with self._explained():
            counts = {word: self._count("folded", word[:_MAX_TOKEN]) for word in words}
            return counts, int(self._searcher.num_docs)

    def pair_frequency(self, words: Iterable[tuple[str, str]], *, toned: bool) -> list[int]:
        """In how many passages each pair of neighbouring syllables stands."""
        form = "pair" if toned else "folded_pair"
        with self._explained():
            return [self._count(form, pairs([left[:_MAX_TOKEN], right[:_MAX_TOKEN]])[0]) for left, right in words]

    def counts(self, tokens: Iterable[str], form: str) -> dict[str, int]:
        """In how many passages each token of a form stands: “syllable”, “pair”, “folded” or “folded_pair”."""
        with self._explained():
            return {token: self._count(form, token[: 2 * _MAX_TOKEN + 1]) for token in tokens}

    def words(self) -> dict[str, int]:
        """Every syllable of the passages, with its tone marks, and in how many passages it stands."""
        with self._explained():
            return dict(self._searcher.terms_with_prefix("syllable", ""))

    def ids(self) -> set[str]:
        """Ids of all passages in the index."""
        with self._explained():
            everything = tantivy.Query.all_query()
            return {term for term, _ in self._searcher.terms_with_prefix("id", "", filter_query=everything)}

    def close(self) -> None:
        """Nothing is held open; here so that every index closes alike."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _clauses(self, query: LexicalQuery) -> Iterator[tantivy.Query]:
        for form in _TONED if query.toned else _FOLDED:
            for token, own in self._weights(query, form).items():
                term = tantivy.Query.term_query(self._schema, form, token, index_option="freq")
                yield tantivy.Query.boost_query(term, own)

    def _only(self, documents: Sequence[str]) -> tuple[tantivy.Occur, tantivy.Query]:
        """That a passage is of one of `documents`, which adds nothing to its score."""
        terms = [tantivy.Query.term_query(self._schema, "document", document) for document in documents]
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Occur.Must, tantivy.Query.const_score_query(any_of, 0.0)

    def _weights(self, query: LexicalQuery, form: str) -> dict[str, float]:
        """The tokens of a form that occur in the index with their weights: the rarest `MAX_SYLLABLES`."""
        weights: dict[str, float] = {}
        for text, weight in query.stretches:
            for token in _tokens(text)[form]:
                weights[token] = max(weight, weights.get(token, 0.0))
        counts = {token: self._count(form, token) for token in weights}
        known = sorted((token for token in weights if counts[token]), key=lambda token: (counts[token], token))
        most = max(_FEW, _COMMON * int(self._searcher.num_docs))
        rare = [token for at, token in enumerate(known) if at < _RARE or counts[token] <= most]
        return {token: weights[token] for token in rare[:MAX_SYLLABLES]}

    def _count(self, form: str, token: str) -> int:
        known = self._counts.get((form, token))
        if known is None:
            if len(self._counts) >= _COUNTED:
                self._counts = {}
            known = self._counts[form, token] = int(self._searcher.doc_freq(form, token))
        return known

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError, RuntimeError, SystemError, KeyError) as error:
            raise DamagedError(f"{self._folder}: tantivy cannot use it ({error})") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    for form in _FORMS:
        builder.add_text_field(form, tokenizer_name=_SPACES, index_option="freq")
    return builder.build()


def _fields(passage: IndexedPassage) -> dict[str, Any]:
    cut = [_tokens(part) for part in (passage.title, passage.about, passage.path)] + [_cut(passage.body)]
    return {
        "id": passage.id,
        "document": passage.document,
        **{form: " ".join(token for part in cut for token in part[form]) for form in _FORMS},
    }


@functools.lru_cache(maxsize=1_024)  # titles and headings stand over many passages
def _tokens(text: str) -> dict[str, Sequence[str]]:
    return _cut(text)


def _cut(text: str) -> dict[str, Sequence[str]]:
    whole = [syllable[:_MAX_TOKEN] for syllable in syllables(text)]
    folded = [fold_word(syllable) for syllable in whole]
    return {"syllable": whole, "pair": pairs(whole), "folded": folded, "folded_pair": pairs(folded)}
