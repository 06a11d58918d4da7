"""Cards: what is said beside the sentence that answers, over real documents and with everything that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import open_application
from bot.rendering import plain_text
from bot.replies import answer_reply
from ingest.publishing import publish
from ingest.reading import read_file
from tests.retrieval.sample_library import open_samples, settings

MISSION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"
ITSELF = "tự mâu thuẫn"
PLAN = Path(__file__).with_name("contradicting_plan.txt")
"""Written for these tests: it says three things twice and differently, and some that only look like it."""


@pytest.fixture(scope="module")
def ask(samples):
    with open_samples(samples) as application:
        yield application.answerer().answer


@pytest.fixture(scope="module")
def ask_plan(tmp_path_factory):
    """Asks the plan that contradicts itself."""
    data = tmp_path_factory.mktemp("plan")
    with open_application(settings(data), create=True) as application:
        receipt = publish(read_file(PLAN, max_bytes=2**20), application.library, application.embedder)
        assert receipt.error is None
        application.index.follow()
        yield application.answerer().answer


def lines(answer) -> list[str]:
    return answer.text.split("\n")


class TestResponsibility:
    @pytest.mark.parametrize(
        "line",
        [
            "Hội Khuyến học tỉnh chủ trì. [1]",
            "Phối hợp với: Sở Giáo dục và Đào tạo; UBND các huyện, thành phố. [1]",
            "Thời hạn: Quý II/2022. [1]",
            "Thời hạn: Tháng 12/2024. [2]",
            "Báo cáo UBND xã và Sở Giáo dục và Đào tạo: trước ngày 20 tháng 11 năm 2025. [5]",
        ],
    )
    def test_says_who_with_whom_and_by_when(self, ask, line):
        assert line in lines(ask(MISSION))

    def test_is_one_card_a_document(self, ask):
        answer = ask(MISSION)
        cards = [line for line in lines(answer) if line.startswith("Theo ")]
        assert len(cards) == len({citation.document.id for citation in answer.citations}) == 6

    def test_says_no_deadline_where_the_task_has_none(self, ask):
        answer = ask("Ai chủ trì củng cố trung tâm học tập cộng đồng theo Quyết định 2764/QĐ-UBND?")
        assert not any(line.startswith("Thời hạn") and line.endswith("[1]") for line in lines(answer))

    def test_takes_the_deadline_of_the_same_task_from_the_annex(self, ask_plan):
        answer = ask_plan("Ai chủ trì phát triển văn hóa đọc trong cộng đồng?")
        assert "Thời hạn: Quý II/2026. [2]" in lines(answer)
        assert "Quý II/2026" in answer.citations[1].quote

    def test_names_the_legal_basis_that_names_the_task(self, ask_plan):
        assert "Căn cứ: 329/QĐ-TTg. [3]" in lines(ask_plan("Ai chủ trì phát triển văn hóa đọc trong cộng đồng?"))

    def test_names_no_basis_of_something_else(self, ask_plan):
        assert "Căn cứ:" not in ask_plan("Ai chủ trì xây dựng kho sách điện tử dùng chung?").text

    def test_a_line_that_two_quotes_prove_is_said_once(self, ask):
        answer = ask("Phòng nào của huyện Vân Khê chủ trì nâng cao chất lượng các trung tâm học tập cộng đồng?")
        assert "Phòng Giáo dục và Đào tạo chủ trì. [1] [2]" in lines(answer)

    def test_a_topic_that_is_named_like_a_body_does_not_lead_itself(self, ask):
        assert "Trung tâm học tập cộng đồng xã" not in ask(MISSION).text


class TestReplies:
    @pytest.mark.parametrize(
        "question",
        [MISSION, "Chỉ tiêu công dân học tập của Lam Giang theo từng giai đoạn", "Quyết định 1152 ban hành ngày nào?"],
    )
    def test_say_how_each_document_stands_and_what_to_copy_once(self, ask, question):
        answer = ask(question)
        (shown,) = plain_text(answer_reply(answer), limit=100_000)
        once = [standing.text for standing in answer.standing] + (answer.copy or "").splitlines()
        assert [shown.splitlines().count(line) for line in once] == [1] * len(once)

    def test_say_every_line_of_the_text(self, ask):
        answer = ask(MISSION)
        (shown,) = plain_text(answer_reply(answer), limit=100_000)
        assert all(line in shown.splitlines() for line in lines(answer) if not line.startswith("“"))


class TestTasks:
    def test_what_does_not_fit_is_counted_in_words_and_named(self, ask):
        answer = ask("Hội Khuyến học tỉnh có nhiệm vụ gì?")
        assert len(answer.citations) == 6
        (left,) = [line for line in lines(answer) if line.startswith("Và còn ")]
        assert "nhiệm vụ khác, xem Kế hoạch số 203/KH-UBND" in left

    def test_each_task_outside_its_section_says_the_role(self, ask):
        answer = ask("Hội Khuyến học tỉnh có nhiệm vụ gì?")
        assert "Chủ trì: Đề án thí điểm trung tâm học tập cộng đồng kiểu mẫu. [6]" in lines(answer)

    def test_a_body_beside_another_is_said_to_help_it(self, ask_plan):
        answer = ask_plan("Sở Văn hóa, Thể thao và Du lịch có nhiệm vụ gì?")
        assert any(line.startswith("Phối hợp với Sở Thông tin và Truyền thông: ") for line in lines(answer))


class TestTargets:
    def test_the_year_asked_comes_first_and_its_neighbours_in_the_row_after_it(self, ask):
        answer = ask("Năm 2024 tỷ lệ nhà giáo được bồi dưỡng năng lực số ở Lam Giang là bao nhiêu?")
        assert lines(answer)[1:3] == [
            "Đến năm 2024: 70% nhà giáo được bồi dưỡng năng lực số. [1]",
            "Các mốc khác của chỉ tiêu này: 2023: 40%; 2025: 90%; 2030: 100%. [1]",
        ]
        assert [block.strong for block in answer.blocks[1:3]] == [True, False]

    def test_a_neighbour_further_off_has_its_own_citation(self, ask):
        answer = ask("Huyện Vân Khê phấn đấu bao nhiêu lao động nông thôn học tại TTHTCĐ vào năm 2025?")
        assert "Các mốc khác của chỉ tiêu này: 2030: 60%. [2]" in lines(answer)
        assert "60% lao động nông thôn" in answer.citations[1].quote

    def test_each_year_is_a_row_where_each_is_asked(self, ask):
        answer = ask("Tỷ lệ công dân đạt danh hiệu công dân học tập của Châu Lĩnh qua các năm?")
        assert [line for line in lines(answer) if line[:2] == "20"] == ["2021-2025  30%  [1]", "2026-2030  50%  [2]"]


class TestComparison:
    def test_of_places_is_a_table(self, ask):
        answer = ask(
            "So sánh chỉ tiêu trung tâm học tập cộng đồng ứng dụng công nghệ thông tin đến năm 2030 của Lam Giang và "
            "Châu Lĩnh"
        )
        assert lines(answer)[1:4] == [
            "Nơi        Mức  Năm",
            "Lam Giang  85%  2030       [1]",
            "Châu Lĩnh  80%  2026-2030  [2]",
        ]

    def test_of_plans_by_their_numbers_is_a_table(self, ask):
        answer = ask(
            "So sánh kế hoạch 94/KH-UBND và kế hoạch 203/KH-UBND về tỷ lệ TTHTCĐ ứng dụng công nghệ thông tin đến "
            "năm 2030"
        )
        assert "94/KH-UBND   90%  2030       [1]" in lines(answer)

    def test_a_place_that_says_nothing_is_said_to(self, ask):
        answer = ask(
            "So sánh đến năm 2030 bao nhiêu phần trăm công dân đạt danh hiệu công dân học tập của Lam Giang, Châu Lĩnh "
            "và Nậm Vân"
        )
        assert "Nậm Vân    không nêu" in lines(answer)

    def test_of_documents_by_kind_and_year_quotes_both(self, ask):
        answer = ask(
            "Mức phụ cấp của giám đốc trung tâm học tập cộng đồng thay đổi thế nào giữa quy định năm 2014 và quy chế "
            "năm 2023?"
        )
        came_with = {citation.document.issued_with for citation in answer.citations}
        assert came_with == {"18/2014/QĐ-UBND", "27/2023/QĐ-UBND"}


class TestDeadline:
    def test_says_what_who_and_to_whom(self, ask):
        answer = ask("UBND các xã của huyện Vân Khê phải báo cáo kết quả trước ngày nào hằng năm?")
        assert lines(answer)[1:5] == [
            "Thời hạn: trước ngày 20/11 hằng năm. [1]",
            "Việc: Báo cáo kết quả thực hiện về UBND huyện. [1]",
            "Ai thực hiện: UBND các xã, thị trấn. [1]",
            "Gửi: UBND huyện (qua Phòng Giáo dục và Đào tạo). [1]",
        ]


class TestLists:
    def test_are_whole_in_one_quote_in_source_order(self, ask):
        answer = ask("Nguồn tài chính của trung tâm gồm những gì?")
        (citation,) = answer.citations
        assert [line[:2] for line in citation.quote.split("\n")] == ["1.", "2.", "3."]

    def test_are_said_under_their_heading(self, ask):
        assert "Điều 9. Nguồn tài chính: [1]" in lines(ask("Nguồn tài chính của trung tâm gồm những gì?"))

    def test_of_the_rows_of_a_table_are_all_its_rows(self, ask):
        answer = ask("Các nhiệm vụ cụ thể trong phụ lục của Châu Lĩnh gồm những gì?")
        assert [citation.quote[:3] for citation in answer.citations] == ["1 |", "2 |", "3 |", "4 |"]

    def test_what_does_not_fit_is_told(self, ask):
        answer = ask("Danh mục các đề án thành phần của Lam Giang gồm những gì?")
        assert len(answer.citations) == 6
        left = "Và còn bốn mục khác, xem Kế hoạch kèm theo Quyết định số 2764/QĐ-UBND"
        assert any(line.startswith(left) for line in lines(answer))

    def test_of_targets_are_lists_too(self, ask):
        answer = ask("Các mục tiêu cụ thể đến năm 2025 của Châu Lĩnh gồm những gì?")
        assert all(value in answer.citations[0].quote for value in ("60%", "65%", "50%", "30%"))


class TestContradictions:
    @pytest.mark.parametrize(
        ("question", "first", "other"),
        [
            (
                "Ai chủ trì xây dựng kho sách điện tử dùng chung?",
                "Sở Thông tin và Truyền thông chủ trì. [1]",
                "chỗ khác giao Sở Văn hóa, Thể thao và Du lịch chủ trì. [2]",
            ),
            (
                "UBND các huyện báo cáo kết quả thực hiện kế hoạch trước ngày nào?",
                "Thời hạn: trước ngày 05 tháng 12 hằng năm. [1]",
                "chỗ khác ghi trước ngày 25 tháng 11 hằng năm. [2]",
            ),
            (
                "Đến năm 2025 bao nhiêu phần trăm thư viện cấp xã có máy tính kết nối Internet?",
                "Đến năm 2025: 60% thư viện cấp xã có máy tính kết nối Internet. [1]",
                "chỗ khác ghi 75%. [2]",
            ),
        ],
    )
    def test_are_told_with_both(self, ask_plan, question, first, other):
        told = lines(ask_plan(question))
        assert first in told
        assert any(ITSELF in line and line.endswith(other) for line in told)

    @pytest.mark.parametrize(
        "question",
        [
            "Ai chủ trì phát triển văn hóa đọc trong cộng đồng?",
            "Đến năm 2025 bao nhiêu phần trăm trường học có tủ sách dùng chung?",
            "Đến năm 2030 bao nhiêu phần trăm thư viện cấp xã có máy tính kết nối Internet?",
        ],
    )
    def test_are_not_seen_where_there_are_none(self, ask_plan, question):
        answer = ask_plan(question)
        assert answer.answered
        assert ITSELF not in answer.text

    @pytest.mark.parametrize(
        "question",
        [
            MISSION,
            "UBND các huyện ở Châu Lĩnh gửi báo cáo cho Hội Khuyến học tỉnh hạn chót khi nào?",
            "Báo cáo hằng năm của Lam Giang trước ngày nào?",
            "Đến năm 2025 Lam Giang phấn đấu bao nhiêu phần trăm công dân đạt danh hiệu công dân học tập?",
        ],
    )
    def test_are_not_seen_in_documents_that_agree_with_themselves(self, ask, question):
        assert ITSELF not in ask(question).text
