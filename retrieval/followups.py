"""“Còn năm 2030 thì sao?”: a question that leans on the one before, made whole.

Only slots are exchanged: a year or period, a place, a number, or the subject. What results is an ordinary question,
which is also shown to the person who asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval.agencies import find_agencies
from retrieval.query import Query
from retrieval.references import PERIOD, YEAR
from retrieval.text import fold, nfc

_OPENING = re.compile(
    r"^\s*(?:thế\s+còn|vậy\s+còn|thế\s+thì|còn|vậy|thế|và|the\s+con|vay\s+con|con|vay|the|and|what\s+about|how\s+about|and\s+what\s+about|then)\b[\s,:]*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,]*(?:thì\s+sao|thi\s+sao|thì\s+thế\s+nào|ra\s+sao|thì|nhé|vậy)?\s*[?？.!]*\s*$", re.IGNORECASE
)
_END = "?.？ "
_FILLERS = frozenset(
    [
        "dinh",
        "huong",
        "tang",
        "giam",
        "len",
        "xuong",
        "sang",
        "tiep",
        "theo",
        "sau",
        "do",
        "thi",
        "nay",
        "ky",
        "moc",
        "mac",
        "muc",
        "tieu",
        "chi",
        "giai",
        "doan",
        "la",
        "con",
        "duoc",
        "no",
        "han",
        "chot",
    ]
)
"""Words of a follow-up that only lean on the question before: “Sang giai đoạn 2026-2030 thì tăng lên mấy?”"""
_LINKS = re.compile(
    r"\b(?:đến|vào|năm|giai đoạn|ở|tại|của|tỉnh|huyện|cho|với|den|nam|giai doan|o|tai|cua|tinh|by|in|for|of|the|"
    r"period)\b",
    re.IGNORECASE,
)
_THAT_BODY = re.compile(
    r"\b(?:sở|phòng|ban|hội|cơ quan|đơn vị|so|phong|co quan|don vi) (?:đó|này|ấy|do|nay|ay)\b|"
    r"\b(?:that|this) (?:department|agency|body|office|unit)\b",
    re.IGNORECASE,
)
_KIND_WORDS = r"(?:quyết định|kế hoạch|nghị quyết|chỉ thị|thông tư|văn bản|quyet dinh|ke hoach|decision|plan)"
_ASKING = (" nào", " gì", " đâu", " bao lâu", " nao", " gi", " dau", " bao lau")
"""Ends of a question that no subject follows without a pause: “Hạn chót là khi nào: chuyển đổi số?”"""
_IT = re.compile(r"\b(?:nó|it|that|this)\b|\b(?:quyết định|kế hoạch|văn bản) (?:này|đó|ấy)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:nhiệm vụ|kế hoạch|văn bản|quyết định|đề án|cơ quan|chỉ tiêu|việc|đơn vị) (?:này|đó|ấy|trên)\b|"
    r"\b(?:cơ quan|đơn vị) đó\b|\b(?:this|that) (?:task|plan|document|decision|target|agency)\b|\bit\b|\bnó\b",
    re.IGNORECASE,
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
    question = _named_body(question, before)
    opening = _OPENING.match(question)
    core = _CLOSING.sub("", question[opening.end() :] if opening else question)
    new, old = read(core or question), read(before)
    subject = [term for term in new.terms if term.weight >= 0.4 and fold(term.syllable) not in _FILLERS]
    if new.numbers and old.numbers and not subject:
        return _exchange_number(before, core, old) if new.intent == "other" else question
    of_it = new.intent == "header" and bool(old.numbers) and (not subject or bool(_IT.search(question)))
    if not new.numbers and (of_it or (not subject and new.intent not in {"other", old.intent})):
        return _asked_of_the_same(core, new, old)
    pointing = bool(_POINTING.search(question))
    bare = not subject and bool(new.places or new.years)
    whole = new.intent != "other" and len(subject) >= 3
    if not pointing and not bare and (whole or not opening) and (whole or new.intent != "other" or len(subject) >= 2):
        return question if not opening or new.places else _with_place(question, old)
    if not (opening or pointing or new.places or new.years):
        return question
    return _exchanged(question, core, (new, old), pointing=pointing, subject=bool(subject))


def _exchanged(question: str, core: str, queries: tuple[Query, Query], *, pointing: bool, subject: bool) -> str:
    """The question before with the slots that `core` fills: place, year, or its subject."""
    new, old = queries
    made = before = old.question
    said = _subject(core, new)
    if new.places:
        made = _exchange_places(made, old, new)
    if new.years:
        made = _exchange_years(made, core)
    if said and subject and not (new.places or new.years):
        return _exchange_subject(core, old, before)
    if said and pointing:
        return f"{question.rstrip(_END)} ({before.rstrip(_END)})?"
    return made


def _named_body(question: str, before: str) -> str:
    """“Sở đó làm gì?” with the body that the question before named."""
    mentions = find_agencies(before)
    if not mentions or not _THAT_BODY.search(question):
        return question
    name = max(mentions, key=lambda mention: len(mention.name)).name
    return _THAT_BODY.sub(lambda _: name, question, count=1)


def _subject(core: str, new: Query) -> str:
    """What is left of a short follow-up when its places, years and small words are taken out."""
    left = core
    for place in sorted(new.places, key=lambda place: -place.start):
        left = left[: place.start] + left[place.end :]
    left = _LINKS.sub(" ", YEAR.sub(" ", PERIOD.sub(" ", left)))
    return " ".join(left.split())


def _exchange_number(before: str, core: str, old: Query) -> str:
    """“Thế còn kế hoạch 94?”: the document of the question before gives way to the one that is named now."""
    return re.sub(_named(old.numbers[0]), lambda _: core.strip(" ?"), before, count=1, flags=re.IGNORECASE)


def _named(number: str) -> str:
    """A pattern of a document's number as a question spells it, with its kind when that stands before it."""
    spelt = re.escape(number).replace("/", r"\s*/\s*")
    return rf"(?:{_KIND_WORDS}\s+(?:(?:số|so|no\.?)\s+)?)?{spelt}"


def _asked_of_the_same(core: str, new: Query, old: Query) -> str:
    """“Ai ký?”, “Ai phối hợp?” after a question that said of what: its subject, place and document are kept."""
    core = _IT.sub("", core).strip(" ,?")
    core = core[:1].upper() + core[1:]
    if old.numbers:
        named = re.search(_named(old.numbers[0]), old.question, re.IGNORECASE)
        return f"{core} {named[0] if named else old.numbers[0]}?"
    core += ":" * core.endswith(_ASKING)
    subject = " ".join(term.syllable for term in old.terms if term.weight >= 0.4)
    joint = "in" if new.language == "en" else "ở"
    places = [] if new.places else [f"{joint} {place.words}" for place in old.places]
    return " ".join([core, subject, *places]) + "?"


def _exchange_places(text: str, old: Query, new: Query) -> str:
    names = " và ".join(place.words for place in new.places)
    if not old.places:
        joint = " in " if old.language == "en" else " ở "
        return f"{text.rstrip(_END)}{joint}{names}?"
    for index, place in enumerate(sorted(old.places, key=lambda place: -place.start)):
        keep = names if index == len(old.places) - 1 else ""
        text = text[: place.start] + keep + text[place.end :]
    return text


def _exchange_years(text: str, core: str) -> str:
    said = PERIOD.search(core) or YEAR.search(core)
    if said is None:
        return text
    if PERIOD.search(text):
        spoken = said[0] if PERIOD.search(said[0]) else f"năm {said[0]}"
        return re.sub(
            r"giai đoạn năm|giai doan nam", "năm", PERIOD.sub(lambda _: spoken, text, count=1), flags=re.IGNORECASE
        )
    if YEAR.search(text):
        return YEAR.sub(lambda _: said[0], text, count=1)
    return f"{text.rstrip(_END)} năm {said[0]}?"


def _exchange_subject(core: str, old: Query, before: str) -> str:
    """A new subject asked the old way: its place and years are kept, its words replaced."""
    kept = " ".join([*(f"ở {place.words}" for place in old.places), *(f"năm {year}" for year in old.years[:1])])
    asked = {
        "lead": "Ai chủ trì",
        "coordinate": "Cơ quan nào phối hợp",
        "target": "Chỉ tiêu bao nhiêu",
        "deadline": "Thời hạn",
        "tasks": "Nhiệm vụ của",
    }.get(old.intent, "")
    if fold(core) == fold(before):
        return before
    if old.language == "en":
        return _exchange_subject_in_english(core, old)
    return " ".join(part for part in (asked, core, kept) if part) + "?"


def _exchange_subject_in_english(core: str, old: Query) -> str:
    asked = {
        "lead": "Who leads",
        "coordinate": "Who coordinates",
        "target": "What is the target for",
        "deadline": "What is the deadline of",
    }
    kept = [*(f"in {place.words}" for place in old.places), *(f"by {year}" for year in old.years[:1])]
    if old.intent == "tasks":
        return " ".join(["What must", core, "do", *kept]) + "?"
    return " ".join([asked.get(old.intent, "What about"), core, *kept]) + "?"


def _with_place(question: str, old: Query) -> str:
    return question if not old.places else f"{question.rstrip(_END)} ở {old.places[0].words}?"
