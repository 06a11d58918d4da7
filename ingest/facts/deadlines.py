"""Sentences → deadlines: who does what by when, for whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.facts.labelled import is_labelled
from ingest.facts.lines import Line, lines_of
from ingest.facts.moments import Moment, find_moments
from ingest.facts.quoting import Quoter, body_of
from ingest.facts.roles import read_subject
from retrieval.agencies import find_agencies, match_agencies
from retrieval.types import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.structure import Unit

_LIMITING = re.compile(r"trước|chậm nhất|muộn nhất|không muộn hơn|hết|xong|hoàn thành")
_ENDING = re.compile(
    r"hoàn\s+thành|sơ\s+kết|tổng\s+kết|báo\s+cáo|\bxong\b|gửi|trình|ban\s+hành|kết\s+thúc|nộp", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:hoàn\s+thành|sơ\s+kết|tổng\s+kết|xong|kết\s+thúc|trình|ban\s+hành)\b[^;.]{0,80}$", re.IGNORECASE
)
_REPORTING = re.compile(r"báo\s+cáo", re.IGNORECASE)
_CITED = re.compile(r"(?:số\s*:?\s*\S+|\d/[\w-]+)\s*,?\s*(?:ban\s+hành\s+)?$", re.IGNORECASE)
_EFFECT = re.compile(
    (
        r"hiệu\s+lực(?:[^.;]{0,40})$|\btính(?:\s+(?:đến|từ)[^.;]{0,80})?\s*$|từ\s+ngày[^.;]{0,40}$|"
        r"\bđã\b[^.;]{0,50}$|thu\s+được\s*$"
    ),
    re.IGNORECASE,
)
_COUNTED = re.compile(r"tính\s+từ|kỳ\s+báo\s+cáo", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|và|hoặc)\s*(?:và\s+)?")
_GOALS = re.compile(r"mục\s+tiêu|chỉ\s+tiêu", re.IGNORECASE)
_ADDRESSEE = re.compile(
    (
        r"(?:\bvề|\bcho|\bgửi(?:\s+(?:về|đến|cho))?|báo\s+cáo(?:\s+(?:về|lên|cho))?|\btrình|\bđến|"
        r"\blên)\s+"
    ),
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";\s+")
_TRIM = " ,;:.()–-"
_TRAILING = re.compile(
    r"(?:\s*,?\s*(?:và|định\s+kỳ|theo\s+định\s+kỳ|đột\s+xuất|hoặc|cụ\s+thể)\s*)+[(\s]*$", re.IGNORECASE
)
_NOT_WORK = re.compile(r"(?:theo|của|và|hoặc|về|để|tại|trên|với|kể)\b", re.IGNORECASE)


def find_deadlines(root: Unit, quoter: Quoter) -> Iterator[Deadline]:
    """The deadlines that sentences state, in source order; those of tables are found elsewhere."""
    for line in lines_of(root):
        if is_labelled(body_of(line.unit)):
            continue
        for sentence in line.sentences():
            yield from _in_sentence(sentence, line, quoter)


def _in_sentence(sentence: str, line: Line, quoter: Quoter) -> Iterator[Deadline]:
    moments = find_moments(sentence)
    exact = [moment for moment in moments if not moment.periodic and _limits(moment, sentence, line)]
    periodic = [moment for moment in moments if moment.periodic and _reports(moment, sentence)]
    taken = {_clause(moment, sentence)[1] for moment in exact}
    exact += [moment for moment in periodic[:1] if _clause(moment, sentence)[1] not in taken]
    for moment in exact:
        quote = quoter.quote(line.unit.span, sentence)
        what = _work(moment, sentence)
        if quote is None or moment.text.strip() not in quote.text or not what:
            continue
        who = _who(moment, sentence, line)
        yield Deadline(
            who,
            what,
            moment.when,
            moment.text.strip(),
            _addressee(sentence, line),
            quote.text,
            quote.passage_id,
        )


def _limits(moment: Moment, sentence: str, line: Line) -> bool:
    """Whether a moment is a limit for work, not the date of a document, of effect, or the year of a goal."""
    before = sentence[: moment.span.start]
    if not moment.limit or _CITED.search(before) or _EFFECT.search(before):
        return False
    if moment.kind == "year":
        goals = any(_GOALS.search(heading) for heading in line.headings())
        return not goals and not moment.limit.startswith(("đến", "từ")) and bool(_CLOSING.search(before))
    if _LIMITING.search(moment.limit):
        return True
    return not moment.limit.startswith("từ") and bool(_ENDING.search(sentence))


def _reports(moment: Moment, sentence: str) -> bool:
    clause, start = _clause(moment, sentence)
    report = _REPORTING.search(clause)
    if report is None or _COUNTED.search(clause):
        return False
    return abs(report.start() + start - moment.span.start) < 90


def _clause(moment: Moment, sentence: str) -> tuple[str, int]:
    """The part of `sentence` between semicolons that holds `moment`, and where it begins."""
    start = 0
    for cut in _CLAUSE.finditer(sentence):
        if cut.start() >= moment.span.end:
            return sentence[start : cut.start()], start
        start = cut.end()
    return sentence[start:], start


def _after(moment: Moment, sentence: str) -> int:
    """Where the words after a moment begin, past moments joined to it: “trước ngày 20/6 và ngày 20/12 …”."""
    end = moment.span.end
    for other in find_moments(sentence):
        link = _AND.match(sentence, end)
        if other.span.start >= end and link and link.end() == other.span.start:
            end = other.span.end
    return end


def _work(moment: Moment, sentence: str) -> str:
    """What is to be done: the words after the moment where they are a clause, else the words before it."""
    clause, start = _clause(moment, sentence)
    after = clause[_after(moment, sentence) - start :].strip(_TRIM)
    before = _TRAILING.sub("", clause[: moment.span.start - start].strip(_TRIM))
    mentions = match_agencies(after)
    rest = after[mentions[-1].span.end :].strip(_TRIM) if mentions else after
    works = len(rest.split()) >= 3 and not _NOT_WORK.match(rest)
    if works and (not before or _REPORTING.search(rest) or mentions):
        return rest
    subject = read_subject(before)
    return (before[subject.end :] if subject else before).strip(_TRIM) or rest


def _who(moment: Moment, sentence: str, line: Line) -> str | None:
    after = sentence[_after(moment, sentence) :]
    following = match_agencies(after, len(after) - len(after.lstrip(" ,)")))
    if following:
        return after[following[0].span.start : following[-1].span.end]
    subject = read_subject(sentence)
    if subject and subject.end <= moment.span.start:
        return subject.name
    for heading in (body_of(line.unit), *line.headings()):
        if above := read_subject(heading):
            return above.name
    return None


def _addressee(sentence: str, line: Line) -> str | None:
    for text in (sentence, *line.headings()[:1]):
        for found in _ADDRESSEE.finditer(text):
            if mentions := match_agencies(text, found.end()):
                return mentions[0].name
        report = _REPORTING.search(text)
        if report and (named := find_agencies(text[report.end() :])):
            return named[0].name
    return None
