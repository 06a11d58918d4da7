"""Names of agencies: read one by one from a list, and compared whatever their spelling."""

import pytest

from retrieval.agencies import canonical, find_agencies, match_agencies


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "các sở, ban, ngành có liên quan, UBND các huyện, thành phố tổ chức triển khai",
            ["các sở, ban, ngành có liên quan", "UBND các huyện, thành phố"],
        ),
        ("Sở Y tế, Sở Lao động - Thương binh và Xã hội, kiểm tra",
         ["Sở Y tế", "Sở Lao động - Thương binh và Xã hội"]),
        ("Sở Văn hóa, Thể thao và Du lịch và Sở Nội vụ", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Nội vụ"]),
        ("Sở Tài chính xây dựng phương án", ["Sở Tài chính"]),
        ("Sở Xây dựng xây dựng phương án", ["Sở Xây dựng"]),
        ("Phòng Kinh tế và Hạ tầng; Hội Nông dân huyện vận động",
         ["Phòng Kinh tế và Hạ tầng", "Hội Nông dân huyện"]),
        ("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Ba Bể mở lớp",
         ["Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Ba Bể"]),
        ("Giám đốc các sở: Tài chính; Nội vụ; Chủ tịch UBND các huyện chịu trách nhiệm",
         ["Giám đốc các sở: Tài chính; Nội vụ", "Chủ tịch UBND các huyện"]),
        ("các tổ chức chính trị - xã hội của tỉnh mở hội thi", ["các tổ chức chính trị - xã hội của tỉnh"]),
        ("các phòng chuyên môn thuộc Sở Xây dựng phân loại", ["các phòng chuyên môn thuộc Sở Xây dựng"]),
        ("Uỷ ban nhân dân xã Tân Lập, Công an tỉnh rà soát", ["Uỷ ban nhân dân xã Tân Lập", "Công an tỉnh"]),
        ("Ban Tuyên giáo Tỉnh ủy định hướng", ["Ban Tuyên giáo Tỉnh ủy"]),
        ("Thường trực Ban chỉ đạo chuyển đổi số tỉnh tổng hợp",
         ["Thường trực Ban chỉ đạo chuyển đổi số tỉnh"]),
    ],
)  # fmt: skip
def test_a_list_is_read_name_by_name(text: str, names: list[str]) -> None:
    assert [mention.name for mention in match_agencies(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Tổ chức các hoạt động",
        "Thanh tra, kiểm tra việc chấp hành",
        "Ban hành quy chế",
        "Báo cáo kết quả",
        "Phòng ngừa vi phạm",
        "xã hội hóa giáo dục",
        "Trường hợp khác",
    ],
)
def test_a_verb_that_looks_like_a_head_is_no_agency(text: str) -> None:
    assert match_agencies(text) == []


def test_agencies_are_found_inside_a_question() -> None:
    found = find_agencies("Ngoài Sở Tư pháp thì các huyện, thành phố phải làm gì?")
    assert [mention.name for mention in found] == ["Sở Tư pháp", "các huyện, thành phố"]


def test_a_mention_stands_where_its_span_says() -> None:
    text = "Đề nghị Hội Cựu chiến binh tỉnh phối hợp"
    mention = find_agencies(text)[0]
    assert text[mention.span.start : mention.span.end] == mention.name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("UBND huyện", "Uỷ ban nhân dân huyện"),
        ("Tỉnh Hội khuyến học", "Hội Khuyến học tỉnh"),
        ("Huyện Đoàn", "Đoàn Thanh niên Cộng sản Hồ Chí Minh huyện"),
        ("Sở LĐTB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Giám đốc Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("Phòng Văn hóa – Thông tin", "phòng văn hoá, thông tin"),
        ("UBMTTQ Việt Nam tỉnh", "Mặt trận Tổ quốc Việt Nam tỉnh"),
    ],
)
def test_spellings_of_one_body_have_one_key(left: str, right: str) -> None:
    assert canonical(left) == canonical(right)


def test_bodies_of_two_levels_have_two_keys() -> None:
    assert canonical("Hội Khuyến học tỉnh") != canonical("Hội Khuyến học huyện")
