"""What a question asks for: who leads, by when, how much, on what basis.

Patterns are written for the folded question (small letters without marks), one way of asking a line, in Vietnamese
and English. The first intent that matches counts, so the order of `PATTERNS` is part of the rule.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from retrieval.text import fold, nfc

Intent: TypeAlias = Literal[
    "lead", "coordinate", "target", "deadline", "header", "basis", "relation", "tasks", "list", "compare", "other"
]
HeaderField: TypeAlias = Literal["number", "date", "signer", "issuer", "title"]

_OF_A_KIND = r"(?:van ban|quyet dinh|ke hoach|quy che|quy dinh|thong tu|nghi dinh|nghi quyet|luat|phap lenh|chi thi)"
PATTERNS: Mapping[Intent, tuple[str, ...]] = {
    "compare": (
        r"\bso sanh\b",
        r"\bcompare\b",
        r"\bdoi chieu\b",
        r"\bkhac (?:nhau|gi)\b",
        r"\bcomparison\b",
        r"\bdiffer",
    ),
    "relation": (
        rf"\b{_OF_A_KIND} (?:so )?nao\b.*\b(?:thay the|sua doi|bai bo)\b",
        rf"\b(?:thay the|thay cho|sua doi|bai bo|bo sung)(?: cho)? (?:nhung |cac )?{_OF_A_KIND}\b",
        r"\b(?:bi|duoc|da) (?:thay the|sua doi|bai bo|thay)\b",
        r"\b(?:con|het) (?:gia tri|hieu luc)\b(?!.*\b(?:ngay nao|khi nao|bao gio)\b)",
        r"\b(?:replace|amend|repeal)(?:s|d|ed)? (?:which|what|decision|plan|by)\b",
        r"\bwh(?:ich|at) .*\b(?:replace|amend|repeal)(?:s|d|ed)?\b",
        r"\b(?:been|was|is) (?:replaced|amended|repealed)\b",
        r"\bin force\b",
        r"\bstill valid\b",
    ),
    "basis": (
        r"\bcan cu\b(?! vao nhu cau)",
        r"\bco so phap ly\b",
        (
            r"\b(?:theo|tai|bang|thuc hien|trien khai|dua (?:tren|vao)|so) (?:\w+ ){0,3}?(?:thong tu|"
            r"nghi dinh|quyet dinh|nghi quyet|luat|van ban|chi thi|cong van|ket luan|to trinh|de an|"
            r"ke hoach) (?:so )?(?:nao|may|gi)\b"
        ),
        (
            r"\b(?:thong tu|nghi dinh|quyet dinh|nghi quyet|luat|chi thi|cong van|ket luan|"
            r"to trinh) (?:so )?(?:nao|gi)\b"
        ),
        r"\blegal bas[ie]s\b",
        r"\bbased on\b",
        r"\bon what basis\b",
        r"\bwhich (?:circular|decision|decree|resolution|law|directive|regulation|legal document)\b",
        r"\bunder which\b",
        r"\bpursuant\b",
    ),
    "header": (
        r"\bai (?:la nguoi )?(?:da )?ky\b",
        r"\bnguoi ky\b",
        r"\bky (?:boi|ngay)\b",
        r"\bngay (?:ban hanh|ky)\b",
        r"\bban hanh (?:vao )?(?:ngay|khi|nam|thang|luc|hoi) nao\b",
        r"\bbien ban\b.*\blap (?:vao )?(?:ngay|khi|luc) nao\b",
        r"\bban hanh (?:bao gio|khi nao)\b",
        r"\bai (?:da )?ban hanh\b",
        r"\b(?:co quan|don vi|noi) (?:nao )?ban hanh\b",
        r"\bdo (?:ai|co quan nao|don vi nao) (?:ky|ban hanh)\b",
        r"\bso (?:va ngay|hieu|ky hieu|van ban)\b",
        r"\bso (?:quyet dinh|ke hoach) (?:la|bao nhieu|may|nao)\b",
        r"\b(?:quyet dinh|ke hoach|van ban) so (?:may|bao nhieu)\b",
        r"\bmang so\b",
        r"\bso (?:bao nhieu|may)\b",
        r"\bra (?:vao )?(?:ngay|hom|khi|nam|thang) nao\b",
        r"\b(?:hom|ngay) nao (?:ra|ban hanh|ky)\b",
        r"\bban hanh hom nao\b",
        r"\bve viec gi\b",
        r"\b(?:chu tich|giam doc|truong|bo truong|ai|ong nao|ba nao|nguoi nao) (?:nao )?(?:da )?ky\b",
        r"\bky\b.*\bchuc vu (?:gi|nao)\b",
        r"\bchuc vu (?:gi|nao)\b.*\bky\b",
        r"\bcai nao (?:ra|ban hanh) (?:truoc|sau)\b",
        r"\btrich yeu\b",
        r"\bten (?:day du )?cua (?:quyet dinh|ke hoach|van ban)\b",
        r"\bwho (?:has )?signed\b",
        r"\bsignatory\b",
        r"\bsigned by\b",
        r"\bwhen (?:was|were)\b.*\b(?:issued|signed|published)\b",
        r"\bdate of issue\b",
        r"\bissue date\b",
        r"\bdocument number\b",
        r"\bnumber and date\b",
        r"\bwho issued\b",
        r"\bissued by wh",
        r"\bwhich (?:agency|body|authority) issued\b",
        r"\bwhat is the (?:number|title) of\b",
    ),
    "coordinate": (
        r"\b(?:ai|nao|nhung ai)\b(?!.*\bchu tri\b).*\bphoi hop\b",
        (
            r"\bphoi hop voi (?:ai|nhung ai|co quan nao|don vi nao|cac co quan nao|so nao|nhung co quan nao|"
            r"nhung don vi nao|cac don vi nao)\b"
        ),
        r"\bphoi hop (?:gom|la|nao|thuc hien la)\b",
        r"\b(?:co quan|don vi) phoi hop\b",
        r"\bwho (?:works?|coordinates?|cooperates?|collaborates?) with\b",
        r"\bcoordinat\w*",
        r"\bpartner (?:agenc|bod|unit)",
        r"\bcooperat\w+",
        r"\bcollaborat\w+",
    ),
    "deadline": (
        r"\bhan (?:cuoi|chot|nop|bao cao|hoan thanh|gui|trinh|cua|la)\b",
        r"^han\b",
        r"\bthoi han\b",
        r"\btruoc ngay (?:nao|may|bao nhieu)\b",
        r"\bngay (?:nao|may)\b",
        r"\b(?:bao nhieu|may) (?:ngay|gio|tuan)\b",
        r"\btrong (?:vong |thoi han )?(?:bao nhieu|may) (?:thang|nam)\b",
        r"\bbao lau\b",
        r"\bthu may\b",
        r"\bkhi nao\b",
        r"\bbao gio\b",
        r"\bthoi (?:gian|diem) (?:nao|hoan thanh|bao cao)\b",
        r"\bcham nhat\b",
        r"\bquy (?:may|nao)\b",
        r"\bthang (?:may|nao)\b",
        r"\bluc nao\b",
        r"\bdeadline\b",
        r"\bby when\b",
        r"\bwhen (?:must|should|is|are|do|does|will)\b",
        r"\b(?:before|by) (?:which|what) (?:date|day|month|quarter)\b",
        r"\bdue\b",
        r"\bhow often\b",
        r"\bhow long\b",
        r"\bhow many (?:\w+ )?(?:days|hours|weeks)\b",
        r"\bwhat time\b",
    ),
    "tasks": (
        r"\b(?:nhiem vu|trach nhiem|viec|cong viec)(?: (?:cu the|chinh|chu yeu))? (?:cua|gi|nao|nhu the nao)\b",
        r"\bphai (?:lam|thuc hien) (?:nhung )?(?:gi|viec)",
        r"\blam (?:nhung )?gi\b",
        r"\b(?:duoc|bi) giao (?:nhung )?(?:gi|viec|nhiem vu)",
        r"\bchiu trach nhiem (?:gi|ve gi|nhung gi)",
        r"\bco (?:nhiem vu|trach nhiem|vai tro)(?: \w+)? ?(?:gi|nao)?\b",
        r"\bvai tro (?:cua|gi)\b",
        r"\bwhat (?:must|should|does|do|are|is) .*\b(?:do|tasks?|responsib\w+|duties|role)\b",
        r"\btasks? of\b",
        r"\bresponsibilit\w+ of\b",
        r"\bduties of\b",
        r"\bresponsible for what\b",
    ),
    "target": (
        r"\bbao nhieu\b",
        r"\bchi tieu\b",
        r"\bt[yi] le\b",
        r"\bphan tram\b",
        r"\bmuc tieu\b",
        r"%",
        r"\bmay (?:truong|phan|nguoi|don vi|trung tam|lop|nam|huyen|xa|lan|trieu)\b",
        r"\b(?:la|len|con|duoc) may\b",
        r"\bdat muc nao\b",
        r"\bhow (?:many|much)\b",
        r"\bpercent\w*",
        r"\bshare of\b",
        r"\btargets?\b",
        r"\brate of\b",
        r"\bproportion\b",
        r"\bgoals?\b",
    ),
    "lead": (
        r"\bai\b",
        (
            r"(?<!\bo )(?<!\btai )"
            r"\b(?:ben|co quan|don vi|so|phong|ban|nganh|cap|hoi|bo|to chuc|truong|bo phan|uy ban|cuc) nao\b"
        ),
        r"\bchu tri\b",
        r"\bphu trach\b",
        r"\bdau moi\b",
        r"\bthuong truc\b",
        r"\bdo (?:\w+ ){1,3}nao\b",
        r"\bwho(?:m)?\b",
        (
            r"\bwhich (?:\w+ ){0,3}?(?:agency|department|unit|office|body|authority|organi[sz]ation|division|"
            r"board|agencies|departments|bodies)\b"
        ),
        r"\bleads?\b",
        r"\bin charge\b",
        r"\bresponsible\b",
        r"\bfocal point\b",
    ),
    "list": (
        r"\bgom (?:nhung )?(?:gi|nao|co|cac)\b",
        r"\bbao gom\b",
        r"\bnhung (?:gi|nao)\b",
        r"\b(?:nhung|cac) (?:\w+ ){1,6}(?:nao|gi)\b",
        r"\bliet ke\b",
        r"\btu (?:dau|nhung nguon|nguon)\b",
        r"\blist\b",
        r"\bwhat are\b",
        r"\bwhich are\b",
        r"\bwhere does\b.*\bfrom\b",
        r"\bsources? of\b",
    ),
}
HEADER_FIELDS: Mapping[HeaderField, tuple[str, ...]] = {
    "signer": (
        r"\bky\b(?! hieu)(?!.*\bngay ky\b)",
        r"\bnguoi ky\b",
        r"\bai ky\b",
        r"\bsign",
    ),
    "date": (
        r"\bngay\b",
        r"\bhom nao\b",
        r"\btruoc\b",
        r"\bkhi nao\b",
        r"\bbao gio\b",
        r"\bnam nao\b",
        r"\bwhen\b",
        r"\bdate\b",
    ),
    "number": (
        r"\bso (?:va|hieu|ky hieu|may|bao nhieu|van ban|quyet dinh|ke hoach|cua|la)\b",
        r"^so\b",
        r"\bmang so\b",
        r"\bnumber\b",
    ),
    "issuer": (
        r"\b(?:co quan|don vi|noi|ai|cap) (?:nao )?(?:da )?ban hanh\b",
        r"\bwho issued\b",
        r"\bissued by\b",
        r"\b(?:agency|body|authority) issued\b",
    ),
    "title": (
        r"\btrich yeu\b",
        r"\bten (?:day du )?cua\b",
        r"\btitle\b",
        r"\bve viec gi\b",
    ),
}
KINDS = {
    "quyet dinh": "Quyết định",
    "ke hoach": "Kế hoạch",
    "nghi quyet": "Nghị quyết",
    "chi thi": "Chỉ thị",
    "quy che": "Quy chế",
    "thong bao": "Thông báo",
    "thong tu": "Thông tư",
    "nghi dinh": "Nghị định",
    "luat": "Luật",
    "huong dan": "Hướng dẫn",
    "cong van": "Công văn",
    "de an": "Đề án",
    "bien ban": "Biên bản",
    "giay moi": "Giấy mời",
    "to trinh": "Tờ trình",
    "cong dien": "Công điện",
    "decision": "Quyết định",
    "plan": "Kế hoạch",
}
_COMPILED = {intent: re.compile("|".join(ways)) for intent, ways in PATTERNS.items()}
_FIELDS = {field: re.compile("|".join(ways)) for field, ways in HEADER_FIELDS.items()}
_KIND = re.compile(rf"\b({'|'.join(KINDS)})\b")
_EVERY_YEAR = re.compile(
    r"tung (?:giai doan|nam|moc)|cac (?:giai doan|nam|moc)|qua cac|moi giai doan|each (?:period|stage|year)|by period|"
    r"over the years"
)
_OF_A_DOCUMENT = re.compile(r"\bky\b|ban hanh|\bsign|issue|\btitle\b|trich yeu|van ban")
_NUMBER_OF_ELSE = re.compile(r"\bso (?:dien thoai|tai khoan|nha|fax)\b.*\bso (?:bao nhieu|may)\b")
"""“Số điện thoại báo cháy trong Luật là số mấy?” asks for no number of a document."""
_MEMBERS = re.compile(r"\b(?:bao gom|gom) (?:co )?(?:nhung )?ai\b")
"""“Ban giám đốc gồm những ai?” asks for a list, not for who leads."""
_BODY = re.compile(
    r"\b(?:so|phong|hoi|uy ban|ubnd|hdnd|doan|truong|ban|dai|cong an|mat tran|mttq|bhxh|lien doan|trung tam|van phong|"
    r"cap (?:tinh|huyen|xa)|department|division|union|committee|association|police|office)\b"
)


_TYPED = {
    "ai": "ai", "may": "mấy", "nao": "nào", "gi": "gì", "dau": "đâu", "ky": "ký kí", "han": "hạn", "luong": "lương",
    "phat": "phạt", "tuoi": "tuổi", "bao": "bao", "lau": "lâu",
}  # fmt: skip
"""Words of asking, folded, and how they are typed with their marks."""
_MACHINE = re.compile(
    r"(?:(?<=\bgan )|(?<=\bnha )|(?<=\bxe ))may\b|"
    r"\bmay(?= (?:moc|bom|hut|tinh|ui|xuc|dao|phat|bay|in|khoan|nen|keo|lanh|giat|thiet bi)\b)"
)
"""“may” that is “máy” where no marks are typed: “gan may hut cat”, “nha may”, “may moc”."""
_LETTERS = re.compile(r"[^\W\d_]+")


@functools.lru_cache(maxsize=1_024)
def unmarked(question: str) -> str:
    """A question folded, in which what only looks like a word of asking without marks is set apart by a line.

    “gắn máy hút” asks for no number, and “xã Bảo Ái” for nobody.
    """
    told = " ".join(_LETTERS.sub(_set_apart, nfc(question)).split())
    return _MACHINE.sub("may_", told)


def _set_apart(match: re.Match[str]) -> str:
    word = match[0].lower()
    bare = fold(word)
    return bare if bare not in _TYPED or word == bare or word in _TYPED[bare].split() else f"{bare}_"


def read_intent(plain: str, agencies: Sequence[str]) -> Intent:
    """The intent of a folded question that names `agencies`.

    “Số mấy” asks for a header only where a document is spoken of, and tasks are those of a body. A comparison is asked
    like the thing compared; “compare” is left for questions that say nothing else.
    """
    if _MEMBERS.search(plain):
        return "list"
    for intent, pattern in _COMPILED.items():
        if intent == "compare" or not pattern.search(plain):
            continue
        if intent == "header" and read_kind(plain) is None and not _OF_A_DOCUMENT.search(plain):
            continue
        if intent == "header" and _NUMBER_OF_ELSE.search(plain):
            continue
        if intent == "tasks" and not agencies and not _BODY.search(plain):
            continue
        return intent
    return "compare" if _COMPILED["compare"].search(plain) else "other"


def read_fields(plain: str) -> tuple[HeaderField, ...]:
    """The header fields that a folded question asks for; number, date and signatory when it names none."""
    return tuple(field for field, pattern in _FIELDS.items() if pattern.search(plain)) or ("number", "date", "signer")


def read_kind(plain: str) -> str | None:
    """The kind of document that a folded question names first."""
    found = _KIND.search(plain)
    return KINDS[found[1]] if found else None


def wants_list(plain: str) -> bool:
    """Whether a folded question asks for all of several things."""
    return bool(_COMPILED["list"].search(plain))


def wants_every_year(plain: str) -> bool:
    """Whether a folded question asks for each year or period (“theo từng giai đoạn”)."""
    return bool(_EVERY_YEAR.search(plain))
