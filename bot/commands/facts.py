"""`hoivanban facts`: who does what, which targets, by when."""

import dataclasses
import json
from typing import Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from bot.app import open_library
from bot.commands.common import configuration
from bot.commands.tables import plain_console
from retrieval.phrases import name_document

HELP = """Export the facts that were found in the documents.

    hoivanban facts --type target

    hoivanban facts --format json > facts.jsonl
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def facts(
    context: typer.Context,
    kind: Annotated[
        Literal["assignment", "target", "deadline", "relation"] | None,
        typer.Option("--type", help="Only facts of this kind."),
    ] = None,
    output: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print them.")] = "table",
) -> None:
    """Prints them, document by document."""
    with open_library(configuration(context)) as library:
        documents = {document.id: document for document in library.documents()}
        found = [
            (documents[document_id], fact)
            for document_id, fact in library.facts()
            if document_id in documents and kind in {None, type(fact).__name__.lower()}
        ]
    if output == "json":
        for document, fact in found:
            row = {"type": type(fact).__name__.lower(), "document": document.id, **dataclasses.asdict(fact)}
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table("document", "type", "fact")
    for document, fact in found:
        table.add_row(
            Text(name_document(document, "vi")),
            type(fact).__name__.lower(),
            Text(_told(dataclasses.asdict(fact))),
        )
    plain_console().print(table)


def _told(fact: dict[str, Any]) -> str:
    told = {name: value for name, value in fact.items() if value and name not in {"quote", "passage_id"}}
    return "; ".join(
        f"{name}: {', '.join(value) if isinstance(value, tuple) else value}" for name, value in told.items()
    )
