"""The part of the report that is about confidence. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import told
from bench.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.answers import Score
    from bench.calibration import Calibration

PICTURE = "reliability.svg"
_EXPLAINED = (
    "Confidence promises that the documents answer the question and that this is their answer. *kept*: the share of "
    "such promises: of answers those that are right; of refusals those of questions that can be answered, whose "
    "confidence was too low. Under 0.5 the bot refuses (`answering.refuse_below`). *Expected calibration error*: how "
    "far confidence and share are apart, weighted by the questions of each bin."
)


def calibration_section(found: Calibration, scores: Sequence[Score]) -> Section:
    """The picture, the bins, and the error."""
    sets = [score.questions.title for score in scores if score.questions.form == "as written"]
    rows = tuple(
        (
            f"{each.low:.1f}–{each.high:.1f}",
            str(each.count),
            told(each.confidence),
            f"{each.kept:.3f} ({each.least:.3f}–{each.most:.3f})",
        )
        for each in found.bins
    )
    about = f"Over {found.count} questions ({', '.join(sets)}): expected calibration error {found.error:.3f}."
    picture = f"![Độ tin và phần đúng — reliability]({PICTURE})"
    shows = "How often each range of confidence kept its promise; the picture is drawn of these."
    table = Table(("confidence", "questions", "mean", "kept (95 %)"), rows, shows)
    return Section("Confidence", (_EXPLAINED, picture, table, about))
