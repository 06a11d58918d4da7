"""A question read: its language, what it asks for, the places, bodies, years and numbers it names.

Rules are about how officials and teachers ask, in Vietnamese with or without tone marks and in English; nothing here
knows a document. English is turned into Vietnamese term by term through the glossary; what it lacks stays as it is
and counts against an answer.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from retrieval.glossary import Glossary, english_words
from retrieval.places import Gazetteer, Place
from retrieval.references import find_numbers, periods, years
from retrieval.text import fold, nfc, syllables
from retrieval.types import Language

Intent: TypeAlias = Literal["lead", "coordinate", "target", "deadline", "header", "basis", "relation", "tasks", "list", "compare", "other"]
HeaderField: TypeAlias = Literal["number", "date", "signer", "issuer", "title"]


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question: its syllable, and whether tone marks were typed.

    `weight` is how much it says before rarity is known; `chunk` numbers the run of content words it stands in.
    """

    syllable: str
    weight: float
    chunk: int


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """A question, read.

    Attributes:
        question: as asked, or as a follow-up was resolved.
        text: the question in Vietnamese: English terms and abbreviations spelt out.
        toned: whether tone marks were typed; if not, words are compared folded.
        fields: which header fields are asked for, when the intent is “header”.
        every_year: whether the question wants all years (“theo từng giai đoạn”).
        terms: content words, in order.
        alternatives: for stretches of `terms` (half-open), other ways to say them, as syllables.
        expansions: stretches to search beside `text`, with weights.
    """

    question: str
    language: Language
    text: str
    toned: bool
    intent: Intent
    fields: tuple[HeaderField, ...]
    places: tuple[Place, ...]
    agencies: tuple[str, ...]
    years: tuple[int, ...]
    periods: tuple[tuple[int, int], ...]
    numbers: tuple[str, ...]
    kind: str | None
    every_year: bool
    wants_list: bool
    terms: tuple[Term, ...]
    alternatives: tuple[tuple[int, int, tuple[str, ...]], ...]
    expansions: tuple[tuple[str, float], ...]


_ENGLISH = frozenset(
    "the of in is are what which who when how by and to for does do many must should be was with from that has have "
    "where on at a an there did will can responsible before after date between".split()
)
_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        ("compare", r"\bso sanh\b|\bcompare\b|\bdoi chieu\b|\bkhac (?:nhau|gi)\b|\bcomparison\b|\bdiffer"),
        (
            "relation",
            r"\b(?:quyet dinh|van ban|ke hoach|quy che|quy dinh) (?:so )?nao\b.*\b(?:thay the|sua doi|bai bo)\b|"
            r"\b(?:thay the|sua doi|bai bo|bo sung)(?: cho)? (?:nhung |cac )?(?:van ban|quyet dinh|ke hoach|quy che|quy dinh)\b|"
            r"\b(?:bi|duoc|da) (?:thay the|sua doi|bai bo|thay)\b|\b(?:con|het) (?:gia tri|hieu luc)\b(?!.*\b(?:ngay nao|khi nao|bao gio)\b)|\b(?:replace|amend|repeal)(?:s|d|ed)? (?:which|what|decision|plan|by)\b|"
            r"\bwh(?:ich|at) .*\b(?:replace|amend|repeal)(?:s|d|ed)?\b|\b(?:been|was|is) (?:replaced|amended|repealed)\b|\bin force\b|\bstill valid\b",
        ),
        (
            "basis",
            r"\bcan cu\b(?! vao nhu cau)|\bco so phap ly\b|\b(?:theo|tai|bang|thuc hien|trien khai|dua (?:tren|vao)|so) (?:\w+ ){0,3}?(?:thong tu|nghi dinh|quyet dinh|nghi quyet|luat|van ban|chi thi|cong van|ket luan|to trinh|de an|ke hoach) (?:so )?(?:nao|may|gi)\b|"
            r"\b(?:thong tu|nghi dinh|quyet dinh|nghi quyet|luat|chi thi|cong van|ket luan|to trinh) (?:so )?(?:nao|may|gi)\b|"
            r"\blegal bas[ie]s\b|\bbased on\b|\bon what basis\b|\bwhich (?:circular|decision|decree|resolution|law|directive|regulation|legal document)\b|\bunder which\b|\bpursuant\b",
        ),
        (
            "header",
            r"\bai (?:la nguoi )?(?:da )?ky\b|\bnguoi ky\b|\bky (?:boi|ngay)\b|\bngay (?:ban hanh|ky)\b|\bban hanh (?:vao )?(?:ngay|khi|nam|thang|luc|hoi) nao\b|"
            r"\bban hanh (?:bao gio|khi nao)\b|\bai (?:da )?ban hanh\b|\b(?:co quan|don vi|noi) (?:nao )?ban hanh\b|\bdo (?:ai|co quan nao|don vi nao) (?:ky|ban hanh)\b|"
            r"\bso (?:va ngay|hieu|ky hieu|van ban)\b|\bso (?:quyet dinh|ke hoach) (?:la|bao nhieu|may|nao)\b|\b(?:quyet dinh|ke hoach|van ban) so (?:may|bao nhieu)\b|"
            r"\bmang so\b|\bso (?:bao nhieu|may)\b|\bra (?:vao )?(?:ngay|hom|khi|nam|thang) nao\b|\b(?:hom|ngay) nao (?:ra|ban hanh|ky)\b|\bban hanh hom nao\b|\bve viec gi\b|"
            r"\b(?:chu tich|giam doc|truong|bo truong|ai|ong nao|ba nao|nguoi nao) (?:nao )?(?:da )?ky\b|\bky\b.*\bchuc vu (?:gi|nao)\b|\bchuc vu (?:gi|nao)\b.*\bky\b|\bcai nao (?:ra|ban hanh) (?:truoc|sau)\b|"
            r"\btrich yeu\b|\bten (?:day du )?cua (?:quyet dinh|ke hoach|van ban)\b|"
            r"\bwho (?:has )?signed\b|\bsignatory\b|\bsigned by\b|\bwhen (?:was|were)\b.*\b(?:issued|signed|published)\b|\bdate of issue\b|\bissue date\b|"
            r"\bdocument number\b|\bnumber and date\b|\bwho issued\b|\bissued by wh|\bwhich (?:agency|body|authority) issued\b|\bwhat is the (?:number|title) of\b",
        ),
        (
            "coordinate",
            r"\b(?:ai|nao|nhung ai)\b(?!.*\bchu tri\b).*\bphoi hop\b|\bphoi hop voi (?:ai|nhung ai|co quan nao|don vi nao|cac co quan nao|so nao|nhung co quan nao|nhung don vi nao|cac don vi nao)\b|"
            r"\bphoi hop (?:gom|la|nao|thuc hien la)\b|\b(?:co quan|don vi) phoi hop\b|\bwho (?:works?|coordinates?|cooperates?|collaborates?) with\b|"
            r"\bcoordinat\w*|\bpartner (?:agenc|bod|unit)|\bcooperat\w+|\bcollaborat\w+",
        ),
        (
            "deadline",
            r"\bhan (?:cuoi|chot|nop|bao cao|hoan thanh|gui|trinh|cua|la)\b|^han\b|\bthoi han\b|\btruoc ngay (?:nao|may|bao nhieu)\b|\bngay (?:nao|may)\b|\bkhi nao\b|\bbao gio\b|\bthoi (?:gian|diem) (?:nao|hoan thanh|bao cao)\b|"
            r"\bcham nhat\b|\bquy (?:may|nao)\b|\bthang (?:may|nao)\b|\bluc nao\b|\bdeadline\b|\bby when\b|\bwhen (?:must|should|is|are|do|does|will)\b|\b(?:before|by) (?:which|what) (?:date|day|month|quarter)\b|\bdue\b|\bhow often\b",
        ),
        (
            "tasks",
            r"\b(?:nhiem vu|trach nhiem|viec|cong viec)(?: (?:cu the|chinh|chu yeu))? (?:cua|gi|nao|nhu the nao)\b|\bphai (?:lam|thuc hien) (?:nhung )?(?:gi|viec)|\blam (?:nhung )?gi\b|\b(?:duoc|bi) giao (?:nhung )?(?:gi|viec|nhiem vu)|\bchiu trach nhiem (?:gi|ve gi|nhung gi)|"
            r"\bco (?:nhiem vu|trach nhiem|vai tro)(?: \w+)? ?(?:gi|nao)?\b|\bvai tro (?:cua|gi)\b|"
            r"\bwhat (?:must|should|does|do|are|is) .*\b(?:do|tasks?|responsib\w+|duties|role)\b|\btasks? of\b|\bresponsibilit\w+ of\b|\bduties of\b|\bresponsible for what\b",
        ),
        (
            "target",
            r"\bbao nhieu\b|\bchi tieu\b|\bt[yi] le\b|\bphan tram\b|\bmuc tieu\b|%|\bmay (?:truong|phan|nguoi|don vi|trung tam|lop|nam|huyen|xa|lan|trieu)\b|\b(?:la|len|con|duoc) may\b|\bdat muc nao\b|"
            r"\bhow (?:many|much)\b|\bpercent\w*|\bshare of\b|\btargets?\b|\brate of\b|\bproportion\b|\bgoals?\b",
        ),
        (
            "lead",
            r"\bai\b|\b(?:ben|co quan|don vi|so|phong|ban|nganh|cap|hoi|bo|to chuc|truong|bo phan|uy ban|cuc) nao\b|\bchu tri\b|\bphu trach\b|\bdau moi\b|\bthuong truc\b|"
            r"\bdo (?:\w+ ){1,3}nao\b|\bwho(?:m)?\b|\bwhich (?:\w+ ){0,3}?(?:agency|department|unit|office|body|authority|organi[sz]ation|division|board|agencies|departments|bodies)\b|\bleads?\b|\bin charge\b|\bresponsible\b|\bfocal point\b",
        ),
        (
            "list",
            r"\bgom (?:nhung )?(?:gi|nao|co|cac)\b|\bbao gom\b|\bnhung (?:gi|nao)\b|\b(?:nhung|cac) (?:\w+ ){1,6}(?:nao|gi)\b|\bliet ke\b|\btu (?:dau|nhung nguon|nguon)\b|\blist\b|\bwhat are\b|\bwhich are\b|\bwhere does\b.*\bfrom\b|\bsources? of\b",
        ),
    )
)
_LISTING = re.compile(_INTENTS[-1][1].pattern)
_FIELDS: tuple[tuple[HeaderField, re.Pattern[str]], ...] = (
    ("signer", re.compile(r"\bky\b(?! hieu)(?!.*\bngay ky\b)|\bnguoi ky\b|\bai ky\b|\bsign")),
    ("date", re.compile(r"\bngay\b|\bhom nao\b|\btruoc\b|\bkhi nao\b|\bbao gio\b|\bnam nao\b|\bwhen\b|\bdate\b")),
    ("number", re.compile(r"\bso (?:va|hieu|ky hieu|may|bao nhieu|van ban|quyet dinh|ke hoach|cua|la)\b|^so\b|\bmang so\b|\bnumber\b")),
    ("issuer", re.compile(r"\b(?:co quan|don vi|noi|ai|cap) (?:nao )?(?:da )?ban hanh\b|\bwho issued\b|\bissued by\b|\b(?:agency|body|authority) issued\b")),
    ("title", re.compile(r"\btrich yeu\b|\bten (?:day du )?cua\b|\btitle\b|\bve viec gi\b")),
)
_KINDS = {
    "quyet dinh": "Quyết định", "ke hoach": "Kế hoạch", "nghi quyet": "Nghị quyết", "chi thi": "Chỉ thị", "quy che": "Quy chế",
    "thong bao": "Thông báo", "thong tu": "Thông tư", "nghi dinh": "Nghị định", "luat": "Luật", "huong dan": "Hướng dẫn", "cong van": "Công văn", "de an": "Đề án", "decision": "Quyết định", "plan": "Kế hoạch",
}  # fmt: skip
_EVERY_YEAR = re.compile(r"tung (?:giai doan|nam|moc)|cac (?:giai doan|nam|moc)|qua cac|moi giai doan|each (?:period|stage|year)|by period|over the years")
_STOP = frozenset(
    "ai nào gì là bao nhiêu khi thế ra sao như và các những cái thì của ở tại đến trong theo được có cho với do phải sẽ này kia đó "
    "bên chiếm hết lo đứng tới so sánh ngoài sau lúc "
    "vào từ hay hoặc rằng mà để về trên dưới bằng bởi đã đang sắp cần muốn xin hỏi vậy à ạ nhé nhỉ không còn nữa mấy đâu lấy đặt năm giai đoạn "
    "ngày bị nhằm cùng cũng đều mỗi từng một hãy biết giúp tôi em anh chị mình bạn đối tới".split()
)
_WEAK_PAIRS = {
    pair: weight
    for weight, pairs in {
        0.25: "cơ quan|đơn vị|phần trăm|yêu cầu|giai đoạn",
        0.3: "chủ trì|phối hợp|chỉ tiêu|mục tiêu|tỉ lệ|tỷ lệ|nhiệm vụ|trách nhiệm|quyết định|kế hoạch|thực hiện|triển khai|ban hành|"
        "phấn đấu|phụ trách|đầu mối|tham gia|văn bản|thời hạn|thời gian|căn cứ|so sánh|hoàn thành",
        0.4: "đề án",
    }.items()
    for pair in pairs.split("|")
}
"""Pairs that say what is asked more than what it is about, and how much of a word they weigh."""
_WEAK_PAIRS_FOLDED = {fold(pair): weight for pair, weight in _WEAK_PAIRS.items()}
_WEAK = {
    "tỉnh": 0.15, "huyện": 0.15, "thành": 0.3, "phố": 0.3, "làm": 0.2, "giao": 0.3, "kí": 0.3, "hạn": 0.4, "trước": 0.2, "số": 0.4,
    "gồm": 0.1, "giữa": 0.1, "đạt": 0.4, "nơi": 0.2, "phần": 0.4, "sở": 0.5, "phòng": 0.5, "ban": 0.5, "tiền": 0.4,
}  # fmt: skip
_STOP_FOLDED = frozenset(
    "ai nao gi la bao nhieu khi nhu va cac nhung cai thi cua o tai trong theo duoc co cho voi phai se vao ma ve bang boi da dang vay "
    "nhe khong con may dau nam ngay moi mot hay den giup biet xin hoi the sao".split()
)
"""Of a question without tone marks only words that are hardly anything else are dropped (“de” is để, but đề too)."""
_EITHER = {"do": 0.3, "de": 0.4, "ra": 0.3, "tu": 0.4, "can": 0.4, "chi": 0.5, "doi": 0.6, "toi": 0.3, "em": 0.3, "anh": 0.3, "lay": 0.2, "to": 0.5, "tinh": 0.3, "huyen": 0.3}
_UNTRANSLATED = 0.4
"""What an English word that the glossary lacks says; Vietnamese words without marks among them weigh alike."""
_ENGLISH_STOP = _ENGLISH | frozenset(
    "its it this these those their any some much share per cent tasked helps gives leads lead set up under into as or not no than then more "
    "get take make province district city commune provincial according during within about out off all each every one "
    "s's please tell me i we you number many percent way doe it they he she give show our my come comes work works plan's scheme's apply recognised recognized arranging arranged".split()
)


def read_question(question: str, *, glossary: Glossary, gazetteer: Gazetteer, places: Iterable[str], agencies: Iterable[str]) -> Query:
    """`question` read; `places` and `agencies` are those the library's documents name.

    The question may be anything a person can type; it is never rejected here.
    """
    question = nfc(question)
    language = detect_language(question)
    found_places = gazetteer.find(question, places)
    bare = _without(question, [(place.start, place.end) for place in found_places])
    numbers, bare = _take_numbers(bare)
    toned = language == "en" or fold(bare) != bare.lower()
    text, expansions = _in_vietnamese(bare, language, glossary)
    text = text if toned else fold(text)
    plain = " ".join(fold(question).split())
    words, weights = _content(text, toned=toned, language=language)
    terms = _terms(words, weights)
    alternatives = _alternatives(terms, glossary, toned=toned)
    named = _agencies(text, agencies, glossary)
    intent = _intent(plain, named)
    return Query(
        question=question,
        language=language,
        text=text,
        toned=toned,
        intent=intent,
        fields=_fields(plain) if intent == "header" else (),
        places=tuple(found_places),
        agencies=named,
        years=tuple(years(question)),
        periods=tuple(periods(question)),
        numbers=numbers,
        kind=_kind(plain),
        every_year=bool(_EVERY_YEAR.search(plain)),
        wants_list=bool(_LISTING.search(plain)),
        terms=terms,
        alternatives=alternatives,
        expansions=(*expansions, *((" ".join(other), 0.3) for _, _, other in alternatives[:12])),
    )


def detect_language(question: str) -> Language:
    """“en” when the small words of the question are English ones and none has a tone mark; otherwise “vi”."""
    words = re.findall(r"[^\W\d_]+", question.lower())
    if not words:
        return "vi"
    english = sum(word in _ENGLISH for word in words)
    vietnamese = sum(fold(word) in _STOP_FOLDED and word not in _ENGLISH for word in words)
    toned = sum(fold(word) != word for word in words)
    return "en" if english >= 2 and english > vietnamese and english / len(words) >= 0.2 and toned <= len(words) * 0.4 else "vi"


def _intent(plain: str, agencies: Sequence[str]) -> Intent:
    for intent, pattern in _INTENTS:
        if intent == "compare":
            continue
        if intent == "header" and _kind(plain) is None and not re.search(r"\bky\b|ban hanh|\bsign|issue|\btitle\b|trich yeu|van ban", plain):
            continue
        if pattern.search(plain) and not (intent == "tasks" and not agencies and not re.search(r"\b(?:so|phong|hoi|uy ban|ubnd|doan|truong|ban|dai|department|union|committee|association)\b", plain)):
            return intent
    return "compare" if _INTENTS[0][1].search(plain) else "other"


def _kind(plain: str) -> str | None:
    """The kind of document that the question names first."""
    found = [(match.start(), kind) for words, kind in _KINDS.items() if (match := re.search(rf"\b{words}\b", plain))]
    return min(found)[1] if found else None


def _fields(plain: str) -> tuple[HeaderField, ...]:
    found = tuple(field for field, pattern in _FIELDS if pattern.search(plain))
    return found or ("number", "date", "signer")


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} , {text[end:]}"
    return text


def _take_numbers(text: str) -> tuple[tuple[str, ...], str]:
    """Document numbers named in the question, whole (“2141/QĐ-UBND”) or only their figure (“quyết định 2141”)."""
    numbers = find_numbers(text)
    folded = re.compile(r"(?<!\w)(\d{1,5})\s*/\s*((?:\d{4}/)?[a-zđ]{1,6}(?:-[\wđ&]+)*)(?!\w)", re.IGNORECASE)
    numbers += [f"{found[1]}/{found[2]}" for found in folded.finditer(text) if not any(found[1] == n.split("/")[0] for n in numbers)]
    bare = re.compile(
        r"(?:(?<!\w)(?:quyết định|quyet dinh|kế hoạch|ke hoach|qđ|qd|kh|nghị quyết|nghi quyet|công văn|cong van|chỉ thị|chi thi|thông báo|thong bao|"
        r"thông tư|thong tu|nghị định|nghi dinh|quy chế|tờ trình|decision|plan|resolution|circular|decree|notice)\s*(?:số|so|no\.?)?\s*)(\d{1,5}(?:/20\d\d)?)(?![\d%/-])",
        re.IGNORECASE,
    )
    numbers += [found[1] for found in bare.finditer(text) if not any(found[1] == n.split("/")[0] for n in numbers)]
    for number in sorted(numbers, key=len, reverse=True):
        text = re.sub(re.escape(number).replace("/", r"\s*/\s*"), " , ", text, count=1)
    return tuple(dict.fromkeys(numbers)), text


def _in_vietnamese(text: str, language: Language, glossary: Glossary) -> tuple[str, tuple[tuple[str, float], ...]]:
    """The text with abbreviations spelt out and English terms translated, and other meanings to search beside it."""
    expansions: list[tuple[str, float]] = []
    for short, meanings in glossary.abbreviations(text):
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", meanings[0], text)
        expansions.append((short, 0.6))
        expansions.extend((meaning, 0.5) for meaning in meanings[1:])
    if language == "en":
        text, others = _translated(text, glossary)
        expansions.extend((meaning, 0.5) for meaning in others)
    return text, tuple(expansions)


def _translated(text: str, glossary: Glossary) -> tuple[str, list[str]]:
    """English with its terms in Vietnamese, set off by commas, and other meanings of them."""
    words = english_words(text)
    position, parts, others = 0, [], []
    for entry in glossary.translate(words):
        parts += [word for word in words[position : entry.start] if word not in _ENGLISH_STOP]
        parts.append(f", {entry.meanings[0]} ,")
        others.extend(entry.meanings[1:3])
        position = entry.end
    parts += [word for word in words[position:] if word not in _ENGLISH_STOP]
    return " ".join(parts), others


def _content(text: str, *, toned: bool, language: Language) -> tuple[list[str | None], list[float]]:
    """The syllables of `text`, None where a word says nothing about the subject, and how much each says."""
    words: list[str | None] = []
    weights: list[float] = []
    for piece in re.split(r"([,;:?!()“”\"]+|\s[-–]\s)", text):
        if not piece.strip() or not any(letter.isalnum() for letter in piece):
            words.append(None)
            weights.append(0.0)
            continue
        found = syllables(piece)
        for syllable, weight in zip(found, _weighed(found, toned=toned), strict=True):
            stop = (syllable in _STOP) if toned else (fold(syllable) in _STOP_FOLDED)
            stop = stop or (language == "en" and syllable in _ENGLISH_STOP)
            if language == "en" and fold(syllable) == syllable and weight == 1.0:
                weight = _UNTRANSLATED if len(syllable) > 3 else 0.5
            year = bool(re.fullmatch(r"(?:19|20)\d{2}(?:-(?:19|20)?\d{2})?", syllable))
            words.append(None if stop or year else syllable)
            weights.append(0.0 if stop or year else weight)
    return words, weights


def _weighed(found: Sequence[str], *, toned: bool) -> list[float]:
    """How much each syllable says, before rarity is known."""
    single, pairs = (_WEAK, _WEAK_PAIRS) if toned else (_EITHER, _WEAK_PAIRS_FOLDED)
    weights = [single.get(syllable, 1.0) for syllable in found]
    for index in range(len(found) - 1):
        if (weight := pairs.get(f"{found[index]} {found[index + 1]}")) is not None:
            weights[index] = min(weights[index], weight)
            weights[index + 1] = min(weights[index + 1], weight)
    return weights


def _terms(words: Sequence[str | None], weights: Sequence[float]) -> tuple[Term, ...]:
    terms: list[Term] = []
    chunk = 0
    for word, weight in zip(words, weights, strict=True):
        if word is None:
            chunk += 1
        else:
            terms.append(Term(word, weight, chunk))
    return tuple(terms)


def _alternatives(terms: Sequence[Term], glossary: Glossary, *, toned: bool) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Synonyms of stretches of content words that stand together."""
    words = [term.syllable if toned else fold(term.syllable) for term in terms]
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for entry in glossary.synonyms(words, toned=toned):
        if terms[entry.start].chunk == terms[entry.end - 1].chunk:
            found.extend((entry.start, entry.end, tuple(syllables(meaning))) for meaning in entry.meanings)
    return tuple(found)


def _agencies(text: str, known: Iterable[str], glossary: Glossary) -> tuple[str, ...]:
    """Bodies that the question names, longest first, as the library or the glossary writes them."""
    plain = f" {' '.join(fold(word) for word in syllables(text))} "
    found: list[str] = []
    taken: list[str] = []
    for name, words in _agency_names(tuple(known), glossary):
        if f" {words} " in plain and not any(words in other for other in taken):
            found.append(name)
            taken.append(words)
    return tuple(found)


@functools.lru_cache(maxsize=4)
def _agency_names(known: tuple[str, ...], glossary: Glossary) -> tuple[tuple[str, str], ...]:
    """Every body, longest first, with its folded words, abbreviations spelt out."""
    names = sorted({*known, *glossary.agencies}, key=lambda name: (-len(name), name))
    folded = ((name, " ".join(fold(word) for word in syllables(glossary.spell_out(name)))) for name in names)
    return tuple((name, words) for name, words in folded if len(words) >= 5)
