"""What people do in Telegram, and what they are answered."""

from __future__ import annotations

import dataclasses
import logging
import time
from typing import TYPE_CHECKING, Any

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.channels.addressing import addressed
from bot.channels.buttons import Buttons
from bot.channels.telegram import wire
from bot.channels.telegram.wire import NOTICE_LIMIT, Place, notice, place_of, say, send_part, show_typing
from bot.channels.turns import Recent, Turns, repeated
from bot.messages import Line, Message, Reply
from bot.rendering import clean, plain_text, telegram_html
from bot.texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Message as TelegramMessage
    from telegram.ext import Application, BaseHandler, ExtBot

    from bot.messages import Assistant, Choice

_BUTTONS_IN_ROW = 2

_log = logging.getLogger(__name__)


class Dialogue:
    """Takes what somebody wrote or tapped to the assistant, and says what it answers.

    Args:
        assistant: called in the threads of `turns`.
        turns: of the channel.
    """

    def __init__(self, assistant: Assistant, turns: Turns) -> None:
        self._assistant = assistant
        self._turns = turns
        self._buttons = Buttons()
        self._albums = Recent()

    def join(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Have `application` hand its updates here; the first handler that fits takes an update."""
        text, message = filters.TEXT, filters.UpdateType.MESSAGE
        handlers: list[BaseHandler[Any, Any, Any]] = [
            CallbackQueryHandler(self._tapped),
            MessageHandler(text & filters.UpdateType.EDITED_MESSAGE, self._edited),
            MessageHandler(text & message, self._asked),
            MessageHandler(message & ~filters.StatusUpdate.ALL, self._unreadable),
        ]
        application.add_handlers(handlers)
        application.add_error_handler(self._failed)

    async def _asked(self, update: Update, context: Any) -> None:
        if update.message and (text := _meant(update.message, context.bot)) is not None:
            place = place_of(update, context.bot)
            await self._answer(place, clean(text))

    async def _edited(self, update: Update, context: Any) -> None:
        if update.edited_message and _meant(update.edited_message, context.bot) is not None:
            place = place_of(update, context.bot)
            await say(place, TEXTS[place.language].edited)

    async def _unreadable(self, update: Update, context: Any) -> None:
        """A photo, a file, a sticker, a voice: said once for an album."""
        message = update.message
        if message is None or _meant(message, context.bot) is None:
            return
        if message.media_group_id is None or self._albums.first(message.media_group_id):
            place = place_of(update, context.bot)
            await say(place, TEXTS[place.language].only_text)

    async def _tapped(self, update: Update, context: Any) -> None:
        query = update.callback_query
        if query is None or update.effective_chat is None:
            return
        action, language = self._buttons.unpack(query.data or "")
        place = place_of(update, context.bot)
        place = dataclasses.replace(place, language=language or place.language)
        verb, _, value = (action or "").partition(":")
        match verb:
            case "passage":
                await notice(query)
                await self._show(place, verb, lambda: self._assistant.open_passage(value, place.language))
            case "ask":
                await notice(query)
                await self._answer(place, value, shown=TEXTS[place.language].asked.format(question=value))
            case "good" | "bad":
                reply = await self._turns.work(self._assistant.rate, value, verb, place.author)
                _log.info("event=rated channel=telegram conversation=%s verdict=%s", place.conversation, verb)
                await notice(query, (plain_text(reply, NOTICE_LIMIT) or [""])[0])
            case _:
                expired = TEXTS[place.language].button_expired
                if not await notice(query, expired):
                    await say(place, expired)

    async def _answer(self, place: Place, text: str, *, shown: str | None = None) -> None:
        """Ask the assistant and say what it answers, after the question where it was not typed but tapped."""
        message = Message(text, place.conversation, place.author, place.language)

        def reply() -> Reply:
            reply = self._assistant.reply(message)
            return dataclasses.replace(reply, blocks=(Line(shown), *reply.blocks)) if shown else reply

        await self._show(place, "message", reply)

    async def _show(self, place: Place, event: str, work: Callable[[], Reply]) -> None:
        """Do the blocking `work` while the sign of typing is shown, then say its reply."""
        started = time.monotonic()
        async with repeated(lambda: show_typing(place), every=wire.TYPING_SECONDS):
            reply = await self._turns.work(work)
        parts = telegram_html(reply) or [TEXTS[place.language].error]
        keyboard = self._keyboard(reply)
        for position, part in enumerate(parts):
            await send_part(
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
        place = place_of(update, context.bot) if isinstance(update, Update) and update.effective_chat else None
        conversation = place.conversation if place else "none"
        if isinstance(context.error, Forbidden):
            _log.info("event=forbidden channel=telegram conversation=%s", conversation)
            return
        _log.error("event=failed channel=telegram conversation=%s", conversation, exc_info=context.error)
        if place:
            try:
                await say(place, TEXTS[place.language].error)
            except TelegramError as error:
                _log.warning("event=apology_failed conversation=%s error=%s", conversation, error)


def _meant(message: TelegramMessage, bot: ExtBot[Any]) -> str | None:
    """What a message says to the bot; None when it is not for it."""
    replied = message.reply_to_message
    return addressed(
        message.text or message.caption or "",
        bot.username,
        private=message.chat.type == Chat.PRIVATE,
        replied=bool(replied and replied.from_user and replied.from_user.id == bot.id),
    )
