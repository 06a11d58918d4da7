"""Texts as peers get them: files or rows of a corpus, cut by LangChain's splitter with its usual sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ingest.beir import read_corpus
from ingest.publishing import find_files
from ingest.readers import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Found: TypeAlias = tuple[str, str]
"""(name of the file or id of the row, text)."""

CHUNK = 1_000
OVERLAP = 200


def files(folder: Path) -> list[Found]:
    """Every file of a folder that a reader knows, whole."""
    paths, _ = find_files([folder])
    return [(path.name, read_source(path, max_bytes=2**26).text) for path in paths]


def corpus_rows(folder: Path) -> list[Found]:
    """Every row of a corpus in the layout of BEIR, its title above its text."""
    rows = read_corpus(folder, lambda _: None)
    return [(source.name, f"{reading.document.title}\n{source.text}".strip()) for source, reading in rows]


def chunks(rows: Sequence[Found]) -> list[Found]:
    """Every text, cut; each part under the name of what it was cut from."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 (a peer's)

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    return [(name, part) for name, text in rows for part in splitter.split_text(text)]


def whole(question: str, history: Sequence[str]) -> str:
    """The question as a peer gets it: a follow-up after the question that it leans on."""
    return " ".join([*history[-1:], question])
