"""What bad input gets, through the real command: one line with the name and the remedy, and nothing lost."""

import json
import os
import shutil

import pytest

from bot.command import run
from ingest import publishing, reading
from retrieval.library import Library
from tests.conftest import SAMPLES

PLAN = SAMPLES / "04-ke-hoach-203-tinh-chau-linh.txt"
QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"
LONG = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng? " * 210

BAD_FILES = {
    "empty.txt": (b"", "no words"),
    "blank.txt": (b" \n\t \r\n", "no words"),
    "binary.txt": (bytes(range(256)) * 40, "binary.txt: "),
    "nul.txt": (b"\x00" * 4096, "nul.txt: "),
    "truncated.txt": ("Quyết định số 12/QĐ-UBND".encode()[:-2] + b"\xe1\xbb", "truncated.txt: "),
    "letter.txt": ("Kính gửi bạn, hôm nay trời đẹp, ta đi chơi nhé.".encode(), "administrative document"),
    "sheet.xlsx": (b"PK\x03\x04", ".xlsx"),
    "page.html": (b"<html><script>alert(1)</script></html>", "no words"),
}


@pytest.fixture
def hoivanban(capsys):
    def go(data, *arguments):
        code = run(["--data", str(data), *map(str, arguments)])
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return go


def number_of_documents(data):
    with Library.open(data) as library:
        return len(library.documents())


class TestFiles:
    @pytest.mark.parametrize("name", BAD_FILES)
    def test_a_bad_file_is_one_line_with_its_name(self, hoivanban, tmp_path, name):
        content, told = BAD_FILES[name]
        path = tmp_path / name
        path.write_bytes(content)
        code, _, err = hoivanban(tmp_path / "data", "ingest", path)
        assert code == 3
        assert err.startswith(f"{path}: ")
        assert told in err
        assert err.count("\n") == 1

    def test_fifty_megabytes_are_refused_with_the_key_to_change(self, hoivanban, tmp_path):
        path = tmp_path / "huge.txt"
        with path.open("wb") as file:
            file.truncate(50 * 2**20)
        code, _, err = hoivanban(tmp_path / "data", "ingest", path)
        assert code == 3
        assert "50 MiB" in err
        assert "ingest.max_bytes" in err

    def test_a_bad_file_does_not_stop_the_others(self, hoivanban, tmp_path):
        for name, (content, _) in BAD_FILES.items():
            (tmp_path / name).write_bytes(content)
        files = [tmp_path / name for name in BAD_FILES]
        code, out, err = hoivanban(tmp_path / "data", "ingest", *files, PLAN, "--json")
        receipts = [json.loads(line) for line in out.splitlines()]
        assert code == 1
        assert [receipt["status"] for receipt in receipts] == ["failed"] * len(BAD_FILES) + ["new"]
        assert err.count("\n") == len(BAD_FILES) + 1
        assert number_of_documents(tmp_path / "data") == 1

    def test_a_file_that_upsets_the_reader_is_one_line_too(self, hoivanban, tmp_path, monkeypatch):
        def fail(*_, **__):
            raise RecursionError("too\ndeep")

        monkeypatch.setattr(reading, "read_source", fail)
        code, _, err = hoivanban(tmp_path / "data", "ingest", PLAN)
        assert code == 3
        assert f"{PLAN}: could not be understood (RecursionError: too deep)" in err
        assert err.count("\n") == 1

    def test_what_is_not_there_is_named(self, hoivanban, tmp_path):
        code, _, err = hoivanban(tmp_path / "data", "ingest", tmp_path / "nowhere")
        assert code == 3
        assert "nowhere: no such file or folder" in err
        assert not (tmp_path / "data").exists()

    def test_a_folder_that_may_not_be_listed_is_named(self, hoivanban, tmp_path, monkeypatch):
        closed = tmp_path / "closed"
        closed.mkdir()

        def refuse(folder, onerror):  # as os.walk does; root may list every folder
            onerror(PermissionError(13, "Permission denied", str(folder)))
            return iter(())

        monkeypatch.setattr(publishing.os, "walk", refuse)
        code, _, err = hoivanban(tmp_path / "data", "ingest", closed)
        assert code == 3
        assert "closed: cannot be listed (Permission denied)" in err

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
    def test_a_file_that_may_not_be_read_is_named(self, hoivanban, tmp_path):
        path = shutil.copy(PLAN, tmp_path / "secret.txt")
        os.chmod(path, 0)  # noqa: PTH101
        code, _, err = hoivanban(tmp_path / "data", "ingest", path)
        assert code == 3
        assert "secret.txt: cannot be opened" in err

    def test_a_bad_new_version_loses_nothing(self, hoivanban, own_samples, tmp_path):
        before = number_of_documents(own_samples)
        (tmp_path / PLAN.name).write_bytes(PLAN.read_bytes()[:40])
        code, _, _ = hoivanban(own_samples, "ingest", tmp_path / PLAN.name)
        assert code == 3
        assert number_of_documents(own_samples) == before


class TestSettings:
    def test_a_misspelt_key_is_named_with_the_nearest(self, hoivanban, tmp_path):
        (tmp_path / "c.yaml").write_text("telegram:\n  tokn: x\n", "utf-8")
        code, _, err = hoivanban(tmp_path / "data", "--config", tmp_path / "c.yaml", "check")
        assert code == 2
        assert "telegram.tokn: no such key, did you mean token?" in err
        assert err.count("\n") == 1

    def test_a_misspelt_variable_is_an_error_too(self, hoivanban, tmp_path, monkeypatch):
        monkeypatch.setenv("HOIVANBAN_RETRIEVAL__CANDIDATE", "3")
        code, _, err = hoivanban(tmp_path, "check")
        assert code == 2
        assert "retrieval.candidate: no such key, did you mean candidates?" in err

    def test_a_configuration_that_is_not_there_is_named(self, hoivanban, tmp_path):
        code, _, err = hoivanban(tmp_path, "--config", tmp_path / "none.yaml", "check")
        assert code == 2
        assert "none.yaml: no such file" in err

    def test_a_language_model_without_its_provider_is_refused(self, hoivanban, samples, monkeypatch):
        monkeypatch.setenv("HOIVANBAN_GENERATION__MODEL", "some-model")
        code, _, err = hoivanban(samples, "ask", QUESTION)
        assert code == 2
        assert "generation.model" in err
        assert "ollama:qwen3" in err

    def test_a_model_that_is_not_there_is_named(self, hoivanban, samples, tmp_path, monkeypatch):
        monkeypatch.setenv("HOIVANBAN_EMBEDDING__MODEL", str(tmp_path / "no-model"))
        code, _, err = hoivanban(samples, "ask", QUESTION)
        assert code == 6
        assert "embedding.model" in err

    def test_a_wrong_token_is_named_without_being_printed(self, hoivanban, samples, monkeypatch):
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "not a token")
        code, out, err = hoivanban(samples, "serve")
        assert code == 7
        assert "TELEGRAM_BOT_TOKEN" in err
        assert "not a token" not in out + err


class TestTheLibrary:
    def test_a_second_writer_is_told_who_writes_where(self, hoivanban, own_samples):
        with Library.open(own_samples) as library, library.writing():
            code, _, err = hoivanban(own_samples, "ingest", PLAN)
        assert code == 4
        assert str(own_samples) in err
        assert "wait" in err
        assert err.count("\n") == 1

    def test_asking_goes_on_while_somebody_writes(self, hoivanban, own_samples):
        with Library.open(own_samples) as library, library.writing():
            code, out, _ = hoivanban(own_samples, "ask", QUESTION, "--json")
        assert code == 0
        assert json.loads(out)["answered"]

    def test_a_file_that_is_no_library_is_left_alone(self, hoivanban, tmp_path):
        (tmp_path / "library.db").write_bytes(b"something else" * 100)
        code, _, err = hoivanban(tmp_path, "ingest", PLAN)
        assert code == 5
        assert "library.db" in err
        assert (tmp_path / "library.db").read_bytes() == b"something else" * 100

    @pytest.mark.parametrize("part", ["index", "index/vectors", "index/lexical"])
    def test_a_deleted_index_is_built_again(self, hoivanban, own_samples, part):
        before = json.loads(hoivanban(own_samples, "ask", QUESTION, "--json")[1])
        shutil.rmtree(own_samples / part)
        code, out, _ = hoivanban(own_samples, "ask", QUESTION, "--json")
        after = json.loads(out)
        assert code == 0
        assert (after["text"], after["citations"]) == (before["text"], before["citations"])

    def test_a_corrupted_index_is_found_and_repaired(self, hoivanban, own_samples):
        files = [path for path in (own_samples / "index").rglob("*") if path.is_file()]
        for path in files:
            path.write_bytes(b"\xff" * path.stat().st_size)
        assert hoivanban(own_samples, "check")[0] == 1
        assert hoivanban(own_samples, "check", "--repair")[0] == 0
        assert hoivanban(own_samples, "check")[0] == 0

    def test_a_corrupted_index_still_answers(self, hoivanban, own_samples):
        for path in (own_samples / "index").rglob("*"):
            if path.is_file():
                path.write_bytes(b"\xff" * path.stat().st_size)
        code, out, _ = hoivanban(own_samples, "ask", QUESTION, "--json")
        assert code == 0
        assert json.loads(out)["answered"]


class TestQuestions:
    @pytest.mark.parametrize(
        "question",
        [
            "",
            "   ",
            LONG,
            "😀👍",
            "?!…",
            "\x07\x1b[31m\x00a",
            "<b>Ai</b> <script>",
            "\udcff",
            "'; DROP TABLE",
            "a" * 9_999,
        ],
        ids=[
            "empty",
            "blank",
            "long",
            "emoji",
            "punctuation",
            "control",
            "html",
            "surrogate",
            "sql",
            "one word",
        ],
    )
    @pytest.mark.parametrize("form", [[], ["--json"]], ids=["for people", "json"])
    def test_whatever_is_asked_is_met_politely(self, hoivanban, samples, question, form):
        code, out, err = hoivanban(samples, "ask", *form, "--", question)
        assert (code, err) == (0, "")
        assert out.strip()
        assert "Traceback" not in out
        assert "\x1b" not in out
