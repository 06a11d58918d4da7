"""Questions that lean on the one before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.followups import asked_item, resolve
from tests.retrieval.sample_library import PATIENT, read

CITIZENS = "Đến năm 2025 Lam Giang đặt mục tiêu bao nhiêu phần trăm công dân học tập?"
LEAD = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Lam Giang?"
ISSUED = "Quyết định 2764/QĐ-UBND ban hành ngày nào?"
PERIOD = "Giai đoạn 2021-2025 Châu Lĩnh phấn đấu bao nhiêu phần trăm TTHTCĐ ứng dụng công nghệ thông tin?"
DUTY = "Sở Tài chính phải làm gì?"
ENGLISH = "Who leads the community learning centre task in Chau Linh province?"
REPORTS = "What percentage of general schools in Lam Giang should use digital school reports by 2024?"


def whole(question: str, *history: str) -> str:
    return resolve(question, history, read)


DISEASE = "Năm 2023 Lam Giang ghi nhận bao nhiêu ca sốt xuất huyết?"
PRIZE = "Học sinh giỏi tỉnh giải nhất thi lớp 10 được cộng bao nhiêu điểm?"


class TestCounted:
    def test_what_is_counted_stays_where_a_follow_up_names_no_measure(self):
        assert whole("Vậy còn tay chân miệng?", DISEASE) == DISEASE.replace("sốt xuất huyết", "tay chân miệng")

    def test_what_begins_alike_is_exchanged(self):
        assert whole("Thế giải ba?", PRIZE) == PRIZE.replace("giải nhất", "giải ba")


class TestYears:
    @pytest.mark.parametrize(
        "question",
        [
            "Còn năm 2030 thì sao?",
            "Còn đến năm 2030 thì sao?",
            "con nam 2030 thi sao",
            "năm 2030?",
            "2030",
            "Thế 2030?",
            "Vậy còn 2030?",
        ],
    )
    def test_another_year_takes_the_place_of_the_old_one(self, question):
        assert whole(question, CITIZENS) == CITIZENS.replace("2025", "2030")

    @pytest.mark.parametrize("question", ["Còn giai đoạn 2026-2030?", "Giai đoạn 2026-2030 thì sao?", "2026-2030?"])
    def test_another_period_takes_the_place_of_the_old_one(self, question):
        assert whole(question, PERIOD) == PERIOD.replace("2021-2025", "2026-2030")

    def test_a_period_takes_the_place_of_a_year(self):
        assert read(whole("Còn giai đoạn 2026-2030?", CITIZENS)).periods == ((2026, 2030),)

    def test_a_year_takes_the_place_of_a_period(self):
        assert read(whole("Còn năm 2030?", PERIOD)).years == (2030,)

    def test_a_year_instead_of_a_period_reads_well(self):
        assert "giai đoạn năm" not in whole("Còn năm 2030?", PERIOD).lower()

    def test_a_year_is_added_where_there_was_none(self):
        assert whole("Còn năm 2030?", LEAD) == LEAD.rstrip("?") + " năm 2030?"


class TestPlaces:
    @pytest.mark.parametrize(
        "question",
        [
            "Thế còn Châu Lĩnh?",
            "Châu Lĩnh thì sao?",
            "Còn ở Châu Lĩnh?",
            "Còn tỉnh Châu Lĩnh thì sao?",
            "Châu Lĩnh?",
        ],
    )
    def test_another_place_takes_the_place_of_the_old_one(self, question):
        assert whole(question, LEAD) == LEAD.replace("Lam Giang", "Châu Lĩnh")

    def test_it_is_understood_without_tone_marks(self):
        assert [place.name for place in read(whole("the con chau linh", LEAD)).places] == ["Châu Lĩnh"]

    def test_a_place_is_added_where_there_was_none(self):
        made = whole("Còn Châu Lĩnh?", "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?")
        assert made == "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"

    def test_a_place_that_the_library_lacks_is_kept_so_that_it_can_be_refused(self):
        assert [place.name for place in read(whole("Còn Hà Nội?", LEAD)).places] == ["Hà Nội"]

    @pytest.mark.parametrize("question", ["Còn huyện Vân Khê năm 2030?", "Vân Khê 2030?"])
    def test_place_and_year_are_exchanged_together(self, question):
        made = read(whole(question, CITIZENS))
        assert ([place.name for place in made.places], made.years) == (["Vân Khê"], (2030,))

    def test_one_place_takes_the_place_of_two(self):
        made = read(whole("Còn Vân Khê?", "So sánh chỉ tiêu công dân học tập của Lam Giang và Châu Lĩnh"))
        assert [place.name for place in made.places] == ["Vân Khê"]


class TestSubjects:
    @pytest.mark.parametrize(
        ("question", "subject"),
        [("Còn chuyển đổi số thì sao?", "chuyển đổi số"), ("Còn xóa mù chữ?", "xóa mù chữ")],
    )
    def test_another_subject_is_asked_the_old_way(self, question, subject):
        made = read(whole(question, LEAD))
        assert made.intent == "lead"
        assert subject in made.question

    def test_the_place_is_kept(self):
        assert [place.name for place in read(whole("Còn xóa mù chữ?", LEAD)).places] == ["Lam Giang"]

    @pytest.mark.parametrize("question", ["Còn Sở Nội vụ?", "Thế Sở Nội vụ thì sao?"])
    def test_another_body_is_asked_for_its_tasks(self, question):
        made = read(whole(question, DUTY))
        assert (made.intent, made.agencies) == ("tasks", ("Sở Nội vụ",))

    @pytest.mark.parametrize("question", ["Ai ký quyết định này?", "Kế hoạch này do ai ký?"])
    def test_this_document_is_the_one_before(self, question):
        assert read(whole(question, ISSUED)).numbers == ("2764/QĐ-UBND",)

    def test_are_asked_about_without_marks_where_none_were_typed(self):
        old = "phi kiem dinh dau phun la bao nhieu"
        assert not read(whole("the con tu trung tam bao chay", old)).toned


class TestDocumentsAndIntents:
    @pytest.mark.parametrize(
        ("question", "before", "numbers"),
        [
            ("Còn Quyết định 1152/QĐ-UBND?", ISSUED, ("1152/QĐ-UBND",)),
            ("Thế còn kế hoạch 94?", ISSUED, ("94",)),
            ("Ai ký?", ISSUED, ("2764/QĐ-UBND",)),
            ("Nó do ai ký?", ISSUED, ("2764/QĐ-UBND",)),
            ("Who signed it?", "When was Decision 2764/QĐ-UBND issued?", ("2764/QĐ-UBND",)),
        ],
    )
    def test_a_document_is_carried_over_or_exchanged(self, question, before, numbers):
        made = read(whole(question, before))
        assert (made.intent, made.numbers) == ("header", numbers)

    @pytest.mark.parametrize(
        ("question", "intent"),
        [
            ("Vậy ai phối hợp?", "coordinate"),
            ("Ai phối hợp?", "coordinate"),
            ("Hạn chót là khi nào?", "deadline"),
        ],
    )
    def test_another_intent_keeps_the_subject(self, question, intent):
        made = read(whole(question, LEAD))
        assert made.intent == intent
        assert "trung tâm học tập cộng đồng" in made.question

    def test_another_subject_in_english_is_asked_in_english(self):
        assert read(whole("How about the Women's Union?", ENGLISH)).language == "en"


class TestEnglish:
    @pytest.mark.parametrize("question", ["What about Lam Giang?", "And in Lam Giang?", "how about Lam Giang"])
    def test_another_place(self, question):
        assert whole(question, ENGLISH) == ENGLISH.replace("Chau Linh", "Lam Giang")

    @pytest.mark.parametrize("question", ["What about 2025?", "And by 2025?", "2025?"])
    def test_another_year(self, question):
        assert whole(question, REPORTS) == REPORTS.replace("2024", "2025")

    def test_the_language_stays(self):
        assert read(whole("What about Lam Giang?", ENGLISH)).language == "en"


class TestQuestionsThatStandAlone:
    @pytest.mark.parametrize(
        "question",
        [
            "Ai chủ trì kế hoạch xóa mù chữ của huyện Vân Khê?",
            "Cơ quan nào phối hợp kết nối Internet cho các trung tâm học tập?",
            "Quyết định 1152/QĐ-UBND sửa đổi văn bản nào?",
            "Báo cáo hằng năm của Châu Lĩnh gửi trước ngày nào?",
            "Who is in charge of digital school reports in Lam Giang?",
            "Trung tâm có con dấu riêng không?",
            "Cảm ơn",
            "ok",
            "?",
            "🙂",
        ],
    )
    def test_are_left_as_they_are(self, question):
        assert whole(question, CITIZENS) == question

    @pytest.mark.parametrize("question", ["Còn năm 2030 thì sao?", "Thế còn Châu Lĩnh?", "Ai ký quyết định này?"])
    def test_without_history_everything_stands_alone(self, question):
        assert whole(question) == question

    def test_nothing_stays_nothing(self):
        assert whole("", CITIZENS) == ""


class TestConversations:
    def test_place_then_year(self):
        first = whole("Thế còn Châu Lĩnh?", CITIZENS)
        assert (
            whole("Còn năm 2030?", CITIZENS, first)
            == "Đến năm 2030 Châu Lĩnh đặt mục tiêu bao nhiêu phần trăm công dân học tập?"
        )

    def test_year_then_place(self):
        first = whole("Còn năm 2030 thì sao?", CITIZENS)
        assert (
            whole("Thế còn Châu Lĩnh?", CITIZENS, first)
            == "Đến năm 2030 Châu Lĩnh đặt mục tiêu bao nhiêu phần trăm công dân học tập?"
        )

    def test_there_and_back_again(self):
        there = whole("Còn Châu Lĩnh?", LEAD)
        assert whole("Còn Lam Giang?", LEAD, there) == LEAD

    def test_only_the_latest_question_counts(self):
        assert whole("Còn năm 2030?", LEAD, CITIZENS) == whole("Còn năm 2030?", CITIZENS)

    def test_a_question_of_its_own_begins_anew(self):
        assert whole("Còn năm 2030?", CITIZENS, PERIOD) == whole("Còn năm 2030?", PERIOD)


class TestSlots:
    """Slots of a follow-up: each is exchanged, the others are kept."""

    @pytest.mark.parametrize(
        ("question", "before", "whole_question"),
        [
            ("hạn khi nào?", LEAD, "Hạn khi nào: trung tâm học tập cộng đồng ở Lam Giang?"),
            ("căn cứ vào đâu?", LEAD, "Căn cứ vào đâu: trung tâm học tập cộng đồng ở Lam Giang?"),
            ("kinh phí lấy từ đâu?", LEAD, "Kinh phí lấy từ đâu: trung tâm học tập cộng đồng ở Lam Giang?"),
            ("Ở đó ai phối hợp?", LEAD, "Ai phối hợp trung tâm học tập cộng đồng ở Lam Giang?"),
            ("ai chịu trách nhiệm?", CITIZENS, "Ai chịu trách nhiệm công dân học tập ở Lam Giang?"),
            ("các tỉnh khác thì sao?", LEAD, "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"),
            ("Vậy Sở Tài chính thì sao?", LEAD, "Sở Tài chính phải làm gì ở Lam Giang?"),
            ("Hội Khuyến học thì sao", DUTY, "Nhiệm vụ của Hội Khuyến học?"),
            ("ở Châu Lĩnh?", DUTY, "Sở Tài chính phải làm gì ở Châu Lĩnh?"),
            ("Thế giai đoạn 26-30?", CITIZENS, CITIZENS.replace("Đến năm 2025", "Giai đoạn 2026-2030")),
            ("còn tỷ lệ biết chữ năm 2030", CITIZENS, "Tỷ lệ biết chữ ở Lam Giang năm 2030?"),
            ("còn hiệu lực không?", ISSUED, "Còn hiệu lực không Quyết định 2764/QĐ-UBND?"),
            ("căn cứ vào đâu?", ISSUED, "Căn cứ vào đâu Quyết định 2764/QĐ-UBND?"),
            ("Văn bản này thay thế văn bản nào?", ISSUED, "Quyết định 2764/QĐ-UBND thay thế văn bản nào?"),
            ("Nó nói gì về xóa mù chữ?", ISSUED, "Quyết định 2764/QĐ-UBND nói gì về xóa mù chữ?"),
            ("and by when?", ENGLISH, "By when: community learning centre task in Chau Linh province?"),
            ("and by 2030?", REPORTS, REPORTS.replace("2024", "2030")),
            ("cụ thể hơn?", LEAD, LEAD),
        ],
    )
    def test_are_exchanged_one_by_one(self, question, before, whole_question):
        assert whole(question, before).replace(" province", "") == whole_question.replace(" province", "")

    def test_in_a_chain_each_leans_on_the_one_before(self):
        asked = [LEAD]
        for question in ("Thế còn Châu Lĩnh?", "ai phối hợp?", "Còn xóa mù chữ?", "Còn Lam Giang?"):
            asked.append(whole(question, *asked))
        assert asked[-1] == "Cơ quan nào phối hợp xóa mù chữ ở Lam Giang?"

    @pytest.mark.parametrize(
        "question",
        [
            "Kinh phí thực hiện đề án chuyển đổi số lấy từ đâu?",
            "Ai phụ trách học bạ số của trường phổ thông?",
            "Sở Tài chính Châu Lĩnh phải làm gì?",
            "Quyết định 1152/QĐ-UBND do ai ký?",
            "Chỉ tiêu học bạ số của huyện Vân Khê năm 2024?",
            "How many literacy classes will be opened in Van Khe?",
            "Căn cứ pháp lý của kế hoạch chuyển đổi số là gì?",
        ],
    )
    def test_are_not_taken_over_by_a_question_of_its_own(self, question):
        assert whole(question, CITIZENS) == question


class TestItems:
    @pytest.mark.parametrize(
        ("question", "item"),
        [
            ("ý 2 cụ thể là gì", 2),
            ("Nói rõ hơn ý 2", 2),
            ("ý thứ hai là gì?", 2),
            ("ý đầu tiên là gì", 1),
            ("y thu ba", 3),
            ("point 2?", 2),
            ("Tell me more about point two", 2),
            ("xem trích dẫn [3]", 3),
            ("mục 2.1 nói gì", None),
            ("Điểm trường mầm non ở đâu?", None),
            ("mục tiêu 2 năm", None),
            ("ý nghĩa của xã hội học tập", None),
            ("ai chủ trì ý 2 của kế hoạch xóa mù chữ", None),
            ("", None),
        ],
    )
    def test_of_an_answer_are_asked_for_by_their_number(self, question, item):
        assert asked_item(question) == item


@PATIENT
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=2))
def test_any_follow_up_of_any_history_is_a_question(question, history):
    assert isinstance(resolve(question, history, read), str)


@PATIENT
@given(st.text(max_size=60))
def test_resolving_is_the_same_every_time(question):
    assert whole(question, CITIZENS) == whole(question, CITIZENS)
