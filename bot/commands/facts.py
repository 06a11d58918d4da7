"""`hoivanban facts`: who does what, which targets, by when."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.app import open_library
from bot.commands.choosing import Found, Wish, choose
from bot.commands.common import configuration
from bot.commands.fact_view import facts_view
from bot.commands.tables import PIPE_WIDTH, draw, drawn, plain_console
from retrieval.types import Document, Language

HELP = """Export the facts that were found in the documents.

    hoivanban facts --type target --place "Lào Cai" --year 2025

    hoivanban facts --type assignment --agency "Sở GDĐT"

    hoivanban facts --document 94/KH-UBND --output 94.xlsx

    hoivanban facts --format json > facts.jsonl

Words of filters need neither capitals nor tone marks. A province of today covers those that were merged into it.
A year finds the targets of that year or of a period that holds it, the deadlines in it and those that come every
year, and the assignments and relations of documents issued in it. In CSV, text that a spreadsheet would take for a
formula (= + - @ first) has an apostrophe before it; in JSON and in workbooks it is as printed.
"""
Format = Literal["table", "csv", "xlsx", "json"]
_SUFFIXES: dict[str, Format] = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".jsonl": "json", ".txt": "table"}

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def facts(
    context: typer.Context,
    *,
    kind: Annotated[
        Literal["assignment", "target", "deadline", "relation"] | None,
        typer.Option("--type", help="Only facts of this kind."),
    ] = None,
    place: Annotated[str | None, typer.Option(help="Only of this province, district or commune.")] = None,
    year: Annotated[int | None, typer.Option(min=1900, max=2100, help="Only of this year.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only what this body has to do; no targets or relations.")] = None,
    document: Annotated[
        str | None, typer.Option(metavar="NUMBER|ID", help="Only of this document and what was issued with it.")
    ] = None,
    output: Annotated[
        Format | None, typer.Option("--format", help="Default: by the name of the file, else a table.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write them there; needed for xlsx.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the names of columns.")] = "vi",
) -> None:
    """Prints them, document by document, or writes them to a file."""
    form = output or (_SUFFIXES.get(file.suffix.lower()) if file else "table")
    if form is None:
        raise typer.BadParameter(f"{file}: which format? Add --format {'|'.join(sorted(set(_SUFFIXES.values())))}")
    if form == "xlsx" and file is None:
        raise typer.BadParameter("a workbook cannot be printed; add --output FILE.xlsx")
    if agency is not None and kind in {"target", "relation"}:
        raise typer.BadParameter(f"--agency finds assignments and deadlines; a {kind} names no agency that acts")
    with open_library(configuration(context)) as library:
        found = choose(library, Wish(kind, place, year, agency, document))
        documents = library.documents()
    _say_when_empty(found, documents)
    if file is None and form == "table":
        width = plain_console().width
        draw(facts_view(found, kind, language=language, width=width))
        return
    data = _rendered(found, kind, form, language)
    if file is None:
        sys.stdout.write(data.decode("utf-8"))
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise typer.BadParameter(f"{file}: cannot be written ({error.strerror}); check the folder") from error
    typer.echo(f"{len(found)} fact{'' if len(found) == 1 else 's'}: {file}", err=True)


def _rendered(found: list[Found], kind: str | None, form: Format, language: Language) -> bytes:
    from bot.commands import exporting  # noqa: PLC0415 (XlsxWriter is not needed for a table)

    if form == "xlsx":
        return exporting.facts_xlsx(found, kind, language)
    if form == "csv":
        return exporting.facts_csv(found, kind, language).encode("utf-8")
    if form == "json":
        return exporting.facts_jsonl(found).encode("utf-8", "surrogatepass")
    return drawn(facts_view(found, kind, language=language, width=PIPE_WIDTH), PIPE_WIDTH).encode("utf-8")


def _say_when_empty(found: list[Found], documents: list[Document]) -> None:
    if found:
        return
    places = ", ".join(sorted({document.place for document in documents if document.place}))
    typer.echo(f"no facts match; places in the library: {places or 'none'}", err=True)
