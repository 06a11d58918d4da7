"""The Telegram channel, by long polling or by webhook. The one door to python-telegram-bot."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import hmac
import logging
import os
import re
import time
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram import Message as TelegramMessage
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters

from bot.channels.addressing import addressed
from bot.channels.buttons import Buttons
from bot.channels.turns import Recent, Turns, repeated
from bot.channels.webhook import Webhook, webhook_route
from bot.messages import Line, Message, Reply
from bot.redaction import Redaction
from bot.rendering import clean, plain_text, telegram_html, without_tags
from bot.texts import TEXTS
from retrieval.errors import ChannelError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from starlette.routing import Route
    from telegram import User
    from telegram.ext import Application, ExtBot

    from bot.messages import Assistant, Choice
    from retrieval.config import TelegramConfig
    from retrieval.types import Language

    _Application: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
    _Builder: TypeAlias = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

os.environ.setdefault("PTB_TIMEDELTA", "true")  # RetryAfter.retry_after is a timedelta, without a warning

WEBHOOK_PATH = "/telegram"
COMMANDS = {"start": "command_start", "help": "command_help", "vanban": "command_documents"}
"""Commands in the client's menu, and the field of Texts that describes each."""

_ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
_POLL_SECONDS = 30
_LONGEST_POLL_PAUSE = 30.0
_TYPING_SECONDS = 4.0
"""A chat action is shown for five seconds."""

_RETRY_PAUSES = (0.5, 1.0, 2.0)
"""Seconds before a request that failed is tried again; after the last, the failure is final."""

_LONGEST_WAIT = 60.0
"""Seconds that a 429 may ask one message to wait; beyond, it fails."""

_FINAL = (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken)
"""Refusals that trying again does not change."""

_NOTICE_LIMIT = 200
"""Bot API, answerCallbackQuery: text of 0-200 characters."""

_BUTTONS_IN_ROW = 2
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")
_REFUSED = (
    "Telegram refuses the bot token; copy it again from @BotFather into TELEGRAM_BOT_TOKEN "
    "(or telegram.token), and see that telegram.base_url is right"
)

_log = logging.getLogger(__name__)


class _Patience(AIORateLimiter):
    """Telegram's pace, and more attempts: after a 429 when it says, then with growing pauses.

    A message whose answer was lost is sent again: one that comes twice is better than one that never comes.
    """

    async def process_request(  # noqa: PLR0917 (as in the base class)
        self, callback: Any, args: Any, kwargs: Any, endpoint: Any, data: Any, rate_limit_args: Any
    ) -> Any:
        if endpoint == "sendChatAction":  # decoration, not worth waiting for
            return await callback(*args, **kwargs)

        async def patient(*args: Any, **kwargs: Any) -> Any:
            for pause in _RETRY_PAUSES:
                try:
                    return await callback(*args, **kwargs)
                except TelegramError as error:
                    wait = _wait(error, pause)
                    if wait is None:
                        raise
                    _log.warning("event=retry method=%s in_s=%.1f error=%s", endpoint, wait, error)
                await asyncio.sleep(wait)
            return await callback(*args, **kwargs)

        return await super().process_request(patient, args, kwargs, endpoint, data, rate_limit_args)


def _wait(error: TelegramError, pause: float) -> float | None:
    """Seconds to wait before trying again: `pause`, or what a 429 says; None when that is of no use."""
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        seconds = float(asked) if isinstance(asked, int) else asked.total_seconds()
        return seconds if seconds <= _LONGEST_WAIT else None
    return None if isinstance(error, _FINAL) else pause


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where to speak: a chat, its topic, and in a group the message that is answered."""

    bot: ExtBot[Any]
    chat: int
    author: str
    language: Language
    thread: int | None = None
    quoted: int | None = None

    @property
    def conversation(self) -> str:
        return f"telegram:{self.chat}"


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
        self._buttons = Buttons()
        self._seen = Recent()
        self._albums = Recent()
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
            await asyncio.wait({stopping, *filter(None, [self._polling])}, return_when="FIRST_COMPLETED")
            refused = self._polling is not None and self._polling.done()
        finally:
            stopping.cancel()
            await self.stop()
        if refused:
            raise ChannelError(_REFUSED)

    async def start(self) -> None:
        """Begin to receive.

        Raises:
            ChannelError: the token is refused, or Telegram cannot be reached.
        """
        if not _TOKEN.fullmatch(self._token):
            raise ChannelError(_REFUSED)
        application = self.equip(self._builder())
        try:
            await application.initialize()
            await self._subscribe(application.bot)
        except TelegramError as error:
            failure = self._failure(error)
        else:
            await _fill_menu(application.bot)
            self._application = application
            if self._config.mode == "polling":
                self._polling = asyncio.create_task(self._poll(application), name="telegram polling")
            _log.info("event=started channel=telegram mode=%s", self._config.mode)
            return
        await application.bot.shutdown()
        raise failure  # not within the except block: the error quotes the token and must not be its context

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
        """The application of `builder` with this channel's handlers; the first that fits takes an update."""
        application: _Application = builder.updater(None).rate_limiter(_Patience()).build()
        text, message = filters.TEXT, filters.UpdateType.MESSAGE
        application.add_handlers(
            [
                CallbackQueryHandler(self._tapped),
                MessageHandler(text & filters.UpdateType.EDITED_MESSAGE, self._edited),
                MessageHandler(text & message, self._asked),
                MessageHandler(message & ~filters.StatusUpdate.ALL, self._unreadable),
            ]
        )
        application.add_error_handler(self._failed)
        return application

    # Connecting and receiving

    def _builder(self) -> _Builder:
        builder = ApplicationBuilder().token(self._token)
        builder.base_url(self._config.base_url).base_file_url(self._config.base_file_url)
        builder.connect_timeout(10).read_timeout(20).write_timeout(20).pool_timeout(20)
        builder.get_updates_connect_timeout(10).get_updates_read_timeout(20)
        return builder

    async def _subscribe(self, bot: ExtBot[Any]) -> None:
        if self._config.mode == "polling":
            await bot.delete_webhook()
            return
        await bot.set_webhook(
            self._webhook_url, secret_token=self._secret(), allowed_updates=_ALLOWED_UPDATES
        )

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
        """Take updates until cancelled; returns only when the token is refused."""
        pause = _RETRY_PAUSES[0]
        while True:
            try:
                updates = await application.bot.get_updates(
                    offset=self._offset, timeout=_POLL_SECONDS, allowed_updates=_ALLOWED_UPDATES
                )
            except InvalidToken:
                _log.error("event=token_refused channel=telegram")
                return
            except TelegramError as error:
                pause = min(2 * pause, _LONGEST_POLL_PAUSE)
                wait = _wait(error, pause) or pause
                _log.warning("event=retry method=getUpdates in_s=%.1f error=%s", wait, error)
                await asyncio.sleep(wait)
                continue
            pause = _RETRY_PAUSES[0]
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

    # What people do

    async def _asked(self, update: Update, context: Any) -> None:
        if update.message and (text := _meant(update.message, context.bot)) is not None:
            place = _place(update, context.bot)
            await self._answer(place, clean(text))

    async def _edited(self, update: Update, context: Any) -> None:
        if update.edited_message and _meant(update.edited_message, context.bot) is not None:
            place = _place(update, context.bot)
            await _say(place, TEXTS[place.language].edited)

    async def _unreadable(self, update: Update, context: Any) -> None:
        """A photo, a file, a sticker, a voice: said once for an album."""
        message = update.message
        if message is None or _meant(message, context.bot) is None:
            return
        if message.media_group_id is None or self._albums.first(message.media_group_id):
            place = _place(update, context.bot)
            await _say(place, TEXTS[place.language].only_text)

    async def _tapped(self, update: Update, context: Any) -> None:
        query = update.callback_query
        if query is None or update.effective_chat is None:
            return
        action, language = self._buttons.unpack(query.data or "")
        place = _place(update, context.bot)
        place = dataclasses.replace(place, language=language or place.language)
        verb, _, value = (action or "").partition(":")
        match verb:
            case "passage":
                await _notice(query)
                await self._show(place, verb, lambda: self._assistant.open_passage(value, place.language))
            case "ask":
                await _notice(query)
                await self._answer(place, value, shown=TEXTS[place.language].asked.format(question=value))
            case "good" | "bad":
                reply = await self._turns.work(self._assistant.rate, value, verb, place.author)
                _log.info("event=rated channel=telegram conversation=%s verdict=%s", place.conversation, verb)
                await _notice(query, (plain_text(reply, _NOTICE_LIMIT) or [""])[0])
            case _:
                expired = TEXTS[place.language].button_expired
                if not await _notice(query, expired):
                    await _say(place, expired)

    # What is said

    async def _answer(self, place: _Place, text: str, *, shown: str | None = None) -> None:
        """Ask the assistant and say what it answers, after the question where it was not typed but tapped."""
        message = Message(text, place.conversation, place.author, place.language)

        def reply() -> Reply:
            reply = self._assistant.reply(message)
            return dataclasses.replace(reply, blocks=(Line(shown), *reply.blocks)) if shown else reply

        await self._show(place, "message", reply)

    async def _show(self, place: _Place, event: str, work: Callable[[], Reply]) -> None:
        """Do the blocking `work` while the sign of typing is shown, then say its reply."""
        started = time.monotonic()
        async with repeated(lambda: _type(place), every=_TYPING_SECONDS):
            reply = await self._turns.work(work)
        parts = telegram_html(reply) or [TEXTS[place.language].error]
        keyboard = self._keyboard(reply)
        for position, part in enumerate(parts):
            await _send(
                dataclasses.replace(place, quoted=None) if position else place,
                part,
                keyboard if position == len(parts) - 1 else None,
            )
        _log.info(
            "event=%s channel=telegram conversation=%s kind=%s parts=%d elapsed_ms=%d",
            event,
            place.conversation,
            reply.answer.kind if reply.answer else "none",
            len(parts),
            1000 * (time.monotonic() - started),
        )

    def _keyboard(self, reply: Reply) -> InlineKeyboardMarkup | None:
        """A button a choice: passages side by side, suggestions in rows of their own, then the thumbs."""

        def button(label: str, action: str) -> InlineKeyboardButton:
            return InlineKeyboardButton(label, callback_data=self._buttons.pack(action, reply.language))

        def is_passage(choice: Choice) -> bool:
            return choice.action.startswith("passage:")

        passages = [button(choice.label, choice.action) for choice in reply.choices if is_passage(choice)]
        starts = range(0, len(passages), _BUTTONS_IN_ROW)
        rows = [passages[start : start + _BUTTONS_IN_ROW] for start in starts]
        rows += [[button(choice.label, choice.action)] for choice in reply.choices if not is_passage(choice)]
        if reply.ratable and reply.id:
            texts = TEXTS[reply.language]
            rows.append([button(texts.good, f"good:{reply.id}"), button(texts.bad, f"bad:{reply.id}")])
        return InlineKeyboardMarkup(rows) if rows else None

    async def _failed(self, update: object, context: Any) -> None:
        """Log what went wrong in a handler, then apologise, unless that person has blocked the bot."""
        place = _place(update, context.bot) if isinstance(update, Update) and update.effective_chat else None
        conversation = place.conversation if place else "none"
        if isinstance(context.error, Forbidden):
            _log.info("event=forbidden channel=telegram conversation=%s", conversation)
            return
        _log.error("event=failed channel=telegram conversation=%s", conversation, exc_info=context.error)
        if place:
            try:
                await _say(place, TEXTS[place.language].error)
            except TelegramError as error:
                _log.warning("event=apology_failed conversation=%s error=%s", conversation, error)


async def _fill_menu(bot: ExtBot[Any]) -> None:
    """The menu of commands, in Vietnamese for everybody and in English for who reads English."""
    codes: dict[Language, str | None] = {"vi": None, "en": "en"}
    for language, code in codes.items():
        commands = [BotCommand(name, getattr(TEXTS[language], field)) for name, field in COMMANDS.items()]
        try:
            await bot.set_my_commands(commands, language_code=code)
        except TelegramError as error:
            _log.warning("event=menu_failed channel=telegram error=%s", error)


def _meant(message: TelegramMessage, bot: ExtBot[Any]) -> str | None:
    """What a message says to the bot; None when it is not for it."""
    replied = message.reply_to_message
    return addressed(
        message.text or message.caption or "",
        bot.username,
        private=message.chat.type == Chat.PRIVATE,
        replied=bool(replied and replied.from_user and replied.from_user.id == bot.id),
    )


def _place(update: Update, bot: ExtBot[Any]) -> _Place:
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None:
        raise ValueError("an update without a chat")
    asked = message if message and not update.callback_query else None
    return _Place(
        bot,
        chat.id,
        author=f"telegram:{user.id if user else chat.id}",
        language=_language(user),
        thread=message.message_thread_id if message and message.is_topic_message else None,
        quoted=asked.message_id if asked and chat.type != Chat.PRIVATE else None,
    )


def _language(user: User | None) -> Language:
    """The language of somebody's client, as a hint; Vietnamese when it does not say."""
    code = user.language_code if user else None
    return "vi" if not code or code.lower().startswith("vi") else "en"


async def _say(place: _Place, sentence: str) -> None:
    for part in telegram_html(Reply((Line(sentence),), place.language)):
        await _send(place, part)


async def _send(place: _Place, part: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """One part as HTML, or as plain text where Telegram cannot read the HTML."""

    async def send(text: str, parse_mode: str | None) -> None:
        quoted = place.quoted and ReplyParameters(place.quoted, allow_sending_without_reply=True)
        await place.bot.send_message(
            place.chat,
            text,
            parse_mode=parse_mode,
            message_thread_id=place.thread,
            reply_parameters=quoted or None,
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    try:
        await send(part, ParseMode.HTML)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        _log.warning("event=html_refused conversation=%s error=%s", place.conversation, error)
        await send(without_tags(part), None)


async def _type(place: _Place) -> None:
    """Show the sign of typing, if it can be shown."""
    with contextlib.suppress(TelegramError):
        await place.bot.send_chat_action(
            place.chat,
            ChatAction.TYPING,
            message_thread_id=place.thread,
            connect_timeout=_TYPING_SECONDS,
            read_timeout=_TYPING_SECONDS,
        )


async def _notice(query: CallbackQuery, text: str | None = None) -> bool:
    """Answer a tap, with a notice or just so that the button stops waiting; False when it is too late."""
    try:
        await query.answer(text)
    except BadRequest as error:
        _log.debug("event=tap_too_old error=%s", error)
        return False
    return True
