"""Labelled lines → assignments and deadlines: “Cơ quan chủ trì: …”, “Thời gian hoàn thành: …”.

Plans put them under a task, or at the end of its paragraph, in place of a chapter on carrying out.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest.facts.moments import find_moments
from ingest.facts.quoting import Quoter, body_of
from ingest.facts.roles import read_clause
from retrieval.agencies import match_agencies
from retrieval.types import Assignment, AssignmentRole, Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.structure import Unit

_BODY = r"(?:(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|sở,?\s*(?:ban,?\s*)?ngành|bộ\s+phận|phân\s+công|đồng\s+chí)\s+)"
_LABEL = re.compile(
    rf"(?:^|(?<=[.;,–-]\s)|(?<=\())(?:{_BODY}?(?:(?P<lead>chủ\s+trì|phụ\s+trách|đầu\s+mối)|(?P<partner>phối\s+hợp))(?:\s+(?:thực\s+hiện|"
    r"tham\s+mưu|chính))?|"
    rf"{_BODY}(?P<execute>thực\s+hiện|tham\s+mưu|chịu\s+trách\s+nhiệm)(?:\s+(?:thực\s+hiện|chính))?|"
    r"(?P<time>(?:thời\s+(?:gian|hạn)|tiến\s+độ)(?:\s+(?:thực\s+hiện|hoàn\s+thành|triển\s+khai))?)|"
    r"(?P<other>sản\s+phẩm|kết\s+quả|kinh\s+phí|nguồn\s+kinh\s+phí|cấp\s+trình)(?:\s+\w+){0,2})\s*:\s*",
    re.IGNORECASE,
)
_TRIM = " .;,()–-"
_ENOUGH = 4
"""Words before a label from which they are a task of their own."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Labels:
    """What the labels of a unit say, and the words before the first of them."""

    unit: Unit
    before: str
    values: dict[str, str]


def is_labelled(text: str) -> bool:
    """Whether `text` begins with such a label."""
    return bool(_LABEL.match(text))


def find_labelled(root: Unit, quoter: Quoter) -> Iterator[Assignment | Deadline]:
    """What labelled lines say of the task above or before them, in source order."""
    for parent in root.own():
        if parent.kind != "table":
            yield from _under(parent, quoter)


def _under(parent: Unit, quoter: Quoter) -> Iterator[Assignment | Deadline]:
    tasks: list[Unit] = []
    lines: list[_Labels] = []
    for child in parent.children:
        labels = None if child.children or child.kind == "row" else _read(child)
        if labels is not None and not _is_task(labels.before):
            lines.append(labels)
            continue
        yield from _facts(parent, tasks, lines, quoter)
        if lines:
            tasks = []
        lines = []
        if labels is not None:
            yield from _facts(parent, [child], [labels], quoter)
        else:
            tasks.append(child)
    yield from _facts(parent, tasks, lines, quoter)


def _read(unit: Unit) -> _Labels | None:
    body = body_of(unit)
    found = list(_LABEL.finditer(body)) if ":" in body else []
    if not found:
        return None
    values: dict[str, str] = {}
    for label, following in zip(found, [*found[1:], None], strict=True):
        value = body[label.end() : following.start() if following else len(body)].strip(_TRIM)
        kind = next(name for name, words in label.groupdict().items() if words)
        if value:
            values.setdefault(kind, value)
    return _Labels(unit, body[: found[0].start()].strip(_TRIM), values)


def _is_task(text: str) -> bool:
    return len(text.split()) >= _ENOUGH


def _facts(
    parent: Unit, tasks: Sequence[Unit], lines: Sequence[_Labels], quoter: Quoter
) -> Iterator[Assignment | Deadline]:
    """The facts of one group of labelled lines; several items before them are one task, their heading."""
    values: dict[str, str] = {}
    for line in reversed(lines):
        values = {**values, **line.values}
    named = next(
        (line for line in lines if "lead" in line.values or "execute" in line.values),
        lines[0] if lines else None,
    )
    if named is None or not ({"lead", "execute"} & values.keys()):
        return
    task = named.before if _is_task(named.before) else body_of(tasks[0]) if len(tasks) == 1 else body_of(parent)
    quote = quoter.quote(named.unit.span, body_of(named.unit))
    if not task or quote is None:
        return
    clause = read_clause(values.get("lead") or values["execute"])
    agency = clause.agency if clause and clause.agency and clause.role else values.get("lead") or values["execute"]
    role: AssignmentRole = "lead" if "lead" in values or (clause and clause.role == "lead") else "execute"
    partners = clause.partners if clause and clause.role else _names(values.get("partner", ""))
    yield Assignment(agency, role, partners, task.rstrip(" :"), quote.text, quote.passage_id)
    timed = next((line for line in lines if "time" in line.values), None)
    for moment in find_moments(values.get("time", ""))[:1]:
        where = quoter.quote(timed.unit.span, body_of(timed.unit)) if timed else None
        if where and not moment.periodic:
            yield Deadline(
                agency,
                task.rstrip(" :"),
                moment.when,
                moment.text.strip(),
                None,
                where.text,
                where.passage_id,
            )


def _names(value: str) -> tuple[str, ...]:
    mentions = match_agencies(value)
    return tuple(mention.name for mention in mentions) if mentions else (value,) if value else ()
