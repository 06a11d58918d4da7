"""The command `hoivanban`: its global options, its list of commands, and what an error looks like."""

import gc
import importlib
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.commands.common import Exit, Options, exit_code
from retrieval.errors import HoiVanBanError

COMMANDS = {
    "ingest": "bot.commands.ingest",
    "ask": "bot.commands.ask",
    "chat": "bot.commands.chat",
    "serve": "bot.commands.serve",
    "documents": "bot.commands.documents",
    "facts": "bot.commands.facts",
    "evaluate": "bot.commands.evaluate",
    "check": "bot.commands.check",
}
"""Each command and the module that is imported when it is named, and not before."""

HELP = """Hỏi Văn Bản: ask the documents. Cited answers from Vietnamese government decisions and plans.

Start like this:

    hoivanban ingest examples/decisions

    hoivanban ask "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"

    hoivanban chat
"""

EPILOG = (
    "Exit codes: 0 all well (a refusal is an answer too), 1 some of it failed, 2 wrong option or "
    "configuration, 3 nothing could be read, 4 another process is writing, 5 no library or a broken one, "
    "6 the model, 7 a chat channel, 70 a bug, 130 interrupted."
)


class Commands(TyperGroup):
    """Imports a command when it is named, so that `ask` does not wait for what `serve` needs."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (Typer's signature)
        """The names, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 (Typer's signature)
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(importlib.import_module(COMMANDS[cmd_name]).app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Configuration; default: config.yaml here, else the one that came along."),
    ] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the library and its indexes live.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Log everything, and show where errors come from.")] = False,
) -> None:
    context.obj = Options(config, data, debug)
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )


def run(arguments: list[str] | None = None) -> int:
    """Runs the command with `arguments` and gives its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        app(args=arguments, prog_name="hoivanban")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else Exit.OK
    except HoiVanBanError as error:
        if "--debug" in arguments:
            logging.getLogger(__name__).exception("event=failed")
        typer.echo(f"hoivanban: {' '.join(str(error).split())}", err=True)
        return exit_code(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # the last door: a traceback would tell nothing to who runs the command
        if "--debug" in arguments:
            raise
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        typer.echo(f"hoivanban: this is a bug ({reason}); run it again with --debug and report it", err=True)
        return Exit.BUG
    return Exit.OK


def main() -> None:
    """The entry point."""
    gc.set_threshold(50_000)  # imports make many objects and no garbage: a fifth of a second saved
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
