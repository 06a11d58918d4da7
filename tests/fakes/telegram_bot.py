"""The bot that the fake Bot API serves: its chats, updates and files, and what each method does to them.

It lives in the server's event loop; tests put things in and look at lists through telegram_api.FakeTelegram.
"""

import asyncio
import time

from tests.fakes.http_server import Upload
from tests.fakes.telegram_methods import RefusedError, bad, checked

FILE_LIMIT = 20 * 1024 * 1024
USUAL_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


class FakeBot:
    """What Telegram knows of one bot."""

    def __init__(self, number, username, *, https_only):
        self.number, self.username, self.https_only = number, username, https_only
        self.chats, self.messages, self.updates, self.queries, self.files = {}, [], [], {}, {}
        self.blocked = set()
        self.webhook = {"url": "", "secret": None}
        self.news = asyncio.Event()
        self._allowed = None
        self._poll = None
        self._last_message = 0

    def me(self):
        """The bot as a user."""
        return {
            "id": self.number,
            "is_bot": True,
            "first_name": "Hỏi Văn Bản",
            "username": self.username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def add(self, update):
        """Something happened that the bot may want to know."""
        self.updates.append(update)
        self.news.set()

    def message(self, chat, kind=None):
        """A new message in `chat`, without its content."""
        self._last_message += 1
        known = self.chats.get(chat) or {"id": chat, "type": kind or "private", "title": "Tổ chuyên môn"}
        return {"message_id": self._last_message, "date": int(time.time()), "chat": known}

    async def carry_out(self, method, fields):
        """The result of a call, or RefusedError."""
        given = checked(method, fields)
        if "chat_id" in given:
            self._check_chat(given["chat_id"])
        snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method)
        result = getattr(self, f"_do_{snake}")(given)
        return await result if asyncio.iscoroutine(result) else result

    def _check_chat(self, chat):
        if chat in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            raise bad("chat not found")

    def _do_get_me(self, _given):
        return self.me()

    async def _do_get_updates(self, given):
        if self.webhook["url"]:
            description = "can't use getUpdates method while webhook is active"
            raise RefusedError(409, f"Conflict: {description}")
        if self._poll:
            self._poll.set_result(None)
        self._poll = mine = asyncio.get_running_loop().create_future()
        self._allowed = given.get("allowed_updates", self._allowed)
        self._confirm(given.get("offset", 0))
        deadline = time.monotonic() + given.get("timeout", 0)
        try:
            while not self.pending() and (left := deadline - time.monotonic()) > 0:
                self.news.clear()
                news = asyncio.create_task(self.news.wait())
                await asyncio.wait({news, mine}, timeout=left, return_when="FIRST_COMPLETED")
                news.cancel()
                if mine.done():
                    description = "terminated by other getUpdates request"
                    raise RefusedError(409, f"Conflict: {description}")
        finally:
            if self._poll is mine:
                self._poll = None
        return self.pending()[: given.get("limit", 100)]

    def _confirm(self, offset):
        if offset < 0:
            self.updates = self.updates[offset:]
        else:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]

    def pending(self):
        """Updates of the kinds that the bot wants, oldest first."""
        allowed = self._allowed or USUAL_UPDATES
        return [update for update in self.updates if set(allowed) & set(update)]

    def _do_set_webhook(self, given):
        url = given.get("url", "")
        if url and self.https_only and not url.startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self._allowed = given.get("allowed_updates", self._allowed)
        self.webhook = {"url": url, "secret": given.get("secret_token")}
        self.news.set()
        return True

    def _do_delete_webhook(self, given):
        return self._do_set_webhook(given | {"url": ""})

    def _do_get_webhook_info(self, _given):
        waiting = len(self.updates)
        return {"url": self.webhook["url"], "has_custom_certificate": False, "pending_update_count": waiting}

    def _do_send_message(self, given):
        message = self.message(given["chat_id"]) | {"from": self.me(), "text": given["shown_text"]}
        self._check_reply(given)
        if given.get("reply_markup"):
            message["reply_markup"] = given["reply_markup"]
        self.messages.append(message)
        return message

    def _check_reply(self, given):
        thread, chat = given.get("message_thread_id"), self.chats[given["chat_id"]]
        if thread is not None and not chat.get("is_forum"):
            raise bad("message thread not found")
        reply = given.get("reply_parameters") or {}
        if reply.get("message_id", 0) > self._last_message and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")

    def _do_edit_message_text(self, given):
        for message in self.messages:
            if (message["message_id"], message["chat"]["id"]) == (given["message_id"], given["chat_id"]):
                markup = given.get("reply_markup")
                if (message["text"], message.get("reply_markup")) == (given["shown_text"], markup):
                    raise bad(
                        "message is not modified: specified new message content and reply markup are exactly "
                        "the same as a current content and reply markup of the message"
                    )
                message |= {"text": given["shown_text"], "reply_markup": markup}
                return message
        raise bad("message to edit not found")

    def _do_answer_callback_query(self, given):
        if self.queries.get(given["callback_query_id"]) != "open":
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.queries[given["callback_query_id"]] = "answered"
        return True

    def _do_send_chat_action(self, _given):
        return True

    def _do_set_my_commands(self, _given):
        return True

    def _do_send_document(self, given):
        return self._send_file(given, "document")

    def _do_send_photo(self, given):
        return self._send_file(given, "photo")

    def _send_file(self, given, kind):
        file = given[kind]
        if isinstance(file, Upload):
            file_id = self.add_file(file.content, file.name)
        elif file in self.files or file.startswith(("http://", "https://")):
            file_id = file
        else:
            raise bad("wrong file identifier/HTTP URL specified")
        sent = {"file_id": file_id, "file_unique_id": file_id}
        shown = [sent | {"width": 1, "height": 1}] if kind == "photo" else sent
        caption = given.get("shown_caption", "")
        message = self.message(given["chat_id"]) | {"from": self.me(), kind: shown, "caption": caption}
        self.messages.append(message | {"text": caption})
        return message

    def add_file(self, content, name="file"):
        """A file that getFile finds; gives its file_id."""
        file_id = f"file{len(self.files)}"
        self.files[file_id] = (f"documents/{len(self.files)}/{name}", content)
        return file_id

    def _do_get_file(self, given):
        if given["file_id"] not in self.files:
            raise bad("invalid file_id")
        path, content = self.files[given["file_id"]]
        if len(content) > FILE_LIMIT:
            raise bad("file is too big")
        return {
            "file_id": given["file_id"],
            "file_unique_id": given["file_id"],
            "file_size": len(content),
            "file_path": path,
        }
