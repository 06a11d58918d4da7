"""Tree → assignments: which agency has which role in which task.

Plans say it in a chapter on carrying out (“Tổ chức thực hiện”), agency by agency: the heading names
the agency, the items under it are its tasks. Decisions say it in a sentence of an article, tables
in columns (tables.py).
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest.facts.labelled import is_labelled
from ingest.facts.quoting import Quoter, body_of
from ingest.facts.roles import Clause, Subject, parts, read_clause, read_role, read_subject
from retrieval.types import Assignment, AssignmentRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.structure import Unit

_SKIPPED = frozenset({"header", "basis", "signature", "recipients", "footnote", "table", "row", "quoted", "form"})
_ORGANISING = re.compile(
    (
        r"tổ\s+chức\s+(?:thực\s+hiện|triển\s+khai)|phân\s+công|^\W*trách\s+nhiệm|trách\s+nhiệm\s+(?:thực\s+hiện|"
        r"thi\s+hành|tổ\s+chức|(?:của\s+)?(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|sở|phòng|ủy|uỷ|UBND|tổ\s+chức))|nhiệm\s+vụ\s+(?:của|"
        r"cụ\s+thể\s+của)|giao\s+nhiệm\s+vụ"
    ),
    re.IGNORECASE,
)
_ANYONE = re.compile(
    r"(?:(?:các|những|và|cơ\s+quan|đơn\s+vị|tổ\s+chức|cá\s+nhân|địa\s+phương|liên\s+quan|có)[\s,]*)+",
    re.IGNORECASE,
)
"""A heading on the duties of nobody in particular; the bodies stand under it."""
_NOT_WORK = re.compile(
    (
        r"(?:có\s+(?!trách|nhiệm\s+vụ|văn\s+bản|kế\s+hoạch|biện\s+pháp)|được|bị|là|nơi|khi|gồm|bao\s+gồm|"
        r"thuộc|phải\s+có|nêu\s+tại)\b"
    ),
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"Trên\s+đây\s+là|\(|(?:Quyết\s+định|Kế\s+hoạch|Thông\s+tư|Quy\s+chế)\s+này\s+có\s+hiệu\s+lực|"
    r"Trong\s+quá\s+trình|Nơi\s+nhận"
)
_EXECUTION = re.compile(
    r"thi\s+hành\s+(?:Quyết\s+định|Nghị\s+quyết|Chỉ\s+thị|Kế\s+hoạch|Thông\s+tư|Quy\s+chế|Quy\s+định)\s+này|"
    r"nghiêm\s+túc\s+(?:triển\s+khai|tổ\s+chức)?\s*thực\s+hiện\s+Kế\s+hoạch\s+này"
)
_FOLLOWING = re.compile(
    (
        r"(?:(?:thực\s+hiện|triển\s+khai|tập\s+trung|vào|tổ\s+chức|tốt|một\s+số|các|những|cụ\s+thể|"
        r"nội\s+dung|nhiệm\s+vụ|công\s+việc|việc|giải\s+pháp|trọng\s+tâm|chủ\s+yếu|như|sau|sau\s+đây|"
        r"đây)[\s,:]*)*$"
    ),
    re.IGNORECASE,
)
_HEADING_LIMIT = 260


@dataclasses.dataclass(frozen=True, slots=True)
class _Context:
    """What the headings above say."""

    agency: str | None = None
    role: AssignmentRole | None = None
    partners: tuple[str, ...] = ()
    requested: bool = False
    organising: bool = False


def find_assignments(root: Unit, quoter: Quoter) -> Iterator[Assignment]:
    """The assignments of the text, in source order; those of tables are found elsewhere."""
    yield from _Finder(quoter).under(root.children, _Context())


class _Finder:
    def __init__(self, quoter: Quoter) -> None:
        self._quoter = quoter

    def under(self, units: Sequence[Unit], context: _Context) -> Iterator[Assignment]:
        """Assignments of units that stand side by side under `context`."""
        opened: _Context | None = None
        for index, unit in enumerate(units):
            if unit.kind in _SKIPPED:
                continue
            if unit.kind == "paragraph" and opened is not None:
                yield from self._unit(unit, opened)
                continue
            opened = None
            following = units[index + 1] if index + 1 < len(units) else None
            if not unit.children and unit.label and following is not None and following.kind == "paragraph":
                opened = self._heading(unit, context, [following])
            if opened is None:
                yield from self._unit(unit, context)

    def _unit(self, unit: Unit, context: _Context) -> Iterator[Assignment]:
        if not unit.children:
            yield from self._leaf(unit, context)
            return
        inner = self._heading(unit, context, unit.children)
        if inner is not None:
            yield from self.under(unit.children, inner)
        elif body_of(unit).endswith(":") and (lead_in := self._lead_in(unit, context)):
            yield from self.under(unit.children, lead_in)
        elif context.agency and body_of(unit).endswith(":"):
            yield from self._leaf(unit, context)
        else:
            find = _ORGANISING.match if unit.kind in {"chapter", "part", "section"} else _ORGANISING.search
            organising = context.organising or bool(find(body_of(unit)))
            yield from self.under(unit.children, dataclasses.replace(context, organising=organising))

    def _heading(self, unit: Unit, context: _Context, under: Sequence[Unit]) -> _Context | None:
        """The context that a heading which only names agencies opens, or None where it is no such heading."""
        body = body_of(unit).rstrip(" .")
        subject = read_subject(body) if len(body) <= _HEADING_LIMIT else None
        if subject is None or not _only_names(body, subject):
            return None
        working = any(read_role(body_of(child))[0] in {"lead", "coordinate"} for child in under)
        specific = any(mention.specific for mention in subject.mentions)
        if not (context.organising or subject.requested or _ORGANISING.match(body) or (working and specific)):
            return None
        if subject.asked and _ANYONE.fullmatch(subject.name):
            return dataclasses.replace(context, organising=True)
        name = body[body.find(subject.name) :]
        tail = name[len(subject.name) :]
        named = (
            subject.name
            if not tail.strip(" :") or subject.end > body.find(subject.name) + len(subject.name)
            else name.rstrip(" :")
        )
        return _Context(named, None, (), context.requested or subject.requested, organising=True)

    def _lead_in(self, unit: Unit, context: _Context) -> _Context | None:
        """The context of “Chủ trì, phối hợp với các sở, ngành:”, whose items are the tasks."""
        clause = read_clause(body_of(unit).rstrip(" :"))
        if clause is None or not (clause.agency or context.agency) or not _FOLLOWING.fullmatch(clause.task):
            return None
        if not (context.organising or clause.role or clause.duty):
            return None
        agency = clause.agency or context.agency
        return _Context(
            agency,
            clause.role or context.role,
            clause.partners,
            context.requested or clause.requested,
            organising=True,
        )

    def _leaf(self, unit: Unit, context: _Context) -> Iterator[Assignment]:
        body = body_of(unit)
        if _FORMULA.match(body) or is_labelled(body):
            return
        for index, part in enumerate(parts(body)):
            clause = read_clause(part, owned=context.agency is not None)
            if clause is None or _EXECUTION.search(clause.task) or not _holds(clause, context, first=index == 0):
                continue
            if clause.agency and index == 0:
                context = dataclasses.replace(
                    context, agency=clause.agency, requested=context.requested or clause.requested
                )
            agency = clause.agency or context.agency
            quote = self._quoter.quote(unit.span, part)
            if agency is None or quote is None or len(clause.task.split()) < 3:
                continue
            requested: AssignmentRole | None = "requested" if context.requested or clause.requested else None
            yield Assignment(
                agency=agency,
                role=clause.role or context.role or requested or "execute",
                partners=clause.partners or context.partners,
                task=clause.task,
                quote=quote.text,
                passage_id=quote.passage_id,
            )


def _only_names(body: str, subject: Subject) -> bool:
    """Whether a heading is nothing but its agencies: no clause of work follows on the same line."""
    rest = body[subject.end :].strip()
    if not rest or rest in {":", "có trách nhiệm:", "chịu trách nhiệm:", "có nhiệm vụ:"}:
        return True
    if read_role(rest.lstrip(" ,:"))[0] or rest.startswith((":", "có ", "chịu ", "là ")) or ":" in rest[:-1]:
        return False
    return not subject.asked or len(rest) < 80


def _holds(clause: Clause, context: _Context, *, first: bool) -> bool:
    """Whether a clause is an assignment: any in a chapter on carrying out, elsewhere one that says so."""
    if clause.agency is None:
        return context.agency is not None and (context.organising or clause.role is not None)
    if context.organising and not (
        clause.role is None and not clause.introduced and not clause.duty and _NOT_WORK.match(clause.task)
    ):
        return True
    return clause.role == "lead" or (clause.duty and first) or clause.requested
