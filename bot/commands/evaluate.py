"""`hoivanban evaluate`: a question file against the library, or a retrieval set against a library of its own."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.app import open_application
from bot.assistant import Answering
from bot.commands.common import Options, configuration
from bot.commands.tables import plain_console
from bot.evaluation import Question, Verdict, judge, read_questions, scorecard, squeezed
from retrieval.config import Config
from retrieval.library import Library

ASKS = 300

HELP = """Ask every question of a file and print a scorecard.

Each line of the file is a question with the evidence that a person found: see examples/questions.jsonl.

    hoivanban evaluate examples/questions.jsonl --misses

With --beir a folder with corpus.jsonl, queries.jsonl and qrels.tsv takes the place of file and library: a library of
its corpus is made (kept and used again where --data says), every query is asked for passages, and some for an answer.

    hoivanban evaluate --beir alqac2023 --folded --json
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def evaluate(  # noqa: PLR0917 (Typer calls it by name)
    context: typer.Context,
    questions: Annotated[Path | None, typer.Argument(metavar="QUESTIONS.jsonl", show_default=False)] = None,
    beir: Annotated[Path | None, typer.Option(metavar="FOLDER", help="A retrieval set in the layout of BEIR.")] = None,
    folded: Annotated[bool, typer.Option("--folded", help="With --beir: ask without tone marks.")] = False,
    asks: Annotated[int, typer.Option(min=0, help="With --beir: whole answers at most.")] = ASKS,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="List the questions that are not right.")] = False,
) -> None:
    """Reads the options."""
    if (questions is None) == (beir is None):
        raise typer.BadParameter("give a file of questions, or --beir and a folder")
    config = configuration(context)
    if beir is not None:
        from bot.commands.trial import try_set  # noqa: PLC0415 (starts processes; not for a file of questions)

        options = context.find_object(Options) or Options()
        kept = config.data_dir if options.data else None
        try_set(beir, config, kept, folded=folded, asks=asks, as_json=as_json)
    elif questions is not None:
        _evaluate(config, read_questions(questions), as_json=as_json, misses=misses)


def _evaluate(config: Config, asked: Sequence[Question], *, as_json: bool, misses: bool) -> None:
    """Asks, judges and prints."""
    with open_application(config) as application:
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
