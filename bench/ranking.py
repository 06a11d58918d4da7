"""Ours and the peers on the retrieval sets, each contestant and corpus in a process of its own."""

from __future__ import annotations

import dataclasses
import json
import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.child import PATIENCE, ChildError, result_of, without_folders
from bench.command import run
from bench.figures import Times
from bench.retrieval_sets import AMONG
from bot.ranking import Mean, figures, ranked
from bot.resources import Memory
from bot.trial import Queries, read_answered
from ingest.beir import fingerprint
from retrieval.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from bench.retrieval_sets import RetrievalSet

TITLES = {
    "ours": "ours",
    "lexical": "ours: lexical alone",
    "dense": "ours: dense alone",
    "bm25s": "bm25s, syllables",
    "pyvi": "bm25s, words of pyvi",
    "stock": "stock recipe",
    "ensemble": "LangChain's ensemble",
}
"""In the order in which they are measured: who takes long comes last, for whom time may run out."""
QUICK = ("ours", "bm25s")
EMBEDS = frozenset({"stock", "ensemble"})
"""Who reads each question with a transformer."""
_FILLED = "stock"
"""Who is asked among all rows for its times."""
MOST = 210
"""As many as alqac2023 has: questions of a set that they are asked at most, evenly spread."""
WHOLE_ASKS = 300
"""Questions of the largest set that ours answers as a whole at most."""


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """What a contestant reached with the questions of a set in one form.

    Attributes:
        set_name: of the set.
        folded: without tone marks.
        missing: why it was not measured, in words; then there is nothing else.
        partial: found among a part of the rows only; then its costs are of that part too.
        questions: how many were asked.
        passages: how many could be found.
        figures: Acc@1 and so on.
        times: milliseconds of each question.
        ask_ms: median and 95th percentile of a whole answer; ours alone answers.
        index_s: seconds from the corpus to an index.
        disk: bytes that it keeps; None where it keeps nothing.
    """

    contestant: str
    set_name: str
    folded: bool
    missing: str | None = None
    partial: bool = False
    questions: int = 0
    passages: int = 0
    figures: dict[str, Mean] = dataclasses.field(default_factory=dict)
    p50_ms: float | None = None
    p95_ms: float | None = None
    ask_ms: tuple[float, float] | None = None
    index_s: float | None = None
    disk: int | None = None
    resident: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """The stock recipe with a chunk of every row, most of them under vectors of no text: times and sizes only."""

    chunks: int
    times: Times
    disk: int
    memory: Memory | None


@dataclasses.dataclass(frozen=True, slots=True)
class Ranking:
    """Everything that was measured."""

    standings: tuple[Standing, ...]
    filled: Filled | None

    def of(self, contestant: str, set_name: str, *, folded: bool = False) -> Standing | None:
        """One standing, where it was measured."""
        wanted = (contestant, set_name, folded)
        known = {(each.contestant, each.set_name, each.folded): each for each in self.standings if not each.missing}
        return known.get(wanted)


def measure(
    sets: Sequence[RetrievalSet],
    scratch: Path,
    contestants: Iterable[str],
    *,
    full: bool,
    say: Callable[[str, str], None],
    until: float = math.inf,
) -> Ranking:
    """Every contestant on every set; one that fails is left out there, and it is told why.

    Args:
        sets: those of one corpus follow each other.
        scratch: holds libraries, memos, work and results.
        contestants: names of `TITLES`.
        full: peers embed every row, whatever it takes.
        say: told who is measured, and on what.
        until: what `time.perf_counter` says when peers who have not ended are given up.
    """
    standings: list[Standing] = []
    filled = None
    for name in contestants:
        for group in _groups(sets):
            say(f"retrieval: {TITLES[name]}", ", ".join(each.name for each in group))
            if name == "ours":
                standings += [_ours(each, scratch, folded=folded) for each in group for folded in each.forms]
                continue
            patience = None if full else min(PATIENCE, until - time.perf_counter())
            found, more = _compete(name, group, scratch, patience=patience)
            standings += found
            filled = more or filled
    return Ranking(tuple(standings), filled)


def _groups(sets: Iterable[RetrievalSet]) -> list[list[RetrievalSet]]:
    """Sets of one corpus together."""
    groups: dict[str, list[RetrievalSet]] = {}
    for each in sets:
        groups.setdefault(fingerprint(each.folder), []).append(each)
    return list(groups.values())


def _ours(asked: RetrievalSet, scratch: Path, *, folded: bool) -> Standing:
    """What `hoivanban evaluate --beir` says; whole answers are timed in the largest set alone."""
    options = ["--folded"] if folded else []
    asks = WHOLE_ASKS if asked.name == AMONG and not folded else 0
    line: tuple[str | Path, ...] = (
        "evaluate",
        "--beir",
        asked.folder.resolve(),
        "--asks",
        str(asks),
        "--json",
        *options,
    )
    try:
        card = json.loads(run(scratch / "beir", *line).stdout)
    except RuntimeError as error:
        return Standing("ours", asked.name, folded, missing=without_folders(str(error)))
    return Standing(
        "ours",
        asked.name,
        folded,
        questions=card["queries"],
        passages=card["passages"],
        figures={name: Mean(card[name], low, high) for name, (low, high) in card["intervals"].items()},
        p50_ms=card["p50_ms"],
        p95_ms=card["p95_ms"],
        ask_ms=(card["ask_p50_ms"], card["ask_p95_ms"]) if asks else None,
        index_s=card["index_s"],
        disk=card["disk_bytes"],
        resident=card["resident_mb"],
    )


def _compete(
    name: str, group: Sequence[RetrievalSet], scratch: Path, *, patience: float | None
) -> tuple[list[Standing], Filled | None]:
    """Without `patience` peers get everything, whatever it takes."""
    part = group[0].parts.get(name) if patience is not None else None
    most = MOST if name in EMBEDS and patience is not None else None
    queries = {each.name: _some(read_answered(each.folder), most) for each in group}
    lists = {
        _title(each, folded): [fold(text) if folded else text for text in queries[each.name].texts.values()]
        for each in group
        for folded in each.forms
    }
    work = {
        "folder": str(part or group[0].folder),
        "fill": str(group[0].folder) if part and name == _FILLED else None,
        "questions": lists,
        "data": str(scratch / "beir"),
        "memo": str(scratch / "minilm.npz"),
    }
    try:
        row = result_of("bench.ranker", work, scratch, name, patience=patience)
    except ChildError as error:
        row = {"missing": str(error)}
    if "missing" in row:
        return [
            Standing(name, each.name, folded, missing=row["missing"]) for each in group for folded in each.forms
        ], None
    standings = list(_standings(name, group, queries, row, partial=part is not None))
    return standings, _filled(row.get("filled"))


def _some(queries: Queries, most: int | None) -> Queries:
    """At most so many of the queries, evenly spread."""
    texts = list(queries.texts.items())
    kept = min(len(texts), most or len(texts))
    return dataclasses.replace(queries, texts=dict(texts[int(at)] for at in np.linspace(0, len(texts) - 1, kept)))


def _title(asked: RetrievalSet, folded: bool) -> str:
    return f"{asked.name}, no tone marks" if folded else asked.name


def _standings(
    name: str, group: Sequence[RetrievalSet], queries: dict[str, Queries], row: dict[str, Any], *, partial: bool
) -> Iterator[Standing]:
    for each in group:
        texts, answers = queries[each.name].texts, queries[each.name].answers
        for folded in each.forms:
            asked = row["asked"][_title(each, folded)]
            found = [ranked(rows, answers[query]) for query, rows in zip(texts, asked["found"], strict=True)]
            times = Times(tuple(asked["ms"]))
            yield Standing(
                name,
                each.name,
                folded,
                partial=partial,
                questions=len(texts),
                passages=row["passages"],
                figures=figures(found),
                p50_ms=times.median,
                p95_ms=times.p95,
                index_s=row["index_s"],
                disk=row["disk"],
                resident=row["memory"]["resident"] if row["memory"] else None,
            )


def _filled(row: dict[str, Any] | None) -> Filled | None:
    if row is None:
        return None
    memory = Memory(**row["memory"]) if row["memory"] else None
    return Filled(row["passages"], Times(tuple(row["ms"])), row["disk"], memory)
