"""The command as people and scripts use it, through its front door."""

import io
import json
import sys

import pytest

from bot import command
from bot.command import COMMANDS, run
from bot.commands.common import EXIT_CODES
from retrieval.errors import HoiVanBanError
from tests.conftest import SAMPLES

QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"
KEYS = {"id", "question", "language", "kind", "answered", "text", "confidence", "elapsed_ms", "citations"}
CITATION_KEYS = {"marker", "quote", "passage", "path", "passage_id", "span", "page", "document"}
DOCUMENT_KEYS = {"id", "number", "kind", "issuer", "place", "issued_on", "title", "source", "status"}


@pytest.fixture
def typed(monkeypatch):
    """Puts lines on standard input."""

    def put(*lines: str) -> None:
        data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))

    return put


@pytest.fixture
def hoivanban(samples, capsys):
    """Runs the command on the sample library: (exit code, standard output, standard error)."""

    def go(*arguments: str, data=samples):
        code = run(["--data", str(data), *arguments])
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return go


class TestHelp:
    def test_it_names_every_command(self, hoivanban):
        code, out, _ = hoivanban("--help")
        assert code == 0
        assert all(name in out for name in COMMANDS)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_teaches_by_example(self, hoivanban, name):
        code, out, _ = hoivanban(name, "--help")
        assert code == 0
        assert f"hoivanban {name}" in out

    def test_a_misspelt_command_is_a_usage_error(self, hoivanban):
        code, _, err = hoivanban("ingst")
        assert code == 2
        assert "ingst" in err


class TestAsk:
    def test_the_json_keeps_its_contract(self, hoivanban):
        code, out, _ = hoivanban("ask", QUESTION, "--json")
        answer = json.loads(out)
        assert code == 0
        assert answer.keys() >= KEYS
        assert answer["answered"]
        assert answer["citations"]
        for citation in answer["citations"]:
            assert citation.keys() >= CITATION_KEYS
            assert citation["document"].keys() >= DOCUMENT_KEYS
            assert citation["quote"] in citation["passage"]

    def test_for_people_it_prints_the_sentence_and_the_quote_once(self, hoivanban):
        code, out, _ = hoivanban("ask", QUESTION)
        answer = json.loads(hoivanban("ask", QUESTION, "--json")[1])
        assert code == 0
        assert out.count(answer["citations"][0]["quote"]) == 1

    def test_a_refusal_is_an_answer(self, hoivanban):
        code, out, _ = hoivanban("ask", "Giá vàng ở Paris hôm nay là bao nhiêu?", "--json")
        answer = json.loads(out)
        assert code == 0
        assert (answer["kind"], answer["answered"], answer["citations"]) == ("refusal", False, [])

    def test_history_gives_a_follow_up_its_meaning(self, hoivanban):
        earlier = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"
        _, out, _ = hoivanban("ask", "Thế còn Lam Giang?", "--history", earlier, "--json")
        answer = json.loads(out)
        assert "học tập cộng đồng" in answer["understood_as"]
        assert {citation["document"]["place"] for citation in answer["citations"]} == {"Lam Giang"}

    def test_neither_question_nor_jsonl_is_a_usage_error(self, hoivanban):
        assert hoivanban("ask")[0] == 2

    def test_without_a_library_it_says_how_to_make_one(self, hoivanban, tmp_path):
        code, out, err = hoivanban("ask", QUESTION, data=tmp_path / "nowhere")
        assert (code, out) == (5, "")
        assert err.startswith("hoivanban: no library at ")
        assert "hoivanban ingest" in err
        assert err.count("\n") == 1
        assert not (tmp_path / "nowhere").exists()


class TestAskJsonl:
    def test_answers_come_in_order(self, hoivanban, typed):
        typed(*(json.dumps({"id": number, "question": QUESTION}) for number in range(3)))
        code, out, _ = hoivanban("ask", "--jsonl")
        assert code == 0
        assert [json.loads(line)["id"] for line in out.splitlines()] == [0, 1, 2]

    @pytest.mark.parametrize(
        "line",
        [
            "not json",
            "[1, 2]",
            '{"id": "x"}',
            '{"id": "x", "question": 7}',
            '{"id": "x", "question": "a", "history": "b"}',
            "\udcff\udcfe",
            "[" * 100_000,
        ],
        ids=["no json", "no object", "no question", "a number", "history a string", "no utf-8", "too deep"],
    )
    def test_a_malformed_line_does_not_stop_the_others(self, hoivanban, typed, line):
        typed(line, "", json.dumps({"id": "good", "question": QUESTION}))
        code, out, _ = hoivanban("ask", "--jsonl")
        bad, good = (json.loads(line) for line in out.splitlines())
        assert code == 1
        assert bad["error"].startswith("line 1: ")
        assert (good["id"], good["answered"]) == ("good", True)


class TestDocuments:
    def test_they_are_listed_as_json(self, hoivanban):
        code, out, _ = hoivanban("documents", "--json")
        documents = [json.loads(line) for line in out.splitlines()]
        assert code == 0
        assert "2764/QĐ-UBND" in {document["number"] for document in documents}

    def test_part_of_an_id_is_enough_to_look_into_one(self, hoivanban):
        code, out, _ = hoivanban("documents", "show", "203-kh")
        assert code == 0
        assert "203/KH-UBND" in out
        assert "Mục lục" in out

    @pytest.mark.parametrize("given", ["qd-ubnd", "nothing-like-it", ""])
    def test_an_id_that_fits_none_or_several_is_refused(self, hoivanban, given):
        code, _, err = hoivanban("documents", "show", given)
        assert code == 5
        assert "hoivanban documents" in err

    def test_a_document_withdrawn_answers_no_more(self, hoivanban, own_samples):
        question = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"
        assert hoivanban("documents", "withdraw", "203-kh", data=own_samples)[0] == 0
        answer = json.loads(hoivanban("ask", question, "--json", data=own_samples)[1])
        assert "203/KH-UBND" not in {citation["document"]["number"] for citation in answer["citations"]}


class TestTheRest:
    def test_facts_are_exported_as_json(self, hoivanban):
        code, out, _ = hoivanban("facts", "--type", "target", "--format", "json")
        rows = [json.loads(line) for line in out.splitlines()]
        assert code == 0
        assert rows
        assert {row["type"] for row in rows} == {"target"}

    def test_facts_are_drawn_as_a_table(self, hoivanban):
        code, out, _ = hoivanban("facts", "--type", "deadline")
        assert code == 0
        assert "Thời hạn" in out

    def test_evaluate_prints_a_scorecard(self, hoivanban):
        questions = str(SAMPLES.parent / "questions.jsonl")
        code, out, _ = hoivanban("evaluate", questions, "--json")
        card = json.loads(out)
        assert code == 0
        assert card["verbatim"] == 1.0
        assert card["questions"] == len((SAMPLES.parent / "questions.jsonl").read_text("utf-8").splitlines())

    def test_a_file_without_questions_is_named(self, hoivanban, tmp_path):
        (tmp_path / "q.jsonl").write_text('{"id": 1}\n', "utf-8")
        code, _, err = hoivanban("evaluate", str(tmp_path / "q.jsonl"))
        assert code == 2
        assert "q.jsonl: line 1 is not a question" in err

    def test_check_finds_nothing_wrong(self, hoivanban):
        code, out, _ = hoivanban("check")
        assert code == 0
        assert out.startswith("all well: ")

    def test_serve_without_a_token_names_the_key(self, hoivanban):
        code, _, err = hoivanban("serve")
        assert code == 2
        assert "TELEGRAM_BOT_TOKEN" in err
        assert "telegram.token" in err

    def test_chat_answers_a_pipe(self, hoivanban, typed):
        typed(QUESTION, "1", "/vanban")
        code, out, err = hoivanban("chat")
        assert (code, err) == (0, "")
        assert "[1] “" in out
        assert "203/KH-UBND" in out


class TestFailures:
    @pytest.fixture
    def failing(self, monkeypatch):
        def fail_with(error: BaseException) -> None:
            def fail(*_, **__):
                raise error

            monkeypatch.setattr("bot.commands.check.open_application", fail)

        return fail_with

    def test_a_bug_is_one_line_and_a_code_of_its_own(self, hoivanban, failing):
        failing(RuntimeError("two\nlines"))
        code, _, err = hoivanban("check")
        assert code == 70
        assert "RuntimeError: two lines" in err
        assert "--debug" in err
        assert err.count("\n") == 1

    def test_debug_shows_where_a_bug_comes_from(self, failing):
        failing(RuntimeError("here"))
        with pytest.raises(RuntimeError, match="here"):
            run(["--debug", "check"])

    def test_an_interruption_has_the_code_of_shells(self, hoivanban, failing):
        failing(KeyboardInterrupt())
        assert hoivanban("check")[0] == 130

    def test_every_error_class_has_an_exit_code(self):
        kinds = [kind for kind, _ in EXIT_CODES]
        for direct in HoiVanBanError.__subclasses__():
            assert direct in kinds

    def test_main_leaves_with_the_code(self, monkeypatch):
        monkeypatch.setattr(sys, "argv", ["hoivanban", "--help"])
        with pytest.raises(SystemExit) as left:
            command.main()
        assert left.value.code == 0
