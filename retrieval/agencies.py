"""Grammar of the names of agencies, as administrative documents print them. Pure; for ingest and questions.

A name is a head (Sở, Phòng, Ủy ban nhân dân, Hội …), the field it works in, and where it sits:
“Sở Lao động - Thương binh và Xã hội tỉnh Hòa Bình”. A class of bodies is a list of common
nouns: “các sở, ban, ngành có liên quan”. Names hold hyphens, commas and “và” of their own, so a list
is not cut at its commas: it is read name by name.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from retrieval.text import CAPITALS, fold, nfc, syllables
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclasses.dataclass(frozen=True, slots=True)
class AgencyMention:
    """A body or a class of bodies, as printed, and where it stands in the text that was searched."""

    name: str
    span: Span
    specific: bool
    """Whether it is one body with a name (“Sở Tài chính”) rather than a class (“các sở, ngành liên quan”)."""


_SMALL = "a-z" + CAPITALS[3:].lower()
_CAP = rf"[{CAPITALS}][^\W\d_]*(?:&[^\W\d_]+)*"
_END = r"(?!\w)"


def _any(*phrases: str) -> str:
    """An alternation of phrases, longest first, with any white space and either place of the tone mark."""
    ordered = sorted((part for phrase in phrases for part in phrase.split("|")), key=len, reverse=True)
    pattern = "|".join(re.sub(r"\s+", r"\\s+", phrase) for phrase in ordered)
    pattern = pattern.replace("ủy", "(?:ủy|uỷ)").replace("hóa", "(?:hóa|hoá)").replace("kỹ", "(?:kỹ|kĩ)")
    return pattern.replace("tòa", "(?:tòa|toà)").replace("khỏe", "(?:khỏe|khoẻ)")


_LEVEL = (
    rf"(?:{_any('tỉnh|huyện|thị xã|thành phố|quận|xã|phường|thị trấn|đặc khu|khu vực')}|TP\.?){_END}"
    r"(?!\s+(?:hội\s|"
    r"[uủ][ỷy]\b|đoàn\b))"
)
_PLACE = rf"{_CAP}(?:\s+{_CAP}){{0,3}}"
_LEVELS = rf"(?:(?:các|cả|toàn|mỗi)\s+)?(?:cấp\s+)?(?i:{_LEVEL})(?:\s+{_PLACE})?"
_WHERE = (
    rf"(?:{_LEVELS}(?:\s*(?:,|/|và|-)\s*{_LEVELS})*|các\s+cấp|cấp\s+trên|cùng\s+cấp|[Tt]rung\s+ương|"
    r"các\s+địa\s+phương|địa\s+phương|"
    rf"cơ\s+sở|(?i:tỉnh|huyện|thành|thị|quận|đảng)\s+(?i:ủy|uỷ){_END}|Việt\s+Nam(?:\s+{_LEVELS})?)"
)
"""Where a body sits: “tỉnh”, “các huyện, thị xã, thành phố”, “thành phố Vĩnh Long”, “các cấp”."""

_FIELDS = _any(
    "giáo dục|đào tạo|lao động|thương binh|xã hội|văn hóa|thể thao|thể dục thể thao|du lịch|thông "
    "tin|truyền thông|kế hoạch|đầu tư|tài chính|"
    "nội vụ|tư pháp|y tế|xây dựng|giao thông vận tải|giao thông|công thương|khoa học|công nghệ|"
    "kỹ thuật|nông nghiệp|phát triển nông thôn|"
    "nông thôn|môi trường|tài nguyên|dân tộc|tôn giáo|ngoại vụ|quy hoạch|kiến trúc|kinh tế|hạ "
    "tầng|đô thị|quản lý đô thị|gia đình|trẻ em|"
    "dân số|an toàn thực phẩm|quốc phòng|công an|ngoại giao|nhân dân|tổ chức|kiểm tra|tuyên giáo|"
    "dân vận|nội chính|khuyến học|nông dân|"
    "phụ nữ|liên hiệp phụ nữ|thanh niên|liên hiệp thanh niên|cựu chiến binh|người cao tuổi|cựu "
    "giáo chức|chữ thập đỏ|luật gia|nhà báo|"
    "sinh viên|người khuyết tật|cựu thanh niên xung phong|doanh nghiệp|doanh nhân trẻ|phát thanh|"
    "truyền hình|truyền thanh|"
    "giáo dục thường xuyên|giáo dục nghề nghiệp|hướng nghiệp|dạy nghề|học tập cộng đồng|ngoại "
    "ngữ|tin học|dịch vụ việc làm|"
    "quân sự|chỉ huy quân sự|biên phòng|quản lý thị trường|thi hành án dân sự|thống kê|hợp tác "
    "xã|khoa học kỹ thuật|chuyển đổi số|"
    "tổng hợp|hành chính|công chức|xúc tiến đầu tư|nghiệp vụ|phục vụ hành chính công|kiểm lâm|"
    "thủy lợi|chăn nuôi|thú y|bảo vệ thực vật|mầm non|tiểu học|trung học|trung học cơ sở|trung học phổ thông|khảo thí|"
    "quản lý chất lượng|kiểm định chất lượng|chính trị|tư tưởng|học sinh|kiểm soát bệnh tật|bệnh tật|nghiệp vụ y|"
    "nghiệp vụ dược|dược|khám chữa bệnh|phòng bệnh|bảo trợ xã hội|người có công|giảm nghèo|bảo hiểm y tế|việc làm|"
    "lâm nghiệp|trồng trọt|thủy sản|kinh tế số|chính quyền số|bưu chính|viễn thông|báo chí|xuất bản|năng lượng|"
    "kỹ thuật an toàn|xuất nhập khẩu|nhà ở|vật liệu xây dựng|đất đai|đo đạc|bản đồ|khoáng sản|biển|hải đảo|khí hậu|"
    "khí tượng thủy văn|hộ tịch|bổ trợ tư pháp|pháp chế|thi đua|khen thưởng|biên chế|cải cách hành chính|"
    "xây dựng chính quyền|công tác thanh niên|cảnh sát|an ninh|giao thông công cộng|vận tải|hạ tầng giao thông"
)
_LOOSE_FIELDS = _any(
    "thể thao|thương binh|du lịch|truyền hình|nông dân|phụ nữ|cựu chiến binh|người cao tuổi|thông tin|xã hội|môi trường"
)
"""Fields that may follow another without a mark between: “Sở Văn hóa thể thao và du lịch”."""
_COMMA_AFTER = re.compile(rf"(?:{_any('văn hóa|lao động|thể thao|thông tin|kinh tế')})$", re.IGNORECASE)
_COMMA_BEFORE = re.compile(
    rf"(?:{_any('thể thao|thương binh|thông tin|khoa học|du lịch|gia đình|hạ tầng')}){_END}", re.IGNORECASE
)
_HEADS = _any(
    "sở|phòng|ban|bộ|ủy ban nhân dân|ủy ban mặt trận tổ quốc|mặt trận tổ quốc|ủy ban|UBND|HĐND|"
    "UBMTTQ|UBMTTQVN|MTTQ|hội đồng nhân dân|hội|"
    "liên đoàn|liên hiệp các hội|liên hiệp|liên minh|đoàn thanh niên|đoàn|tỉnh đoàn|huyện đoàn|"
    "thành đoàn|thị đoàn|xã đoàn|quận đoàn|"
    "trung tâm|trường|trường đại học|trường cao đẳng|trường trung cấp|trường chính trị|đại học|"
    "học viện|viện|đài|báo|tạp chí|"
    "văn phòng|thanh tra|công an|kho bạc nhà nước|kho bạc|cục|chi cục|tổng cục|vụ|thuế|cục thuế|"
    "bảo hiểm xã hội|ngân hàng nhà nước|"
    "ngân hàng chính sách xã hội|ngân hàng|tòa án nhân dân|tòa án|viện kiểm sát nhân dân|viện "
    "kiểm sát|quỹ|nhà văn hóa|thư viện|bảo tàng|"
    "công đoàn|tỉnh ủy|huyện ủy|thành ủy|thị ủy|quận ủy|đảng ủy|cấp ủy|ban chấp hành|ban thường "
    "vụ|ban cán sự đảng|bộ chỉ huy quân sự|"
    "ban chỉ huy quân sự|bộ chỉ huy bộ đội biên phòng|bộ tư lệnh|bộ đội biên phòng|hải quan|bưu "
    "điện|viễn thông|điện lực|chính phủ|"
    "thủ tướng chính phủ|quốc hội|bệnh viện|tập đoàn|tổng công ty|công ty|nhà thiếu nhi"
)
_HEAD_AHEAD = rf"(?!(?i:{_HEADS}|cơ\s+quan|đơn\s+vị|thường\s+trực){_END})"
_VERBS = "và|có|là|chủ|phối|tổ|xây|các|với|cho|thực|triển|hướng|được|tham|trong"
_SYLLABLE = rf"(?!(?:{_VERBS})\b)[{_SMALL}]+{_END}"
_ACTIVITIES = _any(
    "quản lý|bảo vệ|phát triển|hỗ trợ|xúc tiến|kiểm soát|bảo trợ|khuyến|dịch vụ|kiểm định|bảo tồn|điều hành"
)
_ACTIVITY = rf"(?i:{_ACTIVITIES}){_END}"
_UNIT = (
    rf"(?:(?i:{_FIELDS}){_END}|(?=[{CAPITALS}]){_ACTIVITY}\s+(?:{_CAP}|{_SYLLABLE})(?:\s+{_SYLLABLE})?|"
    rf"{_HEAD_AHEAD}(?:{_CAP}(?:\s+{_CAP})+|{_CAP}(?:\s+{_SYLLABLE})?))"
)
_FIRST_UNIT = re.compile(rf"\s+(?:{_UNIT})")
_NEXT_UNITS = (
    re.compile(rf"\s*(?:-|–|&|/)\s*(?:và\s+)?{_HEAD_AHEAD}(?:{_UNIT})"),
    re.compile(rf"\s+và\s+{_HEAD_AHEAD}(?:{_UNIT})"),
    re.compile(rf"\s+{_HEAD_AHEAD}(?:(?i:{_LOOSE_FIELDS}){_END}|{_PLACE})"),
)
_COMMA = re.compile(r"\s*,\s*(?:và\s+)?")
_ANY_FIELD = re.compile(rf"(?i:{_FIELDS}){_END}")
_SEAT = re.compile(rf"\s+(?:của\s+)?(?:{_WHERE})(?!\w)")
_MEMBERS = re.compile(r"\s+và\s+các\s+(?:tổ\s+chức\s+)?(?:đoàn\s+thể\s+)?thành\s+viên\b")
_HEAD = re.compile(rf"(?:(?i:tỉnh|huyện)\s+(?=(?i:hội)\s))?(?i:{_HEADS}){_END}")
_STEERING = re.compile(rf"(?i:ban\s+chỉ\s+đạo){_END}(?:(?:\s+[^\s,;.:()]+){{0,9}}?\s+(?:{_WHERE})(?!\w))?")
_TITLE = re.compile(
    r"(?:(?:(?:đồng\s+chí|phó|quyền)\s+)?(?:tổng\s+giám\s+đốc|giám\s+đốc|thủ\s+trưởng|chủ\s+tịch|"
    r"chánh|cục\s+trưởng|hiệu\s+trưởng|bộ\s+trưởng|"
    r"người\s+đứng\s+đầu|bí\s+thư|trưởng|lãnh\s+đạo|chủ\s+nhiệm|thường\s+trực)\s+)+",
    re.IGNORECASE,
)
_STANDALONE = _any(
    "UBND|HĐND|MTTQ|UBMTTQ|UBMTTQVN|chính phủ|thủ tướng chính phủ|quốc hội|tỉnh đoàn|huyện đoàn|thành đoàn|"
    "thị đoàn|tỉnh ủy|huyện ủy|thành ủy|thị ủy|đảng ủy|công an|bộ đội biên phòng|nhà văn hóa|"
    "thư viện|bảo tàng|"
    "mặt trận tổ quốc|ủy ban nhân dân|hội đồng nhân dân|ủy ban mặt trận tổ quốc|kho bạc nhà nước|"
    "bảo hiểm xã hội|đoàn thanh niên"
)
_STANDS_ALONE = re.compile(rf"(?:{_STANDALONE})$", re.IGNORECASE)

_NOUNS = _any(
    "sở|ban|ngành|phòng|đoàn thể|cơ quan|đơn vị|tổ chức|địa phương|cấp|hội|bộ phận|phòng nghiệp "
    "vụ|hội đoàn thể|doanh nghiệp|trường|cá nhân|cơ sở giáo dục|"
    "cơ sở giáo dục nghề nghiệp|cơ sở giáo dục đại học|cơ sở giáo dục thường xuyên|cơ sở đào "
    "tạo|cơ sở|lực lượng|lực lượng chức năng|"
    "ngành chức năng|chính quyền|cấp ủy|cấp ủy đảng|đài|trung tâm|viện|nhà trường|trường đại "
    "học|trường cao đẳng|trường học|cao đẳng|đại học|"
    "trung cấp|hợp tác xã|chủ đầu tư|quận|bộ|cục|vụ|chi cục|phòng chuyên môn|đơn vị sự nghiệp|"
    "lực lượng vũ trang|"
    "mặt trận|tổ dân phố|huyện|thị xã|thành phố|phường|thị trấn|tỉnh|đài truyền thanh|đài phát "
    "thanh|cơ quan báo chí|trạm y tế"
)
_QUALITIES = _any("chức năng|chuyên môn|trực thuộc|hữu quan|thành viên|báo chí|thông tấn|khác|có thẩm quyền")
_MODIFIER = (
    rf"(?:(?:và\s+)?(?:có\s+)?liên\s+quan(?:\s+khác)?|{_QUALITIES}|"
    r"truyền\s+thông(?:\s+đại\s+chúng)?|thông\s+tin\s+cơ\s+sở|chính\s+trị(?:\s*[-–]\s*|\s+)xã\s+hội(?:\s*[-–]\s*nghề\s+nghiệp)?|"
    r"xã\s+hội(?:\s*[-–]\s*|\s+)nghề\s+nghiệp|"
    r"nghề\s+nghiệp|xã\s+hội|quần\s+chúng|đoàn\s+thể|nhà\s+nước|công\s+lập|ngoài\s+công\s+lập|"
    rf"tư\s+thục|của\s+(?i:tỉnh|huyện|thành\s+phố|xã|sở|bộ){_END}(?!\s+[A-ZĐ])|ở\s+địa\s+phương|"
    rf"(?:đóng\s+|hoạt\s+động\s+)?(?:trên|tại)\s+địa\s+bàn(?:\s+(?:toàn\s+)?{_LEVELS})?|thuộc\s+(?:{_LEVELS}|"
    r"phạm\s+vi\s+quản\s+lý)|"
    rf"{_WHERE})(?!\w)"
)
_CLASS_FIELDS = _any(
    "giáo dục|giáo dục nghề nghiệp|giáo dục đại học|giáo dục thường xuyên|giáo dục phổ thông|"
    "đại học|cao đẳng|văn hóa|y tế|du lịch|công an|quân sự"
)
_CLASS_ITEM = (
    rf"(?:(?i:các|những|một\s+số|từng|mọi|toàn\s+thể)\s+)*(?i:{_NOUNS}|xã(?!\s+hội)){_END}(?:\s+(?:{_MODIFIER}|"
    rf"(?i:{_CLASS_FIELDS}){_END}))*"
)
_CLASS_MORE = (
    rf"(?:,\s*xã\s+hội\s+nghề\s+nghiệp|\s*(?:,|/|và)\s*(?:và\s+)?(?!{_CAP}\s+{_CAP}){_CLASS_ITEM}|\s+(?i:ngành|đoàn\s+thể|"
    rf"đơn\s+vị|địa\s+phương){_END}(?:\s+{_MODIFIER})*|,\s*(?:xã\s+hội\s+)?nghề\s+nghiệp)"
)
_CLASS = re.compile(rf"{_CLASS_ITEM}(?:{_CLASS_MORE})*")
_UNDER = re.compile(r"\s+(?:trực\s+thuộc|thuộc|của)\s+")
_PLURAL = re.compile(r"(?:các|những|một\s+số|từng|mọi|toàn\s+thể)\s", re.IGNORECASE)
_BARE_NOUN = re.compile(rf"(?i:{_NOUNS})$")
_TRADE = re.compile(
    rf"(?i:cơ\s+quan|ngành|lực\s+lượng)\s+(?:(?i:{_FIELDS}|thuế|hải\s+quan|công\s+an|kiểm\s+sát|ngân\s+hàng)"
    rf"{_END}(?:\s+và\s+(?i:{_FIELDS}){_END})?|"
    rf"{_PLACE})(?:\s+(?:{_WHERE})(?!\w))?"
)
_HOSTED = re.compile(
    rf"(?i:{_any('văn phòng|thường trực|ban thường vụ|công đoàn|đảng ủy|ban chấp hành|cơ quan')}){_END}\s+"
)
_FIELD_LIST = re.compile(rf"(?i:các\s+sở)\s*:\s*(?i:{_FIELDS}){_END}(?:\s*(?:,|;|-|–|và)\s*(?i:{_FIELDS}){_END})*")
_SEPARATOR = re.compile(r"\s*(?:[,;]|và|với|cùng(?:\s+với)?|\+)\s*(?:và\s+|cùng\s+với\s+|với\s+)?")
_NOTE = re.compile(r"\s*\([^()]{1,60}\)")
_WORD_START = re.compile(rf"(?<![\w/.&-])[{CAPITALS}{_SMALL}]")


def match_agency(text: str, start: int = 0) -> AgencyMention | None:
    """The agency that `text` names at `start` exactly, or None."""
    title = _TITLE.match(text, start)
    if title and (found := _named(text, title.end()) or _class(text, title.end())):
        return AgencyMention(text[start : found.span.end], Span(start, found.span.end), found.specific)
    return _named(text, start) or _class(text, start)


def match_agencies(text: str, start: int = 0) -> list[AgencyMention]:
    """The agencies listed at `start`, one by one: “Sở Y tế, Sở Nội vụ và các huyện tổ chức …” → three."""
    found: list[AgencyMention] = []
    position = start
    while mention := match_agency(text, position):
        end = note.end() if (note := _NOTE.match(text, mention.span.end)) else mention.span.end
        found.append(AgencyMention(text[mention.span.start : end], Span(mention.span.start, end), mention.specific))
        separator = _SEPARATOR.match(text, end)
        if not separator:
            break
        position = separator.end()
    return found


def find_agencies(text: str) -> list[AgencyMention]:
    """Every agency and class of agencies in `text`, in order, not overlapping; lone common nouns left out."""
    return list(_mentions(text))


def _mentions(text: str) -> Iterator[AgencyMention]:
    position = 0
    while found := _WORD_START.search(text, position):
        mention = match_agency(text, found.start())
        if mention and (mention.specific or _PLURAL.match(mention.name)):
            yield mention
            position = mention.span.end
        else:
            position = found.end()


def _named(text: str, start: int) -> AgencyMention | None:
    """A body with a name of its own at `start`."""
    if found := _FIELD_LIST.match(text, start) or _STEERING.match(text, start) or _TRADE.match(text, start):
        return AgencyMention(found[0], Span(start, found.end()), specific=True)
    hosted = _HOSTED.match(text, start)
    if hosted and (host := _named(text, hosted.end())):
        return AgencyMention(text[start : host.span.end], Span(start, host.span.end), specific=True)
    head = _HEAD.match(text, start)
    if not head:
        return None
    end = _after_units(text, head.end())
    named = end > head.end()
    if seat := _SEAT.match(text, end):
        end, named = seat.end(), True
        if more := _SEAT.match(text, end):
            end = more.end()
    if members := _MEMBERS.match(text, end):
        end = members.end()
    if not named and not _STANDS_ALONE.match(head[0]):
        return None
    return AgencyMention(text[start:end], Span(start, end), specific=True)


def _after_units(text: str, start: int) -> int:
    """Where the fields of a name end: “ Lao động - Thương binh và Xã hội”."""
    first = _FIRST_UNIT.match(text, start)
    if not first or _SEAT.match(text, start):
        return start
    end = first.end()
    while found := _next_unit(text, end):
        end = found
    return end


def _next_unit(text: str, end: int) -> int | None:
    for pattern in _NEXT_UNITS:
        if found := pattern.match(text, end):
            return found.end()
    comma = _COMMA.match(text, end)
    if comma and _COMMA_AFTER.search(text, 0, end) and _COMMA_BEFORE.match(text, comma.end()):
        field = _ANY_FIELD.match(text, comma.end())
        return field.end() if field else None
    return None


def _class(text: str, start: int) -> AgencyMention | None:
    """A class of bodies at `start`; it needs a plural, a list or a modifier, a lone noun is too little."""
    found = _CLASS.match(text, start)
    if not found or _BARE_NOUN.match(found[0]):
        return None
    end = found.end()
    under = _UNDER.match(text, end)
    if under and (host := _named(text, under.end())):
        end = host.span.end
    return AgencyMention(text[start:end], Span(start, end), specific=False)


# ---- comparison

_EXPANSIONS = tuple(
    (re.compile(rf"(?<![\w])(?:{pattern})(?!\w)", re.IGNORECASE), full)
    for pattern, full in (
        (r"UBMTTQ(?:\s?VN)?|UB\s?MTTQ(?:\s?VN)?|MTTQ(?:\s?VN)?", "ủy ban mặt trận tổ quốc"),
        (r"UBND", "ủy ban nhân dân"),
        (r"HĐND", "hội đồng nhân dân"),
        (r"GD\s?[&-]?\s?ĐT", "giáo dục và đào tạo"),
        (r"LĐ\s?[,-]?\s?TB\s?[&-]?\s?XH", "lao động - thương binh và xã hội"),
        (r"VH\s?[,-]?\s?TT\s?[&-]?\s?DL", "văn hóa, thể thao và du lịch"),
        (r"VH\s?[&-]?\s?XH", "văn hóa - xã hội"),
        (r"VH\s?[&-]?\s?TT", "văn hóa - thông tin"),
        (r"TT\s?[&-]?\s?TT|TTTT", "thông tin và truyền thông"),
        (r"KH\s?[&-]?\s?ĐT", "kế hoạch và đầu tư"),
        (r"KH\s?[&-]?\s?CN", "khoa học và công nghệ"),
        (r"TC\s?[&-]?\s?KH", "tài chính - kế hoạch"),
        (r"NN\s?[&-]?\s?PTNT", "nông nghiệp và phát triển nông thôn"),
        (r"NN\s?[&-]?\s?MT", "nông nghiệp và môi trường"),
        (r"TN\s?[&-]?\s?MT", "tài nguyên và môi trường"),
        (r"GTVT", "giao thông vận tải"),
        (r"PT\s?[&-]?\s?TH", "phát thanh và truyền hình"),
        (r"LĐLĐ", "liên đoàn lao động"),
        (r"LHPN", "liên hiệp phụ nữ"),
        (r"CCB", "cựu chiến binh"),
        (r"TNCS\s*HCM", "thanh niên cộng sản hồ chí minh"),
    )
)
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b(?:va|cac|cua|viet nam|co lien quan|lien quan|truc thuoc)\b", " "),
        (r"\b(tinh|huyen|thanh|thi|quan|xa) doan\b(?! the)", r"doan thanh nien \1"),
        (r"\bthanh nien cong san ho chi minh\b", "thanh nien"),
        (r"(?<!uy ban )\bmat tran to quoc\b", "uy ban mat tran to quoc"),
        (r"\bhoi lien hiep phu nu\b", "hoi phu nu"),
        (r"^\s*(tinh|huyen|thanh pho|quan|xa) ((?:hoi|lien doan|cong doan)\b.*)$", r"\2 \1"),
        (
            (
                r"^(thuong truc|(?:pho )?(?:giam doc|chu tich|chanh|thu truong|cuc truong|"
                r"hieu truong|bo truong|"
                r"truong)) (?=(?:so|uy ban|ubnd|van phong|"
                r"thanh tra|phong|ban|cuc|chi cuc|bo|hoi|truong|trung tam)\b)"
            ),
            "",
        ),
    )
)


def canonical(name: str) -> str:
    """A folded key that is the same for the spellings of one body, for comparison only.

    Abbreviations are spelled out, links (“và”, hyphens, commas) and the office of its head are dropped,
    the level goes last: “UBND huyện” = “Ủy ban nhân dân huyện”,
    “Tỉnh Hội khuyến học” = “Hội Khuyến học tỉnh”,
    “Huyện Đoàn” = “Đoàn Thanh niên Cộng sản Hồ Chí Minh huyện”.
    """
    text = nfc(name)
    for pattern, full in _EXPANSIONS:
        text = pattern.sub(full, text)
    key = " ".join(fold(part) for part in syllables(text))
    for pattern, replacement in _REWRITES:
        key = " ".join(pattern.sub(replacement, key).split())
    return key
