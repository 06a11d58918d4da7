"""Every sentence an answer is made of, in Vietnamese and English, and how documents, dates and bodies are named.

The words of documents are never translated: bodies keep their Vietnamese name, with the English one beside it in
English answers.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from retrieval.references import kind_of_symbol
from retrieval.text import squeeze
from retrieval.types import AssignmentRole, Document, Language, RelationType


@dataclasses.dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences with named slots for `str.format`."""

    according: str
    roles: Mapping[AssignmentRole, str]
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
    listed: str
    refusal: str
    relation: Mapping[RelationType, str]
    relation_passive: Mapping[RelationType, str]
    refusal_place: str
    refusal_number: str
    unchanged: str
    refusal_empty: str
    searched: str
    searched_many: str
    searched_places: str
    more_kinds: str
    more_places: str
    nothing: str
    narrow: str
    attached: str
    numbered: str
    dated: str
    partners: str
    by_when: str
    by_when_of: str
    what: str
    who: str
    to: str
    other_years: str
    contradicted_lead: str
    contradicted_date: str
    contradicted_value: str
    duty: Mapping[AssignmentRole, str]
    helps: str
    left: str
    left_tasks: str
    left_items: str
    elsewhere: str
    compared: Mapping[str, str]
    not_said: str
    standing: Mapping[str, str]
    standing_line: str
    its_standing: str
    to_copy: str
    by_place: str
    offers: Mapping[str, str]
    slots: Mapping[str, str]
    merged: str
    item: str


WARNING = "⚠"
"""What a line begins with that a reader must not miss."""

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
        searched_many="Đã tìm trong {count} văn bản ({kinds}){places}.",
        searched_places=" của {places}",
        more_kinds="{count} văn bản loại khác",
        more_places="{count} nơi khác",
        nothing="Chưa có văn bản nào được nạp.",
        narrow="{question} ở {place}?",
        attached="{kind} kèm theo {parent_kind} số {parent}",
        numbered="{kind} số {number}",
        dated="{name} ngày {date}",
        partners="Phối hợp với: {partners}",
        by_when="Thời hạn: {when}",
        by_when_of="{what}: {when}",
        what="Việc: {what}",
        who="Ai thực hiện: {who}",
        to="Gửi: {to}",
        other_years="Các mốc khác của chỉ tiêu này: {values}",
        contradicted_lead="⚠ Văn bản tự mâu thuẫn: chỗ khác giao {agency} chủ trì",
        contradicted_date="⚠ Văn bản tự mâu thuẫn: chỗ khác ghi {when}",
        contradicted_value="⚠ Văn bản tự mâu thuẫn: chỗ khác ghi {value}",
        duty={
            "lead": "Chủ trì: {task}",
            "coordinate": "Phối hợp: {task}",
            "advise": "Tham mưu: {task}",
            "execute": "Thực hiện: {task}",
            "requested": "Được đề nghị: {task}",
        },
        helps="Phối hợp với {agency}: {task}",
        left="Và còn {counts}.",
        left_tasks="{count} nhiệm vụ khác, xem {where}",
        left_items="{count} mục khác, xem {where}",
        elsewhere="các văn bản khác",
        compared={"place": "Nơi", "document": "Văn bản", "year": "Năm", "value": "Mức"},
        not_said="không nêu",
        standing={
            "current": "hiện hành theo các văn bản ở đây",
            "amended": "được sửa đổi, bổ sung bởi {document}",
            "replaced": "đã được thay thế bởi {document}",
            "over": "đã hết thời gian thực hiện ghi ở tên văn bản ({period})",
            "pending": "chưa có hiệu lực, có hiệu lực từ ngày {date}",
            "to_be_amended": "sẽ được sửa đổi, bổ sung bởi {document} từ ngày {date}",
            "to_be_replaced": "sẽ được thay thế bởi {document} từ ngày {date}",
        },
        standing_line="{document}: {standing}.",
        its_standing="Tình trạng văn bản",
        to_copy="Dòng căn cứ để chép:",
        by_place="Câu hỏi không nêu nơi nào nên xin trả lời theo từng nơi:",
        offers={
            "lead": "Ai chủ trì {what}{where}?",
            "target": "Chỉ tiêu {what}{by}{where} là bao nhiêu?",
            "deadline": "Hạn {what}{where} là khi nào?",
            "tasks": "{what} phải làm gì{where}?",
            "date": "{what}{where} ban hành ngày nào?",
            "basis": "{what}{where} căn cứ vào đâu?",
        },
        slots={
            "in_place": " ở {place}",
            "of_place": " của {place}",
            "under": " theo {document}",
            "by_year": " đến năm {year}",
            "in_period": " giai đoạn {period}",
        },
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
        searched_many="Searched {count} documents ({kinds}){places}.",
        searched_places=" of {places}",
        more_kinds="{count} of other kinds",
        more_places="{count} other places",
        nothing="No document has been ingested yet.",
        narrow="{question} in {place}?",
        attached="{kind} issued with {parent_kind} {parent}",
        numbered="{kind} {number}",
        dated="{name} of {date}",
        partners="Together with: {partners}",
        by_when="Deadline: {when}",
        by_when_of="{what}: {when}",
        what="What: {what}",
        who="Who: {who}",
        to="To: {to}",
        other_years="The same target in other years: {values}",
        contradicted_lead="⚠ The document contradicts itself: elsewhere {agency} leads",
        contradicted_date="⚠ The document contradicts itself: elsewhere it says {when}",
        contradicted_value="⚠ The document contradicts itself: elsewhere it says {value}",
        duty={
            "lead": "Leads: {task}",
            "coordinate": "Takes part in: {task}",
            "advise": "Advises on: {task}",
            "execute": "Carries out: {task}",
            "requested": "Is requested to: {task}",
        },
        helps="Works with {agency} on: {task}",
        left="And {counts}.",
        left_tasks="{count} more tasks, see {where}",
        left_items="{count} more items, see {where}",
        elsewhere="other documents",
        compared={"place": "Place", "document": "Document", "year": "Year", "value": "Value"},
        not_said="not said",
        standing={
            "current": "current, as far as the documents here say",
            "amended": "amended by {document}",
            "replaced": "replaced by {document}",
            "over": "the period in its title is over ({period})",
            "pending": "not yet in force; it takes effect on {date}",
            "to_be_amended": "to be amended by {document} from {date}",
            "to_be_replaced": "to be replaced by {document} from {date}",
        },
        standing_line="{document}: {standing}.",
        its_standing="Status of the document",
        to_copy="How a Vietnamese document cites it, to be copied:",
        by_place="The question names no place, so here is the answer for each:",
        offers={
            "lead": "Who leads the {what} task{where}?",
            "target": "What is the target for {what}{by}{where}?",
            "deadline": "What is the deadline of the {what} task{where}?",
            "tasks": "What must the {what} do{where}?",
            "date": "When was {what}{where} issued?",
            "basis": "What is the legal basis of {what}{where}?",
        },
        slots={
            "in_place": " in {place}",
            "of_place": " of {place}",
            "under": " under {document}",
            "by_year": " by {year}",
            "in_period": " in {period}",
        },
        merged="{old} is now part of {now}.",
        item="{question} – point {item}",
    ),
}
KINDS_EN = {
    "Quyết định": "Decision", "Kế hoạch": "Plan", "Nghị quyết": "Resolution", "Chỉ thị": "Directive",
    "Thông báo": "Notice", "Thông tư": "Circular", "Nghị định": "Decree", "Luật": "Law",
    "Quy chế": "Regulation", "Quy định": "Regulation", "Báo cáo": "Report", "Công văn": "Official letter",
    "Hướng dẫn": "Guidance", "Đề án": "Scheme", "Chương trình": "Programme", "Tờ trình": "Submission",
    "Giấy mời": "Invitation", "Phương án": "Plan",
}  # fmt: skip


_ONES = {
    "vi": "không một hai ba bốn năm sáu bảy tám chín".split(),
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split(),
}
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(count: int, language: Language) -> str:
    """A count of what the answer itself holds, from 0 to 99: figures are for what documents say."""
    ones = _ONES[language]
    tens, one = divmod(min(count, 99), 10)
    if language == "en":
        return ones[count] if count < 20 else _TENS_EN[tens - 2] + (f"-{ones[one]}" if one else "")
    if not tens:
        return ones[one]
    last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(one, ones[one])
    return squeeze(f"{'mười' if tens == 1 else f'{ones[tens]} mươi'} {last}")


_NAMED = 3
"""Documents that are named one by one; more are counted."""
_KINDS_COUNTED, _PLACES_NAMED = 4, 6


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How many documents there are, of which kinds and places, the most frequent first."""

    documents: tuple[Document, ...]
    kinds: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Tally:
        """The tally of `documents`; of places only where they are few enough to be told apart."""
        return cls(
            tuple(documents),
            _counted(document.kind for document in documents),
            _counted(document.region for document in documents if document.region),
        )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda entry: (-entry[1], entry[0])))


def name_searched(tally: Tally, language: Language) -> str:
    """What was searched: a few documents by name, many by number, kind and place."""
    phrases = PHRASES[language]
    total = len(tally.documents)
    if total <= _NAMED:
        names = "; ".join(name_document(document, language) for document in tally.documents)
        return phrases.searched.format(documents=names)
    kinds = [_count_kind(kind, count, language) for kind, count in tally.kinds[:_KINDS_COUNTED]]
    if more := sum(count for _, count in tally.kinds[_KINDS_COUNTED:]):
        kinds.append(phrases.more_kinds.format(count=_show_count(more, language)))
    places = [place for place, _ in tally.places[:_PLACES_NAMED]]
    if others := len(tally.places) - len(places):
        places.append(phrases.more_places.format(count=_show_count(others, language)))
    named = phrases.searched_places.format(places=", ".join(places)) if places else ""
    return phrases.searched_many.format(count=_show_count(total, language), kinds=", ".join(kinds), places=named)


def _count_kind(kind: str, count: int, language: Language) -> str:
    name = name_kind(kind, language)
    name = name[:1].lower() + name[1:]
    plural = "s" if language == "en" and kind in KINDS_EN and count > 1 else ""
    return f"{_show_count(count, language)} {name}{plural}"


def _show_count(count: int, language: Language) -> str:
    return f"{count:,}".replace(",", "." if language == "vi" else ",")


def name_kind(kind: str, language: Language) -> str:
    """A kind of document in a language; one without an English name keeps its own."""
    return kind if language == "vi" else KINDS_EN.get(kind, kind)


def show_date(date: datetime.date, language: Language) -> str:
    """“22/12/2015” in Vietnamese, “22 December 2015” in English."""
    if language == "vi":
        return f"{date.day:02d}/{date.month:02d}/{date.year}"
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


MONTHS = [
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
    kind = name_kind(document.kind, language)
    if document.number:
        name = phrases.numbered.format(kind=kind, number=document.number)
        if document.issued_on:
            name = phrases.dated.format(name=name, date=show_date(document.issued_on, language))
    elif document.issued_with:
        parent_kind = name_kind(kind_of_symbol(document.issued_with), language)
        name = squeeze(phrases.attached.format(kind=kind, parent=document.issued_with, parent_kind=parent_kind))
    else:
        name = f"{kind} “{document.title}”"
    return f"{name} ({document.region})" if place and document.region else name
