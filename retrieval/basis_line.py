"""“Căn cứ …;”: how a new document cites one that is in the library, ready to be copied. Pure.

The form is that of Nghị định 30/2020/NĐ-CP, Phụ lục I: kind, number, day, issuer and what it is about; a law is cited
by its name and day. Every part comes from the header of the document that an answer cites; where one is missing there
is no line, for half a line would be copied as it stands.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from retrieval.phrases import PHRASES
from retrieval.query import Query
from retrieval.references import kind_of_symbol
from retrieval.text import squeeze
from retrieval.types import Answer, Citation, Document
from retrieval.verification import figures_supported, names_supported

_LAWS = frozenset(["Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"])
_ASKED = frozenset(["number", "date", "issuer", "title"])
_MOST = 3
"""Lines an answer offers at most; who asks about more documents asks again."""
_ABOUT = re.compile(r"(?:V/v|Về\s+việc|Về)\s*:?\s+", re.IGNORECASE)
_ACTS = re.compile(
    r"(?:ban hành|phê duyệt|quy định|sửa đổi|bổ sung|bãi bỏ|thay thế|hướng dẫn|công bố|thành lập|giao|điều chỉnh|"
    r"cho phép|công nhận|phân công|phân cấp|ủy quyền|kiện toàn|thu hồi|cấp)\b",
    re.IGNORECASE,
)
"""A decision is cited by what it does, without “về”: “Quyết định số … của … ban hành Quy chế …”."""


def with_basis_line(answer: Answer, query: Query) -> Answer:
    """`answer` with the line for each document it cites, where what document it is was asked, or on what basis.

    A line stands only where the citation vouches for each of its figures and names.
    """
    if not answer.citations or not (
        query.intent == "basis" or (query.intent == "header" and _ASKED & set(query.fields))
    ):
        return answer
    lines: list[str] = []
    for citation in answer.citations:
        line = basis_line(citation.document)
        if line and line not in lines and _vouched(line, citation):
            lines.append(line)
    if not lines:
        return answer
    copied = "\n".join(lines[:_MOST])
    text = f"{answer.text}\n{PHRASES[answer.language].to_copy}\n{copied}"
    return dataclasses.replace(answer, text=text, copy=copied)


def basis_line(document: Document) -> str | None:
    """The line that cites `document`; None where its header lacks a part of it."""
    if document.issued_on is None:
        return None
    day = _spell(document.issued_on)
    title = squeeze(document.title).rstrip(" .;,")
    if document.kind in _LAWS:
        return f"Căn cứ {document.kind} {title} {day};" if title else None
    if not document.issuer:
        return None
    if document.number:
        return squeeze(f"Căn cứ {document.kind} số {document.number} {day} của {document.issuer} {_about(title)}") + ";"
    decision = kind_of_symbol(document.issued_with or "")
    if not decision:
        return None
    named = f"Căn cứ {document.kind} {_small(title)} ban hành kèm theo {decision} số {document.issued_with}"
    return f"{squeeze(named)} {day} của {document.issuer};"


def _spell(day: dt.date) -> str:
    """“ngày 05 tháng 01 năm 2021”: a nought before days under 10 and months 1 and 2, as the decree wants it."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _about(title: str) -> str:
    """A title as it goes on after the issuer: “về việc …”, “ban hành …”, “về xây dựng …”."""
    if found := _ABOUT.match(title):
        said = "về" if squeeze(found[0]).rstrip(" :").lower() == "về" else "về việc"
        return f"{said} {_small(title[found.end() :])}"
    return _small(title) if not title or _ACTS.match(title) else f"về {_small(title)}"


def _small(title: str) -> str:
    """A title inside a sentence: its first letter small, unless it begins with a name."""
    words = title.split(maxsplit=2)
    named = not words or words[0].isupper() or (len(words) > 1 and words[1][:1].isupper())
    return title if named else title[:1].lower() + title[1:]


def _vouched(line: str, citation: Citation) -> bool:
    document = citation.document
    return figures_supported(line, [citation]) and names_supported(
        [part for part in (document.issuer, document.number or document.issued_with) if part], [citation]
    )
