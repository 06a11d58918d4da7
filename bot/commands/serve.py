"""`hoivanban serve`: every channel that is configured."""

import asyncio
import logging

import typer

from bot.app import open_application, open_channels, secrets
from bot.commands.common import configuration
from bot.redaction import redacted_logs
from retrieval.errors import ConfigError

HELP = """Answer on every channel whose token is set, until SIGTERM or Ctrl-C.

    TELEGRAM_BOT_TOKEN=… hoivanban serve

One log line an answer goes to standard error; questions are logged only with --debug.
"""

NO_CHANNEL = "no channel is configured; set TELEGRAM_BOT_TOKEN (telegram.token in config.yaml) and start again"

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)
_log = logging.getLogger(__name__)


@app.command(help=HELP)
def serve(context: typer.Context) -> None:
    """Opens everything and serves."""
    config = configuration(context)
    root = logging.getLogger()
    root.setLevel(min(root.level, logging.INFO))
    if config.telegram.token is None:
        raise ConfigError(NO_CHANNEL)
    with redacted_logs(secrets(config)), open_application(config) as application:
        from bot.serving import serve as run  # noqa: PLC0415 (half a second, only when there is a channel)

        followed = application.index.follow()
        _log.info("event=followed embedded=%d upserted=%d", followed.embedded, followed.upserted)
        asyncio.run(run(open_channels(application), config.web))
