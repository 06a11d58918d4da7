"""“Còn năm 2030 thì sao?”: a question that leans on the one before, made whole.

Only slots are exchanged: a year or period, a place, a number, a body, what is asked, or the subject. What results is an
ordinary question, which is also shown to the person who asked. A question that says what it is about stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval import slots
from retrieval.agencies import find_agencies
from retrieval.query import Query
from retrieval.text import fold, nfc, syllables
from retrieval.times import spelt_times

_OPENING = re.compile(
    r"^\s*(?!còn (?:hiệu lực|giá trị)|con (?:hieu luc|gia tri))(?:thế\s+còn|vậy\s+còn|thế\s+thì|còn|vậy|thế|và|"
    r"the\s+con|vay\s+con|con|vay|the|nếu|nếu\s+là|thế\s+nếu|neu|and|what\s+about|how\s+about|and\s+what\s+about|then)\b[\s,:]*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,]*(?:thì\s+sao|thi\s+sao|thì\s+thế\s+nào|thi\s+the\s+nao|ra\s+sao|thì|nhé|vậy)?\s*[?？.!]*\s*$", re.IGNORECASE
)
_SO = re.compile(r"\b(?:thì sao|thi sao|ra sao|thì thế nào|thi the nao)\s*[?？.!]*\s*$", re.IGNORECASE)
"""An end that leans like an opening does: “Hội Khuyến học thì sao?”"""
_FILLERS = frozenset(
    "ki dinh huong tang giam len xuong sang tiep theo sau do thi nay ky moc mac muc tieu chi giai doan la con duoc no "
    "han chot so".split()
)
"""Words of a follow-up that only lean on the question before: “Sang giai đoạn 2026-2030 thì tăng lên mấy?”"""
_GENERIC = frozenset(
    "gio chiu xong kinh phi nguon lay tien von diem cham nhat cu hon ro noi quy dinh viec day hieu luc gia tri bao "
    "cao xay ra nop gui thuc hien ket thuc hoan thanh lam".split()
)
"""Words that ask for something of what was spoken of, and are no subject of their own: “kinh phí lấy từ đâu?”"""
_THERE = re.compile(r"\b(?:ở|tại|o|tai)\s+(?:đó|đấy|do|day)\b[\s,]*|\bthere\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"^\s*(?:(?:thế|vậy|còn|the|vay|con)\s+)*(?:(?:ở|tại|o|tai|của|cua)\s+)?(?:(?:các|những|cac|nhung)\s+)?"
    r"(?:tỉnh|tinh|nơi|noi|địa phương|dia phuong|huyện|huyen)\s+kh[áa]c(?:\s+(?:thì|thi)\s+sao)?\s*[?？.!]*\s*$|"
    r"^\s*(?:and|what about|how about)?\s*(?:in\s+)?other (?:provinces|places|districts)\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\s*(?:(?:nói|noi|xin|cho biết|cho biet|giải thích|giai thich)\s+)?(?:cụ thể|cu the|chi tiết|chi tiet|rõ|ro)"
    r"(?:\s+(?:hơn|hon|là gì|la gi|thế nào|the nao|nữa|nua))?\s*[?？.!]*\s*$|"
    r"^\s*(?:tell me )?more(?: details?)?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_THAT_BODY = re.compile(
    r"\b(?:sở|phòng|ban|hội|cơ quan|đơn vị|so|phong|co quan|don vi) (?:đó|này|ấy|do|nay|ay)\b|"
    r"\b(?:that|this) (?:department|agency|body|office|unit)\b",
    re.IGNORECASE,
)
_THAT_DOCUMENT = re.compile(
    r"\b(?:quyết định|kế hoạch|văn bản|nghị quyết|quyet dinh|ke hoach|van ban|nghi quyet) "
    r"(?:này|đó|ấy|trên|nay|do|ay)\b|"
    r"\b(?:this|that) (?:decision|plan|document|resolution)\b|\b(?:nó|it)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:nhiệm vụ|kế hoạch|văn bản|quyết định|đề án|cơ quan|chỉ tiêu|việc|đơn vị|tiền|khoản|mức) "
    r"(?:này|đó|ấy|trên)\b|"
    r"\b(?:cơ quan|đơn vị) đó\b|\b(?:this|that) (?:task|plan|document|decision|target|agency)\b|\bit\b|\bnó\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?<!\w)(?:ý|y|mục|muc|điểm|diem|đoạn|doan|trích dẫn|trich dan|gạch đầu dòng|point|item|citation)\s+"
    r"(?:số\s+|so\s+|thứ\s+|thu\s+|no\.?\s*)?(?:\[?(?P<figure>\d)\]?|(?P<word>[^\W\d]+(?:\s+tiên|\s+tien)?))"
    r"(?!\w|[./]\d)",
    re.IGNORECASE,
)
_ORDINALS = {
    "nhat": 1, "dau": 1, "dau tien": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
}  # fmt: skip
_ABOUT_AN_ITEM = frozenset(
    "cu the la gi noi ro hon cho biet xem chi tiet nhu nao con thi sao giai thich ve cua o dau trich nguyen van mo "
    "nghia toi em xin tell me more about what does mean show is in detail explain and".split()
)


def resolve(question: str, history: Sequence[str], read: Callable[[str], Query]) -> str:
    """`question` made whole with the latest of `history`; `question` itself when it stands alone.

    Args:
        question: as typed.
        history: earlier questions as they were resolved, oldest first.
        read: reads a question, to find the slots in both.
    """
    question = nfc(question).strip()
    if not history or not question:
        return question
    before = history[-1].strip()
    if _MORE.match(question) or asked_item(question):
        return before
    return _made_whole(question, before, read)


def asked_item(question: str) -> int | None:
    """Which part of the answer before is asked for: “ý 2 cụ thể là gì?” → 2; None when anything else is asked."""
    found = _ITEM.search(nfc(question))
    if not found:
        return None
    rest = syllables(f"{question[: found.start()]} {question[found.end() :]}")
    if any(fold(word) not in _ABOUT_AN_ITEM for word in rest):
        return None
    return int(found["figure"]) if found["figure"] else _ORDINALS.get(" ".join(fold(found["word"]).split()))


def _made_whole(typed: str, before: str, read: Callable[[str], Query]) -> str:
    """`typed` with what it leaves unsaid taken from `before`."""
    question = _THERE.sub("", _named_body(spelt_times(typed), before)).strip() or typed
    opening = _OPENING.match(question)
    core = _CLOSING.sub("", question[opening.end() :] if opening else question)
    new, old = read(core or question), read(before)
    leaning = bool(opening or _SO.search(question))
    if made := _of_elsewhere(question, new, old) or _asked_anew(core, new, old, leaning=leaning):
        return made
    said, subject = _said(new)
    pointing = bool(_POINTING.search(question))
    bare = not said and bool(new.places or new.years)
    whole = (new.intent != "other" and len(subject) >= 3) or (bool(new.numbers and old.numbers) and not said)
    if not pointing and not bare and (whole or not leaning) and (whole or new.intent != "other" or len(said) >= 2):
        return typed if not opening or new.places else slots.with_place(question, old)
    if not (leaning or pointing or new.places or new.years):
        return typed
    return slots.exchange(core, new, old, asked=question if pointing else None, says=bool(said))


def _of_elsewhere(question: str, new: Query, old: Query) -> str | None:
    """“Các tỉnh khác thì sao?”, “Văn bản này thay thế gì?”: the same of every place, more of that document."""
    if _ELSEWHERE.match(question):
        return slots.without_places(old)
    if old.numbers and not new.numbers and _THAT_DOCUMENT.search(question):
        return _THAT_DOCUMENT.sub(lambda _: slots.document(old), question, count=1)
    return None


def _asked_anew(core: str, new: Query, old: Query, *, leaning: bool) -> str | None:
    """A follow-up that asks for something else of what was spoken of, or for what it asked of something else."""
    said, subject = _said(new)
    if new.numbers and old.numbers and not said and new.intent == "other":
        return slots.exchange_number(core, old)
    asks = new.intent not in {"other", old.intent} or (bool(said) and (leaning or new.intent != "other"))
    asks = asks or (new.intent == "header" and bool(old.numbers))
    if not new.numbers and not subject and asks and (old.terms or old.numbers):
        return slots.ask_of_the_same(core, new, old)
    if leaning and old.intent != "tasks" and (body := _only_a_body(core, new)):
        return slots.ask_tasks(body, new, old)
    return None


def _said(new: Query) -> tuple[list[str], list[str]]:
    """The words of a follow-up that do not merely lean on the question before, and those that are a subject."""
    said = [word for term in new.terms if term.weight >= 0.4 and (word := fold(term.syllable)) not in _FILLERS]
    return said, [word for word in said if word not in _GENERIC]


def _named_body(question: str, before: str) -> str:
    """“Sở đó làm gì?” with the body that the question before named."""
    mentions = find_agencies(before)
    if not mentions or not _THAT_BODY.search(question):
        return question
    name = max(mentions, key=lambda mention: len(mention.name)).name
    return _THAT_BODY.sub(lambda _: name, question, count=1)


def _only_a_body(core: str, new: Query) -> str | None:
    """The body that a follow-up names and nothing else, as in “Vậy Sở Tài chính thì sao?”."""
    if not new.agencies or new.intent != "other":
        return None
    left = slots.subject(core, new)
    mentions = find_agencies(left)
    named = mentions[0].name if mentions else left
    return named if len(syllables(left)) - len(syllables(named)) <= 1 else None
