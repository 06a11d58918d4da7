"""What goes over the wire: places to speak at, sending with patience, notices, the menu."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
from typing import TYPE_CHECKING, Any

from telegram import BotCommand, Chat, LinkPreviewOptions, ReplyParameters
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
from telegram.ext import AIORateLimiter

from bot.messages import Line, Reply
from bot.rendering import telegram_html, without_tags
from bot.texts import TEXTS

if TYPE_CHECKING:
    from telegram import CallbackQuery, InlineKeyboardMarkup, Update, User
    from telegram.ext import ExtBot

    from retrieval.types import Language

os.environ.setdefault("PTB_TIMEDELTA", "true")  # RetryAfter.retry_after is a timedelta, without a warning

COMMANDS = {"start": "command_start", "help": "command_help", "vanban": "command_documents"}
"""Commands in the client's menu, and the field of Texts that describes each."""

TYPING_SECONDS = 4.0
"""A chat action is shown for five seconds."""

NOTICE_LIMIT = 200
"""Bot API, answerCallbackQuery: text of 0-200 characters."""

RETRY_PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before a request that failed is tried again; after the last, the failure is final."""

_LONGEST_WAIT = 60.0
"""Seconds that a 429 may ask one message to wait; beyond, it fails."""

_FINAL = (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken)
"""Refusals that trying again does not change."""

_sleep = asyncio.sleep
_log = logging.getLogger(__name__)


class Patience(AIORateLimiter):
    """Telegram's pace, and more attempts: after a 429 when it says, then with growing pauses.

    A message whose answer was lost is sent again: one that comes twice is better than one that never comes.
    """

    async def process_request(  # noqa: PLR0917 (as in the base class)
        self, callback: Any, args: Any, kwargs: Any, endpoint: Any, data: Any, rate_limit_args: Any
    ) -> Any:
        """The result of a request; the sign of typing is decoration, not worth waiting for."""
        if endpoint == "sendChatAction":
            return await callback(*args, **kwargs)

        async def patient(*args: Any, **kwargs: Any) -> Any:
            for pause in RETRY_PAUSES:
                try:
                    return await callback(*args, **kwargs)
                except TelegramError as error:
                    wait = wait_after(error, pause)
                    if wait is None:
                        raise
                    _log.warning("event=retry method=%s in_s=%.1f error=%s", endpoint, wait, error)
                await _sleep(wait)
            return await callback(*args, **kwargs)

        return await super().process_request(patient, args, kwargs, endpoint, data, rate_limit_args)


def wait_after(error: TelegramError, pause: float) -> float | None:
    """Seconds to wait before trying again: `pause`, or what a 429 says; None when that is of no use."""
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        seconds = float(asked) if isinstance(asked, int) else asked.total_seconds()
        return seconds if seconds <= _LONGEST_WAIT else None
    return None if isinstance(error, _FINAL) else pause


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where to speak: a chat, its topic, and in a group the message that is answered."""

    bot: ExtBot[Any]
    chat: int
    author: str
    language: Language
    thread: int | None = None
    quoted: int | None = None

    @property
    def conversation(self) -> str:
        """The key of the chat, unique across channels."""
        return f"telegram:{self.chat}"


def place_of(update: Update, bot: ExtBot[Any]) -> Place:
    """Where to answer `update`.

    Raises:
        ValueError: it belongs to no chat.
    """
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None:
        raise ValueError("an update without a chat")
    asked = message if message and not update.callback_query else None
    return Place(
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


async def say(place: Place, sentence: str) -> None:
    """Send one of the sentences of bot/texts.py."""
    for part in telegram_html(Reply((Line(sentence),), place.language)):
        await send_part(place, part)


async def send_part(place: Place, part: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
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


async def show_typing(place: Place) -> None:
    """Show the sign of typing, if it can be shown."""
    with contextlib.suppress(TelegramError):
        await place.bot.send_chat_action(
            place.chat,
            ChatAction.TYPING,
            message_thread_id=place.thread,
            connect_timeout=TYPING_SECONDS,
            read_timeout=TYPING_SECONDS,
        )


async def notice(query: CallbackQuery, text: str | None = None) -> bool:
    """Answer a tap, with a notice or just so that the button stops waiting; False when it is too late."""
    try:
        await query.answer(text)
    except TelegramError as error:  # too old, mostly
        _log.debug("event=notice_failed error=%s", error)
        return False
    return True


async def fill_menu(bot: ExtBot[Any]) -> None:
    """The menu of commands, in Vietnamese for everybody and in English for who reads English."""
    codes: dict[Language, str | None] = {"vi": None, "en": "en"}
    for language, code in codes.items():
        commands = [BotCommand(name, getattr(TEXTS[language], field)) for name, field in COMMANDS.items()]
        try:
            await bot.set_my_commands(commands, language_code=code)
        except TelegramError as error:
            _log.warning("event=menu_failed channel=telegram error=%s", error)
