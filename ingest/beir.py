"""Retrieval sets in the layout of BEIR: corpus.jsonl, queries.jsonl and qrels.tsv in one folder.

    corpus.jsonl    {"_id": …, "title": …, "text": …}, one row a line
    queries.jsonl   {"_id": …, "text": …}
    qrels.tsv       query-id ⇥ corpus-id ⇥ score, under a header; a score of 0 says that the row does not answer

Each row becomes a document of its own, so that what measures the library measures these sets too.
(Thakur et al. 2021, “BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models”.)
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from ingest.cutting import cut, shown
from ingest.splitter import HEADING_LIMIT
from retrieval.errors import ConfigError
from retrieval.text import nfc, squeeze
from retrieval.types import Document, Passage, Reading, SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORM = "beir-1"
"""Raised with every change of how rows become documents: a library of another form is built anew."""

CORPUS, QUERIES, JUDGEMENTS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_KIND = "Văn bản"
_HEADING = re.compile(rf"\s*(\S[^\n]{{0,{HEADING_LIMIT - 1}}})\n[^\S\n]*\n(?=\s*\S)")
"""A first line that stands alone above an empty one: “Phạm vi điều chỉnh”."""


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """One line of qrels.tsv: a row that answers a query."""

    line: int
    query: str
    row: str


def fingerprint(folder: Path) -> str:
    """Hash of the corpus and of how it is read.

    Raises:
        ConfigError: there is no corpus.
    """
    digest = hashlib.sha256(FORM.encode())
    try:
        with (folder / CORPUS).open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise _missing(folder / CORPUS, error) from error
    return digest.hexdigest()[:16]


def read_corpus(folder: Path, notice: Callable[[str], None]) -> Iterator[tuple[SourceText, Reading]]:
    """Every row as a document, with the source that its passages stand in; the document's source is the row's id.

    Args:
        folder: holds the set.
        notice: told of each id that comes again, as in real sets; what has one id counts as one row.

    Raises:
        ConfigError: a line is not a row; the message names the line.
    """
    path = folder / CORPUS
    lines: dict[str, int] = {}
    for number, row in _rows(path):
        row_id = _text(path, number, row, "_id")
        first = lines.setdefault(row_id, number)
        if first != number:
            notice(f"{path}: line {number} has the _id of line {first}, {row_id}; both count as one row")
        title = squeeze(_text(path, number, row | {"title": row.get("title") or ""}, "title"))
        document_id = row_id if first == number else f"{row_id} ({number})"
        yield read_row(document_id, title, _text(path, number, row, "text"), row_id=row_id)


def read_row(document_id: str, title: str, text: str, *, row_id: str) -> tuple[SourceText, Reading]:
    """A row as a document with passages of at most 1,200 characters, their path its title and its heading."""
    source_text = nfc(text) if text.strip() else title
    source = SourceText(row_id, source_text, hashlib.sha256(source_text.encode()).hexdigest())
    heading = _HEADING.match(source_text)
    path = tuple(part for part in (title, squeeze(heading[1]) if heading else "") if part)
    stretches = [(span, shown(source_text, span)) for span in cut(source_text, heading.end() if heading else 0)]
    passages = tuple(
        Passage(_passage_id(document_id, at, path, shown_text), document_id, at, "body", path, shown_text, span)
        for at, (span, shown_text) in enumerate(stretches)
    )
    document = Document(
        id=document_id,
        kind=_KIND,
        number=None,
        issuer=None,
        place=None,
        issued_on=None,
        signer=None,
        title=title,
        legal_bases=(),
        source=row_id,
    )
    return source, Reading(document, passages)


def _passage_id(document_id: str, ordinal: int, path: tuple[str, ...], text: str) -> str:
    return hashlib.sha256("\x1f".join([document_id, str(ordinal), *path, text]).encode()).hexdigest()[:16]


def read_queries(folder: Path) -> dict[str, str]:
    """The questions by id, in their order.

    Raises:
        ConfigError: a line is not a query, an id comes twice, or there is none; the message names the line.
    """
    path = folder / QUERIES
    found: dict[str, str] = {}
    for number, row in _rows(path):
        query = _text(path, number, row, "_id")
        if query in found:
            raise _broken(path, number, f"the _id {query} comes a second time")
        found[query] = nfc(_text(path, number, row, "text"))
    if not found:
        raise ConfigError(f'{path}: has no query in it; a line is {{"_id": "q1", "text": "…"}}')
    return found


def read_judgements(folder: Path) -> list[Judgement]:
    """Which rows answer which queries; lines with a score of 0 are left out.

    Raises:
        ConfigError: a line is not a judgement, or there is none; the message names the line.
    """
    path = folder / JUDGEMENTS
    found: dict[tuple[str, str], Judgement] = {}
    for number, line in _lines(path):
        parts = line.rstrip("\r\n").split("\t")
        if len(parts) != 3:
            raise _broken(path, number, f"has {len(parts)} columns; query-id, corpus-id and score are parted by tabs")
        query, row, score = parts
        try:
            answers = float(score) > 0
        except ValueError as error:
            if number == 1:
                continue
            raise _broken(path, number, f"the score {score!r} is not a number") from error
        if answers:
            found.setdefault((query, row), Judgement(number, query, row))
    if not found:
        raise ConfigError(f"{path}: no row answers any query; a line is: q1⇥p1⇥1")
    return list(found.values())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _broken(path, number, f"is not JSON ({error})") from error
        if not isinstance(row, dict):
            raise _broken(path, number, "is not an object in {…}")
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    try:
        with path.open("rb") as file:
            for number, data in enumerate(file, 1):
                try:
                    line = data.decode("utf-8-sig")
                except UnicodeDecodeError as error:
                    raise _broken(path, number, f"is not UTF-8 ({error.reason})") from error
                if line.strip():
                    yield number, line
    except OSError as error:
        raise _missing(path, error) from error


def _text(path: Path, number: int, row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, int) and key == "_id":
        value = str(value)
    if not isinstance(value, str) or (key == "_id" and not value):
        raise _broken(path, number, f'needs "{key}", a string')
    return value.encode("utf-8", "replace").decode()  # halves of surrogate pairs are no UTF-8


def _broken(path: Path, number: int, problem: str) -> ConfigError:
    return ConfigError(f"{path}: line {number} {problem}")


def _missing(path: Path, error: OSError) -> ConfigError:
    needed = f"a folder with {CORPUS}, {QUERIES} and {JUDGEMENTS} is needed"
    return ConfigError(f"{path}: cannot be read ({error.strerror or error}); {needed}")
