"""How facts and documents are worded in tables and sheets, in Vietnamese and English, as data."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from retrieval.phrases import show_date
from retrieval.types import Assignment, Deadline, Target

if TYPE_CHECKING:
    from retrieval.types import AssignmentRole, Document, DocumentStatus, Fact, Language, Relation, RelationType


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    kinds: Mapping[str, str]
    roles: Mapping[AssignmentRole, str]
    relations: Mapping[RelationType, str]
    passive: Mapping[RelationType, str]
    statuses: Mapping[DocumentStatus, str]
    yearly: str
    page: str
    by_year: str
    in_period: str
    with_partners: str
    issued_with: str
    labels: Mapping[str, str]


WORDINGS: Mapping[Language, Wording] = {
    "vi": Wording(
        kinds={"assignment": "Phân công", "target": "Chỉ tiêu", "deadline": "Thời hạn", "relation": "Quan hệ"},
        roles={
            "lead": "chủ trì",
            "coordinate": "phối hợp",
            "advise": "tham mưu",
            "execute": "thực hiện",
            "requested": "được đề nghị",
        },
        relations={
            "replaces": "thay thế",
            "repeals": "bãi bỏ",
            "amends": "sửa đổi, bổ sung",
            "implements": "thực hiện",
            "based_on": "căn cứ",
            "issued_with": "ban hành kèm theo",
            "effective_from": "có hiệu lực từ",
        },
        passive={
            "replaces": "được thay thế bởi",
            "repeals": "bị bãi bỏ bởi",
            "amends": "được sửa đổi, bổ sung bởi",
            "implements": "được thực hiện bởi",
            "based_on": "là căn cứ của",
            "issued_with": "kèm theo văn bản này có",
        },
        statuses={
            "current": "chưa thấy văn bản thay đổi",
            "amended": "đã sửa đổi, bổ sung",
            "replaced": "đã bị thay thế",
        },
        yearly="hằng năm",
        page="tr. {page}",
        by_year="đến {by}",
        in_period="giai đoạn {by}",
        with_partners="phối hợp: {partners}",
        issued_with="kèm theo {number}",
        labels={
            "number": "Số",
            "issuer": "Cơ quan ban hành",
            "place": "Địa phương",
            "issued_on": "Ngày ban hành",
            "signer": "Người ký",
            "status": "Hiệu lực",
            "source": "Tệp",
            "id": "Mã",
            "bases": "Căn cứ pháp lý",
            "outline": "Mục lục",
            "relations": "Quan hệ với văn bản khác",
            "blank": "để trống",
            "absent": "chưa có trong thư viện",
            "passages": "{count} đoạn",
            "nothing": "Không tìm thấy phân công, chỉ tiêu hay thời hạn nào.",
        },
    ),
    "en": Wording(
        kinds={"assignment": "Assignments", "target": "Targets", "deadline": "Deadlines", "relation": "Relations"},
        roles={
            "lead": "leads",
            "coordinate": "coordinates",
            "advise": "advises",
            "execute": "carries out",
            "requested": "is requested",
        },
        relations={
            "replaces": "replaces",
            "repeals": "repeals",
            "amends": "amends",
            "implements": "implements",
            "based_on": "is based on",
            "issued_with": "is issued with",
            "effective_from": "takes effect on",
        },
        passive={
            "replaces": "is replaced by",
            "repeals": "is repealed by",
            "amends": "is amended by",
            "implements": "is implemented by",
            "based_on": "is the basis of",
            "issued_with": "came with it:",
        },
        statuses={"current": "nothing known that changes it", "amended": "amended", "replaced": "replaced"},
        yearly="every year",
        page="p. {page}",
        by_year="by {by}",
        in_period="in {by}",
        with_partners="with: {partners}",
        issued_with="with {number}",
        labels={
            "number": "Number",
            "issuer": "Issued by",
            "place": "Place",
            "issued_on": "Date",
            "signer": "Signed by",
            "status": "Status",
            "source": "File",
            "id": "Id",
            "bases": "Legal bases",
            "outline": "Outline",
            "relations": "Relations to other documents",
            "blank": "blank",
            "absent": "not in the library",
            "passages": "{count} passages",
            "nothing": "No assignment, target or deadline was found.",
        },
    ),
}
_PERIOD = re.compile(r"(?:hằng|hàng|mỗi)\s+(năm|quý|tháng|tuần)|^6\s+tháng", re.IGNORECASE)


def repeats(when: str, language: Language) -> str | None:
    """How often a deadline comes again: “15/12 hằng năm” → “hằng năm”; None for those that come once."""
    if found := _PERIOD.search(when):
        return WORDINGS[language].yearly if found[1] and found[1].lower() == "năm" else found[0].lower()
    return None


def iso_date(text: str | None) -> dt.date | None:
    """The date that `text` is in ISO form, or None."""
    try:
        return dt.date.fromisoformat(text) if text and len(text) == len("2025-12-31") else None
    except ValueError:
        return None


def show_moment(when: str, language: Language) -> str:
    """A deadline's `when` as people write it: “2025-12-31” → “31/12/2025”."""
    date = iso_date(when)
    return show_date(date, language) if date else when


def show_number(document: Document, language: Language) -> str:
    """Its number, or that of the decision it came with; empty when it has neither."""
    if document.number is None and document.issued_with:
        return WORDINGS[language].issued_with.format(number=document.issued_with)
    return document.number or ""


def tell(fact: Assignment | Target | Deadline, language: Language) -> tuple[str, str]:
    """A fact as (what stands first, what follows the dash): ("chủ trì: Sở Y tế", "tổ chức khám bệnh")."""
    words = WORDINGS[language]
    if isinstance(fact, Assignment):
        partners = words.with_partners.format(partners=", ".join(fact.partners)) if fact.partners else ""
        task = f"{fact.task.rstrip(' .;')}; {partners}" if partners else fact.task
        return f"{words.roles[fact.role]}: {fact.agency}", task
    if isinstance(fact, Target):
        when = words.in_period if "-" in (fact.by or "") else words.by_year
        return f"{when.format(by=fact.by)}: {fact.value}" if fact.by else fact.value, fact.indicator
    who = ": ".join(part for part in (fact.who, fact.what) if part)
    return show_moment(fact.when, language), f"{who} → {fact.to}" if fact.to else who


def tell_relation(relation: Relation, language: Language) -> tuple[str, str]:
    """A relation as (what it does, to which document)."""
    verb = WORDINGS[language].relations[relation.type]
    date = iso_date(relation.date)
    if relation.type == "effective_from" and date:
        return verb, show_date(date, language)
    if relation.number is None:
        same = relation.quote.lower().startswith(f"{verb} ")
        return verb, relation.quote[len(verb) + 1 :] if same else relation.quote
    return verb, relation.number + (f" ({show_date(date, language)})" if date else "")


def kind_of(fact: Fact) -> str:
    """“assignment”, “target”, “deadline” or “relation”."""
    return type(fact).__name__.lower()
