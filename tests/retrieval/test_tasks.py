"""Whether two stretches speak of the same task or body."""

from __future__ import annotations

import pytest

from retrieval.tasks import Tasks, is_class, levels, same_body
from tests.retrieval.sample_library import GLOSSARY

TASKS = Tasks(GLOSSARY)


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        (
            "xây dựng, triển khai thực hiện kế hoạch truyền thông về xây dựng xã hội học tập.",
            "Kế hoạch Truyền thông về xây dựng xã hội học tập",
            True,
        ),
        ("công nghệ thông tin cho các TTHTCĐ", "Công nghệ thông tin cho trung tâm học tập cộng đồng", True),
        ("trung tâm học tập cộng đồng (TTHTCĐ) xếp loại khá", "TTHTCĐ xếp loại khá", True),
        ("Kế hoạch xóa mù chữ giai đoạn 2021 - 2025", "Kế hoạch xóa mù chữ giai đoạn 2026 - 2030", False),
        ("củng cố trung tâm học tập cộng đồng", "đánh giá, xếp loại trung tâm học tập cộng đồng cấp xã", False),
        ("triển khai thực hiện Kế hoạch này", "Triển khai thực hiện kế hoạch", False),
        ("", "", False),
    ],
)
def test_a_task_is_the_same_when_its_words_are(first, other, same):
    assert TASKS.same(first, other) is same


def test_a_row_without_lines_between_its_columns_goes_on_after_the_task():
    row = "Kế hoạch truyền thông về xây dựng xã hội học tập Xây dựng chuyên mục, tài liệu bằng hai thứ tiếng."
    assert TASKS.same("kế hoạch truyền thông về xây dựng xã hội học tập", row, run_on=True)
    assert not TASKS.same("kế hoạch truyền thông về xây dựng xã hội học tập", row)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("uy ban nhan dan xa thi tran", {"xa", "thi tran"}),
        ("uy ban nhan dan cac huyen thi xa thanh pho", {"huyen", "thi xa", "thanh pho"}),
        ("so tai chinh", set()),
    ],
)
def test_levels_are_read_as_whole_words(name, found):
    assert levels(name) == found


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("Sở Nội vụ", "Giám đốc Sở Nội vụ", True),
        ("Phòng Văn hóa - Thông tin, Nhà văn hóa", "Phòng Văn hoá và Thông tin", True),
        ("Đài Truyền thanh huyện", "Phòng Văn hóa - Thông tin", False),
    ],
)
def test_a_body_is_known_again(first, other, same):
    assert same_body(first, other) is same


@pytest.mark.parametrize(
    ("name", "many"),
    [("UBND các huyện, thành phố", True), ("Các trường tiểu học", True), ("UBND huyện Mỹ Đức", False)],
)
def test_a_name_may_stand_for_many_bodies(name, many):
    assert is_class(name) is many
