"""Facts read through the real parser, from short plans written for these tests."""

import functools
import hashlib
import json
from pathlib import Path

import pytest

from bench.facts import extract, score
from ingest.facts import find_facts
from ingest.pipeline import understand
from ingest.structure import parse
from retrieval.types import Assignment, Deadline, Fact, Relation, SourceText, Target

HEADER = """ỦY BAN NHÂN DÂN
TỈNH HÀ BẮC
-------
|
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
|
Số: 15/KH-UBND
|
Hà Bắc, ngày 10 tháng 01 năm 2022
|
KẾ HOẠCH
PHÁT TRIỂN THƯ VIỆN CÔNG CỘNG TRÊN ĐỊA BÀN TỈNH HÀ BẮC
"""
BASES = """Căn cứ Nghị định số 93/2020/NĐ-CP ngày 18 tháng 8 năm 2020 của Chính phủ về thư viện;
Thực hiện Quyết định số 206/QĐ-TTg ngày 11/02/2021 của Thủ tướng Chính phủ, Ủy ban
nhân dân tỉnh ban hành Kế hoạch như sau:
"""
BARS = {"assignment": 0.85, "target": 0.9, "deadline": 0.9}
FOOTER = """
Nơi nhận:
- Như trên;
- Lưu: VT.
|
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn B
|
"""


@functools.cache
def facts(body: str) -> tuple[Fact, ...]:
    text = f"{HEADER}{BASES}{body}{FOOTER}"
    source = SourceText("plan.txt", text, hashlib.sha256(text.encode()).hexdigest())
    reading, parsed = understand(source)[0], parse(source)[0]
    found = find_facts(reading.document, parsed.root, reading.passages)
    held = {passage.id: passage.text for passage in reading.passages}
    assert all(fact.quote in held[fact.passage_id] for fact in found), "a quote is verbatim"
    return found


def assignments(body: str) -> list[Assignment]:
    return [fact for fact in facts(body) if isinstance(fact, Assignment)]


def targets(body: str) -> list[Target]:
    return [fact for fact in facts(body) if isinstance(fact, Target)]


def deadlines(body: str) -> list[Deadline]:
    return [fact for fact in facts(body) if isinstance(fact, Deadline)]


def relations(body: str) -> list[Relation]:
    return [fact for fact in facts(body) if isinstance(fact, Relation)]


CARRYING_OUT = """I. TỔ CHỨC THỰC HIỆN
1. Sở Văn hóa, Thể thao và Du lịch - Cơ quan thường trực
- Chủ trì, phối hợp với Sở Tài chính, UBND các huyện, thành phố và các đơn vị liên quan xây dựng
thư viện lưu động.
- Phối hợp với Hội Người cao tuổi tỉnh mở phòng đọc. Tham mưu cho UBND tỉnh khen thưởng người đọc giỏi.
- Biên soạn sách nói cho người khiếm thị.
2. Sở Nội vụ
Chủ trì, phối hợp với các sở, ngành:
- Tuyển dụng thủ thư cho các xã.
- Tập huấn cho thủ thư.
3. Đề nghị các tổ chức chính trị - xã hội
a) Hội Cựu chiến binh tỉnh: vận động hội viên tặng sách.
b) Tỉnh Đoàn
- Chủ trì tổ chức ngày hội đọc sách.
4. Ủy ban nhân dân các huyện, thành phố
- Yêu cầu các trường mở cửa thư viện vào ngày nghỉ.
"""


def test_the_heading_names_the_agency_of_the_items_under_it() -> None:
    assert assignments(CARRYING_OUT)[0].agency == "Sở Văn hóa, Thể thao và Du lịch"


def test_the_role_is_what_the_item_begins_with() -> None:
    assert [fact.role for fact in assignments(CARRYING_OUT)][:4] == [
        "lead",
        "coordinate",
        "advise",
        "execute",
    ]


def test_partners_end_where_the_task_begins() -> None:
    first = assignments(CARRYING_OUT)[0]
    assert first.partners == ("Sở Tài chính", "UBND các huyện, thành phố", "các đơn vị liên quan")
    assert first.task == "xây dựng thư viện lưu động."


def test_a_lead_in_gives_its_role_to_the_items_under_it() -> None:
    found = [fact for fact in assignments(CARRYING_OUT) if fact.agency == "Sở Nội vụ"]
    assert [(fact.role, fact.partners, fact.task) for fact in found] == [
        ("lead", ("các sở, ngành",), "Tuyển dụng thủ thư cho các xã."),
        ("lead", ("các sở, ngành",), "Tập huấn cho thủ thư."),
    ]


def test_who_is_asked_is_requested_unless_a_role_is_said() -> None:
    found = {fact.agency: fact.role for fact in assignments(CARRYING_OUT)}
    assert (found["Hội Cựu chiến binh tỉnh"], found["Tỉnh Đoàn"]) == ("requested", "lead")


def test_to_demand_something_of_others_is_work_of_the_heading() -> None:
    assert assignments(CARRYING_OUT)[-1].agency == "Ủy ban nhân dân các huyện, thành phố"


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Điều 1. Giám đốc Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra các phòng khám.",
         ("Giám đốc Sở Y tế", "lead", ("Công an tỉnh",))),
        ("1. Sở Công Thương có trách nhiệm cập nhật dữ liệu chợ.", ("Sở Công Thương", "execute", ())),
        ("1. Sở Tư pháp là cơ quan đầu mối, chủ trì, phối hợp với Sở Nội vụ theo dõi việc thi hành.",
         ("Sở Tư pháp", "lead", ("Sở Nội vụ",))),
    ],
)  # fmt: skip
def test_a_sentence_with_its_own_subject_is_an_assignment(
    article: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    first = assignments(f"I. QUY ĐỊNH CHUNG\n{article}\n")[0]
    assert (first.agency, first.role, first.partners) == expected


def test_the_duty_to_carry_out_the_decision_itself_is_no_assignment() -> None:
    assert not assignments(
        "Điều 1. Giám đốc Sở Y tế, Chủ tịch UBND các huyện chịu trách nhiệm thi hành Quyết định này.\n"
    )


def test_a_chapter_on_kinds_of_schools_assigns_nothing() -> None:
    body = "I. GIẢI PHÁP\n1. Trung tâm học tập cộng đồng\n- Phát triển mô hình tại xã.\n- Nâng cao chất lượng.\n"
    assert not assignments(body)


def test_lines_with_labels_name_who_works_on_the_task_above() -> None:
    body = (
        "I. NHIỆM VỤ\n1. Số hóa tài liệu địa chí\n- Đơn vị chủ trì: Thư viện tỉnh.\n"
        "- Đơn vị phối hợp: Sở Tài chính; Sở Nội vụ.\n- Thời gian hoàn thành: quý III/2023.\n"
    )
    lead, due = assignments(body)[0], deadlines(body)[0]
    assert (lead.agency, lead.partners, lead.task) == (
        "Thư viện tỉnh",
        ("Sở Tài chính", "Sở Nội vụ"),
        "Số hóa tài liệu địa chí",
    )
    assert (due.who, due.when) == ("Thư viện tỉnh", "quý III/2023")


TABLE = """I. NHIỆM VỤ
1. Giao nhiệm vụ theo bảng sau.
TT | Nội dung công việc | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành | Ghi chú
1 | Lập đề án thư viện số | Sở Văn hóa và Thể thao | Sở Tài chính, các huyện, thành phố | Tháng 6/2023 |
2 | Mở lớp thủ thư | Sở Nội vụ | | Hằng năm |
"""


def test_a_row_gives_agency_partners_and_deadline_by_its_columns() -> None:
    first = assignments(TABLE)[0]
    assert (first.agency, first.role) == ("Sở Văn hóa và Thể thao", "lead")
    assert first.partners == ("Sở Tài chính", "các huyện, thành phố")


def test_a_row_that_says_only_how_often_has_no_deadline() -> None:
    assert [(fact.who, fact.when) for fact in deadlines(TABLE)] == [("Sở Văn hóa và Thể thao", "Tháng 6/2023")]


GOALS = """I. MỤC TIÊU
1. Đến năm 2025
- Ít nhất 43% xã có thư viện; trong đó 12% thư viện đạt chuẩn mức độ 2.
- Tỷ lệ người từ 15-60 tuổi biết dùng thư viện số đạt 65%.
- Phấn đấu 30% trở lên học sinh mượn sách, nâng số thư viện tư nhân lên 20 thư viện vào năm 2024.
2. Giai đoạn 2026 - 2030
- Giảm 10% số phòng đọc xuống cấp.
"""


@pytest.mark.parametrize(
    ("value", "number", "comparator", "by"),
    [
        ("Ít nhất 43%", 43.0, ">=", "2025"),
        ("12%", 12.0, "=", "2025"),
        ("65%", 65.0, "=", "2025"),
        ("30% trở lên", 30.0, ">=", "2024"),
        ("20 thư viện", 20.0, "=", "2024"),
        ("Giảm 10%", 10.0, "=", "2026-2030"),
    ],
)
def test_every_value_of_a_sentence_is_a_target_of_its_year(value: str, number: float, comparator: str, by: str) -> None:
    assert (value, number, comparator, by) in [
        (fact.value, fact.number, fact.comparator, fact.by) for fact in targets(GOALS)
    ]


def test_ages_and_levels_are_no_targets() -> None:
    assert len(targets(GOALS)) == 6


def test_a_clause_with_other_partners_is_an_assignment_of_its_own() -> None:
    body = "I. TỔ CHỨC THỰC HIỆN\n1. Hội Người mù: chủ trì đánh giá mô hình; phối hợp với Sở Y tế mở lớp dạy bơi.\n"
    assert [(fact.role, fact.partners, fact.task) for fact in assignments(body)] == [
        ("lead", (), "đánh giá mô hình;"),
        ("coordinate", ("Sở Y tế",), "mở lớp dạy bơi."),
    ]


def test_the_end_of_a_range_of_ages_is_no_target() -> None:
    (fact,) = targets("I. MỤC TIÊU\n- Xóa mù chữ: 98% người trong độ tuổi từ 15 đến 60 biết chữ.\n")
    assert (fact.value, fact.indicator) == ("98%", "người trong độ tuổi từ 15 đến 60 biết chữ")


def test_the_indicator_stands_after_the_value_or_before_it() -> None:
    found = {fact.value: fact.indicator for fact in targets(GOALS)}
    assert found["12%"] == "thư viện đạt chuẩn mức độ 2"
    assert found["65%"] == "Tỷ lệ người từ 15-60 tuổi biết dùng thư viện số"


def test_a_number_outside_the_goals_is_a_target_only_where_it_is_striven_for() -> None:
    body = "I. NHIỆM VỤ\n- Hiện có 12 phòng đọc.\n- Phấn đấu mở từ 05 phòng đọc trở lên.\n"
    assert [fact.number for fact in targets(body)] == [5.0]


def test_columns_named_by_years_hold_targets() -> None:
    body = "I. MỤC TIÊU\n1. Chỉ tiêu hằng năm.\n"
    body += "TT | Chỉ tiêu | Năm 2024 | Năm 2025\n1 | Xã có thư viện | 40% | 55%\n"
    assert [(fact.indicator, fact.value, fact.by) for fact in targets(body)] == [
        ("Xã có thư viện", "40%", "2024"),
        ("Xã có thư viện", "55%", "2025"),
    ]


@pytest.mark.parametrize(
    ("sentence", "when", "to"),
    [
        (
            "Định kỳ trước ngày 05 tháng 12 hằng năm báo cáo kết quả về Sở Nội vụ.",
            "05/12 hằng năm",
            "Sở Nội vụ",
        ),
        ("Định kỳ hằng năm (trước ngày 15/12) báo cáo UBND tỉnh.", "15/12 hằng năm", "UBND tỉnh"),
        ("Xây dựng kế hoạch chậm nhất ngày 30/6/2022.", "2022-06-30", None),
        ("Bàn giao phòng đọc, hoàn thành trong quý IV/2022.", "quý IV/2022", None),
        ("Tổ chức tổng kết vào năm 2030.", "năm 2030", None),
        ("Tổng hợp hằng năm, báo cáo Ủy ban nhân dân tỉnh.", "hằng năm", "Ủy ban nhân dân tỉnh"),
    ],
)
def test_a_deadline_says_when_and_to_whom(sentence: str, when: str, to: str | None) -> None:
    found = deadlines(f"I. TỔ CHỨC THỰC HIỆN\n1. Sở Tư pháp\n- {sentence}\n")
    assert [(fact.who, fact.when, fact.to) for fact in found] == [("Sở Tư pháp", when, to)]


def test_two_days_for_one_report_are_two_deadlines_of_the_same_work() -> None:
    sentence = "Trước ngày 20/6 và trước ngày 20/12 hằng năm, Sở Y tế báo cáo số liệu gửi Bộ Y tế."
    found = deadlines(f"I. CHẾ ĐỘ BÁO CÁO\n- {sentence}\n")
    assert [(fact.when, fact.who) for fact in found] == [
        ("20/06 hằng năm", "Sở Y tế"),
        ("20/12 hằng năm", "Sở Y tế"),
    ]


def test_the_date_of_a_cited_document_is_no_deadline() -> None:
    assert not deadlines("I. NHIỆM VỤ\n- Thực hiện Quyết định số 12/QĐ-TTg ngày 05/3/2021 trước mắt tại các xã.\n")


def test_bases_and_preamble_relate_the_plan_to_what_it_rests_on() -> None:
    found = [(fact.type, fact.number, fact.date) for fact in relations("I. MỤC ĐÍCH\n- Phục vụ bạn đọc.\n")]
    assert found == [("based_on", "93/2020/NĐ-CP", "2020-08-18"), ("implements", "206/QĐ-TTg", "2021-02-11")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 05/01/2018 của UBND tỉnh.",
            [("replaces", "12/KH-UBND")],
        ),
        (
            "Bãi bỏ Quyết định số 7/2015/QĐ-UBND về việc sửa đổi Quyết định số 3/2012/QĐ-UBND.",
            [("repeals", "7/2015/QĐ-UBND")],
        ),
        ("Bãi bỏ khoản 2 Điều 5 Quyết định số 7/2015/QĐ-UBND.", [("amends", "7/2015/QĐ-UBND")]),
        (
            "Thay thế Phụ lục I ban hành kèm theo Quyết định số 7/2015/QĐ-UBND.",
            [("amends", "7/2015/QĐ-UBND")],
        ),
        ("Sửa đổi, bổ sung một số điều của Quyết định số 7/2015/QĐ-UBND.", [("amends", "7/2015/QĐ-UBND")]),
        ("Nghị định số 21/2022/NĐ-CP đã sửa đổi, bổ sung Nghị định số 9/2019/NĐ-CP.", []),
    ],
)
def test_only_what_this_document_does_to_another_is_a_relation(sentence: str, expected: list[tuple[str, str]]) -> None:
    found = relations(f"I. HIỆU LỰC\n1. {sentence}\n")[2:]
    assert [(fact.type, fact.number) for fact in found] == expected


def test_the_same_document_gives_the_same_facts() -> None:
    facts.cache_clear()
    first = facts(CARRYING_OUT)
    facts.cache_clear()
    assert facts(CARRYING_OUT) == first


SHARED = Path(__file__).parents[3] / "shared"


class TestPersons:
    TEAM = (
        "I. TỔ CHỨC THỰC HIỆN\n1. Phân công nhiệm vụ\n"
        "1.1. Ông Lê Văn An - Trưởng đoàn: Phụ trách chung; ký các văn bản của Đoàn.\n"
        "1.2. Bà Trần Thị Bích - Thư ký: Chủ trì, phối hợp với Sở Tài chính lập dự toán của Đoàn.\n"
        "1.3. Đồng chí Ngô Minh - Thành viên:\n- Kiểm tra sổ sách của thư viện;\n- Lập biên bản.\n"
    )

    def test_members_of_a_team_have_their_work(self):
        assert [(fact.agency, fact.role) for fact in assignments(self.TEAM)] == [
            ("Ông Lê Văn An - Trưởng đoàn", "lead"),
            ("Bà Trần Thị Bích - Thư ký", "lead"),
            ("Đồng chí Ngô Minh - Thành viên", "execute"),
            ("Đồng chí Ngô Minh - Thành viên", "execute"),
        ]

    def test_partners_are_told_apart(self):
        assert assignments(self.TEAM)[1].partners == ("Sở Tài chính",)

    def test_who_only_spoke_has_no_work(self):
        said = "I. THÀNH PHẦN\n1. Ông Lê Văn An - Giám đốc: đồng ý với dự thảo.\n2. Ông Hai: không có ý kiến.\n"
        assert assignments(said) == []


needs_shared = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="../shared with the labelled facts is absent"
)


@pytest.mark.shared
@needs_shared
def test_the_labelled_corpus_is_read_well_above_the_bar(tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    extract(SHARED, out)
    found = [json.loads(line)["file"] for line in out.read_text("utf-8").splitlines()]
    labels = [
        line
        for line in (SHARED / "questions" / "facts.jsonl").read_text("utf-8").splitlines()
        if json.loads(line)["file"] in found
    ]
    readable = tmp_path / "labels.jsonl"
    readable.write_text("\n".join(labels), "utf-8")
    scores = score(SHARED, out, readable)
    assert {kind: scores[kind]["f1"] >= bar for kind, bar in BARS.items()} == dict.fromkeys(BARS, True)
