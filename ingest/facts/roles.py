"""Reading one clause of work: who (if it says), in which role, with whom, and what."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from retrieval.agencies import AgencyMention, match_agencies
from retrieval.text import sentences

if TYPE_CHECKING:
    from retrieval.types import AssignmentRole


@dataclasses.dataclass(frozen=True, slots=True)
class Clause:
    """What a clause says; `role` and `agency` are None where it leaves them to its heading."""

    agency: str | None
    role: AssignmentRole | None
    partners: tuple[str, ...]
    task: str
    requested: bool = False
    introduced: bool = False
    """Whether the agency stands before a colon: “Hội Nông dân tỉnh: vận động …”."""
    duty: bool = False
    """Whether the clause says “có trách nhiệm”, “được giao”."""


_ADVERB = (
    r"(?:(?:chủ động|tích cực|tiếp tục|kịp thời|trực tiếp|thường xuyên|có trách nhiệm|chịu trách "
    r"nhiệm|khẩn trương|tăng cường|đẩy mạnh|được giao|"
    r"giữ vai trò|thực hiện vai trò|thực hiện nhiệm vụ|đồng thời|nghiêm túc|định kỳ|hằng năm|hàng "
    r"năm)\s*,?\s+(?:và\s+)?)*"
)
_LEAD = (
    r"(?:đồng\s+)?chủ\s+trì|(?:là|làm)\s+(?:(?:cơ\s+quan|đơn\s+vị|sở|bộ\s+phận)\s+)?(?:thường\s+trực|"
    r"đầu\s+mối|chủ\s+trì)(?:,\s*chủ\s+trì)?|đầu\s+mối\b"
)
_COORDINATE = r"(?:tham\s+gia\s+)?phối\s+hợp"
_ADVISE = r"(?:chủ\s+động\s+)?tham\s+mưu"
_ROLE = re.compile(
    rf"{_ADVERB}(?:(?P<lead>{_LEAD})|(?P<coordinate>{_COORDINATE})|(?P<advise>{_ADVISE}))\b", re.IGNORECASE
)
_LATE_ADVISE = re.compile(r"(?:[^\s;.]+\s+){1,9}?tham\s+mưu\b(?!\s+của)", re.IGNORECASE)
_WITH = re.compile(
    (
        r"(?:\s*,|\s+và)?(?:\s+tổ\s+chức)?(?:\s+phối\s+hợp)?(?:\s+chặt\s+chẽ|\s+tốt|\s+thường\s+xuyên|"
        r"\s+đồng\s+bộ|,\s*đồng\s+bộ)*(?:\s+(?:cùng\s+với|với|cùng))*\s+"
    ),
    re.IGNORECASE,
)
_PHOI_HOP = re.compile(r"phối\s+hợp", re.IGNORECASE)
_INTRODUCTION = re.compile(
    r"(?:Căn\s+cứ|Trên\s+cơ\s+sở|Theo|Hằng\s+năm|Hàng\s+năm|Định\s+kỳ)[^;:.]{0,160}?[,;]?\s+(?=(?:chủ\s+trì|"
    r"chủ\s+động\s+(?:phối|tham)|phối\s+hợp|tham\s+mưu)\b)"
)
_ASKED = re.compile(
    r"(?P<verb>[Đđ]ề\s+nghị|[Gg]iao(?:\s+cho)?|[Yy]êu\s+cầu|[Pp]hân\s+công|[Tt]rách\s+nhiệm(?:\s+của)?|"
    r"[Nn]hiệm\s+vụ(?:\s+của)?|[Đđ]ối\s+với)\s+"
)
_SPEAKS = re.compile(
    (
        r"\s*(?:đề\s+nghị|yêu\s+cầu|giao\b|ban\s+hành\s+(?:kế\s+hoạch|quyết\s+định|quy\s+chế|văn\s+bản|"
        r"chỉ\s+thị)|sẽ\b|đã\b)"
    ),
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:[-–]\s+|\(\s*)(?:là\s+)?(?:[Cc]ơ\s+quan\s+)?[Tt]hường\s+trực[^:;.)]*\)?")
_DUTY = re.compile(
    r"\s*,?\s*(?:có\s+(?:trách\s+nhiệm|nhiệm\s+vụ)|chịu\s+trách\s+nhiệm|được\s+giao\s+nhiệm\s+vụ)\b\s*:?"
)
_WHICH = re.compile(
    r"\s+(?:nơi\s+(?:có|đặt|cư\s+trú|xây\s+dựng)|có\s+(?:đất|liên\s+quan))\b[^,;:.]{0,90}?\s+"
    r"(?=(?:có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|chủ\s+trì|phối\s+hợp|tham\s+mưu)\b)"
)
"""Which of several bodies is meant: “Ủy ban nhân dân cấp xã nơi có đất thu hồi … chủ trì”."""
_LINK = re.compile(r"[\s,:;.–-]+")
_CHARGE = re.compile(r"(?:[Gg]iao|[Đđ]ề\s+nghị|[Yy]êu\s+cầu)\s")


def read_clause(text: str, *, owned: bool = False) -> Clause | None:
    """The clause that `text` is; None where it is the issuer who speaks (“Ủy ban nhân dân tỉnh yêu cầu …”).

    Where a heading above `owned` the clause, “Yêu cầu các đơn vị …” is work of that heading's agency.
    """
    subject = read_subject(text)
    if subject is None or (owned and subject.asked):
        role, partners, task = read_role(text)
        return Clause(None, role, partners, task)
    if _SPEAKS.match(text, subject.end) and not subject.requested:
        return None
    which = _WHICH.match(text, subject.end)
    rest = text[which.end() if which else subject.end :]
    duty = _DUTY.match(rest)
    if duty:
        rest = rest[duty.end() :]
    introduced = rest.lstrip().startswith(":") or bool(duty and duty[0].endswith(":"))
    role, partners, task = read_role(rest.lstrip(" :,"))
    return Clause(
        subject.name,
        role,
        partners,
        task,
        requested=subject.requested,
        introduced=introduced,
        duty=bool(duty),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """The bodies a clause begins with, as printed, and where the words after them begin."""

    name: str
    end: int
    requested: bool
    mentions: tuple[AgencyMention, ...]
    asked: bool


def read_subject(text: str) -> Subject | None:
    """The bodies that `text` begins with, perhaps after “Đề nghị”, “Giao”, “Trách nhiệm của”."""
    asked = _ASKED.match(text)
    start = asked.end() if asked else 0
    mentions = match_agencies(text, start)
    if not mentions or (not asked and text[start].islower() and not mentions[0].specific):
        return None
    end = mentions[-1].span.end
    name = text[start:end]
    if aside := _ASIDE.match(text, end):
        end = aside.end()
    requested = bool(asked and asked["verb"].lower().startswith("đề"))
    return Subject(name, end, requested, tuple(mentions), bool(asked))


def read_role(text: str) -> tuple[AssignmentRole | None, tuple[str, ...], str]:
    """Role, partners and task of a clause without its subject; the task is what is left, as printed."""
    introduction = _INTRODUCTION.match(text)
    start = introduction.end() if introduction else 0
    found = _ROLE.match(text, start)
    if not found:
        return ("advise" if _LATE_ADVISE.match(text) else None), (), text.strip()
    role: AssignmentRole = "lead" if found["lead"] else "coordinate" if found["coordinate"] else "advise"
    end = found.end()
    partners: tuple[str, ...] = ()
    link = _WITH.match(text, end)
    if link and role != "advise" and (role == "coordinate" or _PHOI_HOP.search(link[0]) or "cùng" in link[0]):
        mentions = match_agencies(text, link.end())
        partners = tuple(mention.name for mention in mentions)
        end = mentions[-1].span.end if mentions else end + (len(link[0].rstrip()) if _PHOI_HOP.search(link[0]) else 0)
    skipped = _LINK.match(text, end)
    return role, partners, text[skipped.end() if skipped else end :].strip()


_OTHER_ROLE = re.compile(r";\s+(?=(?:phối\s+hợp|chủ\s+trì)(?:\s*,\s*phối\s+hợp)?(?:\s+chặt\s+chẽ)?\s+(?:cùng|với)\b)")


def parts(text: str) -> list[str]:
    """`text` cut where a later sentence gives another role or another body: “… . Phối hợp với Sở Y tế …”.

    A clause after a semicolon that names other partners is one too: “chủ trì đánh giá; phối hợp với Sở Y tế …”.
    """
    cuts = [0]
    starts = [start for start, _ in list(sentences(text))[1:]]
    for start in sorted({*starts, *(match.end() for match in _OTHER_ROLE.finditer(text))}):
        first = start + len(text[start:]) - len(text[start:].lstrip())
        if _ROLE.match(text, first) or _CHARGE.match(text, first) or _leads(text[first:]):
            cuts.append(first)
    return [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _leads(text: str) -> bool:
    subject = read_subject(text)
    return subject is not None and (
        bool(_ROLE.match(text[subject.end :].lstrip(" ,"))) or bool(_DUTY.match(text, subject.end))
    )
