"""Every sentence an answer is made of, in Vietnamese and English, and how documents, dates and bodies are named.

The words of documents are never translated: bodies keep their Vietnamese name, with the English one beside it in
English answers.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from retrieval.references import kind_of_symbol
from retrieval.text import squeeze
from retrieval.types import AssignmentRole, Document, Language, RelationType


@dataclasses.dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences with named slots for `str.format`."""

    according: str
    roles: Mapping[AssignmentRole, str]
    with_partners: str
    coordinators: str
    no_lead: str
    by_year: str
    in_period: str
    target: str
    target_bare: str
    deadline: str
    tasks: str
    number: str
    date: str
    signer: str
    issuer: str
    title: str
    header_unknown: str
    fields: Mapping[str, str]
    basis: str
    several: str
    contradiction: str
    listed: str
    refusal: str
    relation: Mapping[RelationType, str]
    relation_passive: Mapping[RelationType, str]
    refusal_place: str
    refusal_number: str
    unchanged: str
    refusal_empty: str
    searched: str
    nothing: str
    narrow: str
    attached: str
    numbered: str
    dated: str
    merged: str
    item: str


PHRASES: Mapping[Language, Phrases] = {
    "vi": Phrases(
        according="Theo {document}:",
        roles={
            "lead": "{agency} chủ trì",
            "coordinate": "{agency} phối hợp thực hiện",
            "advise": "{agency} tham mưu",
            "execute": "{agency} thực hiện",
            "requested": "{agency} được đề nghị thực hiện",
        },
        with_partners="{sentence}, phối hợp với {partners}",
        coordinators="Cơ quan phối hợp: {partners}",
        no_lead="Đoạn này không ghi riêng cơ quan chủ trì; {sentence}",
        by_year="Đến năm {year}",
        in_period="Giai đoạn {period}",
        target="{by}: {value}",
        target_bare="{value}",
        deadline="Thời hạn: {when}",
        tasks="Nhiệm vụ của {agency}:",
        number="số {number}",
        date="ban hành ngày {date}",
        signer="người ký: {signer}",
        issuer="cơ quan ban hành: {issuer}",
        title="tên: {title}",
        header_unknown="văn bản không ghi {field}",
        fields={
            "number": "số",
            "date": "ngày ban hành",
            "signer": "người ký",
            "issuer": "cơ quan ban hành",
            "title": "tên",
        },
        basis="Căn cứ: {numbers}",
        several="Các văn bản trả lời khác nhau:",
        contradiction="Lưu ý: văn bản nêu nhiều mốc khác nhau, xin đối chiếu các đoạn trích.",
        listed="{document} nêu:",
        refusal="Các văn bản đang có không nói về điều này.",
        relation={
            "replaces": "Thay thế văn bản số {number}",
            "repeals": "Bãi bỏ văn bản số {number}",
            "amends": "Sửa đổi, bổ sung văn bản số {number}",
            "implements": "Thực hiện văn bản số {number}",
            "based_on": "Căn cứ văn bản số {number}",
            "issued_with": "Kèm theo văn bản số {number}",
            "effective_from": "Có hiệu lực",
        },
        relation_passive={
            "replaces": "Văn bản số {number} được thay thế",
            "repeals": "Văn bản số {number} bị bãi bỏ",
            "amends": "Văn bản số {number} được sửa đổi, bổ sung",
        },
        refusal_place="Trong các văn bản đang có, không có văn bản nào của {place}.",
        refusal_number="Trong các văn bản đang có, không có văn bản số {number}.",
        unchanged="Trong các văn bản đang có, không có văn bản nào thay thế, bãi bỏ hay sửa đổi {document}.",
        refusal_empty="Tôi chưa đọc được câu hỏi. Xin hỏi bằng một câu, ví dụ: “Ai chủ trì nhiệm vụ trung tâm học tập "
        "cộng đồng?”",
        searched="Đã tìm trong: {documents}.",
        nothing="Chưa có văn bản nào được nạp.",
        narrow="{question} ở {place}?",
        attached="{kind} kèm theo {parent_kind} số {parent}",
        numbered="{kind} số {number}",
        dated="{name} ngày {date}",
        merged="{old} nay thuộc {now}.",
        item="{question} – ý {item}",
    ),
    "en": Phrases(
        according="According to {document}:",
        roles={
            "lead": "{agency} leads",
            "coordinate": "{agency} takes part as a coordinating body",
            "advise": "{agency} advises",
            "execute": "{agency} carries it out",
            "requested": "{agency} is requested to carry it out",
        },
        with_partners="{sentence}, together with {partners}",
        coordinators="Coordinating bodies: {partners}",
        no_lead="This passage names no separate lead; {sentence}",
        by_year="By {year}",
        in_period="In {period}",
        target="{by}: {value}",
        target_bare="{value}",
        deadline="Deadline: {when}",
        tasks="Tasks of {agency}:",
        number="number {number}",
        date="issued on {date}",
        signer="signed by {signer}",
        issuer="issued by {issuer}",
        title="title: {title}",
        header_unknown="the document does not give its {field}",
        fields={
            "number": "number",
            "date": "date",
            "signer": "signatory",
            "issuer": "issuing body",
            "title": "title",
        },
        basis="Legal basis: {numbers}",
        several="The documents answer differently:",
        contradiction="Note: the document gives more than one date; please compare the passages.",
        listed="{document} says:",
        refusal="The documents here do not say.",
        relation={
            "replaces": "Replaces document {number}",
            "repeals": "Repeals document {number}",
            "amends": "Amends document {number}",
            "implements": "Implements document {number}",
            "based_on": "Based on document {number}",
            "issued_with": "Issued with document {number}",
            "effective_from": "Takes effect",
        },
        relation_passive={
            "replaces": "Document {number} is replaced",
            "repeals": "Document {number} is repealed",
            "amends": "Document {number} is amended",
        },
        refusal_place="None of the documents here is from {place}.",
        refusal_number="None of the documents here has the number {number}.",
        unchanged="None of the documents here replaces, repeals or amends {document}.",
        refusal_empty="I could not read a question. Please ask in a sentence, for example: “Who leads the community "
        "learning centre task?”",
        searched="Searched: {documents}.",
        nothing="No document has been ingested yet.",
        narrow="{question} in {place}?",
        attached="{kind} issued with {parent_kind} {parent}",
        numbered="{kind} {number}",
        dated="{name} of {date}",
        merged="{old} is now part of {now}.",
        item="{question} – point {item}",
    ),
}
_KINDS_EN = {
    "Quyết định": "Decision", "Kế hoạch": "Plan", "Nghị quyết": "Resolution", "Chỉ thị": "Directive",
    "Thông báo": "Notice", "Thông tư": "Circular", "Nghị định": "Decree", "Luật": "Law",
    "Quy chế": "Regulation", "Quy định": "Regulation", "Báo cáo": "Report", "Công văn": "Official letter",
    "Hướng dẫn": "Guidance", "Đề án": "Scheme", "Chương trình": "Programme", "Tờ trình": "Submission",
    "Giấy mời": "Invitation", "Phương án": "Plan",
}  # fmt: skip


def show_date(date: datetime.date, language: Language) -> str:
    """“22/12/2015” in Vietnamese, “22 December 2015” in English."""
    if language == "vi":
        return f"{date.day:02d}/{date.month:02d}/{date.year}"
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def name_document(document: Document, language: Language, *, place: bool = True) -> str:
    """One line that names a document: “Kế hoạch số 43/KH-UBND ngày 23/02/2022 (Lạng Sơn)”."""
    phrases = PHRASES[language]
    kind = document.kind if language == "vi" else _KINDS_EN.get(document.kind, document.kind)
    if document.number:
        name = phrases.numbered.format(kind=kind, number=document.number)
        if document.issued_on:
            name = phrases.dated.format(name=name, date=show_date(document.issued_on, language))
    elif document.issued_with:
        parent_kind = kind_of_symbol(document.issued_with)
        parent_kind = parent_kind if language == "vi" else _KINDS_EN.get(parent_kind, parent_kind)
        name = squeeze(phrases.attached.format(kind=kind, parent=document.issued_with, parent_kind=parent_kind))
    else:
        name = f"{kind} “{document.title}”"
    return f"{name} ({document.region})" if place and document.region else name
