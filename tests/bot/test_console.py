"""The terminal: plain in a pipe, drawn where somebody looks, and never at a loss."""

import io
import sys

import pytest

from bot.channels.console import ConsoleChannel, show
from bot.messages import Choice, Items, Line, Quote, Reply
from bot.texts import TEXTS
from retrieval.errors import LibraryError
from tests.fakes.assistant import ScriptedAssistant

VI = TEXTS["vi"]
ANSWER = Reply(
    (
        Line("Hội Khuyến học chủ trì. [1]", strong=True),
        Quote("Hội Khuyến học [bold]chủ trì[/bold]", 1, "Kế hoạch số 94"),
        Items(("một", "hai")),
    ),
    "vi",
    (Choice("Xem [1]", "passage:x"), Choice("Còn năm 2030?", "ask:Còn năm 2030?")),
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def typed(monkeypatch):
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_in_a_pipe_it_is_plain_and_unwrapped(capsys):
    show(Reply((Quote("từ " * 200, 1, "nguồn"),), "vi"))
    assert "“" + ("từ " * 200).strip() + "”" in capsys.readouterr().out


def test_suggestions_stand_at_the_end(capsys):
    show(ANSWER)
    assert capsys.readouterr().out.endswith(f"{VI.ask_next}\n• Còn năm 2030?\n")


def test_on_a_terminal_quotes_are_in_boxes_and_brackets_are_no_markup(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    show(ANSWER)
    drawn = terminal.getvalue()
    assert "╭" in drawn
    assert "[bold]chủ trì[/bold]" in drawn
    assert "• hai" in drawn


def test_each_line_of_a_pipe_is_a_message(typed, capsys):
    assistant = ScriptedAssistant()
    typed("một\n\n  \nhai")
    ConsoleChannel(assistant).run()
    assert [message.text.strip() for message in assistant.asked] == ["/start", "một", "hai"]
    assert "Đáp: hai" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "said"),
    [(LibraryError("library.db: is locked"), "library.db: is locked"), (RuntimeError("x"), VI.error)],
)
def test_what_goes_wrong_with_one_message_does_not_end_the_conversation(typed, capsys, error, said):
    assistant = ScriptedAssistant()
    typed("một\nhai\n")
    channel = ConsoleChannel(assistant)
    reply = assistant.reply

    def fail_once(message, **_):
        if message.text == "một\n":
            raise error
        return reply(message)

    assistant.reply = fail_once
    channel.run()
    out = capsys.readouterr().out
    assert said in out
    assert "Đáp: hai" in out
