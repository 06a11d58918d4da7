"""`hoivanban evaluate`: a question file against the library."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.app import open_application
from bot.assistant import Answering
from bot.commands.common import configuration
from bot.commands.tables import plain_console
from bot.evaluation import Question, Verdict, judge, read_questions, scorecard, squeezed
from retrieval.library import Library

HELP = """Ask every question of a file and print a scorecard.

Each line of the file is a question with the evidence that a person found: see examples/questions.jsonl.

    hoivanban evaluate examples/questions.jsonl --misses
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def evaluate(
    context: typer.Context,
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="List the questions that are not right.")] = False,
) -> None:
    """Asks, judges and prints."""
    asked = read_questions(questions)
    with open_application(configuration(context)) as application:
        answerer = application.answerer()
        answerer.answer(asked[0].question)  # what is opened on the first question is not its time
        sources = _sources(application.library)
        verdicts = [_judged(question, answerer, sources) for question in asked]
    card = scorecard(verdicts)
    if as_json:
        typer.echo(json.dumps(card, ensure_ascii=False))
    else:
        plain_console().print(_table(card))
    for verdict in verdicts if misses else ():
        if not verdict.right:
            typer.echo(
                f"{verdict.question.id} [{verdict.question.category}] {verdict.question.question}",
                err=as_json,
            )


def _judged(question: Question, answerer: Answering, sources: dict[str, str]) -> Verdict:
    started = time.perf_counter()
    answer = answerer.answer(question.question, question.history)
    elapsed = 1000 * (time.perf_counter() - started)
    return judge(question, answer, sources, elapsed_ms=elapsed)


def _sources(library: Library) -> dict[str, str]:
    """The text of each source by name, squeezed; two files of one name are one after the other."""
    texts: dict[str, set[str]] = {}
    for document in library.documents():
        source = library.source(document.id)
        texts.setdefault(source.name, set()).add(squeezed(source.text))
    return {name: "\n".join(sorted(parts)) for name, parts in texts.items()}


def _table(card: dict[str, Any]) -> Table:
    table = Table("score", "value", title="Scorecard", title_justify="left")
    for name, value in card.items():
        if name != "by_category":
            table.add_row(name, "—" if value is None else str(value))
    table.add_section()
    for name, share in card["by_category"].items():
        table.add_row(f"right: {name}", share)
    return table
