"""How a question is read: language, intent, header fields, numbers, years, bodies and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query import Query, detect_language
from retrieval.text import fold
from tests.retrieval.sample_library import PATIENT, read

INTENTS = """
lead        Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?
lead        ai chu tri nhiem vu trung tam hoc tap cong dong
lead        Cơ quan nào chủ trì kế hoạch xóa mù chữ?
lead        co quan nao chu tri ke hoach xoa mu chu
lead        Đơn vị nào là đầu mối theo dõi chuyển đổi số?
lead        Việc kết nối Internet do sở nào phụ trách?
lead        phong nao lo viec bo tri giao vien biet phai
lead        Thường trực Ban Chỉ đạo là cơ quan nào?
lead        Giao cho ai xây dựng kho học liệu mở?
lead        Who leads the community learning centre task?
lead        Which department is responsible for digital school reports?
lead        Who is in charge of adult literacy classes?
coordinate  Những cơ quan nào phối hợp kết nối Internet?
coordinate  Sở Tài chính phối hợp với ai?
coordinate  ai phối hợp với Hội Khuyến học
coordinate  nhung don vi nao phoi hop trien khai hoc ba so
coordinate  Cơ quan phối hợp là những đơn vị nào?
coordinate  Which agencies coordinate with the Department of Finance?
coordinate  Who works with the Women's Union on literacy classes?
target      Đến năm 2030 bao nhiêu phần trăm TTHTCĐ ứng dụng công nghệ thông tin?
target      den nam 2030 bao nhieu phan tram trung tam ung dung cong nghe thong tin
target      Chỉ tiêu công dân học tập năm 2025?
target      Tỷ lệ người biết chữ là bao nhiêu?
target      Tỉ lệ lao động qua đào tạo
target      ty le lao dong qua dao tao
target      Mở mấy lớp xóa mù chữ?
target      Phấn đấu đạt mấy huyện học tập?
target      How many literacy classes will be opened?
target      What percentage of schools should use digital reports by 2024?
target      What is the target for learning citizens in 2030?
deadline    Báo cáo hằng năm trước ngày nào?
deadline    han nop bao cao la khi nao
deadline    Thời hạn hoàn thành phần mềm quản lý là khi nào?
deadline    Quý mấy phải xong kế hoạch truyền thông?
deadline    Khi nào phải gửi kế hoạch của địa phương?
deadline    chậm nhất ngày nào phải gửi báo cáo
deadline    Tháng mấy hoàn thành kiện toàn ban giám đốc?
deadline    When must districts report?
deadline    What is the deadline for the annual report?
deadline    By when should the software be finished?
header      Ai ký Quyết định 2764/QĐ-UBND?
header      ai ky ke hoach 203
header      Kế hoạch 94 ban hành ngày nào?
header      Số và ngày của quyết định sửa đổi?
header      Ai ban hành quy chế trung tâm học tập cộng đồng?
header      Người ký kế hoạch chuyển đổi số là ai?
header      Trích yếu của quyết định 1152 là gì?
header      Who signed decision 2764?
header      When was Plan 94/KH-UBND issued?
header      What is the number of the digital transformation plan?
basis       Kế hoạch chuyển đổi số căn cứ quyết định nào của Thủ tướng?
basis       ke hoach xa hoi hoc tap can cu van ban nao
basis       Cơ sở pháp lý của quy chế là gì?
basis       Kế hoạch của huyện thực hiện quyết định nào của tỉnh?
basis       Theo thông tư nào?
basis       What is the legal basis of the plan?
basis       Which decision is the plan based on?
relation    Quyết định nào thay thế Quyết định 18/2014/QĐ-UBND?
relation    quyet dinh nao thay the quyet dinh 18/2014/QD-UBND
relation    Quyết định 1152/QĐ-UBND sửa đổi văn bản nào?
relation    Quyết định 2764 còn hiệu lực không?
relation    quyet dinh 18 con hieu luc khong
relation    Kế hoạch 2764 đã bị sửa đổi chưa?
relation    Is decision 18/2014/QĐ-UBND still in force?
relation    Which decision replaced Decision 18/2014?
relation    What does Decision 1152 amend?
relation    Has Decision 2764 been amended?
tasks       Sở Tài chính phải làm gì?
tasks       so tai chinh phai lam gi
tasks       Hội Liên hiệp Phụ nữ có nhiệm vụ gì?
tasks       Nhiệm vụ của Phòng Văn hóa - Xã hội là gì?
tasks       UBND xã có trách nhiệm gì?
tasks       Trách nhiệm của Sở Nội vụ?
tasks       What must the Department of Finance do?
tasks       What are the responsibilities of the Women's Union?
list        Kinh phí gồm những nguồn nào?
list        Liệt kê các mô hình học tập
list        Các nguồn tài chính của trung tâm bao gồm gì?
list        kinh phi lay tu dau
list        List the component schemes
list        Những giải pháp nào được nêu?
compare     So sánh hai kế hoạch
compare     so sanh lam giang va chau linh
compare     Compare Lam Giang and Chau Linh
compare     Hai quy chế khác nhau ở điểm nào?
other       Trung tâm có con dấu riêng không?
other       Kinh phí thực hiện
other       xoa mu chu
other       Điều kiện thành lập trung tâm
other       Does the centre have its own seal?
"""
INTENT_CASES = [line.split(maxsplit=1) for line in INTENTS.strip().splitlines()]


class TestIntent:
    def test_the_table_is_long_enough_and_names_every_intent(self):
        assert len(INTENT_CASES) >= 60
        assert len({intent for intent, _ in INTENT_CASES}) == 11

    @pytest.mark.parametrize(("intent", "question"), INTENT_CASES)
    def test_is_what_a_person_would_say_it_is(self, intent, question):
        assert read(question).intent == intent

    @pytest.mark.parametrize(
        ("question", "also"),
        [
            ("Sở Tài chính phải làm gì?", "sở tài chính phải làm gì"),
            ("Ai ký Kế hoạch 94?", "AI KÝ KẾ HOẠCH 94???"),
            ("Báo cáo trước ngày nào?", "  báo cáo   trước ngày nào  "),
        ],
    )
    def test_does_not_depend_on_case_or_layout(self, question, also):
        assert read(question).intent == read(also).intent

    @pytest.mark.parametrize(
        "question", [question for _, question in INTENT_CASES if fold(question) != question.lower()]
    )
    def test_is_the_same_without_tone_marks(self, question):
        bare = fold(question)
        assert (read(bare).intent, bare) == (read(question).intent, bare)

    @pytest.mark.parametrize(
        ("intent", "question"),
        [
            ("list", "Ban giám đốc gồm những ai?"),
            ("header", "quyet dinh so may quy dinh ve trung tam hoc tap cong dong"),
            ("header", "Biên bản kiểm tra kho lập ngày nào?"),
            ("other", "Họp ở phòng nào?"),
            ("other", "Số điện thoại báo cháy ghi trong Luật là số mấy?"),
            ("other", "Tàu gắn máy hút cát có được đăng kiểm không?"),
            ("other", "tau gan may hut cat co duoc dang kiem khong"),
            ("other", "Mỏ đá ở xã Bảo Ái thế nào?"),
        ],
    )
    def test_is_right_for_these_too(self, intent, question):
        assert read(question).intent == intent


class TestLanguage:
    @pytest.mark.parametrize(
        ("question", "language"),
        [
            ("Ai chủ trì?", "vi"),
            ("ai chu tri nhiem vu nay", "vi"),
            ("do ai ky", "vi"),
            ("Deadline báo cáo là khi nào?", "vi"),
            ("deadline bao cao la khi nao", "vi"),
            ("đến 2025 how many % công dân học tập", "vi"),
            ("Lam Giang", "vi"),
            ("Chau Linh", "vi"),
            ("Nguyễn Văn A", "vi"),
            ("TTHTCĐ", "vi"),
            ("2025", "vi"),
            ("", "vi"),
            ("🙂", "vi"),
            ("Who leads the task?", "en"),
            ("WHO LEADS THE TASK?", "en"),
            ("How many TTHTCĐ in Lam Giang?", "en"),
            ("What must Sở Tài chính do in the plan?", "en"),
            ("legal basis of the plan", "en"),
            ("When was Plan 94/KH-UBND issued?", "en"),
            ("Can I ask what the budget is?", "en"),
        ],
    )
    def test_is_that_of_the_small_words(self, question, language):
        assert detect_language(question) == language

    @pytest.mark.parametrize("question", ["Who signed Plan 203/KH-UBND?", "Learning society targets for 2030"])
    def test_is_english_with_one_small_word(self, question):
        assert detect_language(question) == "en"

    @pytest.mark.parametrize("question", ["viec do to chuc nao lam", "an toan thong tin do so nao to chuc"])
    def test_is_vietnamese_where_its_syllables_look_english(self, question):
        assert detect_language(question) == "vi"


class TestHeaderFields:
    @pytest.mark.parametrize(
        ("question", "fields"),
        [
            ("Ai ký Quyết định 2764/QĐ-UBND?", {"signer"}),
            ("ai ky ke hoach 203", {"signer"}),
            ("Quyết định 2764 ban hành ngày nào?", {"date"}),
            ("Quyết định 2764 ban hành ngày nào, ai ký?", {"date", "signer"}),
            ("Số và ngày của quyết định sửa đổi?", {"number", "date"}),
            ("Cơ quan nào ban hành kế hoạch chuyển đổi số?", {"issuer"}),
            ("Trích yếu của quyết định 1152 là gì?", {"title"}),
            ("Who signed decision 2764 of the province?", {"signer"}),
            ("When was Plan 94/KH-UBND issued?", {"date"}),
            ("Who issued the regulation of 2023?", {"issuer"}),
        ],
    )
    def test_are_those_asked_for(self, question, fields):
        assert set(read(question).fields) == fields

    def test_are_none_when_the_header_is_not_asked_for(self):
        assert read("Ai chủ trì?").fields == ()


class TestNumbers:
    @pytest.mark.parametrize(
        ("question", "numbers"),
        [
            ("Quyết định số 2141/QĐ-UBND", ["2141/QĐ-UBND"]),
            ("Quyết định số: 2141/QĐ-UBND", ["2141/QĐ-UBND"]),
            ("2141 / QĐ–UBND", ["2141/QĐ-UBND"]),
            ("2141/qd-ubnd", ["2141/qd-ubnd"]),
            ("quyết định 2141", ["2141"]),
            ("quyet dinh 2141", ["2141"]),
            ("QĐ 2141/2021", ["2141/2021"]),
            ("QĐ2141", ["2141"]),
            ("qđ số 2141", ["2141"]),
            ("QĐ 2141 năm 2021", ["2141"]),
            ("Thông báo 1894", ["1894"]),
            ("kh 94", ["94"]),
            ("ke hoach so 94 /kh-ubnd", ["94/kh-ubnd"]),
            ("Decision 2764", ["2764"]),
            ("Decision No. 2764/QĐ-UBND", ["2764/QĐ-UBND"]),
            ("18/2014/QĐ-UBND", ["18/2014/QĐ-UBND"]),
            ("18/2014/qd-ubnd", ["18/2014/qd-ubnd"]),
            ("Quyết định 18/2014", ["18/2014"]),
            ("nghị quyết 29-NQ/TW", ["29-NQ/TW"]),
            ("Luật 57/2020/QH14", ["57/2020/QH14"]),
            ("thông tư 22", ["22"]),
            ("Kế hoạch 94 và Quyết định 2764 khác gì?", ["94", "2764"]),
        ],
    )
    def test_are_read_in_the_spellings_people_use(self, question, numbers):
        assert sorted(read(question).numbers) == sorted(numbers)

    @pytest.mark.parametrize(
        "question",
        [
            "Kế hoạch giai đoạn 2021-2025",
            "Kế hoạch 2021-2025",
            "kế hoạch năm 2025",
            "báo cáo trước 20/11",
            "ngày 28/10/2021",
            "12/18 xã đạt chuẩn",
            "quyết định 50%",
            "bao nhiêu phần trăm?",
        ],
    )
    def test_dates_shares_and_years_are_none(self, question):
        assert read(question).numbers == ()

    @pytest.mark.parametrize("question", ["Kế hoạch 2025 đặt mục tiêu gì?", "kế hoạch 5 năm", "kế hoạch 30 triệu"])
    def test_years_and_counts_after_a_kind_are_none(self, question):
        assert read(question).numbers == ()

    @pytest.mark.parametrize("question", ["2141", "văn bản 1894", "văn bản số 1894", "NĐ 30/2020"])
    def test_are_read_after_any_word_for_a_document_and_alone(self, question):
        assert read(question).numbers != ()

    def test_a_number_is_no_word_of_the_subject(self):
        assert not any(
            any(letter.isdigit() for letter in term.syllable) for term in read("Quyết định 2764/QĐ-UBND nói gì?").terms
        )


class TestYears:
    @pytest.mark.parametrize(
        ("question", "years", "periods"),
        [
            ("đến năm 2030", [2030], []),
            ("năm 2025 và 2030", [2025, 2030], []),
            ("giai đoạn 2021 - 2025", [2021, 2025], [(2021, 2025)]),
            ("giai đoạn 2021–2025", [2021, 2025], [(2021, 2025)]),
            ("2026-2030", [2026, 2030], [(2026, 2030)]),
            ("by 2024", [2024], []),
            ("TTHTCĐ 2030?", [2030], []),
            ("ngày 28/10/2021", [], []),
            ("Quyết định 18/2014/QĐ-UBND", [], []),
            ("1.200 lượt người", [], []),
            ("năm nay", [], []),
        ],
    )
    def test_are_those_named(self, question, years, periods):
        query = read(question)
        assert (list(query.years), list(query.periods)) == (years, periods)

    @pytest.mark.parametrize("question", ["theo từng giai đoạn", "qua các năm", "tung nam", "for each period"])
    def test_all_of_them_can_be_asked_for(self, question):
        assert read(question).every_year

    def test_a_year_is_no_word_of_the_subject(self):
        assert [term.syllable for term in read("chuyển đổi số năm 2030").terms] == ["chuyển", "đổi", "số"]


class TestKind:
    @pytest.mark.parametrize(
        ("question", "kind"),
        [
            ("Quyết định nào thay thế quy chế?", "Quyết định"),
            ("Quy chế do quyết định nào ban hành?", "Quy chế"),
            ("ke hoach cua huyen", "Kế hoạch"),
            ("Who signed the decision?", "Quyết định"),
            ("Trung tâm có con dấu không?", None),
        ],
    )
    def test_is_the_one_named_first(self, question, kind):
        assert read(question).kind == kind


class TestWords:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Kinh phí của TTHTCĐ", "trung tâm học tập cộng đồng"),
            ("Sở GD&ĐT làm gì?", "giáo dục và đào tạo"),
            ("UBND xã", "ủy ban nhân dân"),
            ("XMC", "xóa mù chữ"),
        ],
    )
    def test_abbreviations_are_spelt_out(self, question, words):
        assert fold(words) in fold(read(question).text)

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Who leads the community learning centre task?", "trung tâm học tập cộng đồng"),
            ("Who leads the community learning centers?", "trung tâm học tập cộng đồng"),
            ("What must the Department of Finance do?", "sở tài chính"),
            ("What is the learning society plan of the province?", "xã hội học tập"),
        ],
    )
    def test_english_terms_become_vietnamese(self, question, words):
        assert words in read(question).text.lower()

    @pytest.mark.parametrize(
        ("question", "toned"),
        [("xóa mù chữ", True), ("xoa mu chu", False), ("Who leads the task of the plan?", True), ("", False)],
    )
    def test_tone_marks_count_when_they_were_typed(self, question, toned):
        assert read(question).toned is toned

    def test_words_that_ask_are_no_subject(self):
        assert read("Ai là gì của và các những?").terms == ()

    def test_words_of_the_form_weigh_less_than_the_subject(self):
        weights = {term.syllable: term.weight for term in read("chủ trì xóa mù chữ").terms}
        assert weights["chủ"] < weights["xóa"]

    def test_a_comma_parts_what_stands_beside_it(self):
        terms = read("xóa mù chữ, chuyển đổi số").terms
        assert len({term.chunk for term in terms}) == 2

    @pytest.mark.parametrize(
        ("question", "other"),
        [
            ("Người không có việc làm được hỗ trợ gì?", "thất nghiệp"),
            ("Kinh phí xây nhà cho người nghèo là bao nhiêu?", "xóa nhà tạm"),
        ],
    )
    def test_small_words_belong_to_what_can_be_said_otherwise(self, question, other):
        assert other in {" ".join(way) for _, _, way in read(question).alternatives}

    def test_an_abbreviation_after_a_level_is_no_place(self):
        query = read("Có bao nhiêu xã ĐBKK?")
        assert (query.places, "đặc biệt khó khăn" in query.text) == ((), True)

    def test_a_place_is_no_word_of_the_subject(self):
        assert [term.syllable for term in read("xóa mù chữ ở Lam Giang").terms] == ["xóa", "mù", "chữ"]

    @pytest.mark.parametrize(
        ("question", "agency"),
        [
            ("Sở Tài chính phải làm gì?", "Sở Tài chính"),
            ("so tai chinh phai lam gi", "Sở Tài chính"),
            ("Hội Khuyến học tỉnh làm gì?", "Hội Khuyến học tỉnh"),
            ("Phòng VH-XH phải làm gì?", "Phòng Văn hóa - Xã hội"),
            ("What must the Department of Finance do?", "Sở Tài chính"),
        ],
    )
    def test_bodies_are_named_as_the_library_names_them(self, question, agency):
        assert agency in read(question).agencies


@pytest.mark.parametrize(
    "question", ["", " ", "?", "[1] [2]", "\x00\x1b[0m", "a" * 5_000, "((((", "<b>&amp;</b>", "%s {x}"]
)
def test_odd_questions_are_read_too(question):
    assert isinstance(read(question), Query)


@PATIENT
@given(st.text(max_size=120))
def test_any_text_is_read_and_its_alternatives_lie_within_its_words(question):
    query = read(question)
    assert query.language in {"vi", "en"}
    assert all(0 <= start < end <= len(query.terms) for start, end, _ in query.alternatives)
    assert all(0 < term.weight <= 1 for term in query.terms)


@PATIENT
@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ?0123456789/", max_size=60))
def test_reading_twice_gives_the_same(question):
    assert read(question) == read(question)


@pytest.mark.parametrize("question", ["Tiền đâu để mở lớp xóa mù chữ?", "lay tien o dau mo lop xoa mu chu"])
def test_who_asks_where_the_money_comes_from_asks_for_funds(question):
    assert {"kinh", "phi"} <= {fold(term.syllable) for term in read(question).terms}


def test_a_month_says_when_and_not_what_about():
    assert "4/2026" not in {term.syllable for term in read("Lớp xóa mù chữ tháng 4/2026 mở ở đâu?").terms}
