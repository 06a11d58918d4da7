"""What the Bot API takes: the parameters of each method, and the complaints of the real one. Pure.

Parameters come as text (forms) or typed (JSON); like the real one it takes numbers and booleans in both ways.
One thing is stricter: a parameter that a method does not have is refused, where the real one ignores it.
"""

import json
import re

from tests.fakes.http_server import Upload
from tests.fakes.telegram_entities import EntitiesError, parse_html

TEXT_LIMIT, CAPTION_LIMIT, NOTICE_LIMIT = 4096, 1024, 200
DATA_BYTES, BUTTONS = 64, 100
ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location", "record_voice"}


class RefusedError(Exception):
    """An answer with ok=false."""

    def __init__(self, code, description, **parameters):
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description):
    return RefusedError(400, f"Bad Request: {description}")


def integer(name, value):
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise bad(f'parameter "{name}" must be an integer')
    return int(value)


def boolean(name, value):
    if str(value).lower() not in {"true", "false", "1", "0"}:
        raise bad(f'parameter "{name}" must be a boolean')
    return str(value).lower() in {"true", "1"}


def text(name, value):
    if not isinstance(value, str):
        raise bad(f'parameter "{name}" must be a string')
    return value


def structure(name, value):
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise bad(f"can't parse {name} JSON object") from error


def names(name, value):
    found = structure(name, value)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise bad(f'parameter "{name}" must be an array of strings')
    return found


def chat(name, value):
    if not value:
        raise bad("chat_id is empty")
    return integer(name, value) if re.fullmatch(r"-?\d+", str(value)) else text(name, value)


def file(name, value):
    if isinstance(value, Upload):
        return value
    if not isinstance(value, str) or len(value) < 4:
        raise bad("wrong remote file identifier specified: Wrong string length")
    return value


def keyboard(name, value):
    markup = structure(name, value)
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _button(button)
    return markup


def _button(button):
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    if "callback_data" not in button and "url" not in button:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")


def secret(name, value):
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text(name, value)):
        raise bad("secret token contains unallowed characters")
    return value


def menu(name, value):
    commands = structure(name, value)
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


_PLACE = {"chat_id": chat, "message_thread_id": integer}
_SEND = _PLACE | {
    "parse_mode": text,
    "disable_notification": boolean,
    "protect_content": boolean,
    "reply_markup": keyboard,
    "reply_parameters": structure,
}
_SENTENCE = {"text": text, "entities": structure, "link_preview_options": structure}
_CAPTION = {"caption": text, "caption_entities": structure}

METHODS = {
    "getMe": {},
    "getUpdates": {"offset": integer, "limit": integer, "timeout": integer, "allowed_updates": names},
    "setWebhook": {
        "url": text,
        "secret_token": secret,
        "allowed_updates": names,
        "max_connections": integer,
        "drop_pending_updates": boolean,
    },
    "deleteWebhook": {"drop_pending_updates": boolean},
    "getWebhookInfo": {},
    "sendMessage": _SEND | _SENTENCE,
    "editMessageText": {"chat_id": chat, "message_id": integer, "parse_mode": text, "reply_markup": keyboard}
    | _SENTENCE,
    "answerCallbackQuery": {
        "callback_query_id": text,
        "text": text,
        "show_alert": boolean,
        "url": text,
        "cache_time": integer,
    },
    "sendChatAction": _PLACE | {"action": text},
    "setMyCommands": {"commands": menu, "scope": structure, "language_code": text},
    "sendDocument": _SEND | _CAPTION | {"document": file, "disable_content_type_detection": boolean},
    "sendPhoto": _SEND | _CAPTION | {"photo": file, "has_spoiler": boolean},
    "getFile": {"file_id": text},
}
REQUIRED = {
    "sendMessage": {"chat_id": "chat_id is empty", "text": "message text is empty"},
    "editMessageText": {
        "chat_id": "chat_id is empty",
        "message_id": "message identifier is not specified",
        "text": "message text is empty",
    },
    "answerCallbackQuery": {"callback_query_id": "query_id_invalid"},
    "sendChatAction": {"chat_id": "chat_id is empty", "action": "wrong parameter action in request"},
    "setMyCommands": {"commands": "can't parse commands JSON object"},
    "sendDocument": {"chat_id": "chat_id is empty", "document": "there is no document in the request"},
    "sendPhoto": {"chat_id": "chat_id is empty", "photo": "there is no photo in the request"},
    "getFile": {"file_id": "invalid file_id"},
}


def checked(method, fields):
    """The parameters of a call with their types, or RefusedError."""
    if method not in METHODS:
        raise RefusedError(404, "Not Found")
    takes = METHODS[method]
    attached = {value.removeprefix("attach://") for value in fields.values() if _is_attachment(value)}
    if unknown := set(fields) - set(takes) - attached:
        raise bad(f"unknown parameter {min(unknown)} of {method} (this fake is stricter than Telegram)")
    for name, complaint in REQUIRED.get(method, {}).items():
        if fields.get(name) in {None, ""} if not isinstance(fields.get(name), dict | list | Upload) else False:
            raise bad(complaint)
    resolved = {
        name: fields.get(value.removeprefix("attach://"), value) if _is_attachment(value) else value
        for name, value in fields.items()
        if name in takes
    }
    found = {name: takes[name](name, value) for name, value in resolved.items()}
    _check_sentences(found)
    if found.get("action") and found["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    if method == "answerCallbackQuery" and utf16(found.get("text", "")) > NOTICE_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    return found


def _is_attachment(value):
    return isinstance(value, str) and value.startswith("attach://")


def _check_sentences(found):
    """Replace what carries entities by its text, and look at its length."""
    mode = found.get("parse_mode")
    if mode is not None and mode.lower() not in {"html", "markdown", "markdownv2"}:
        raise bad("unsupported parse_mode")
    for name, limit in (("text", TEXT_LIMIT), ("caption", CAPTION_LIMIT)):
        if name not in found or "callback_query_id" in found:
            continue
        shown = found[name]
        if mode and mode.lower() == "html":
            try:
                shown = parse_html(shown).text
            except EntitiesError as error:
                raise bad(f"can't parse entities: {error}") from error
        if name == "text" and not shown.strip():
            raise bad("message text is empty")
        if utf16(shown) > limit:
            raise bad("message is too long" if name == "text" else "message caption is too long")
        found[f"shown_{name}"] = shown.strip()


def utf16(shown):
    return len(shown.encode("utf-16-le")) // 2
