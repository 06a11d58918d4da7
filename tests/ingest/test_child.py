"""Readers in child processes: what they may do, what becomes of those that misbehave, and OCR side by side."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.command import run
from ingest.readers import Children, read_source
from ingest.readers.extract import Extract, Page
from ingest.readers.process import DeadChildError, File
from ingest.readers.recognition import recognise
from retrieval.errors import NoTextError, UnreadableError, UnsupportedError

ROOT = Path(__file__).parents[2]
PATH = Path("a.txt")
MEMORY = 2**28


@pytest.fixture(scope="module")
def children():
    with Children() as children:
        yield children


@pytest.fixture(scope="module")
def strange():
    with Children(module="tests.fakes.strange_readers", memory=MEMORY) as strange:
        yield strange


@pytest.fixture
def hasty():
    with Children(module="tests.fakes.strange_readers", read_seconds=0.5, page_seconds=0.5) as hasty:
        yield hasty


def file(text):
    return File.of(PATH, text.encode())


def told(children, order):
    _, extract = children.read(file(order))
    return extract.pages[0].text


def alive(number):
    """Whether a process runs; one that is dead and waits to be collected does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(number):
    for _ in range(1000):
        if not alive(number):
            return True
        time.sleep(0.01)
    return False


class TestReading:
    def test_a_file_is_read_as_its_reader_reads_it(self, children):
        assert children.read(file("Điều 1.\fĐiều 2.")) == (
            "text",
            Extract((Page("Điều 1."), Page("Điều 2.")), paged=True),
        )

    @pytest.mark.parametrize(
        ("name", "data", "error"),
        [
            ("a.txt", b"\xff" * 9, UnreadableError),
            ("a.xlsx", b"text", UnsupportedError),
            ("a.pdf", b"?", UnreadableError),
        ],
    )
    def test_an_error_of_a_reader_is_the_same_error_here(self, children, name, data, error):
        with pytest.raises(error) as caught:
            children.read(File.of(Path(name), data))
        assert type(caught.value) is error
        assert str(caught.value) == f"{name}: {caught.value.problem}"

    def test_a_file_without_words_has_no_text(self, tmp_path, children):
        (tmp_path / "a.txt").write_bytes(b"")
        with pytest.raises(NoTextError):
            read_source(tmp_path / "a.txt", max_bytes=10, children=children)

    def test_one_child_serves_many_files(self, strange):
        assert len({told(strange, f"who {number}") for number in range(5)}) == 1

    def test_an_archive_under_another_name_is_told_so(self, children, tmp_path):
        empty_zip = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)
        with pytest.raises((UnsupportedError, UnreadableError)):
            children.read(File.of(tmp_path / "a.docx", empty_zip))

    def test_what_a_library_prints_disturbs_nobody(self, strange, capfd):
        assert told(strange, "chatter") == "quiet"
        assert told(strange, "who")
        assert capfd.readouterr() == ("", "")

    def test_half_a_surrogate_pair_becomes_a_question_mark(self, strange):
        assert told(strange, "surrogate") == "a?b"


class TestLimits:
    @pytest.mark.parametrize(
        ("order", "death", "words"),
        [
            ("eat 2000", "memory", "needs more than 256 MiB of memory"),
            ("dive", "depth", "nests its parts too deeply"),
            ("fall", "crash", "crashes its reader (SIGSEGV)"),
            ("leave", "crash", "exit code 3"),
            ("stumble", "fault", "upsets its reader (KeyError: 'no such style'); please report it"),
            ("lie", "fault", "no sensible answer"),
            ("overstep", "fault", "no sensible answer"),
        ],
    )
    def test_a_child_that_dies_of_a_file_is_an_unreadable_file(self, strange, order, death, words):
        with pytest.raises(UnreadableError) as caught:
            strange.read(file(order))
        assert caught.value.death == death
        assert words in caught.value.problem
        assert "\n" not in str(caught.value)
        assert told(strange, "who")

    @pytest.mark.parametrize("order", ["sleep", "spin"])
    def test_a_child_that_hangs_is_killed(self, hasty, order):
        with pytest.raises(UnreadableError, match="takes longer than") as caught:
            hasty.read(file(order))
        assert caught.value.death == "time"
        assert told(hasty, "who")

    def test_what_a_child_started_dies_with_it(self, hasty, tmp_path):
        with pytest.raises(DeadChildError):
            hasty.read(file(f"breed {tmp_path / 'number'}"))
        assert gone(int((tmp_path / "number").read_text()))

    def test_a_child_that_has_grown_is_replaced(self, strange):
        grown = told(strange, "eat 150")
        assert told(strange, "who") != grown

    def test_a_child_that_died_idle_is_replaced_unseen(self, strange):
        os.kill(int(told(strange, "who")), signal.SIGKILL)
        assert told(strange, "look HOME again")

    def test_no_reader_reaches_the_network(self, strange):
        with socket.create_server(("127.0.0.1", 0)) as server:
            with pytest.raises(UnreadableError, match="may not use the network"):
                strange.read(file(f"connect {server.getsockname()[1]}"))
            server.settimeout(0)
            with pytest.raises(BlockingIOError):
                server.accept()

    def test_no_child_sees_a_token_or_leaves_a_core(self, monkeypatch):
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
        with Children(module="tests.fakes.strange_readers") as strange:
            assert told(strange, "look TELEGRAM_BOT_TOKEN") == "nothing"
            assert told(strange, "look PATH") != "nothing"
            assert told(strange, "limits") == "0"

    def test_who_waits_for_a_child_that_is_stopped_is_told(self, strange):
        caught = []

        def wait():
            with pytest.raises(DeadChildError) as error:
                strange.read(file("sleep"))
            caught.append(error.value)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not strange._busy:
            time.sleep(0.01)
        strange.stop()
        waiting.join(20)
        assert caught
        assert told(strange, "who")

    def test_a_child_ends_with_its_parent(self):
        program = (
            "import os, sys; from pathlib import Path\n"
            "from ingest.readers.process import File\nfrom ingest.readers import Children\n"
            "children = Children(module='tests.fakes.strange_readers')\n"
            "_, extract = children.read(File.of(Path('a.txt'), b'who'))\n"
            "print(extract.pages[0].text, flush=True)\nos.kill(os.getpid(), 9)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=False)  # noqa: S603
        assert gone(int(done.stdout))

    def test_a_module_beside_the_documents_is_not_run(self, tmp_path, monkeypatch):
        (tmp_path / "json.py").write_text("raise SystemExit('run!')")
        monkeypatch.chdir(tmp_path)
        with Children() as children:
            assert children.read(file("Điều 1."))[0] == "text"

    def test_asking_starts_no_child(self, samples, monkeypatch):
        def fail(*_, **__):
            raise AssertionError("a process was started")

        monkeypatch.setattr(subprocess, "Popen", fail)
        assert run(["--data", str(samples), "ask", "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"]) == 0


class TestRecognition:
    """Orders stand in the file: the first line is its own, then one a page."""

    def pages(self, children, text, *, pages, known=(), progress=None):
        texts = [known[at] if at < len(known) else None for at in range(pages)]
        extract = Extract(tuple(map(Page, texts)), paged=True, warnings=("as before",))
        return recognise(file(text), "pdf", extract, children, progress=progress)

    def test_pages_without_text_are_recognised_and_the_others_left(self, strange):
        found = self.pages(strange, "with\n-\nwords", pages=2, known=["Điều 1."])
        assert found.pages == (Page("Điều 1."), Page("page 1", ((0, 4),)))
        assert found.warnings == ("as before",)

    def test_progress_counts_the_pages_to_recognise(self, strange):
        seen = []
        self.pages(strange, "with\n-\n-\n-", pages=3, known=["a"], progress=lambda *at: seen.append(at))
        assert seen == [(0, 2), (1, 2), (2, 2)]

    def test_two_pages_are_read_side_by_side(self, tmp_path):
        with Children(most=2, module="tests.fakes.strange_readers", page_seconds=20) as two:
            found = self.pages(two, f"with\nmeet {tmp_path}\nmeet {tmp_path}", pages=2)
        assert all(page.text for page in found.pages)

    def test_a_page_that_fails_is_a_warning_and_the_others_are_kept(self, hasty):
        found = self.pages(hasty, "with\nsleep\n-\nstumble\n-\nsleep\nsleep", pages=6)
        assert [bool(page.text) for page in found.pages] == [False, True, False, True, False, False]
        _, late, upset = found.warnings
        assert late.startswith("pages 1, 5–6 could not be read: takes longer than")
        assert upset.startswith("page 3 could not be read: upsets its reader")

    def test_when_every_page_fails_the_file_does(self, hasty):
        with pytest.raises(UnreadableError, match="takes longer"):
            self.pages(hasty, "with\nsleep", pages=1)

    def test_without_tesseract_a_scan_says_what_to_install(self, strange):
        with pytest.raises(UnreadableError, match="install it"):
            self.pages(strange, "without", pages=2)

    def test_without_tesseract_the_pages_with_text_are_still_read(self, strange):
        found = self.pages(strange, "without", pages=4, known=["Điều 1."])
        assert found.pages == (Page("Điều 1."), Page(""), Page(""), Page(""))
        assert found.warnings[1:] == ("pages 2–4 could not be read: Tesseract is not here; install it",)
