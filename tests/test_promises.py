"""The invariants of the design, each tried from outside: through the command, on the sample decisions."""

import io
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.command import run
from retrieval.library import Library
from tests import offline
from tests.conftest import SAMPLES

ROOT = SAMPLES.parents[1]
QUESTIONS = [json.loads(line) for line in (SAMPLES.parent / "questions.jsonl").read_text("utf-8").splitlines()]


def ask_all(data, monkeypatch, capsys, questions=QUESTIONS):
    """Every sample question answered, without the time it took."""
    lines = [json.dumps({key: row.get(key) for key in ("id", "question", "history")}) for row in questions]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()), "utf-8"))
    assert run(["--data", str(data), "ask", "--jsonl"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [{key: value for key, value in answer.items() if key != "elapsed_ms"} for answer in answers]


def in_another_process(command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (ours)


def squeezed(text):
    return re.sub(r"\s+", "", text)


class TestEveryQuoteIsVerbatim:
    def test_quotes_stand_in_passages_and_passages_in_their_span_of_the_source(self, samples, monkeypatch, capsys):
        answers = ask_all(samples, monkeypatch, capsys)
        with Library.open(samples) as library:
            sources = {document.id: library.source(document.id).text for document in library.documents()}
        citations = [citation for answer in answers for citation in answer["citations"]]
        assert citations
        for citation in citations:
            start, end = citation["span"]
            assert citation["quote"] in citation["passage"]
            assert squeezed(citation["passage"]) == squeezed(sources[citation["document"]["id"]][start:end])

    def test_passages_and_answers_keep_their_limits(self, samples, monkeypatch, capsys):
        for answer in ask_all(samples, monkeypatch, capsys):
            assert len(answer["citations"]) <= 6
            assert all(len(citation["passage"]) <= 1_200 for citation in answer["citations"])


class TestNoNumberWithoutASource:
    def test_every_number_of_an_answer_stands_in_what_it_cites(self, samples, monkeypatch, capsys):
        for answer in ask_all(samples, monkeypatch, capsys):
            if not answer["answered"]:
                continue
            text = re.sub(r"\[\d\]", "", answer["text"])
            known = json.dumps(answer["citations"], ensure_ascii=False) + answer["question"]
            known += answer["understood_as"] or ""
            digits = {number.lstrip("0") for number in re.findall(r"\d+", known)}
            assert {number.lstrip("0") for number in re.findall(r"\d+", text)} <= digits, answer["id"]


class TestRefusal:
    def test_a_refusal_cites_nothing_and_names_what_was_searched(self, samples, capsys):
        run(["--data", str(samples), "ask", "Giá vàng ở Paris hôm nay là bao nhiêu?", "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert (answer["answered"], answer["citations"]) == (False, [])
        assert "11 văn bản" in answer["text"]


class TestKill:
    @pytest.mark.parametrize("delay", [0.6, 0.9, 1.2, 1.6, 2.0, 2.5])
    def test_whenever_ingest_is_killed_the_next_one_completes_it(self, samples, tmp_path, delay, monkeypatch, capsys):
        data = tmp_path / "data"
        killed = subprocess.Popen(  # noqa: S603 (ours)
            [sys.executable, "-m", "tests.offline", "--data", str(data), "ingest", str(SAMPLES)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(delay)
        killed.kill()
        killed.wait()
        assert run(["--data", str(data), "ingest", str(SAMPLES)]) == 0
        assert run(["--data", str(data), "check"]) == 0
        with Library.open(data) as library, Library.open(samples) as expected:
            assert library.documents() == expected.documents()
            assert sorted(library.passage_keys()) == sorted(expected.passage_keys())
        capsys.readouterr()
        some = QUESTIONS[:8]
        assert ask_all(data, monkeypatch, capsys, some) == ask_all(samples, monkeypatch, capsys, some)


class TestNothingLeavesTheMachine:
    @pytest.fixture
    def offline_run(self):
        def go(*arguments):
            return in_another_process([sys.executable, "-m", "tests.offline", *map(str, arguments)])

        return go

    def test_ingest_and_ask_never_try_the_network(self, offline_run, tmp_path):
        done = offline_run("--data", tmp_path, "ingest", SAMPLES)
        assert (done.returncode, done.stderr) == (0, "")
        done = offline_run("--data", tmp_path, "ask", QUESTIONS[0]["question"])
        assert (done.returncode, done.stderr) == (0, "")

    def test_the_guard_itself_works(self):
        program = (
            "import socket; from tests import offline;"
            "offline.run = lambda _: socket.create_connection(('a', 1)); offline.main()"
        )
        assert in_another_process([sys.executable, "-c", program]).returncode == offline.CODE

    def test_ask_does_not_load_what_it_does_not_need(self, samples):
        program = (
            "import sys; from bot.command import run; code = run(sys.argv[1:]);"
            "heavy = {'torch', 'sentence_transformers', 'transformers', 'telegram', 'langchain', 'uvicorn',"
            " 'langsmith', 'prompt_toolkit', 'scipy', 'sklearn'};"
            "sys.exit(98 if heavy & set(sys.modules) else code)"
        )
        arguments = ["--data", str(samples), "ask", QUESTIONS[0]["question"]]
        command = [sys.executable, "-c", program, *arguments]
        assert in_another_process(command).returncode == 0


class TestSameQuestionSameAnswer:
    def test_in_another_library_from_the_same_files(self, samples, tmp_path, monkeypatch, capsys):
        files = sorted((path for path in SAMPLES.iterdir() if path.suffix != ".md"), reverse=True)
        assert run(["--data", str(tmp_path), "ingest", *map(str, files)]) == 0
        capsys.readouterr()
        first = ask_all(samples, monkeypatch, capsys)
        assert ask_all(tmp_path, monkeypatch, capsys) == first

    def test_the_second_ingest_changes_nothing_and_says_so(self, own_samples, capsys):
        with Library.open(own_samples) as library:
            counter = library.counter
        assert run(["--data", str(own_samples), "ingest", str(SAMPLES)]) == 0
        assert "0 passages embedded" in capsys.readouterr().out
        with Library.open(own_samples) as library:
            assert library.counter == counter

    def test_a_moved_data_folder_answers_the_same(self, own_samples, tmp_path, samples, monkeypatch, capsys):
        moved = Path(shutil.move(own_samples, tmp_path / "elsewhere"))
        some = QUESTIONS[:8]
        assert ask_all(moved, monkeypatch, capsys, some) == ask_all(samples, monkeypatch, capsys, some)
