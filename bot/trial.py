"""A BEIR set put to the product: a library of its rows, every query asked of it, and what that took."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bot.app import Application, open_application
from bot.ranking import Mean, Ranked, figures, ranked
from bot.resources import Memory, bytes_of, memory_of
from ingest.beir import JUDGEMENTS, fingerprint, read_corpus, read_judgements, read_queries
from retrieval.config import LibraryConfig
from retrieval.errors import ConfigError
from retrieval.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from retrieval.config import Config
    from retrieval.types import Reading, SourceText

    Progress: TypeAlias = Callable[[str, int, int | None], None]

_MARK = "beir.json"
"""Written into the data folder when all of it is there."""

_SOME = 1_000
_Done = TypeVar("_Done")


# -- the library


@dataclasses.dataclass(frozen=True, slots=True)
class Built:
    """A library of a corpus.

    Attributes:
        publish_s: seconds from the corpus to the library.
        index_s: seconds from there to all indexes.
        disk: bytes of all of it.
    """

    documents: int
    passages: int
    publish_s: float
    index_s: float
    disk: int
    reused: bool = False


def own_config(folder: Path, config: Config, data: Path) -> Config:
    """`config` with a data folder for this corpus alone below `data`; what it says of a database does not hold.

    Raises:
        ConfigError: there is no corpus.
    """
    place = data / f"beir-{fingerprint(folder)}"
    return config.model_copy(update={"data_dir": place, "library": LibraryConfig()})


def build(folder: Path, config: Config, *, progress: Progress, notice: Callable[[str], None]) -> Built:
    """Makes the library of a corpus in `config.data_dir`; one that is there already is only brought in step.

    Args:
        folder: holds the set.
        config: from `own_config`.
        progress: told what is done, how much of it, and of how much where that is known.
        notice: told what is odd about the corpus.

    Raises:
        ConfigError: a line of the corpus is not a row; then nothing was published.
    """
    mark = config.data_dir / _MARK
    before = Built(**json.loads(mark.read_text("utf-8"))) if mark.is_file() else None
    started = time.perf_counter()
    with open_application(config, create=True) as application:
        if before is None:
            application.library.publish_all(_counted(read_corpus(folder, notice), progress))
        published = time.perf_counter()
        followed = application.index.follow(lambda done, total: progress("index", done, total))
        index_s = time.perf_counter() - published
        documents, passages = len(application.library.documents()), len(application.library.passage_keys())
    if before and not followed.upserted:
        return dataclasses.replace(before, reused=True)
    publish_s = before.publish_s if before else published - started
    built = Built(documents, passages, publish_s, index_s, bytes_of(config.data_dir))
    mark.write_text(json.dumps(dataclasses.asdict(built)), "utf-8")
    return built


def _counted(rows: Iterable[tuple[SourceText, Reading]], progress: Progress) -> Iterator[tuple[SourceText, Reading]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % _SOME == 0:
            progress("rows", number, None)


# -- the queries


@dataclasses.dataclass(frozen=True, slots=True)
class Queries:
    """The queries of a set that have an answer.

    Attributes:
        texts: by id.
        answers: by id of the query, the ids of the rows that answer it.
        lines: by id of a row, where qrels.tsv first names it.
        unknown: lines of qrels.tsv about queries that are not there, in words.
    """

    texts: dict[str, str]
    answers: dict[str, frozenset[str]]
    lines: dict[str, int]
    unknown: tuple[str, ...]


def read_answered(folder: Path) -> Queries:
    """The queries of a set and what answers them.

    Raises:
        ConfigError: a file is missing or malformed, or no query has an answer.
    """
    texts = read_queries(folder)
    answers: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    unknown = []
    for judged in read_judgements(folder):
        if judged.query in texts:
            answers.setdefault(judged.query, set()).add(judged.row)
            lines.setdefault(judged.row, judged.line)
        else:
            unknown.append(f"{folder / JUDGEMENTS}: line {judged.line} judges {judged.query}, which is no query")
    if not answers:
        raise ConfigError(f"{folder}: no query stands in {JUDGEMENTS}; compare the ids of both")
    asked = {query: text for query, text in texts.items() if query in answers}
    return Queries(asked, {query: frozenset(rows) for query, rows in answers.items()}, lines, tuple(unknown))


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the queries of a set found.

    Attributes:
        found: the answering rows of each query.
        retrieve_ms: of each query, reading it and finding passages.
        ask_ms: of each that was asked as a whole, from the question to the answer.
        unknown: rows of qrels.tsv that the corpus lacks, in words; they count as never found.
        memory: of this process in the end.
    """

    found: tuple[Ranked, ...]
    retrieve_ms: tuple[float, ...]
    ask_ms: tuple[float, ...]
    unknown: tuple[str, ...]
    memory: Memory | None


def attempt(application: Application, folder: Path, queries: Queries, *, folded: bool, asks: int) -> Outcome:
    """Asks every query for passages, and some of them for an answer, each in turn.

    Args:
        application: with the library of the set.
        folder: holds the set; only named.
        queries: to ask.
        folded: without tone marks, in small letters.
        asks: how many are answered as a whole at most, evenly spread over all.
    """
    texts = {query: fold(text) if folded else text for query, text in queries.texts.items()}
    unknown = tuple(
        f"{folder / JUDGEMENTS}: line {line} judges {row}, which is no row"
        for row, line in queries.lines.items()
        if application.library.document(row) is None
    )
    first = next(iter(texts.values()))
    ask_ms: list[float] = []
    if asks:
        answerer = application.answerer()
        answerer.answer(first)  # what is opened on the first question is not its time
        ask_ms = [_timed(answerer.answer, text)[1] for text in _spread(list(texts.values()), asks)]
    find = finder(application)
    find(first)
    found, retrieve_ms = [], []
    for query, text in texts.items():
        rows, elapsed = _timed(find, text)
        found.append(ranked(rows, queries.answers[query]))
        retrieve_ms.append(elapsed)
    return Outcome(tuple(found), tuple(retrieve_ms), tuple(ask_ms), unknown, memory_of())


def finder(application: Application) -> Callable[[str], list[str]]:
    """From a question to ids of rows, best first: a row stands where its best passage does."""
    answerer = application.answerer()
    return lambda text: [hit.document.source for hit in answerer.find(text)]


def _timed(work: Callable[[str], _Done], text: str) -> tuple[_Done, float]:
    started = time.perf_counter()
    done = work(text)
    return done, 1000 * (time.perf_counter() - started)


def _spread(texts: Sequence[str], most: int) -> list[str]:
    return [texts[int(at)] for at in np.linspace(0, len(texts) - 1, min(most, len(texts)))]


# -- both


def scorecard(built: Built, outcome: Outcome, *, folded: bool) -> dict[str, Any]:
    """All figures as one JSON object: shares, milliseconds, seconds, bytes, and MB of 10⁶ bytes."""
    means = figures(outcome.found)
    memory = outcome.memory
    return {
        "documents": built.documents,
        "passages": built.passages,
        "queries": len(outcome.found),
        "folded": folded,
        **{name: round(each.value, 4) for name, each in means.items()},
        "intervals": {name: _interval(each) for name, each in means.items()},
        "p50_ms": _percentile(outcome.retrieve_ms, 50),
        "p95_ms": _percentile(outcome.retrieve_ms, 95),
        "asked": len(outcome.ask_ms),
        "ask_p50_ms": _percentile(outcome.ask_ms, 50),
        "ask_p95_ms": _percentile(outcome.ask_ms, 95),
        "index_s": round(built.publish_s + built.index_s, 1),
        "index_reused": built.reused,
        "disk_bytes": built.disk,
        "resident_mb": round(memory.resident, 1) if memory else None,
        "peak_mb": round(memory.peak, 1) if memory else None,
    }


def _interval(found: Mean) -> list[float]:
    return [round(found.low, 4), round(found.high, 4)]


def _percentile(times: Sequence[float], share: int) -> float | None:
    return round(float(np.percentile(times, share)), 2) if times else None
