"""The part of the report that is about reading real files. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Bar, Barred, told
from bench.reading import THICK
from bench.real_files import KINDS, PAGE
from bench.report import Section, Table

if TYPE_CHECKING:
    from bench.reading import Outcome, Reading

HEADING = "Reading real files, against what one would pick instead"
BARS = {
    "fields": ("header fields right", Bar("≥", 0.95)),
    "articles": ("counts of articles right", Bar("≥", 0.95)),
    "probes": ("probes found in text files", Bar("≥", 0.98)),
    "probes_hard": ("probes found in scans and broken text layers", Bar("≥", 0.90)),
}
"""What figures of score_reading.py are called, and their bars."""
FACTS = {"assignment": Bar("≥", 0.85), "target": Bar("≥", 0.90), "deadline": Bar("≥", 0.90)}
"""Bars of the F1 of facts."""
_MEGABYTES = Bar("≥", 1, "MB/s")
_PAGES = Bar("≥", 20, "pages/s")
_OCR = Bar("≥", 0.2, "pages/s")
_MEMORY = Bar("<", 600, "MB")
_FIELDS = "kind number issuer place issued_on signer title".split()
_ABSENT = (
    "**Not measured**: the real files (`samples` in the folder that `--shared` names) or their labels were not at hand."
)
_NO_BLIND_TEST = (
    "The {files} real files read here, and their labels, were at hand while the readers were written and mended: "
    "this is no blind test. Files that nobody has seen will be read less well."
)
_EXPLAINED = (
    "*Probes* are sentences of the page that stand in the text as read, every letter and digit of them; "
    "in scans and broken text layers 3 % of the characters may be wrong. The command's row is what "
    "`hoivanban ingest --dry-run --json --text` prints, judged by score_reading.py, and so are the texts of the peers, "
    "who give no header fields. Every reader gets the same files in a process of its own. Each file is read once and "
    "then timed (median of several times; what takes more than five seconds only once), so neither imports nor "
    "starts count. Peers give text alone; ours gives it through child processes with limits. Scans are not read for "
    "*ours: the text alone*. The bars of pace are for two files side by side, as `ingest` reads them. "
    "*start* is imports and loading; *peak* is the most memory, of a child too."
)


def bars(reading: Reading | None, facts: dict[str, dict[str, float]] | None) -> list[Barred]:
    """The figures of reading and understanding that have a bar, without those for which nothing was at hand."""
    found = [
        Barred(f"facts: {kind}, F1", (facts[kind]["f1"] if facts[kind]["labelled"] else None), bar)
        for kind, bar in FACTS.items()
        if facts
    ]
    if reading is None:
        return found
    paces, thick = reading.paces, reading.thick
    megabytes = {kind: pace.megabytes / pace.best for kind, pace in paces.items()}
    pages = {kind: pace.pages / pace.best for kind, pace in paces.items()}
    return [
        *(Barred(name, reading.card[figure], bar) for figure, (name, bar) in BARS.items()),
        *found,
        *(Barred(f"{KINDS[kind]}: text read", megabytes.get(kind), _MEGABYTES) for kind in ("text", "html")),
        *(Barred(f"{KINDS[kind]}: pages read", pages.get(kind), _PAGES) for kind in ("docx", "pdf")),
        Barred("OCR: pages read on one core", reading.ocr, _OCR),
        Barred(f"PDF of {THICK} pages: memory of the process that reads", (thick and thick.child) or None, _MEMORY),
    ]


def reading_section(reading: Reading | None) -> Section:
    """How well and how fast real files are read, and by whom."""
    if reading is None:
        return Section(HEADING, (_ABSENT,))
    present = [outcome for outcome in reading.outcomes if outcome.missing is None]
    absent = [f"Not measured: {outcome.title}; {outcome.missing}." for outcome in reading.outcomes if outcome.missing]
    parts = (
        _NO_BLIND_TEST.format(files=sum(reading.files.values())),
        _EXPLAINED,
        _found(reading, present),
        _header(reading),
        _seconds(reading, present),
        _pace(reading),
        _thick(reading),
    )
    failed = [f"**The command could not read** {name}: {error}." for name, error in reading.failed.items()]
    return Section(HEADING, (*parts, *failed, *absent))


def _found(reading: Reading, outcomes: list[Outcome]) -> Table:
    card = reading.card
    command = (
        "the command `hoivanban ingest --dry-run`",
        *(told(card[figure]) for figure in ("probes", "probes_hard", "fields", "articles")),
        str(len(reading.failed)),
        "—",
    )
    rows = (
        (
            outcome.title,
            told(outcome.found["probes"]),
            told(outcome.found["probes_hard"]),
            "—",
            "—",
            str(len(outcome.unread)),
            told(outcome.peak, "MB"),
        )
        for outcome in outcomes
    )
    header = ("reader", "probes", "in scans", "header fields", "articles", "files without text", "peak MB")
    return Table(header, (command, *rows), "How much of what stands on the pages each reader gives back.")


def _header(reading: Reading) -> Table:
    """What the command understands, field by field."""
    names = (*_FIELDS, "bases_f1")
    row = ("right", *(told(reading.card[name]) for name in names))
    shows = "How often the command reads each field of a document's header right."
    return Table(("header", *(name.replace("_", " ") for name in names)), (row,), shows)


def _seconds(reading: Reading, outcomes: list[Outcome]) -> Table:
    shows = "Seconds of each reader for all files of a kind, one after the other; how many there are is in brackets."
    header = ("seconds", "start", *(f"{KINDS[kind]} ({count})" for kind, count in reading.files.items()))
    rows = (
        (
            outcome.title,
            told(outcome.start_s, "s"),
            *(told(outcome.seconds.get(kind), "s") for kind in reading.files),
        )
        for outcome in outcomes
    )
    return Table(header, tuple(rows), shows)


def _pace(reading: Reading) -> Table:
    """Our pace; text and HTML have no pages."""
    rows = (
        (
            KINDS[kind],
            str(pace.files),
            f"{pace.megabytes:.3f}",
            "—" if kind in {"text", "html"} else str(pace.pages),
            told(pace.seconds, "s"),
            told(pace.megabytes / pace.seconds, "MB/s"),
            "—" if kind in {"text", "html"} else told(pace.pages / pace.seconds, "pages/s"),
            told(pace.together, "s"),
            told(pace.together and pace.megabytes / pace.together, "MB/s"),
            "—" if kind in {"text", "html"} else told(pace.together and pace.pages / pace.together, "pages/s"),
        )
        for kind, pace in reading.paces.items()
    )
    one, two = ("s", "MB/s", "pages/s"), ("side by side: s", "MB/s", "pages/s")
    shows = "How fast ours reads and understands files of each kind: one after the other, then two side by side."
    return Table(("ours, whole", "files", "MB of text", "pages", *one, *two), tuple(rows), shows)


def _thick(reading: Reading) -> str:
    counted = (
        f"Megabytes are 10⁶ bytes of the text as read. Pages of .docx are those that Word has counted, where that is "
        f"plausible; otherwise, and for .doc, {PAGE:,} characters are a page. The command took "
        f"{reading.command_s:.1f} s for all files, its start included."
    )
    thick = reading.thick
    if thick is None:
        return counted
    if thick.error is not None:
        return f"{counted} **The PDF of {THICK} pages could not be read**: {thick.error}."
    return (
        f"{counted} A PDF of {THICK} pages, made of those of the PDFs with text, took {thick.seconds:.1f} s "
        f"({told(THICK / thick.seconds, 'pages/s')} pages a second), {told(thick.child or None, 'MB')} MB in the "
        f"process that reads and {told(thick.parent or None, 'MB')} MB in the one that understands."
    )
