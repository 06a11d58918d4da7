"""Files of plain text: encodings, line ends, pages, and what is no text at all."""

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import read_source
from ingest.readers.formats import SUFFIXES
from ingest.readers.text import read_text
from retrieval.errors import NoTextError, UnreadableError, UnsupportedError

TEXT = "QUYẾT ĐỊNH\nVề việc mở lớp học."


def read(data):
    return read_text(Path("van-ban.txt"), data)


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_the_text_is_the_same_in_each(self, encoding):
        assert read(TEXT.encode(encoding)).pages[0].text == TEXT

    def test_letters_with_marks_apart_become_one(self):
        assert read(unicodedata.normalize("NFD", TEXT).encode()).pages[0].text == TEXT

    @pytest.mark.parametrize("ending", ["\r\n", "\r"])
    def test_line_ends_are_one_kind(self, ending):
        assert read(TEXT.replace("\n", ending).encode()).pages[0].text == TEXT

    def test_a_few_control_characters_become_spaces(self):
        assert read(b"m\x01n").pages[0].text == "m n"

    @given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u01a2\u01a3")))
    def test_any_text_is_read_as_it_is(self, text):
        assert read(text.encode()).pages[0].text == unicodedata.normalize("NFC", text.removeprefix("\ufeff"))

    @given(st.binary(max_size=300))
    def test_any_bytes_are_text_or_an_error_with_a_remedy(self, data):
        try:
            read(data)
        except UnreadableError as error:
            assert ";" in error.problem or "," in error.problem or "(" in error.problem  # noqa: PT017


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (b"%PDF-1.7\x00\x00binary", "binary"),
            (bytes(range(1, 32)) * 9, "control characters"),
            ("Về việc mở".encode()[:-1], "cut off"),
            ("Hà Nam, Lâm".encode("cp1252"), "not UTF-8"),
        ],
        ids=["zero bytes", "control characters", "half a letter", "another encoding"],
    )
    def test_bytes_that_are_no_text_are_refused(self, data, told):
        with pytest.raises(UnreadableError, match=told):
            read(data)


class TestPages:
    def test_a_form_feed_begins_a_page(self):
        extract = read("một\fhai\fba".encode())
        assert extract.paged
        assert [page.text for page in extract.pages] == ["một", "hai", "ba"]

    def test_text_without_form_feeds_has_no_pages(self):
        assert not read(TEXT.encode()).paged


class TestFiles:
    def test_a_file_is_named_without_its_folder(self, tmp_path):
        path = tmp_path / "quyet-dinh.txt"
        path.write_text(TEXT, "utf-8")
        found = read_source(path, max_bytes=1000)
        assert (found.name, found.text) == ("quyet-dinh.txt", TEXT)
        assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_the_suffix_may_be_in_capitals(self, tmp_path):
        path = tmp_path / "A.TXT"
        path.write_text(TEXT, "utf-8")
        assert read_source(path, max_bytes=1000).text == TEXT

    def test_a_file_without_words_is_refused(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_text("12 / 34\n---", "utf-8")
        with pytest.raises(NoTextError, match="no words"):
            read_source(path, max_bytes=1000)

    def test_a_file_over_the_limit_is_not_opened(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_bytes(b"a" * 11)
        with pytest.raises(UnreadableError, match="max_bytes"):
            read_source(path, max_bytes=10)

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(UnreadableError, match=r"a\.txt: no such file"):
            read_source(tmp_path / "a.txt", max_bytes=10)

    @pytest.mark.parametrize("name", ["a.xyz", "a"])
    def test_a_suffix_without_reader_is_told_the_others(self, tmp_path, name):
        (tmp_path / name).write_bytes(b"abc")
        with pytest.raises(UnsupportedError) as told:
            read_source(tmp_path / name, max_bytes=10)
        assert all(suffix in str(told.value) for suffix in SUFFIXES)
