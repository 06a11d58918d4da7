"""`hoivanban documents show`: a document as an admin sees it."""

import json

import pytest

from bot.command import run
from bot.commands.portrait import portray
from bot.commands.portrait_view import portrait_view
from bot.commands.tables import drawn
from retrieval.library import Library

DOCUMENT_KEYS = {"id", "number", "kind", "issuer", "place", "issued_on", "title", "source", "status"}


@pytest.fixture
def show(samples, capsys):
    """Runs the command: (exit code, standard output, standard error)."""

    def go(*arguments):
        code = run(["--data", str(samples), "documents", "show", *arguments])
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return go


@pytest.fixture
def shown(show):
    """The words that are shown, whatever the lines."""

    def go(*arguments):
        code, out, _ = show(*arguments)
        assert code == 0
        return " ".join(out.split())

    return go


class TestHeader:
    @pytest.mark.parametrize(
        "words",
        [
            "Số 2764/QĐ-UBND",
            "Cơ quan ban hành Ủy ban nhân dân tỉnh Lam Giang",
            "Ngày ban hành 28/10/2021",
            "Người ký Lương Thị Hoài Sa (TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH)",
            "• 1373/QĐ-TTg",
        ],
    )
    def test_it_has_every_field(self, shown, words):
        assert words in shown("2764/QĐ-UBND")

    def test_the_status_says_why(self, shown):
        assert "Hiệu lực đã sửa đổi, bổ sung: Quyết định số 1152/QĐ-UBND ngày 20/06/2024" in shown("2764/QĐ-UBND")
        assert "Hiệu lực đã bị thay thế: Quyết định số 27/2023/QĐ-UBND" in shown("18-2014-qd-ubnd-d")

    def test_what_the_page_leaves_blank_is_said_to_be_blank(self, shown):
        assert "(để trống)" in shown("quy-che-27")

    def test_a_number_finds_it_however_it_is_typed(self, shown):
        assert shown("94/KH-UBND") == shown("94 / kh-ubnd") == shown("94-kh")


class TestOutline:
    def test_articles_stand_under_their_chapters(self, show):
        lines = show("quy-che-27")[1].splitlines()
        chapter = next(line for line in lines if "Chương I" in line)
        article = next(line for line in lines if "Điều 1." in line)
        assert len(article) - len(article.lstrip()) > len(chapter) - len(chapter.lstrip())

    def test_articles_with_nothing_under_them_are_headings_too(self, shown):
        assert "Điều 3. Quyết định này có hiệu lực" in shown("2764/QĐ-UBND")

    def test_the_names_of_columns_are_no_headings(self, show):
        headings = json.loads(show("203-kh", "--json")[1])["outline"]
        assert headings
        assert not any(" | " in heading["text"] for heading in headings)


class TestFacts:
    def test_they_are_told_in_words(self, shown):
        words = shown("203-kh")
        assert "• chủ trì: Hội Khuyến học tỉnh — xây dựng, quản lý Quỹ khuyến học" in words
        assert "• giai đoạn 2021-2025: 50% — người lớn trong độ tuổi lao động" in words
        assert "Thời hạn (" in words

    def test_in_english_the_labels_change_and_the_words_of_the_document_stay(self, shown):
        words = shown("203-kh", "--language", "en")
        assert "• leads: Hội Khuyến học tỉnh — xây dựng, quản lý Quỹ khuyến học" in words
        assert "Issued by" in words


class TestRelations:
    def test_what_it_changed_and_what_came_with_it(self, shown):
        words = shown("27/2023/QĐ-UBND")
        assert "• thay thế — Quyết định số 18/2014/QĐ-UBND" in words
        assert "• kèm theo văn bản này có — Quy chế kèm theo Quyết định số 27/2023/QĐ-UBND" in words

    def test_what_changed_it(self, shown):
        assert "• được thay thế bởi — Quyết định số 27/2023/QĐ-UBND" in shown("18/2014/QĐ-UBND")

    def test_a_document_that_is_not_in_the_library_says_so(self, shown):
        assert "1373/QĐ-TTg (30/07/2021) (chưa có trong thư viện)" in shown("2764/QĐ-UBND")


class TestForms:
    def test_json_has_header_outline_facts_and_links(self, show):
        code, out, _ = show("2764/QĐ-UBND", "--json")
        found = json.loads(out)
        assert code == 0
        assert found.keys() >= DOCUMENT_KEYS
        assert found["office"] == "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"
        assert set(found["facts"]) == {"assignments", "targets", "deadlines", "relations"}
        assert {"amends", "based_on", "implements", "issued_with", "effective_from"} == {
            link["type"] for link in found["links"]
        }
        assert [link["outgoing"] for link in found["links"] if link["type"] == "amends"] == [False]

    def test_a_pipe_gets_plain_lines(self, show):
        _, out, _ = show("203-kh")
        assert "\x1b" not in out
        assert all(line == line.rstrip() for line in out.splitlines())

    @pytest.mark.parametrize("width", [40, 60, 80, 120])
    def test_it_fits_every_screen(self, samples, width):
        with Library.open(samples) as library:
            for document in library.documents():
                view = portrait_view(portray(library, document), language="vi")
                assert max(map(len, drawn(view, width).splitlines())) <= width
