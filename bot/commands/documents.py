"""`hoivanban documents`: what is in the library."""

import json
from typing import Annotated

import typer

from bot.app import open_application, open_library
from bot.commands.common import configuration
from bot.commands.tables import documents_table, plain_console
from bot.contract import document_json
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.phrases import name_document
from retrieval.types import Document, Passage

HELP = """List the documents, look into one, or withdraw it.

    hoivanban documents

    hoivanban documents show 94-kh-ubnd-5f3a1c09

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
        plain_console().print(documents_table(found))


@app.command()
def show(
    context: typer.Context, document_id: Annotated[str, typer.Argument(metavar="ID", help="See `documents`.")]
) -> None:
    """Header, outline and facts of a document. Part of an id is enough when it fits only one."""
    with open_library(configuration(context)) as library:
        document = _find(library, document_id)
        passages = library.document_passages(document.id)
        facts = [fact for _, fact in library.facts(document_ids=[document.id])]
    for name, value in document_json(document).items():
        typer.echo(f"{name:12} {'—' if value is None else value}")
    for basis in document.legal_bases:
        typer.echo(f"{'basis':12} {basis}")
    typer.echo(f"\n{len(passages)} passages:")
    for line in _outline(passages):
        typer.echo(line)
    typer.echo(f"\n{len(facts)} facts" + (":" if facts else "."))
    for fact in facts:
        typer.echo(f"  {type(fact).__name__.lower()}: {fact.quote}")


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
    near = [document for document in library.documents() if document_id and document_id in document.id]
    if exact is None and len(near) != 1:
        problem = "fits several documents" if near else "is no document"
        raise LibraryError(f"{document_id}: {problem}; see: hoivanban documents")
    return exact or near[0]


def _outline(passages: list[Passage]) -> list[str]:
    """Each heading once, indented by its depth."""
    lines: dict[tuple[str, ...], str] = {}
    for passage in passages:
        for depth in range(len(passage.path)):
            path = passage.path[: depth + 1]
            lines.setdefault(path, f"{'  ' * (depth + 1)}{path[-1]}")
    return list(lines.values())
