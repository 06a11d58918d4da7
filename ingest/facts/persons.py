"""“Ông Lê Văn An - Trưởng đoàn: Phụ trách chung; …” → assignments: who of a team or a board does what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.facts.lines import lines_of
from ingest.facts.quoting import body_of
from ingest.facts.roles import read_role
from retrieval.text import CAPITALS
from retrieval.types import Assignment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.facts.quoting import Quoter
    from ingest.structure import Unit

_NAME = rf"[{CAPITALS}][\w’']*(?:\s+[{CAPITALS}][\w’']*){{1,4}}"
_PERSON = re.compile(
    r"(?P<who>(?:Các\s+)?(?:[ÔôO]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c)\s*(?:\(bà\))?[.:]?\s+"
    rf"{_NAME}(?:\s*[-–,(]\s*[^:;]{{3,90}}?)?)"
    r"\s*:\s*(?P<task>\S.*)?$",
    re.DOTALL,
)
_DUTIES = re.compile(r"phân\s+công|nhiệm\s+vụ|trách\s+nhiệm|tổ\s+chức\s+thực\s+hiện", re.IGNORECASE)
_CHARGE = re.compile(r"(?:Chịu\s+trách\s+nhiệm\s+chính|Chỉ\s+đạo\s+chung|Phụ\s+trách(?:\s+chung)?)\b", re.IGNORECASE)


def find_persons(root: Unit, quoter: Quoter) -> Iterator[Assignment]:
    """The assignments to persons under a heading on duties, in source order; the list under a person is theirs too."""
    for line in lines_of(root):
        found = _PERSON.match(body_of(line.unit))
        if not found or not any(_DUTIES.search(above) for above in line.headings()):
            continue
        who = found["who"].strip(" -–,")
        if found["task"]:
            yield from _assign(who, found["task"], line.unit, quoter)
            continue
        for child in line.unit.children:
            if child.kind not in {"table", "quoted", "form"}:
                yield from _assign(who, body_of(child), child, quoter)


def _assign(who: str, task: str, unit: Unit, quoter: Quoter) -> Iterator[Assignment]:
    role, partners, work = read_role(task)
    quote = quoter.quote(unit.span, task)
    if quote is None or len(task.split()) < 2:
        return
    if role is None and _CHARGE.match(task):
        role, work = "lead", task
    yield Assignment(who, role or "execute", partners, work.strip(), quote.text, quote.passage_id)
