"""What the model learns from: articles and translated sentences, without anything a benchmark holds."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import json
import re
from typing import TYPE_CHECKING, Any

from retrieval.text import letters, nfc, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OVERLAP_LETTERS = 150
"""Two articles that agree in this many first letters and digits are taken for the same one."""

_ARTICLE = re.compile(r"\n(?=Điều \d+[a-zđ]?\. )")
_CITED = re.compile(r"^\((?:Điều|Mục|Khoản)[^,]*?\d+[a-zđ]?,? (.*?)(?:, có hiệu lực|$)")
_NUMBER = re.compile(r"\d+/(?:\d{4}/)?[\w-]+")
_ENGLISH_NAME = re.compile(r"tiếng Anh(?: là)?:? [“\"']?([A-Z][A-Za-z ,'&-]{3,60}?)[”\"']?[;,)]")


@dataclasses.dataclass(frozen=True, slots=True)
class Article:
    """One text with its names, outermost first.

    Attributes:
        group: what it belongs to; articles of one group make the hard negatives of each other.
        titles: what one might call it: topic, document, chapter, own title.
        text: the body.
    """

    group: str
    titles: tuple[str, ...]
    text: str


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzip file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def beginning(text: str) -> str:
    """What identifies an article: its first letters and digits."""
    start = letters(text[: 4 * OVERLAP_LETTERS])  # nearly always enough, and articles can be long
    return (start if len(start) >= OVERLAP_LETTERS else letters(text))[:OVERLAP_LETTERS]


@dataclasses.dataclass(frozen=True, slots=True)
class Bench:
    """What is held out: the beginnings of the bench sets' passages, and the letters of their questions."""

    beginnings: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()


def read_bench(folder: Path) -> Bench:
    """All sets of `folder`; passages with their first line, which often is a title, and without it."""
    passages = [line["text"] for line in _lines(folder, "corpus.jsonl")]
    ways = {beginning(way) for text in passages for way in (text, text.partition("\n")[2])}
    questions = {letters(line["text"]) for line in _lines(folder, "queries.jsonl")}
    return Bench(frozenset(ways - {""}), frozenset(questions))


def _lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(f"*/{name}")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def unseen(articles: Iterable[Article], bench: Bench) -> Iterator[Article]:
    """The articles that neither begin like one of a bench corpus nor are titled like a bench question."""
    for article in articles:
        ways = {beginning(article.text), beginning(f"{article.titles[-1]} {article.text}")}
        if not ways & bench.beginnings and letters(article.titles[-1]) not in bench.questions:
            yield article


def unasked(pairs: Iterable[tuple[str, str]], bench: Bench) -> Iterator[tuple[str, str]]:
    """The translations of which neither side is a bench question."""
    return (pair for pair in pairs if not {letters(text) for text in pair} & bench.questions)


def codified(data: Path) -> Iterator[Article]:
    """Articles of the official codification: topic, document, chapter and title."""
    lines = [line for line in read_lines(data / "phapdien.jsonl.gz") if len(line["text"]) >= 40]
    names: dict[str, str] = {}
    for line in lines:  # only one article of a document gives its name in full
        document = _document(line["source"])
        number = _NUMBER.search(document)
        if number and len(document) > len(names.get(number[0], "")):
            names[number[0]] = document
    for line in lines:
        topic = re.sub(r"^Đề mục [\d.]+ ", "", line["topic"])
        chapter = re.sub(r"^(?:Chương|Mục|Phần) \S+ ", "", line["chapter"]).capitalize()
        document = _document(line["source"])
        number = _NUMBER.search(document)
        document = names[number[0]] if number else document
        yield Article(topic, (topic, document, chapter, line["title"]), nfc(line["text"]))


def _document(source: str) -> str:
    """The document's name in “(Điều 1 Nghị định số 12/2011/NĐ-CP Về … ngày 30/01/2011 …, có hiệu lực …)”."""
    cited = _CITED.match(source)
    return re.sub(r" ngày \d.*", "", cited[1]) if cited else ""


def laws(data: Path) -> Iterator[Article]:
    """Articles of whole laws and decrees; the stretch before Điều 1 counts as one."""
    for line in read_lines(data / "legal_documents.jsonl.gz"):
        for part in _ARTICLE.split(nfc(line["text"])):
            title, _, body = part.partition("\n")
            title = re.sub(r"^Điều \d+[a-zđ]?\. ", "", title)
            if len(body) >= 40:
                yield Article(line["title"], (line["title"], title[:200]), body[:4000])


def encyclopedia(data: Path) -> Iterator[Article]:
    """Paragraphs of Vietnamese Wikipedia under the titles of their article and section."""
    for line in read_lines(data / "viwiki.jsonl.gz"):
        section = ""
        for paragraph in nfc(line["text"]).split("\n"):
            if paragraph.startswith("=="):
                section = paragraph.strip("= ")
            elif len(paragraph) >= 150 and section not in {"Tham khảo", "Liên kết ngoài", "Chú thích"}:
                yield Article(line["title"], (line["title"], section), paragraph)


def translations(data: Path) -> Iterator[tuple[str, str]]:
    """English and Vietnamese: sentences, titles of laws, terms, and names from Wikipedia's brackets."""
    with gzip.open(data / "en_vi.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from _pairs(file)
    with (data / "glossary_en_vi.tsv").open(encoding="utf-8", newline="") as file:
        yield from _pairs(file)
    for line in read_lines(data / "viwiki.jsonl.gz"):
        if found := _ENGLISH_NAME.search(line["text"][:600]):
            yield found[1], line["title"]


def _pairs(file: Iterable[str]) -> Iterator[tuple[str, str]]:
    for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield squeeze(row[0]), squeeze(row[1])
