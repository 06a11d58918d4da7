"""Whether a document still stands on a day: changed by a later one, its own period over, not yet in force. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.phrases import PHRASES, WARNING, name_document, show_date
from retrieval.references import TitlePeriod, title_periods
from retrieval.text import fold
from retrieval.types import Answer, Citation, Document, Language, Standing, StandingState
from retrieval.verification import figures_supported

_PLANS = frozenset(["Kế hoạch", "Chương trình", "Đề án", "Dự án", "Phương án", "Chiến lược", "Quy hoạch"])
_MAY_PLAN = frozenset(["Quyết định", "Nghị quyết", "Chỉ thị", "Quy định", "Quy chế"])
_PLANNED = re.compile(
    r"\b(?:ke hoach|chuong trinh|de an|du an|phuong an|chien luoc|quy hoach|chi tieu|du toan|nhiem vu)\b"
)
_JOINED = re.compile(r"\bva\b|,")
_GRAVEST: tuple[StandingState, ...] = ("replaced", "pending", "over", "amended")
_SCHOOL_YEAR_ENDS = (8, 31)
"""A school year is over before the next one opens, in September at the latest."""


class OwnPeriod(NamedTuple):
    """The period of a plan: in the words of its title, its years alone (“2021-2025”), and its last day."""

    words: str
    years: str
    last: dt.date


def own_period(document: Document) -> OwnPeriod | None:
    """The period that a plan's own title gives it; None where it gives none.

    Only a plan, or a decision about one, is ever over: a report on a year or a law of a year is not. Where the title
    names several periods, a year within a longer one counts (“năm 2024 … giai đoạn 2021 - 2025”), else the latest.
    A period that was over before the document was issued is not its own.
    """
    found = title_periods(document.title) if document.kind in _PLANS | _MAY_PLAN else []
    planned = document.kind in _PLANS or bool(_PLANNED.search(fold(document.title)))
    own = [
        period
        for period in found
        if not period.outlook
        and (planned or period.start not in {None, period.end})
        and not (document.issued_on and _last_day(period) < document.issued_on)
    ]
    if not own:
        return None
    years = [period for period in own if period.start == period.end]
    joined = bool(_JOINED.search(fold(_between(document.title, [period.words for period in own]))))
    inside = [year for year in years if any(_holds(other, year) for other in own)]
    period = max(inside if inside and not joined else own, key=_last_day)
    words = ", ".join([period.words, *(other.words for other in found if other.outlook)])
    spanned = period.start is not None and period.start < period.end
    return OwnPeriod(words, f"{period.start}-{period.end}" if spanned else str(period.end), _last_day(period))


def _last_day(period: TitlePeriod) -> dt.date:
    return dt.date(period.end, *(_SCHOOL_YEAR_ENDS if period.school else (12, 31)))


def _holds(longer: TitlePeriod, year: TitlePeriod) -> bool:
    return longer.start is not None and longer.start < longer.end and longer.start <= year.end <= longer.end


def _between(title: str, words: Sequence[str]) -> str:
    """What stands between the first two periods of a title."""
    squeezed = " ".join(title.split())
    return squeezed.partition(words[0])[2].partition(words[1])[0] if len(words) > 1 else ""


def stands(document: Document, *, today: dt.date, language: Language) -> tuple[StandingState, str]:
    """Whether a document stands on a day: the state that matters most, and all that is known, in a few words."""
    phrases = PHRASES[language].standing
    period = own_period(document)
    later = document.status_from is not None and document.status_from > today
    states: list[StandingState] = []
    said: list[str] = []
    if document.status != "current" and document.status_note and not later:
        states.append(document.status)
        said.append(phrases[document.status].format(document=document.status_note))
    if document.effective_from is not None and document.effective_from > today:
        states.append("pending")
        said.append(phrases["pending"].format(date=show_date(document.effective_from, language)))
    if period is not None and period.last < today and "replaced" not in states:
        states.append("over")
        said.append(phrases["over"].format(period=period.words if language == "vi" else period.years))
    if document.status != "current" and document.status_note and document.status_from and later:
        date = show_date(document.status_from, language)
        said.append(phrases[f"to_be_{document.status}"].format(document=document.status_note, date=date))
    state: StandingState = next((state for state in _GRAVEST if state in states), "current")
    return state, "; ".join(said) or phrases["current"]


def with_standing(answer: Answer, *, today: dt.date) -> Answer:
    """`answer` with a line for each document it cites: whether it still stands on that day."""
    cited = {citation.document.id: citation for citation in reversed(answer.citations)}
    lines = [
        _line(citation, answer.language, today=today, alone=len(cited) == 1)
        for citation in sorted(cited.values(), key=lambda citation: citation.marker)
    ]
    said = [line for line in lines if figures_supported(line.text, answer.citations)]
    text = "\n".join([answer.text, *(line.text for line in said)])
    return dataclasses.replace(answer, text=text, standing=tuple(said))


def _line(citation: Citation, language: Language, *, today: dt.date, alone: bool) -> Standing:
    phrases = PHRASES[language]
    document = citation.document
    state, said = stands(document, today=today, language=language)
    name = phrases.its_standing if alone else name_document(document, language)
    mark = "" if state == "current" else f"{WARNING} "
    return Standing(document.id, state, f"{mark}{phrases.standing_line.format(document=name, standing=said)}")
