"""Passages: short, contiguous, none overlapping, no word lost, and the same every time."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import splitter
from ingest.splitter import LIMIT, heading_of, split
from ingest.structure import Unit, parse
from retrieval.text import squeeze
from retrieval.types import Span
from tests.ingest.documents import BODIES, BODY, LETTERHEAD, LONG, PLAN, SENTENCE, TAIL, TITLE, only, source


def passages(text, pages=()):
    return [
        passage
        for number, document in enumerate(parse(source(text, pages)))
        for passage in split(f"d{number}", document.root, source(text, pages))
    ]


def of_role(text, role):
    return [passage for passage in passages(text) if passage.role == role]


def plan(body):
    return LETTERHEAD + TITLE + body + TAIL


DOCUMENTS = st.one_of(BODIES, st.tuples(BODIES, LONG, BODIES).map("\n".join)).map(plan)


class TestPromises:
    @given(DOCUMENTS)
    @settings(max_examples=40, deadline=None)
    def test_a_passage_is_short(self, text):
        assert all(0 < len(passage.text) <= LIMIT for passage in passages(text))

    @given(DOCUMENTS)
    @settings(max_examples=40, deadline=None)
    def test_a_passage_is_what_stands_in_its_span(self, text):
        for passage in passages(text):
            assert squeeze(passage.text) == squeeze(text[passage.span.start : passage.span.end])

    @given(DOCUMENTS)
    @settings(max_examples=40, deadline=None)
    def test_passages_stand_in_order_and_never_overlap(self, text):
        spans = [passage.span for passage in passages(text)]
        assert all(before.end <= after.start for before, after in pairwise(spans))

    @given(DOCUMENTS)
    @settings(max_examples=40, deadline=None)
    def test_every_word_stands_in_a_passage_but_names_of_columns_and_page_numbers(self, text):
        shown = [False] * len(text)
        for passage in passages(text):
            shown[slice(*passage.span)] = [True] * (passage.span.end - passage.span.start)
        left = "".join(letter if not seen else " " for letter, seen in zip(text, shown, strict=True))
        left = left.replace("TT | Nhiệm vụ | Chủ trì | Thời gian", "")
        assert not re.sub(r"(?m)^ {40}\d+$", "", left).strip(" \n\f")

    @given(DOCUMENTS)
    @settings(max_examples=30, deadline=None)
    def test_the_same_text_gives_the_same_passages(self, text):
        assert passages(text) == passages(text)

    @given(DOCUMENTS)
    @settings(max_examples=30, deadline=None)
    def test_no_two_passages_share_an_id(self, text):
        ids = [passage.id for passage in passages(text)]
        assert len(set(ids)) == len(ids)

    @given(st.text(max_size=300))
    def test_any_text_can_be_split(self, text):
        passages(LETTERHEAD + TITLE + text)

    def test_a_word_without_end_is_cut(self):
        found = passages(plan("I. MỤC ĐÍCH\n" + "a" * 3000 + "\n"))
        assert max(len(passage.text) for passage in found) <= LIMIT
        assert "".join(p.text for p in found).count("a" * 500) >= 4

    def test_twice_the_text_takes_twice_the_work(self, monkeypatch):
        read = []
        monkeypatch.setattr(splitter, "squeeze", lambda text: read.append(len(text)) or squeeze(text))

        def work(count):
            read.clear()
            passages(plan("I. MỤC ĐÍCH\n" + "Sở Y tế chủ trì tổ chức. " * count + "vân vân " * count))
            return sum(read)

        assert work(4000) < 2.5 * work(2000)


class TestIds:
    def test_an_id_depends_on_document_path_and_text_only(self):
        first = {passage.text: passage.id for passage in passages(PLAN)}
        second = {passage.text: passage.id for passage in passages("Trang chủ\n\n\n" + PLAN + "\nLượt xem: 5")}
        assert second == first

    def test_another_document_has_other_ids(self):
        root = only(PLAN).root
        one, two = (split(name, root, source(PLAN)) for name in ("a", "b"))
        assert not {passage.id for passage in one} & {passage.id for passage in two}

    def test_the_same_words_twice_are_two_passages(self):
        body = "I. A\n" + "- Sở Y tế chủ trì. " * 30 + "\n" + "- Sở Y tế chủ trì. " * 30 + "\n"
        ids = [passage.id for passage in passages(plan(body))]
        assert len(set(ids)) == len(ids)


class TestShape:
    def test_a_heading_with_its_list_is_one_passage(self):
        (one, *_) = [passage for passage in passages(PLAN) if "Thư viện" in passage.text]
        assert one.text == "2. Thư viện tỉnh\n- Bố trí sách và phòng đọc."
        assert one.path == ("II. TỔ CHỨC THỰC HIỆN", "2. Thư viện tỉnh")

    @given(st.lists(SENTENCE, min_size=15, max_size=30))
    @settings(max_examples=20, deadline=None)
    def test_parts_of_a_long_list_keep_the_headings_above(self, sentences):
        body = "I. NHIỆM VỤ\n1. Sở Y tế\n" + "\n".join(f"- {text}" for text in sentences) + "\n"
        parts = [passage for passage in passages(plan(body)) if "- " in passage.text and passage.role == "body"]
        assert {passage.path for passage in parts} == {("I. NHIỆM VỤ", "1. Sở Y tế")}

    def test_a_long_heading_is_cut_at_a_word_in_the_path(self):
        shown = heading_of(Unit("roman", "I. " + "kế hoạch " * 40, Span(0, 1)))
        assert len(shown) <= 161
        assert shown.endswith(("kế…", "hoạch…"))

    def test_parts_have_the_roles_of_their_place(self):
        roles = [passage.role for passage in passages(PLAN + "[1] Theo Quyết định số 5/QĐ-TTg.\n")]
        assert list(dict.fromkeys(roles)) == ["header", "basis", "body", "recipients", "signature", "footnote"]

    def test_a_passage_knows_its_page(self):
        text = plan("I. MỤC ĐÍCH\nĐọc sách.\n\fII. THỰC HIỆN\nHằng năm.\n")
        pages = {passage.path[:1]: passage.page for passage in passages(text, (0, text.index("\f") + 1))}
        assert (pages["I. MỤC ĐÍCH",], pages["II. THỰC HIỆN",]) == (1, 2)

    def test_a_format_without_pages_has_none(self):
        assert {passage.page for passage in passages(PLAN)} == {None}


class TestTables:
    BODY = (
        "I. NHIỆM VỤ\n1. Giao nhiệm vụ theo bảng sau.\n"
        "TT | Việc | Chủ trì\n1 | Mua sách | Thư viện\n2 | Mở lớp | Sở Y tế\n"
    )

    def test_rows_are_passages_of_their_own_however_short_the_table(self):
        assert [passage.text for passage in of_role(plan(self.BODY), "table")] == [
            "1 | Mua sách | Thư viện",
            "2 | Mở lớp | Sở Y tế",
        ]

    def test_the_names_of_columns_end_the_path(self):
        assert {passage.path for passage in of_role(plan(self.BODY), "table")} == {
            ("I. NHIỆM VỤ", "1. Giao nhiệm vụ theo bảng sau.", "TT | Việc | Chủ trì")
        }

    def test_the_heading_is_a_passage_without_the_names_of_columns(self):
        (heading,) = [passage for passage in passages(plan(self.BODY)) if "bảng sau" in passage.text]
        assert (heading.role, heading.text) == ("body", "I. NHIỆM VỤ\n1. Giao nhiệm vụ theo bảng sau.")

    def test_a_long_row_is_cut_into_rows(self):
        body = "I. NHIỆM VỤ\nTT | Việc | Chủ trì\n1 | " + "Mua sách mới. " * 200 + "| Thư viện\n2 | Mở lớp | Sở Y tế\n"
        assert len(of_role(plan(body), "table")) >= 3


class TestPageNumbers:
    def text(self, body):
        return plan(body.replace("@", "\n" + " " * 40 + "2\n\n\f"))

    @pytest.mark.parametrize("body", ["I. A\n- Một.\n@- Hai.\n", "I. A\n@Một.\n", "1. Một.\n@2. Hai.\n"])
    def test_no_passage_holds_a_page_number_between_items(self, body):
        assert not [
            passage for passage in passages(self.text(body)) if re.search(r"^2$| 2$", passage.text, re.MULTILINE)
        ]

    def test_a_sentence_over_two_pages_is_one_passage(self):
        (passage,) = [p for p in passages(self.text("I. A\nCác đơn vị@cùng thực hiện.\n")) if "cùng" in p.text]
        assert passage.text == "I. A\nCác đơn vị 2 cùng thực hiện."


def test_the_body_of_the_sample_is_read_whole():
    words = " ".join(passage.text for passage in of_role(PLAN, "body")).split()
    assert words == BODY.split()
