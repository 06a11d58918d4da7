"""A language model behind the command and the chat, configured as people configure it."""

import io
import json
import os
import sys

import pytest

from bot.app import open_application, secrets
from bot.assistant import DocumentAssistant
from bot.channels.console import ConsoleChannel
from bot.command import run
from bot.messages import Line, Message, Quote
from bot.texts import TEXTS
from retrieval.config import Config, GenerationConfig, load_config
from retrieval.library import Library
from tests.fakes.answerer import SENTENCE, ScriptedAnswerer, an_answer
from tests.fakes.openai_api import MODEL, FakeOpenAI, Script, says
from tests.retrieval.sample_library import ROOT

QUESTION = "Cơ quan nào chủ trì phát triển trung tâm học tập cộng đồng của tỉnh Châu Lĩnh?"
GOOD = "Hội Khuyến học tỉnh chủ trì phát triển trung tâm học tập cộng đồng [1]."
UNKNOWN = "Giá vàng ở Paris hôm nay là bao nhiêu?"


@pytest.fixture
def server(monkeypatch):
    with FakeOpenAI(says(GOOD), key="sk-test") as fake:
        settings = {"MODEL": f"openai:{MODEL}", "BASE_URL": fake.base_url, "API_KEY": "sk-test", "TIMEOUT_S": "10"}
        for name, value in settings.items():
            monkeypatch.setenv(f"HOIVANBAN_GENERATION__{name}", value)
        yield fake


@pytest.fixture
def ask(samples, capsys):
    def go(question=QUESTION):
        assert run(["--data", str(samples), "ask", question, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return go


@pytest.fixture
def typed(monkeypatch):
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


class TestAsk:
    @pytest.mark.usefixtures("server")
    def test_says_that_the_answer_is_generated_and_cites_the_same(self, ask, monkeypatch):
        answer = ask()
        monkeypatch.delenv("HOIVANBAN_GENERATION__MODEL")
        extracted = ask()
        assert (answer["kind"], extracted["kind"]) == ("generated", "fact")
        assert GOOD in answer["text"]
        assert answer["citations"] == extracted["citations"]

    def test_gives_the_extracted_answer_when_the_server_fails(self, ask, server):
        server.script = Script(status=503)
        answer = ask()
        assert (answer["kind"], answer["answered"]) == ("fact", True)

    def test_a_refusal_stays_one_whatever_the_model_would_say(self, ask, server):
        assert (ask(UNKNOWN)["kind"], server.requests) == ("refusal", [])

    def test_a_model_without_its_package_is_told_in_one_line(self, samples, capsys, monkeypatch):
        monkeypatch.setenv("HOIVANBAN_GENERATION__MODEL", "cohere:command")
        assert run(["--data", str(samples), "ask", QUESTION]) == 6
        err = capsys.readouterr().err
        assert "pip install langchain-cohere" in err
        assert err.count("\n") == 1

    def test_commands_that_answer_nothing_need_no_model(self, samples, monkeypatch):
        monkeypatch.setenv("HOIVANBAN_GENERATION__MODEL", "cohere:command")
        assert run(["--data", str(samples), "documents"]) == 0


class TestChat:
    @pytest.mark.usefixtures("server")
    def test_shows_each_sentence_once_and_the_quotes_after_them(self, samples, typed, capsys):
        typed(f"{QUESTION}\n")
        assert run(["--data", str(samples), "chat"]) == 0
        out = capsys.readouterr().out
        assert out.count(GOOD) == 1
        assert out.index(GOOD) < out.index("“- Là cơ quan thường trực")

    @staticmethod
    def talk(answer, lines, library):
        return ConsoleChannel(DocumentAssistant(ScriptedAnswerer({"Ai?\n": answer, "Ai?": answer}, lines), library))

    @pytest.fixture
    def library(self, samples):
        with Library.open(samples) as library:
            yield library

    def test_shows_a_sentence_before_the_answer_is_whole(self, typed, capsys, library):
        typed("Ai?\n")
        shown = []
        channel = self.talk(an_answer("Ai?", kind="generated"), [SENTENCE], library)
        answerer = channel._assistant._answerer
        answer = answerer.answer

        def watched(*arguments, **more):
            found = answer(*arguments, **more)
            shown.append(capsys.readouterr().out)
            return found

        answerer.answer = watched
        channel.run()
        assert SENTENCE in shown[0]
        assert SENTENCE not in capsys.readouterr().out

    def test_says_so_when_the_model_stopped_halfway(self, typed, capsys, library):
        typed("Ai?\n")
        self.talk(an_answer("Ai?"), ["Nửa chừng. [1]"], library).run()
        out = capsys.readouterr().out
        assert out.index("Nửa chừng. [1]") < out.index(TEXTS["vi"].not_written) < out.index(SENTENCE)


@pytest.mark.usefixtures("server")
def test_a_reply_of_a_written_answer_has_its_sentence_and_every_quote(samples):
    config = load_config(ROOT / "config.yaml", os.environ).model_copy(update={"data_dir": samples})
    with open_application(config) as application:
        reply = application.assistant().reply(Message(QUESTION, "c"))
    assert Line(GOOD, strong=True) in reply.blocks
    assert sum(isinstance(block, Quote) for block in reply.blocks) == len(reply.answer.citations)
    assert reply.ratable


def test_the_key_of_the_model_is_kept_out_of_the_logs():
    assert "sk-x" in secrets(Config(generation=GenerationConfig(api_key="sk-x")))
