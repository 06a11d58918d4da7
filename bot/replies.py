"""Answers, passages and lists of documents as replies. Pure: no channel, no library."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.messages import Block, Card, Choice, Copyable, Items, Line, Quote, Reply
from bot.texts import TEXTS
from retrieval.phrases import name_document
from retrieval.types import Shown
from retrieval.writing import legible, printed, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.types import Answer, Citation, Document, Language, Passage

LISTED_DOCUMENTS = 40
_HEADING = 70
"""Characters of each heading in an origin line."""

_UNDER = " › "
_COLUMNS = " | "
"""Between the heads of columns, which a path ends with: a card says what the cells of a row are."""


def answer_reply(answer: Answer, *, reply_id: str | None = None) -> Reply:
    """An answer as blocks: how it was understood, sentences and quotes, how the documents stand."""
    texts = TEXTS[answer.language]
    blocks: list[Block] = []
    if answer.understood_as:
        blocks.append(Line(texts.understood_as.format(question=answer.understood_as)))
    blocks += _said(answer)
    passages = [
        Choice(texts.open_passage.format(marker=citation.marker), f"passage:{citation.passage.id}")
        for citation in answer.citations
    ]
    questions = [Choice(suggestion, f"ask:{suggestion}") for suggestion in answer.suggestions]
    return Reply(
        tuple(blocks),
        answer.language,
        (*passages, *questions),
        id=reply_id,
        ratable=reply_id is not None and answer.kind not in {"clarify", "command"},
        answer=answer,
    )


def _said(answer: Answer) -> Iterator[Block]:
    """The blocks of the answer where its text still says them, and the lines before and after; else the text alone."""
    written = write(answer.blocks, answer.citations)
    before, found, after = answer.text.partition(written) if written else ("", "", "")
    if not found:
        yield from _read(answer)
        return
    quotes = {citation.marker: _quote(citation, answer.language, named=True) for citation in answer.citations}
    yield from _lines(before, answer)
    for together, group in groupby(answer.blocks, key=lambda block: isinstance(block, Line)):
        if together:
            lines = tuple(block for block in group if isinstance(block, Line))
            yield Card(lines) if len(lines) > 1 else lines[0]
        else:
            yield from (quotes[block.marker] if isinstance(block, Shown) else block for block in group)
    yield from _lines(after, answer)


def _read(answer: Answer) -> Iterator[Block]:
    """The lines of a text without blocks, each quote in place of where it is printed, the others at the end."""
    text, others = answer.text, []
    for citation in answer.citations:
        before, found, after = text.partition(printed(citation))
        if found:
            yield from _lines(before, answer)
            yield _quote(citation, answer.language)
            text = after
        else:
            others.append(citation)
    yield from _lines(text, answer)
    yield from (_quote(citation, answer.language) for citation in others)


def _lines(text: str, answer: Answer) -> Iterator[Block]:
    """Each line with words; a sentence that answers is strong, “Theo Kế hoạch …:” and how a document stands are not."""
    copied = answer.copy.splitlines() if answer.copy else ()
    standing = {standing.text for standing in answer.standing}
    for stands, lines in groupby(filter(None, map(str.strip, text.splitlines())), key=lambda line: line in standing):
        if stands:
            found = [Line(line) for line in lines]
            yield Card(tuple(found)) if len(found) > 1 else found[0]
            continue
        for line in lines:
            yield Copyable(line) if line in copied else Line(line, strong=answer.answered and not line.endswith(":"))


def _quote(citation: Citation, language: Language, *, named: bool = False) -> Quote:
    """A quote with where it stands; only with the headings where its document is `named` above it."""
    path = citation.passage.path
    below = _UNDER.join(_shown([part for part in path if _COLUMNS not in part])) if named else ""
    return Quote(legible(citation), citation.marker, below or origin(citation.document, path, language))


def passage_reply(document: Document, passages: Sequence[Passage], passage_id: str, language: Language) -> Reply:
    """A passage in full, between its neighbours, under the header of its document."""
    (opened,) = [passage for passage in passages if passage.id == passage_id]
    blocks: list[Block] = [Line(name_document(document, language), strong=True)]
    if document.title and document.number:
        blocks.append(Line(document.title))
    for passage in passages:
        if passage.id == passage_id:
            blocks.append(Quote(passage.text, None, _UNDER.join(opened.path)))
        else:
            blocks.append(Line(f"… {passage.text}" if passage.ordinal < opened.ordinal else f"{passage.text} …"))
    return Reply(tuple(blocks), language)


def documents_reply(documents: Sequence[Document], language: Language) -> Reply:
    """What is in the library, newest first."""
    texts = TEXTS[language]
    if not documents:
        return Reply((Line(texts.nothing_ingested),), language)
    items = tuple(_listed(document, language) for document in documents[:LISTED_DOCUMENTS])
    blocks: list[Block] = [
        Line(texts.documents_heading.format(count=len(documents)), strong=True),
        Items(items),
    ]
    if len(documents) > LISTED_DOCUMENTS:
        blocks.append(Line(texts.documents_more.format(count=len(documents) - LISTED_DOCUMENTS)))
    return Reply(tuple(blocks), language)


def _listed(document: Document, language: Language) -> str:
    name = name_document(document, language)
    return f"{name}: {document.title}" if document.title else name


def origin(document: Document, path: Sequence[str], language: Language) -> str:
    """One line: the document, then the outermost and innermost headings above the passage."""
    return " — ".join(filter(None, [name_document(document, language), _UNDER.join(_shown(path))]))


def _shown(path: Sequence[str]) -> list[str]:
    headings = [_short(heading) for heading in path]
    return headings if len(headings) <= 3 else [headings[0], "…", *headings[-2:]]


def _short(heading: str) -> str:
    return heading if len(heading) <= _HEADING else heading[:_HEADING].rsplit(" ", 1)[0] + "…"
