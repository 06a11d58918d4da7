"""Documents for tests: parts in the form of real ones, put together as pages or saved web pages would."""

from hypothesis import strategies as st

from ingest.lines import lines, without_page_numbers
from ingest.structure import parse
from ingest.tables import find_tables
from retrieval.types import SourceText

LETTERHEAD = """ỦY BAN NHÂN DÂN
TỈNH HÀ NAM
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 37/KH-UBND
Hà Nam, ngày 05 tháng 3 năm 2024
"""
TITLE = """
KẾ HOẠCH
Tổ chức tuần lễ học tập trên địa bàn tỉnh
Căn cứ Quyết định số 112/QĐ-TTg ngày 01/02/2024 của Thủ tướng Chính phủ;
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
"""
BODY = """
I. MỤC ĐÍCH
Khuyến khích người dân đọc sách.
II. TỔ CHỨC THỰC HIỆN
1. Sở Giáo dục và Đào tạo
- Chủ trì, phối hợp với các sở, ngành tổ chức lễ khai mạc.
- Tổng hợp, báo cáo kết quả.
2. Thư viện tỉnh
- Bố trí sách và phòng đọc.
"""
TAIL = """
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Thị Mai
"""
PLAN = LETTERHEAD + TITLE + BODY + TAIL


def source(text, pages=()):
    return SourceText("van-ban.txt", text, "0" * 64, pages)


def only(text):
    """The one document in `text`."""
    (document,) = parse(source(text))
    return document


def header(text):
    return only(text).header


def units(text, kind):
    """The words of the units of a kind, in order."""
    return [unit.text for unit in only(text).root.walk() if unit.kind == kind]


def outline(text):
    """Kind and first words of each unit that has words, indented by its depth; header and tail left out."""
    shown = []

    def write(unit, depth):
        if unit.text and unit.kind not in {"header", "basis", "recipients", "signature"}:
            shown.append(f"{'  ' * depth}{unit.kind}: {unit.text}")
        for child in unit.children:
            write(child, depth + 1)

    for unit in only(text).root.children:
        write(unit, 0)
    return shown


def text_lines(text):
    return without_page_numbers(text, list(lines(text, 0, len(text))))


def tables(text):
    return find_tables(text_lines(text))


WORDS = st.sampled_from(
    "học tập sở giáo dục và đào tạo xã phường Trung tâm thư viện kế hoạch thực hiện 2025 43% năm phối hợp với "
    "các đơn vị tổ chức Điện Biên UBND chủ trì theo dõi kinh phí".split()
)
SENTENCE = st.lists(WORDS, min_size=2, max_size=40).map(lambda words: " ".join(words).capitalize() + ".")
MARKERS = st.sampled_from(["I. ", "II. ", "1. ", "2. ", "a) ", "b) ", "- ", "+ ", "Điều 4. ", "1.1. ", ""])
ITEM = st.tuples(MARKERS, SENTENCE).map("".join)
ROW = st.lists(SENTENCE, min_size=3, max_size=3).map(" | ".join)
TABLE = st.lists(ROW, min_size=1, max_size=4).map(
    lambda rows: "\n".join(["TT | Nhiệm vụ | Chủ trì | Thời gian", *(f"{n} | {row}" for n, row in enumerate(rows, 1))])
)
PAGE_END = st.integers(2, 40).map(lambda number: f"\n{' ' * 40}{number}\n\n\f")
BODIES = st.lists(st.one_of(ITEM, ITEM, ITEM, TABLE, PAGE_END), min_size=1, max_size=25).map("\n".join)
LONG = st.lists(WORDS, min_size=300, max_size=900).map(" ".join)
