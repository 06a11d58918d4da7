"""What is uncertain in a reading, one sentence each, for who approves it. Pure.

The parts an administrative document must have are those of Nghị định 30/2020/NĐ-CP, Điều 8.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.references import kind_of_symbol
from retrieval.text import fold, squeeze
from retrieval.types import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from retrieval.types import Document, Passage, Reading, SourceText

SHOWN = 5
"""Examples that a sentence names."""
_FEW_LETTERS = 300
"""Characters of body and tables below which a whole document is hardly there."""
_COVERED = 0.6
"""Share of the letters of a file that its documents should hold; a portal's page is not meant, its clutter is gone."""
_YEAR_IN_NUMBER = re.compile(r"^\d+[a-zA-Z]?/((?:19|20)\d{2})/")


@dataclasses.dataclass(frozen=True, slots=True)
class DoubtfulWord:
    """A word that OCR was not sure of. `page` is from 1, or None where the format has no pages."""

    word: str
    page: int | None


def find_doubts(reading: Reading) -> tuple[str, ...]:
    """What is uncertain in one document."""
    return (
        *reading.warnings,
        *_missing_parts(reading.document),
        *_contradictions(reading),
        *_count_of_articles(reading.articles),
        *_thin(reading.passages),
    )


def doubtful_words(source: SourceText) -> tuple[DoubtfulWord, ...]:
    """The words that OCR was not sure of, in the order of the text."""
    found = []
    page = 0
    for span in sorted(source.doubtful):
        while page < len(source.pages) and source.pages[page] <= span.start:
            page += 1
        if word := squeeze(source.text[span.start : span.end]):
            found.append(DoubtfulWord(word, page or None))
    return tuple(found)


def doubts_of_source(source: SourceText, readings: Sequence[Reading]) -> tuple[str, ...]:
    """What is uncertain in a file as a whole: what its reader said, words of OCR, text that no document holds."""
    return (*source.warnings, *_of_ocr(source, readings), *_of_coverage(source, readings))


# ---- one document


def _missing_parts(document: Document) -> Iterator[str]:
    if document.issuer is None:
        yield "no issuing body was found"
    if document.issued_with:  # number, date and signature are those of the decision it came with
        return
    if document.number is None:
        yield "the number is blank"
    if document.issued_on is None:
        yield "the date is blank or incomplete"
    if document.signer is None:
        yield "no signer was found"


def _contradictions(reading: Reading) -> Iterator[str]:
    document = reading.document
    if document.number and (kind := kind_of_symbol(document.number)) and fold(kind) != fold(document.kind):
        yield f"the symbol of {document.number} is that of a {kind}, but the title says {document.kind}"
    if document.issued_on is None:
        return
    if (year := _YEAR_IN_NUMBER.match(document.number or "")) and int(year[1]) != document.issued_on.year:
        yield f"the number {document.number} is of {year[1]}, the date of {document.issued_on.year}"
    for fact in reading.facts:
        if isinstance(fact, Relation) and fact.date and fact.date > document.issued_on.isoformat():
            name = fact.number or "a document"
            yield f"it cites {name} of {fact.date}, which is later than its own date {document.issued_on}"


def _count_of_articles(articles: Sequence[str]) -> Iterator[str]:
    numbers = [int(label) for label in dict.fromkeys(articles) if label.isdigit()]
    if not numbers:
        return
    missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
    if missing:
        yield f"Điều {_listed(map(str, missing))} of {max(numbers)} {'is' if len(missing) == 1 else 'are'} missing"
    if numbers != sorted(numbers):
        late = [str(after) for before, after in pairwise(numbers) if after < before]
        yield f"articles are out of order: Điều {_listed(late)} comes too late"
    if again := [label for label, times in Counter(articles).items() if times > 1]:
        yield f"Điều {_listed(again)} stands twice"


def _thin(passages: Sequence[Passage]) -> Iterator[str]:
    told = [passage for passage in passages if passage.role in {"body", "table"}]
    letters = sum(len(passage.text) for passage in told)
    if letters < _FEW_LETTERS:
        passages_ = f"{len(told)} passage{'' if len(told) == 1 else 's'}"
        yield f"only {passages_} with {letters} characters under the header; check that the whole text was read"


# ---- a file


def _of_ocr(source: SourceText, readings: Sequence[Reading]) -> Iterator[str]:
    words = doubtful_words(source)
    if not words:
        return
    figures_first = sorted(words, key=lambda one: not any(letter.isdigit() for letter in one.word))
    examples = list(dict.fromkeys(_quoted(one) for one in figures_first if any(map(str.isalnum, one.word))))
    such = f", such as {', '.join(examples[:SHOWN])}" if examples else ""
    yield f"{len(words)} {_words(len(words))} that OCR is not sure of{such}"
    in_facts = sum(_rests_on_doubt(source, reading) for reading in readings)
    if in_facts:
        yield f"{in_facts} {'fact rests' if in_facts == 1 else 'facts rest'} on such words; compare with the page"
    for reading in readings:
        yield from _header_in_doubt(source, reading)


def _quoted(one: DoubtfulWord) -> str:
    return f"“{one.word}”" + (f" (p. {one.page})" if one.page else "")


def _words(number: int) -> str:
    return "word" if number == 1 else "words"


def _rests_on_doubt(source: SourceText, reading: Reading) -> int:
    """How many facts quote a doubtful word of their passage."""
    doubtful: dict[str, list[str]] = {}
    spans = sorted(source.doubtful)
    at = 0
    for passage in reading.passages:
        while at < len(spans) and spans[at].start < passage.span.start:
            at += 1
        here = at
        while here < len(spans) and spans[here].start < passage.span.end:
            word = squeeze(source.text[spans[here].start : spans[here].end])
            doubtful.setdefault(passage.id, []).append(word)
            here += 1
    return sum(any(word and word in fact.quote for word in doubtful.get(fact.passage_id, ())) for fact in reading.facts)


def _header_in_doubt(source: SourceText, reading: Reading) -> Iterator[str]:
    """The number, whose every sign counts, where OCR was not sure of it."""
    number = reading.document.number
    head = [passage.span for passage in reading.passages if passage.role == "header"]
    if not (number and head):
        return
    for start, end in source.doubtful:
        word = source.text[start:end].strip(" .,;:")
        if start >= head[0].start and end <= head[-1].end and any(map(str.isdigit, word)) and word in number:
            yield f"OCR is not sure of “{word}” in the number {number}"
            return


def _of_coverage(source: SourceText, readings: Iterable[Reading]) -> Iterator[str]:
    held = sum(len(passage.text) for reading in readings for passage in reading.passages)
    whole = len(squeeze(source.text))
    if whole and held < _COVERED * whole:
        yield f"only {held / whole:.0%} of the text of the file stands in its documents; the rest was left out"


def _listed(labels: Iterable[str]) -> str:
    every = list(labels)
    return ", ".join(every[:SHOWN]) + (f" and {len(every) - SHOWN} more" if len(every) > SHOWN else "")
