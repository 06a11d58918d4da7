"""`hoivanban ask`: one answer, or many."""

import json
import sys
import time
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from bot.app import Application, open_application
from bot.assistant import Answering
from bot.commands.common import Exit, configuration
from bot.contract import answer_json
from bot.conversation import Sessions
from bot.messages import Message
from retrieval.errors import HoiVanBanError

HELP = """Answer one question, or one per line.

Every sentence is proved by a quote. When the documents do not say, the answer is a refusal, and exit code 0.

    hoivanban ask "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"

    hoivanban ask "con den nam 2030 thi sao" --history "Tỉ lệ biết chữ đến năm 2025 là bao nhiêu?"

    hoivanban ask --jsonl < questions.jsonl > answers.jsonl

With --jsonl each line is {"id": …, "question": …, "history": […]}; answers come in order, one a line. A line
that cannot be read gets an object with "error", the others are answered, and the exit code is 1.
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", show_default=False)] = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="Q", help="An earlier question; repeat it, oldest first.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Questions from standard input.")] = False,
) -> None:
    """Reads the options and asks."""
    if (question is None) != jsonl:
        raise typer.BadParameter("give a question, or --jsonl and questions on standard input")
    with open_application(configuration(context)) as application:
        if jsonl:
            raise typer.Exit(_many(application.answerer()))
        if as_json:
            _echo_json(_answered(application.answerer(), None, question or "", history or []))
        else:
            _say(application, question or "", history or [])


def _say(application: Application, question: str, history: Iterable[str]) -> None:
    from bot.channels.console import show  # noqa: PLC0415 (not for --json)

    sessions = Sessions()
    sessions.of("terminal").questions = tuple(history)
    show(application.assistant(sessions).reply(Message(question, "terminal")))


def _many(answerer: Answering) -> Exit:
    code = Exit.OK
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            answered = _line(answerer, line, number)
            code = Exit.SOME_FAILED if "error" in answered else code
            _echo_json(answered)
    return code


def _line(answerer: Answering, line: bytes, number: int) -> dict[str, Any]:
    """The answer to a line, or what is wrong with it."""
    asked: Any = None
    try:
        asked = json.loads(line.decode("utf-8-sig"))
        question_id, question, history = _parsed(asked)
        return _answered(answerer, question_id, question, history)
    except (ValueError, RecursionError, HoiVanBanError) as error:
        known = asked.get("id") if isinstance(asked, dict) else None
        return {"id": known, "error": f"line {number}: {' '.join(str(error).split())}"}


def _parsed(asked: Any) -> tuple[object, str, list[str]]:
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise ValueError('needs an object with "question", a string')  # noqa: TRY004 (one kind for all that is malformed)
    history = asked.get("history") or []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise ValueError('"history" must be a list of strings, oldest first')
    return asked.get("id"), asked["question"], history


def _answered(answerer: Answering, question_id: object, question: str, history: list[str]) -> dict[str, Any]:
    started = time.perf_counter()
    answer = answerer.answer(question, history)
    elapsed = 1000 * (time.perf_counter() - started)
    return answer_json(answer, id=question_id, question=question, elapsed_ms=elapsed)


def _echo_json(value: dict[str, Any]) -> None:
    line = json.dumps(value, ensure_ascii=False)
    typer.echo(line.encode("utf-8", "replace").decode())  # halves of surrogate pairs are no UTF-8
