"""`hoivanban check`: whether library and indexes are sound."""

from typing import Annotated

import typer

from bot.app import open_application
from bot.commands.common import Exit, configuration

HELP = """Look at every file of the library and its indexes.

Exit code 1 when something is wrong; --repair builds the indexes anew from the library and looks again. The
library itself is the truth: where it is damaged, bring back a copy of library.db.

    hoivanban check --repair
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def check(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Build what is wrong anew.")] = False,
) -> None:
    """Prints each problem on a line."""
    with open_application(configuration(context)) as application:
        problems = application.index.verify()
        for problem in problems:
            typer.echo(problem)
        if problems and repair:
            done = application.index.repair()
            typer.echo(f"repaired: {done.upserted} entries written, {done.embedded} passages embedded")
            problems = application.index.verify()
            for problem in problems:
                typer.echo(f"still wrong: {problem}")
        documents = len(application.library.documents())
    if problems:
        typer.echo("run: hoivanban check --repair" if not repair else "bring back a copy of library.db")
        raise typer.Exit(Exit.SOME_FAILED)
    typer.echo(f"all well: {documents} documents")
