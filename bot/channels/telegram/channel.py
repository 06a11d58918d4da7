"""The channel itself: connecting, receiving by long polling or by webhook, and letting go."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
import re
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder

from bot.channels.telegram import wire
from bot.channels.telegram.dialogue import Dialogue
from bot.channels.telegram.wire import Patience, fill_menu, wait_after
from bot.channels.turns import Recent, Turns
from bot.channels.webhook import Webhook, webhook_route
from bot.redaction import Redaction
from retrieval.errors import ChannelError, ConfigError

if TYPE_CHECKING:
    from typing import TypeAlias

    from starlette.routing import Route
    from telegram.ext import Application, ExtBot

    from bot.messages import Assistant
    from retrieval.config import TelegramConfig

    _Application: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
    _Builder: TypeAlias = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

WEBHOOK_PATH = "/telegram"

_ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
_POLL_SECONDS = 30
_LONGEST_POLL_PAUSE = 30.0
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")
_REFUSED = (
    "Telegram refuses the bot token; copy it again from @BotFather into TELEGRAM_BOT_TOKEN "
    "(or telegram.token), and see that telegram.base_url is right"
)

_log = logging.getLogger(__name__)


class TelegramChannel:
    """Carries messages between Telegram and the assistant.

    Args:
        config: its section of the configuration, with a token.
        assistant: answers; called in threads, one conversation at a time.
        public_url: of this machine, https; needed in webhook mode.
        threads: how many questions are answered at the same time.

    Raises:
        ConfigError: no token, or webhook mode without a public URL.
    """

    def __init__(
        self, config: TelegramConfig, assistant: Assistant, *, public_url: str | None = None, threads: int = 4
    ) -> None:
        if config.token is None:
            raise ConfigError("telegram.token is missing; set TELEGRAM_BOT_TOKEN")
        if config.mode == "webhook" and not public_url:
            raise ConfigError("telegram.mode is webhook, which needs web.public_url; set it, or use polling")
        self._config = config
        self._token = config.token.get_secret_value().strip()
        self._assistant = assistant
        self._webhook_url = (public_url or "").rstrip("/") + WEBHOOK_PATH
        self._turns = Turns("telegram", threads=threads)
        self._seen = Recent()
        self._application: _Application | None = None
        self._polling: asyncio.Task[None] | None = None
        self._offset = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Receive and answer until `stop` is set; what is in flight then is finished.

        Raises:
            ChannelError: the token is refused, at the start or later, or Telegram cannot be reached.
        """
        await self.start()
        stopping = asyncio.create_task(stop.wait())
        try:
            tasks: set[asyncio.Task[Any]] = {stopping, *filter(None, [self._polling])}
            ended, _ = await asyncio.wait(tasks, return_when="FIRST_COMPLETED")
        finally:
            stopping.cancel()
            await self.stop()
        for task in ended:
            await task

    async def start(self) -> None:
        """Begin to receive.

        Raises:
            ChannelError: the token is refused, or Telegram cannot be reached.
        """
        if not _TOKEN.fullmatch(self._token):
            raise ChannelError(_REFUSED)
        application = self.equip(self._builder())
        if failure := await self._connect(application):
            await application.bot.shutdown()
            raise failure
        await fill_menu(application.bot)
        self._application = application
        if self._config.mode == "polling":
            self._polling = asyncio.create_task(self._poll(application), name="telegram polling")
        _log.info("event=started channel=telegram mode=%s", self._config.mode)

    async def stop(self) -> None:
        """Receive no more, finish what is in flight, and let go; the channel cannot be started again."""
        application, self._application = self._application, None
        if self._polling:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
        await self._turns.finish()
        if application is None:
            return
        if self._polling:
            with contextlib.suppress(TelegramError):  # tells Telegram what was handled
                await application.bot.get_updates(offset=self._offset, limit=1, timeout=0)
        await application.shutdown()
        _log.info("event=stopped channel=telegram")

    def routes(self) -> list[Route]:
        """What the ASGI application must serve: the webhook, or nothing when polling."""
        if self._config.mode == "polling":
            return []
        header = "X-Telegram-Bot-Api-Secret-Token"
        return [webhook_route(Webhook(WEBHOOK_PATH, header, self._secret(), self._receive))]

    def equip(self, builder: _Builder) -> _Application:
        """The application of `builder`, which hands its updates to this channel."""
        application: _Application = builder.updater(None).rate_limiter(Patience()).build()
        Dialogue(self._assistant, self._turns).join(application)
        return application

    def _builder(self) -> _Builder:
        builder = ApplicationBuilder().token(self._token)
        builder.base_url(self._config.base_url).base_file_url(self._config.base_file_url)
        builder.connect_timeout(10).read_timeout(20).write_timeout(20).pool_timeout(20)
        builder.get_updates_connect_timeout(10).get_updates_read_timeout(20)
        return builder

    async def _connect(self, application: _Application) -> ChannelError | None:
        """What went wrong, to be raised without its cause: the vendor's error quotes the token."""
        try:
            await application.initialize()
            await self._subscribe(application.bot)
        except TelegramError as error:
            return self._failure(error)
        return None

    async def _subscribe(self, bot: ExtBot[Any]) -> None:
        if self._config.mode == "polling":
            await bot.delete_webhook()
            return
        await bot.set_webhook(self._webhook_url, secret_token=self._secret(), allowed_updates=_ALLOWED_UPDATES)

    def _secret(self) -> str:
        """As configured, or made of the token: the same in every replica, and nobody else can make it."""
        if self._config.webhook_secret:
            return self._config.webhook_secret.get_secret_value()
        return hmac.new(self._token.encode(), b"hoivanban webhook", hashlib.sha256).hexdigest()

    def _failure(self, error: TelegramError) -> ChannelError:
        if isinstance(error, InvalidToken):
            return ChannelError(_REFUSED)
        reason = Redaction([self._token]).text(str(error))
        where = "web.public_url" if self._config.mode == "webhook" else "the network"
        remedy = f"check {where} and telegram.base_url"
        return ChannelError(
            f"Telegram at {self._config.base_url} cannot be used: {reason}; {remedy}",
            retry_after=_LONGEST_POLL_PAUSE,
        )

    async def _poll(self, application: _Application) -> None:
        """Take updates until cancelled.

        Raises:
            ChannelError: the token is refused.
        """
        pause = wire.RETRY_PAUSES[0]
        while True:
            try:
                updates = await application.bot.get_updates(
                    offset=self._offset, timeout=_POLL_SECONDS, allowed_updates=_ALLOWED_UPDATES
                )
            except InvalidToken:
                raise ChannelError(_REFUSED) from None
            except TelegramError as error:
                pause = min(2 * pause, _LONGEST_POLL_PAUSE)
                wait = wait_after(error, pause) or pause
                _log.warning("event=retry method=getUpdates in_s=%.1f error=%s", wait, error)
                await asyncio.sleep(wait)
                continue
            pause = wire.RETRY_PAUSES[0]
            for update in updates:
                await self._turns.room()
                self._take(application, update)
                self._offset = update.update_id + 1

    def _receive(self, delivered: dict[str, Any]) -> bool:
        """Take what the webhook got; False before the start, after the end and when there is no room."""
        if self._application is None or self._turns.full:
            return False
        try:
            update = Update.de_json(delivered, self._application.bot)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("not an update") from error
        self._take(self._application, update)
        return True

    def _take(self, application: _Application, update: Update) -> None:
        if self._seen.first(update.update_id):
            chat = update.effective_chat
            self._turns.take(f"telegram:{chat.id if chat else 0}", application.process_update(update))
