"""The report: sections of paragraphs and tables, as Markdown that also reads well in a terminal. Pure."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from bench.figures import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bench.contest import Outcome
    from bench.figures import Barred
    from bench.process import Costs, Ingested
    from bench.progress import Took


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; all but the first column are figures.

    Attributes:
        shows: a sentence that stands above it.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shows: str

    def __str__(self) -> str:
        cells = [self.header, *self.rows]
        widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(self.header))]
        rule = ["-" * width if column == 0 else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
        return "\n".join([self.shows, "", *(_line(row, widths) for row in (self.header, rule, *self.rows))])


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    parts: tuple[str | Table, ...]

    def __str__(self) -> str:
        return "\n\n".join([f"## {self.heading}", *map(str, self.parts)])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    aligned = [cell.strip().rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return f"| {' | '.join([first, *aligned])} |"


def document(opening: Iterable[str], sections: Iterable[Section]) -> str:
    """The whole report."""
    return "\n\n".join(["# Số đo — figures", *opening, *map(str, sections)]) + "\n"


def bars_section(groups: Mapping[str, Sequence[Barred]], remarks: Sequence[str] = ()) -> Section:
    """Every figure that has a bar, beside it, in groups under their titles; then what is to be said of some."""
    tables = (
        Table(
            (title, "measured", "bar", ""),
            tuple((each.figure, each.shown, str(each.bar), each.verdict) for each in barred),
            f"What is asked of {title}, and what this run measured.",
        )
        for title, barred in groups.items()
        if barred
    )
    return Section("The bars", (*tables, *(["### Bars that are not met", *remarks] if remarks else [])))


def took_section(took: Mapping[str, Took]) -> Section:
    """What the run itself took."""
    rows = tuple((title, f"{each.seconds:.0f}", told(each.cores, "cores")) for title, each in took.items())
    shows = (
        "Seconds of each step of this run, with all that is not counted above, and how many cores other programs "
        "used meanwhile."
    )
    return Section("What the run took", (Table(("step", "s", "cores of others"), rows, shows),))


def contest_section(outcomes: Sequence[Outcome]) -> Section:
    """What contestants found, and at what cost."""
    explained = (
        "The peers find passages and cannot answer, so passages are compared, on the answerable questions. "
        "*R@1*: the first passage holds a piece of evidence; *R@5*: the first five hold enough of it; both "
        "with 95 % intervals (bootstrap over the questions). Every contestant reads the same files in a "
        "process of its own. Peers get a follow-up together with the question before it, ours makes it "
        "whole. *start* is imports and loading; *index* of ours includes reading structure and facts."
    )
    present = [outcome for outcome in outcomes if outcome.missing is None]
    absent = [f"Not measured: {outcome.title}; {outcome.missing}." for outcome in outcomes if outcome.missing]
    heading = "Passages, against what one would pick instead"
    titles = list(dict.fromkeys(title for outcome in present for title in outcome.first))
    found = [_found(title, present) for title in titles]
    return Section(heading, (explained, *found, _cost(present), *_ratios(present), *absent))


def _found(title: str, outcomes: Sequence[Outcome]) -> Table:
    rows = ((outcome.title, str(outcome.first[title]), str(outcome.five[title])) for outcome in outcomes)
    shows = f"How often the first passages hold what answers the questions of {title}."
    return Table((title, "R@1", "R@5"), tuple(rows), shows)


def _cost(outcomes: Sequence[Outcome]) -> Table:
    rows = (
        (
            outcome.title,
            told(outcome.start_s, "s"),
            told(outcome.index_s, "s"),
            told(outcome.asked.median if outcome.asked else None, "ms"),
            told(outcome.asked.p95 if outcome.asked else None, "ms"),
            told(outcome.memory.resident if outcome.memory else None, "MB"),
        )
        for outcome in outcomes
    )
    shows = "What it takes to start, to index the documents and to find passages for a question."
    return Table(("cost", "start s", "index s", "p50 ms", "p95 ms", "resident MB"), tuple(rows), shows)


def _ratios(outcomes: Sequence[Outcome]) -> list[str]:
    """What each peer takes of time and memory, as multiples of our retriever."""
    ours = next((outcome for outcome in outcomes if outcome.ours), None)
    return [_ratio(peer, ours) for peer in outcomes if ours and not peer.ours]


def _ratio(peer: Outcome, ours: Outcome) -> str:
    parts = [f"{peer.index_s / ours.index_s:.2g} × the index time"]
    if peer.asked and ours.asked:
        parts.append(f"{peer.asked.median / ours.asked.median:.2g} × the median of a question")
    if peer.memory and ours.memory:
        parts.append(f"{peer.memory.resident / ours.memory.resident:.2g} × the memory")
    return f"Against our retriever, “{peer.title}” takes {', '.join(parts)}."


def process_section(costs: Costs) -> Section:
    """The command as a process."""
    first, second, chat = costs.first, costs.second, costs.chat
    held = f"{chat.resident:.0f} MB resident, {chat.peak:.0f} MB at most" if chat else "not measured"
    rows = (
        (f"`hoivanban ask`, process start to exit, {len(costs.cold.values)} times", f"{costs.cold} s"),
        ("`hoivanban ingest` into an empty data folder", _ingested(first)),
        ("`hoivanban ingest` of the same files again", _ingested(second)),
        ("`hoivanban chat` after five questions", held),
    )
    explained = (
        "Every figure is of a new process; the files are in the page cache. Of several times the median, "
        "with the least and the most. MB are 10⁶ bytes."
    )
    shows = "What the command costs from its start to its end, and what a chat holds."
    return Section("The process", (explained, Table(("what", "measured"), rows, shows)))


def _ingested(ingested: Ingested) -> str:
    embedded = "did not say how many" if ingested.embedded is None else ingested.embedded
    return f"{ingested.seconds:.2f} s, {embedded} passages embedded"


def facts_section(scores: dict[str, dict[str, float]], *, read: int, labelled: int) -> Section:
    """How many labelled facts are found.

    Args:
        scores: of each kind of fact.
        read: how many of the labelled files a reader opens.
        labelled: how many there are.
    """
    rows = tuple(
        (kind, *(told(score[name]) for name in ("precision", "recall", "f1")), f"{score['labelled']:.0f}")
        for kind, score in scores.items()
    )
    explained = (
        "What `hoivanban ingest --dry-run --json` finds in the labelled files, judged by score_facts.py. "
        f"{read} of {labelled} can be read; the facts of the others count as missed."
    )
    shows = "How many of the labelled facts are found, and how many of those found are labelled."
    return Section("Facts", (explained, Table(("facts", "precision", "recall", "F1", "labelled"), rows, shows)))
