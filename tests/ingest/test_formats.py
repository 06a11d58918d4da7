"""What a file is says its content; its name only decides between kinds of text."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.formats import SUFFIXES, find_format
from retrieval.errors import IngestError, UnreadableError, UnsupportedError
from tests.ingest.word_files import docx, paragraph

MHTML = b'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n--x\r\n'


def archive(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"%PDF-1.4\n...", "pdf"),
        (b"\n\n%PDF-1.7", "pdf"),
        (b"{\\rtf1\\ansi x}", "rtf"),
        (b"\r\n{\\rtf1 x}", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "doc"),
        (docx(paragraph("x")), "docx"),
        (archive("a/ke-hoach.docx", "b.txt"), "zip"),
        (b"\xff\xd8\xff\xe0JFIF", "image"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\x00\x00\x00\x18ftypheic", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\xef\xbb\xbf <!-- x --><?xml version='1.0'?><html>", "html"),
        ("<html><body>Quyết định".encode("utf-16"), "html"),
        (MHTML, "html"),
    ],
)
@pytest.mark.parametrize("name", ["a.doc", "b.pdf", "c.txt", "không đuôi"])
def test_a_file_is_what_its_first_bytes_say(name, data, form):
    assert find_format(Path(name), data) == form


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.txt", "text"), ("a.md", "text"), ("a.html", "html"), ("a.doc", "text"), ("A.TXT", "text")],
)
def test_text_is_what_its_name_says(name, form):
    assert find_format(Path(name), "Quyết định".encode()) == form


@pytest.mark.parametrize(
    ("name", "data", "error", "told"),
    [
        ("a.pdf", b"Quyet dinh", UnreadableError, "no .pdf file"),
        ("a.docx", b"PK\x03\x04 cut", UnreadableError, "damaged archive"),
        ("a.doc", b"\x00\x01\x02", UnreadableError, "no .doc file"),
        ("a.xlsx", archive("xl/workbook.xml"), UnsupportedError, "spreadsheet"),
        ("a.odt", archive("mimetype", "content.xml"), UnsupportedError, "spreadsheet"),
        ("a.doc", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', UnsupportedError, "2003"),
        ("a.xyz", b"abc", UnsupportedError, "no reader"),
    ],
)
def test_what_cannot_be_read_is_told(name, data, error, told):
    with pytest.raises(error, match=told):
        find_format(Path(name), data)


@given(st.binary(max_size=200), st.sampled_from([*SUFFIXES, ""]))
def test_any_bytes_are_a_format_or_an_error(data, suffix):
    with contextlib.suppress(IngestError):
        assert find_format(Path(f"a{suffix}"), data) in SUFFIXES.values()


def test_many_comments_before_a_page_take_no_time():
    assert find_format(Path("a.txt"), b"<!---->" * 500 + b"x") == "text"
