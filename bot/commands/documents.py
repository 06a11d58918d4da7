"""`hoivanban documents`: what is in the library."""

import json
from typing import Annotated

import typer

from bot.app import open_application, open_library
from bot.commands.common import configuration
from bot.commands.portrait import portrait_json, portray
from bot.commands.portrait_view import portrait_view
from bot.commands.tables import documents_table, draw
from bot.contract import document_json
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.phrases import name_document
from retrieval.types import Document, Language

HELP = """List the documents, look into one, or withdraw it.

    hoivanban documents

    hoivanban documents show 94/KH-UBND

    hoivanban documents withdraw 94-kh-ubnd-5f3a1c09
"""

app = typer.Typer(help=HELP, rich_markup_mode="markdown", invoke_without_command=True, add_completion=False)


@app.callback()
def documents(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document.")] = False,
) -> None:
    """Lists them when no subcommand is named."""
    if context.invoked_subcommand is not None:
        return
    with open_library(configuration(context)) as library:
        found = library.documents()
    if as_json:
        for document in found:
            typer.echo(json.dumps(document_json(document), ensure_ascii=False))
    else:
        draw(documents_table(found))


@app.command()
def show(
    context: typer.Context,
    document_id: Annotated[str, typer.Argument(metavar="ID", help="See `documents`; its number does too.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
    language: Annotated[Language, typer.Option(help="Of the labels; documents keep their words.")] = "vi",
) -> None:
    """Header, outline, facts and relations of a document. Part of an id is enough when it fits only one."""
    with open_library(configuration(context)) as library:
        portrait = portray(library, _find(library, document_id))
    if as_json:
        typer.echo(json.dumps(portrait_json(portrait), ensure_ascii=False))
    else:
        draw(portrait_view(portrait, language=language))


@app.command()
def withdraw(
    context: typer.Context, document_id: Annotated[str, typer.Argument(metavar="ID", help="See `documents`.")]
) -> None:
    """Take a document out of use: it answers no more. Its history stays in the library."""
    with open_application(configuration(context)) as application:
        document = _find(application.library, document_id)
        with application.library.writing():
            application.library.withdraw(document.id)
            application.index.follow()
    typer.echo(f"withdrawn: {name_document(document, 'vi')}")


def _find(library: Library, document_id: str) -> Document:
    exact = library.document(document_id)
    part = document_id.strip().lower()
    near = library.find_documents(document_id) or [
        document for document in library.documents() if part and part in document.id
    ]
    if exact is None and len(near) != 1:
        problem = "fits several documents" if near else "is no document"
        raise LibraryError(f"{document_id}: {problem}; see: hoivanban documents")
    return exact or near[0]
