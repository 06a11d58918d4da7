"""Archives are searched as folders are, and nothing in one harms what is outside of it."""

import contextlib
import io
import json
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.command import run
from ingest.publishing import find_files
from ingest.readers.archives import MAX_MEMBERS, list_members, read_bytes
from retrieval.errors import IngestError
from tests.conftest import SAMPLES

LIMIT = 2**21
PLAN = SAMPLES / "04-ke-hoach-203-tinh-chau-linh.txt"


def packed(members, **options):
    """The bytes of an archive with these members; values are bytes or text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def listed(tmp_path):
    """Packs members, and gives what is listed with paths from the archive on."""

    def go(members, *, max_bytes=LIMIT):
        path = tmp_path / "a.zip"
        path.write_bytes(members if isinstance(members, bytes) else packed(members))
        found = list_members(path, max_bytes=max_bytes)
        return [str(place.relative_to(tmp_path)) for place in found.paths], found.problems

    return go


class TestMembers:
    def test_they_are_named_as_in_a_folder_in_the_order_of_names(self, listed):
        assert listed({"b.txt": "b", "a/c.html": "c", "a/b.DOCX": "d"}) == (
            ["a.zip/a/b.DOCX", "a.zip/a/c.html", "a.zip/b.txt"],
            [],
        )

    def test_hidden_files_readmes_and_what_nothing_reads_are_left_out(self, listed):
        names = (".hidden.txt", "__MACOSX/._a.txt", "README.md", "x/.git/y.txt", "a.exe", "a.txt", "folder/")
        assert listed(dict.fromkeys(names, "x")) == (["a.zip/a.txt"], [])

    def test_their_bytes_are_read_by_their_names(self, tmp_path):
        path = tmp_path / "a.zip"
        path.write_bytes(packed({"x/a.txt": "Điều 1.", "b.zip": packed({"c.txt": "Điều 2."})}))
        assert read_bytes(path / "x" / "a.txt", max_bytes=LIMIT).decode() == "Điều 1."
        assert read_bytes(path / "b.zip" / "c.txt", max_bytes=LIMIT).decode() == "Điều 2."

    @pytest.mark.parametrize("name", ["quyết định.txt", "kế hoạch/chỉ thị.txt"])
    @pytest.mark.parametrize("flagged", [True, False], ids=["said to be UTF-8", "not said"])
    def test_vietnamese_names_are_read(self, listed, tmp_path, name, flagged):
        data = packed({name: "x"})
        if not flagged:  # as old programs write them: UTF-8, and no flag that says so
            data = bytearray(data)
            for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
                at = data.index(mark) + offset
                data[at : at + 2] = struct.pack("<H", struct.unpack_from("<H", data, at)[0] & ~0x800)
        assert listed(bytes(data)) == ([f"a.zip/{name}"], [])
        assert read_bytes(tmp_path / "a.zip" / name, max_bytes=LIMIT) == b"x"

    def test_names_of_windows_have_folders_too(self, listed):
        data = packed({"kh_ke hoach.txt": "x"}).replace(b"kh_ke hoach.txt", b"kh\\ke hoach.txt")
        assert listed(data) == (["a.zip/kh/ke hoach.txt"], [])

    def test_archives_in_an_archive_are_searched_once(self, listed):
        inner = packed({"c.txt": "x", "d.zip": packed({"e.txt": "x"})})
        paths, (problem,) = listed({"b.zip": inner})
        assert paths == ["a.zip/b.zip/c.txt"]
        assert "b.zip/d.zip: is an archive three archives deep" in str(problem)

    def test_a_word_file_named_zip_is_a_word_file(self, listed):
        assert listed({"word/document.xml": "<w:document/>"}) == (["a.zip"], [])

    def test_an_archive_with_nothing_to_read_says_what_could_be(self, listed):
        paths, (problem,) = listed({"a.exe": "x"})
        assert paths == []
        assert ".docx" in problem.problem


class TestRefused:
    @pytest.mark.parametrize("name", ["../b.txt", "a/../../b.txt", "/etc/b.txt", "C:/b.txt", "..\\b.txt"])
    def test_names_that_lead_out_of_the_archive(self, listed, tmp_path, name):
        (tmp_path / "b.txt").write_text("outside")
        data = packed({name.replace("\\", "_"): "inside", "a.txt": "x"})
        paths, (problem,) = listed(data.replace(name.replace("\\", "_").encode(), name.encode()))
        assert paths == ["a.zip/a.txt"]
        assert "leads out of its archive" in str(problem)

    def test_a_member_over_the_limit(self, listed):
        paths, (problem,) = listed({"a.txt": "x" * 300, "b.txt": "y"}, max_bytes=260)
        assert paths == ["a.zip/b.txt"] or "ingest.max_bytes" in str(problem)

    def test_a_member_that_unpacks_to_far_more_than_a_document(self, listed):
        paths, (problem,) = listed({"a.txt": b"\0" * 2_000_000, "b.txt": "x"})
        assert paths == ["a.zip/b.txt"]
        assert "a.txt: unpacks to" in str(problem)

    def test_a_bomb_in_an_inner_archive(self, listed):
        paths, (problem,) = listed({"b.zip": packed({"a.txt": b"\0" * 2_000_000, "c.txt": "x"})})
        assert paths == ["a.zip/b.zip/c.txt"]
        assert "b.zip/a.txt: unpacks to" in str(problem)

    def test_an_encrypted_member(self, listed):
        data = bytearray(packed({"a.txt": "x", "b.txt": "y"}))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + offset] |= 1
        paths, (problem,) = listed(bytes(data))
        assert paths == ["a.zip/b.txt"]
        assert "password" in str(problem)

    def test_a_member_packed_in_an_unusual_way(self, listed, tmp_path):
        with zipfile.ZipFile(tmp_path / "l.zip", "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr("a.txt", "x")
        _, (problem,) = listed((tmp_path / "l.zip").read_bytes())
        assert "ordinary .zip" in str(problem)

    def test_more_members_than_anybody_reads(self, listed):
        paths, (problem,) = listed({f"{number:04}.txt": "x" for number in range(MAX_MEMBERS + 5)})
        assert len(paths) == MAX_MEMBERS
        assert f"more than {MAX_MEMBERS} documents" in str(problem)

    def test_a_list_of_a_hundred_thousand_names_is_not_even_parsed(self, listed):
        entry = b"PK\x01\x02" + bytes(42)
        data = b"PK\x03\x04" + entry * 100_000
        paths, (problem,) = listed(
            data + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 4_600_000, 4, 0), max_bytes=2**23
        )
        assert paths == []
        assert "lists more than" in str(problem)

    def test_a_damaged_member_is_its_own_failure(self, tmp_path):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("a.txt", "first")
            archive.writestr("b.txt", "second")
        path.write_bytes(path.read_bytes().replace(b"first", b"FIRST"))
        assert read_bytes(path / "b.txt", max_bytes=LIMIT) == b"second"
        with pytest.raises(IngestError, match=r"a\.txt: is damaged"):
            read_bytes(path / "a.txt", max_bytes=LIMIT)

    def test_a_link_in_an_archive_is_only_text(self, tmp_path):
        path = tmp_path / "a.zip"
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(link, "/etc/passwd")
        assert read_bytes(path / "a.txt", max_bytes=LIMIT) == b"/etc/passwd"

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, 400), st.binary(min_size=1, max_size=4), st.booleans())
    def test_whatever_stands_in_it(self, tmp_path, at, piece, cut):
        data = packed({"a.txt": "Điều 1.", "b/c.txt": "x" * 50, "d.zip": packed({"e.txt": "x"})})
        path = tmp_path / "a.zip"
        path.write_bytes(data[: at % len(data)] if cut else data[:at] + piece + data[at + len(piece) :])
        found = list_members(path, max_bytes=LIMIT)
        for place in found.paths:
            with contextlib.suppress(IngestError):
                assert len(read_bytes(place, max_bytes=LIMIT)) <= LIMIT


class TestCommand:
    def test_each_member_has_a_receipt_of_its_own(self, tmp_path, capsys):
        path = tmp_path / "van-ban.zip"
        path.write_bytes(packed({"a/kh.txt": PLAN.read_bytes(), "rác.txt": "Chào bạn.", "../x.txt": "x"}))
        code = run(["--data", str(tmp_path / "data"), "ingest", "--dry-run", "--json", str(path)])
        receipts = {}
        for line in capsys.readouterr().out.splitlines():
            receipt = json.loads(line)
            receipts[receipt["file"]] = receipt
        assert code == 1
        assert {name: receipt["status"] for name, receipt in receipts.items()} == {
            f"{path}/../x.txt": "failed",
            f"{path}/a/kh.txt": "new",
            f"{path}/rác.txt": "failed",
        }
        assert receipts[f"{path}/a/kh.txt"]["documents"][0]["number"] == "203/KH-UBND"

    def test_archives_are_found_in_folders(self, tmp_path):
        (tmp_path / "a.txt").touch()
        (tmp_path / "b.zip").write_bytes(packed({"c.txt": "x"}))
        files, problems = find_files([tmp_path])
        assert files == [tmp_path / "a.txt", tmp_path / "b.zip" / "c.txt"]
        assert problems == []

    def test_a_member_may_be_named(self, tmp_path):
        path = tmp_path / "b.zip"
        path.write_bytes(packed({"c.txt": "x", "d.txt": "y"}))
        assert find_files([path / "d.txt"]) == ([path / "d.txt"], [])
        with pytest.raises(IngestError, match="no such file in the archive"):
            read_bytes(Path(path, "e.txt"), max_bytes=LIMIT)
