"""`hoivanban chat`: the assistant in the terminal."""

import typer

from bot.app import open_application
from bot.channels.console import ConsoleChannel
from bot.commands.common import configuration

HELP = """Talk with the assistant in the terminal.

It remembers the conversation, so “còn đến năm 2030 thì sao?” works. Type 1, 2… to read the passage behind a
citation, /vanban to list the documents, /help for how to ask, Ctrl-D to leave. Works in a pipe too:

    printf 'Ai chủ trì?\\n1\\n' | hoivanban chat
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def chat(context: typer.Context) -> None:
    """Opens everything and talks."""
    with open_application(configuration(context)) as application:
        application.index.follow()
        ConsoleChannel(application.assistant()).run()
