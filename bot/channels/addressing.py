"""What a text says to the bot: in private everything, in a group what is addressed to it. Pure."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"(/\w+)(?:@(\w+))?(?=\s|$)")
_PAYLOAD_COMMANDS = ("/start",)
"""Commands whose argument is a deep-link payload, which anybody can put into a link; it is dropped."""


def addressed(text: str, username: str, *, private: bool, replied: bool) -> str | None:
    """The text meant for the bot, without its name; None when the message is not for it.

    Args:
        text: as typed.
        username: of the bot, without “@”.
        private: whether the chat is between the author and the bot.
        replied: whether the message replies to one of the bot's.
    """
    mention = re.compile(rf"[ \t]*(?<!\w)@{re.escape(username)}(?!\w)", re.IGNORECASE)
    text = text.strip()
    if command := _COMMAND.match(text):
        name, target = command.groups()
        if target and target.lower() != username.lower():
            return None
        if not (private or target or replied or mention.search(text)):
            return None
        rest = "" if name.lower() in _PAYLOAD_COMMANDS else mention.sub("", text[command.end() :])
        return " ".join([name.lower(), *rest.split()])
    if not (private or replied or mention.search(text)):
        return None
    return mention.sub("", text).strip()
