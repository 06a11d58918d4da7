"""The slots of a question – place, year, number, body, subject – exchanged for those that a follow-up names."""

from __future__ import annotations

import re

from retrieval.query import Query
from retrieval.references import PERIOD, YEAR
from retrieval.text import fold, syllables
from retrieval.weights import ENGLISH_STOP

END = "?.？ "
"""What may end a question."""
_LINKS = re.compile(
    r"\b(?:đến|vào|năm|giai đoạn|ở|tại|của|tỉnh|huyện|cho|với|den|nam|giai doan|o|tai|cua|tinh|by|in|for|of|the|"
    r"period)\b",
    re.IGNORECASE,
)
_KIND_WORDS = r"(?:quyết định|kế hoạch|nghị quyết|chỉ thị|thông tư|văn bản|quyet dinh|ke hoach|decision|plan|qđ|qd|kh)"
_ASKING = (" nào", " gì", " đâu", " bao lâu", " nao", " gi", " dau", " bao lau", " when", "bao nhiêu", "bao nhieu")
"""Ends of a question that no subject follows without a pause: “Hạn chót là khi nào: chuyển đổi số?”"""
_IT = re.compile(
    r"\b(?:nó|it|that|this)\b|\b(?:quyết định|kế hoạch|văn bản|việc|nhiệm vụ|chỉ tiêu|đề án) (?:này|đó|ấy|trên)\b",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"[\s,]*(?:\b(?:ở|tại|của|cho|o|tai|cua|in|of|for|at)\s+)?(?:\b(?:tỉnh|huyện|thành phố|xã|quận|thị xã|tinh|huyen|"
    r"thanh pho|xa|quan|thi xa)\s+)?$",
    re.IGNORECASE,
)
_ASKED = {
    "lead": "Ai chủ trì",
    "coordinate": "Cơ quan nào phối hợp",
    "target": "Chỉ tiêu bao nhiêu",
    "deadline": "Thời hạn",
    "tasks": "Nhiệm vụ của",
}
_ASKED_IN_ENGLISH = {
    "lead": "Who leads",
    "coordinate": "Who coordinates",
    "target": "What is the target for",
    "deadline": "What is the deadline of",
}


def exchange(core: str, new: Query, old: Query, *, asked: str | None, says: bool) -> str:
    """The question before with the slots that `core` fills: place, year, or its subject.

    Args:
        core: the follow-up without the words that open and close it.
        new: `core`, read.
        old: the question before, read.
        asked: the whole follow-up where it points back (“nhiệm vụ đó”).
        says: whether the follow-up says what it is about.
    """
    before = old.question
    said = subject(core, new) if says else ""
    if said and asked:
        return f"{asked.rstrip(END)} ({before.rstrip(END)})?"
    if said:
        return _exchange_subject(core, said, new, old)
    made = before
    if new.places:
        made = _exchange_places(made, old, new)
    return _exchange_years(made, core) if new.years else made


def subject(core: str, new: Query) -> str:
    """What is left of a short follow-up when its places, years and small words are taken out."""
    left = core
    for place in sorted(new.places, key=lambda place: -place.start):
        left = left[: place.start] + left[place.end :]
    left = _LINKS.sub(" ", YEAR.sub(" ", PERIOD.sub(" ", left)))
    return " ".join(left.split())


def exchange_number(core: str, old: Query) -> str:
    """“Thế còn kế hoạch 94?”: the document of the question before gives way to the one that is named now."""
    return re.sub(_named(old.numbers[0]), lambda _: core.strip(" ?"), old.question, count=1, flags=re.IGNORECASE)


def document(old: Query) -> str:
    """The document that a question names, as it names it: “Quyết định 2764/QĐ-UBND”."""
    named = re.search(_named(old.numbers[0]), old.question, re.IGNORECASE)
    return named[0] if named else old.numbers[0]


def _named(number: str) -> str:
    """A pattern of a document's number as a question spells it, with its kind when that stands before it."""
    spelt = r"[\s/–-]*".join(re.escape(part) for part in re.split(r"[\s/–-]+", number))
    return rf"(?:{_KIND_WORDS}\s+(?:(?:số|so|no\.?)\s+)?)?{spelt}"


def ask_of_the_same(core: str, new: Query, old: Query) -> str:
    """“Ai ký?”, “Ai phối hợp?” after a question that said of what: its subject, place and document are kept."""
    core = " ".join(_IT.sub("", core).split()).strip(" ,?")
    core = core[:1].upper() + core[1:]
    if old.numbers:
        return f"{core} {document(old)}?"
    english = new.language == "en" and old.language == "en"
    core += ":" * (core.endswith(_ASKING) or english)
    about = _english_subject(old) if english else _subject_of(old)
    joint = "in" if new.language == "en" else "ở"
    places = [] if new.places else [f"{joint} {place.words}" for place in old.places]
    return " ".join(filter(None, [core, about, *places])) + "?"


def _subject_of(old: Query) -> str:
    """The words that say what a question is about, with the small words between them: “đề án đào tạo từ xa”."""
    strong = {term.syllable for term in old.terms if term.weight >= 0.4}
    words = syllables(old.text)
    kept: list[str] = []
    for index, word in enumerate(words):
        between = 0 < index < len(words) - 1 and words[index - 1] in strong and words[index + 1] in strong
        if word in strong or (between and fold(word) in _SMALL):
            kept.append(word)
    return " ".join(kept)


_SMALL = frozenset("tu va cua cho trong ve voi cac theo do duoc den ra vao".split())
"""Small words that belong to the words around them."""


def _english_subject(old: Query) -> str:
    """The words of an English question that say what it is about, its places and years left out."""
    left = old.question
    for place in sorted(old.places, key=lambda place: -place.start):
        left = left[: place.start] + " " + left[place.end :]
    words = re.findall(r"[\w'’-]+", YEAR.sub(" ", PERIOD.sub(" ", left)))
    return " ".join(word for word in words if word.lower() not in ENGLISH_STOP)


def ask_tasks(body: str, new: Query, old: Query) -> str:
    """“Vậy Sở Tài chính thì sao?”: what that body has to do, in the place that was spoken of."""
    places = new.places or old.places
    if old.language == "en":
        return " ".join(["What must", body, "do", *(f"in {place.words}" for place in places)]) + "?"
    return " ".join([f"{body[:1].upper()}{body[1:]} phải làm gì", *(f"ở {place.words}" for place in places)]) + "?"


def with_place(question: str, old: Query) -> str:
    """A question that opens like a follow-up and names no place, in the place that was spoken of."""
    return question if not old.places else f"{question.rstrip(END)} ở {old.places[0].words}?"


def without_places(old: Query) -> str:
    """The question before, asked of every place, for “các tỉnh khác thì sao?”."""
    text = old.question
    for place in sorted(old.places, key=lambda place: -place.start):
        text = _PLACE_BEFORE.sub("", text[: place.start]) + text[place.end :]
    text = " ".join(text.split()).strip(" ,")
    return text[:1].upper() + text[1:]


def _exchange_places(text: str, old: Query, new: Query) -> str:
    names = " và ".join(place.words for place in new.places)
    if not old.places:
        joint = " in " if old.language == "en" else " ở "
        return f"{text.rstrip(END)}{joint}{names}?"
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
    if PERIOD.search(said[0]) and YEAR.search(text):
        return _BY_YEAR.sub(lambda found: _in_period(found, said[0]), text, count=1)
    if YEAR.search(text):
        return YEAR.sub(lambda _: said[0], text, count=1)
    return f"{text.rstrip(END)} năm {said[0]}?"


_BY_YEAR = re.compile(rf"(?:\b(?:đến|den|by|in|trong)\s+)?(?:\b(?:năm|nam)\s+)?{YEAR.pattern}", re.IGNORECASE)


def _in_period(by_year: re.Match[str], period: str) -> str:
    """A period in the words that suit it where a year stood: “Đến năm 2025” → “Giai đoạn 2026-2030”."""
    if by_year[0].lower().startswith(("by", "in")):
        return f"in {period}"
    return f"{'G' if by_year[0][0].isupper() else 'g'}iai đoạn {period}"


_MEASURE = re.compile(
    r"(?:\b(?:tối đa|tối thiểu|ít nhất|nhiều nhất|không quá|toi da|toi thieu|it nhat|nhieu nhat|khong qua)\s+)"
    r"(?:là\s+|la\s+)?(?:bao nhiêu|mấy|bao nhieu|may)(?:\s+\w+){0,2}\s*[?？.]*\s*$",
    re.IGNORECASE,
)
"""How a question measures, at its end: “tối đa bao nhiêu điểm?”."""


def _exchange_alike(said: str, old: Query) -> str:
    """The question before with what begins like `said` exchanged: “giải nhất” for “giải ba”."""
    words = said.split()
    for shared in range(len(words) - 1, 0, -1):
        beginning = r"\s+".join(map(re.escape, words[:shared]))
        others = r"\s+".join([r"[^\W_]+"] * (len(words) - shared))
        found = list(re.finditer(rf"\b{beginning}\s+({others})", old.question, re.IGNORECASE))
        inside = any(place.start < one.end(1) and one.start(1) < place.end for one in found for place in old.places)
        if len(found) == 1 and not inside and len(words) - shared <= shared:
            return f"{old.question[: found[0].start(1)]}{' '.join(words[shared:])}{old.question[found[0].end(1) :]}"
    return ""


_MEASURED = re.compile(
    r"(?:tỷ|tỉ|ty|ti) (?:lệ|suất|le|suat)\b|(?:số|so)\b|mức\b|muc\b|bao nhiêu|bao nhieu", re.IGNORECASE
)
_COUNTED = frozenset({"target", "compare"})


def _exchange_last(said: str, new: Query, old: Query) -> str:
    """The question before with its last subject exchanged, where it counts one thing of another.

    “Năm 2023 ghi nhận bao nhiêu ca sốt rét?”, “Còn sởi?”: what is counted (ca) stays where `said` names no measure.
    """
    if old.intent not in _COUNTED or new.places or new.years or _MEASURED.match(said):
        return ""
    chunks: dict[int, list[str]] = {}
    for term in old.terms:
        if term.weight >= _SAYS_MUCH:
            chunks.setdefault(term.chunk, []).append(term.syllable)
    if len(chunks) < _SEVERAL:
        return ""
    last = chunks[max(chunks)]
    if len(last) > 1 and fold(last[0]) in _COUNTING and fold(said.split(maxsplit=1)[0]) not in _COUNTING:
        last = last[1:]
    found = list(re.finditer(r"\W+".join(map(re.escape, last)), old.question, re.IGNORECASE))
    if not found or any(found[-1].start() < place.end and place.start < found[-1].end() for place in old.places):
        return ""
    return f"{old.question[: found[-1].start()]}{said}{old.question[found[-1].end() :]}"


_COUNTING = frozenset("ca vu lop truong ho xa nguoi can bo luot con cai giuong".split())
"""Nouns by which others are counted: “bao nhiêu ca sốt rét”."""
_SAYS_MUCH, _SEVERAL = 0.4, 2
"""From which weight a word says what a question is about; of how many stretches of them the last may give way."""


def _exchange_subject(core: str, said: str, new: Query, old: Query) -> str:
    """A new subject asked the old way: place and years are kept unless new ones are named."""
    if fold(core) == fold(old.question):
        return old.question
    if made := _exchange_alike(said, old) or _exchange_last(said, new, old):
        return made
    english = old.language == "en"
    place_word, year_word = ("in", "by") if english else ("ở", "năm")
    places = [f"{place_word} {place.words}" for place in new.places or old.places]
    periods = new.periods or (() if new.years else old.periods)
    years = [f"{first}-{last}" for first, last in periods[:1]]
    years = years or [f"{year_word} {year}" for year in (new.years or old.years)[:1]]
    kept = [*places, *years]
    if english and old.intent == "tasks":
        return " ".join(["What must", said, "do", *kept]) + "?"
    asked = _ASKED_IN_ENGLISH.get(old.intent, "What about") if english else _ASKED.get(old.intent, "")
    asked = "" if new.intent != "other" else asked if old.toned else fold(asked)
    if asked and old.intent == "target" and (measure := _MEASURE.search(old.question)):
        return " ".join([f"{said[:1].upper()}{said[1:]}", measure[0].strip(END), *kept]) + "?"
    said = said if asked or english else said[:1].upper() + said[1:]
    return " ".join(part for part in (asked, said, *kept) if part) + "?"
