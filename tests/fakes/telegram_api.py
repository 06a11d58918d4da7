"""A strict Bot API server: refuses what the real one refuses, in its words, and fails on demand.

People write and tap through `say`, `tap` and `push`; what the bot did is in `calls` and `messages`.
"""

import asyncio
import collections
import dataclasses
import json
import time

import httpx

from tests.fakes.http_server import DROP, HttpServer, Response, Upload
from tests.fakes.telegram_methods import RefusedError, bad, checked

TOKEN = "123456:AAtest-token_for-the-fake"
FILE_LIMIT = 20 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Fault:
    """What happens to the next call of a method, instead of or around the right thing.

    Attributes:
        status: answer with this code and `description`; 0 for none.
        retry_after: the parameter of a 429.
        drop: “before” the request is read, or “after” it was carried out.
        delay: seconds before it is carried out.
        body: answer with these bytes and 200, after it was carried out.
    """

    status: int = 0
    description: str = ""
    retry_after: int | None = None
    drop: str | None = None
    delay: float = 0
    body: bytes | None = None


@dataclasses.dataclass(frozen=True)
class Call:
    method: str
    fields: dict
    error: str | None
    at: float


def too_many(seconds):
    return Fault(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class FakeTelegram:
    """One bot on one server; start it with `with`."""

    def __init__(self, *, token=TOKEN, username="HoiVanBanBot", https_only=True):
        self.token, self.username, self.https_only = token, username, https_only
        self.calls, self.messages, self.blocked, self.files = [], [], set(), {}
        self.webhook = {"url": ""}
        self.deliveries = []
        self._faults = collections.defaultdict(collections.deque)
        self._updates = []
        self._chats, self._queries = {}, {}
        self._allowed = None
        self._next_update, self._next_message = 1000, 0
        self._news = None
        self._poll = None

    def __enter__(self):
        self._server = HttpServer(self._handle, before=self._drop_before).start()
        self._news = self._server.call(_event())
        self.base_url = f"http://127.0.0.1:{self._server.port}/bot"
        self.base_file_url = f"http://127.0.0.1:{self._server.port}/file/bot"
        self._deliverer = asyncio.run_coroutine_threadsafe(self._deliver(), self._server.loop)
        return self

    def __exit__(self, *_):
        self._deliverer.cancel()
        self._server.stop()

    # What the test does

    def fail(self, method, *faults):
        """The next calls of `method` suffer these faults, one each."""
        self._faults[method].extend(faults)

    def called(self, method):
        """The fields of the calls of `method` that succeeded, in order."""
        return [call.fields for call in self.calls if call.method == method and call.error is None]

    def refused(self):
        """What was refused, and why."""
        return [(call.method, call.error) for call in self.calls if call.error]

    def said(self, chat=42):
        """The text of the messages that the bot sent to `chat`."""
        return [message["text"] for message in self.messages if message["chat"]["id"] == chat]

    def buttons(self, message=-1):
        """The buttons of a message that the bot sent."""
        markup = self.messages[message].get("reply_markup", {"inline_keyboard": []})
        return [button for row in markup["inline_keyboard"] for button in row]

    def say(self, text=None, *, chat=42, kind="private", user=None, key="message", language="vi", **more):
        """Somebody writes; `more` are further fields of the message."""
        message = self._message(chat, kind) | {"from": person(user or abs(chat), language)} | more
        if text is not None:
            message["text"] = text
        return self.push(**{key: message})

    def tap(self, data, *, chat=42, kind="private", user=None, language="vi", message=None):
        """Somebody taps a button with `data` under a message of the bot."""
        query = f"query{len(self._queries)}"
        self._queries[query] = "open"
        below = message or self._message(chat, kind) | {"from": self.me(), "text": "…"}
        pressed_by = person(user or abs(chat), language)
        tapped = {"id": query, "from": pressed_by, "chat_instance": "1", "data": data, "message": below}
        self.push(callback_query=tapped)
        return query

    def expire(self, query):
        """The tap is too old to be answered."""
        self._queries[query] = "old"

    def push(self, *, update_id=None, **update):
        """Put an update into the queue; the same `update_id` twice is the same update delivered twice."""
        if update_id is None:
            self._next_update += 1
            update_id = self._next_update
        for part in update.values():
            chat = part.get("chat") or part.get("message", {}).get("chat")
            self._chats[chat["id"]] = chat
        self._updates.append({"update_id": update_id} | update)
        self._server.loop.call_soon_threadsafe(self._news.set)
        return update_id

    def me(self):
        """The bot as a user."""
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Hỏi Văn Bản",
            "username": self.username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    # The server

    def _drop_before(self, path):
        faults = self._faults[path.partition("?")[0].rpartition("/")[2]]
        if faults and faults[0].drop == "before":
            faults.popleft()
            return True
        return False

    async def _handle(self, request):
        path = request.path.partition("?")[0]
        if path.startswith("/file/bot"):
            return self._download(path.removeprefix("/file/bot"))
        token, _, method = path.removeprefix("/bot").partition("/")
        fault = self._faults[method].popleft() if self._faults[method] else Fault()
        await asyncio.sleep(fault.delay)
        fields = request.fields()
        try:
            self._check_token(token)
            _check_fault(fault)
            result = await self._carry_out(method, fields)
        except RefusedError as refusal:
            self.calls.append(Call(method, fields, refusal.description, time.monotonic()))
            return _refusal(refusal)
        self.calls.append(Call(method, fields, None, time.monotonic()))
        if fault.drop == "after":
            return DROP
        return Response(body=fault.body if fault.body is not None else _json({"ok": True, "result": result}))

    def _check_token(self, token):
        if token != self.token:
            raise RefusedError(401, "Unauthorized") if ":" in token else RefusedError(404, "Not Found")

    async def _carry_out(self, method, fields):
        given = checked(method, fields)
        if "chat_id" in given:
            self._check_chat(given["chat_id"])
        snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method)
        result = getattr(self, f"_do_{snake}")(given)
        return await result if asyncio.iscoroutine(result) else result

    def _check_chat(self, chat):
        if chat in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if chat not in self._chats:
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
            while not self._pending() and (left := deadline - time.monotonic()) > 0:
                self._news.clear()
                news = asyncio.create_task(self._news.wait())
                await asyncio.wait({news, mine}, timeout=left, return_when="FIRST_COMPLETED")
                news.cancel()
                if mine.done():
                    description = "terminated by other getUpdates request"
                    raise RefusedError(409, f"Conflict: {description}")
        finally:
            if self._poll is mine:
                self._poll = None
        return self._pending()[: given.get("limit", 100)]

    def _confirm(self, offset):
        if offset < 0:
            self._updates = self._updates[offset:]
        else:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]

    def _pending(self):
        allowed = self._allowed or ["message", "edited_message", "callback_query", "my_chat_member"]
        return [update for update in self._updates if set(allowed) & set(update)]

    def _do_set_webhook(self, given):
        url = given.get("url", "")
        if url and self.https_only and not url.startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self._allowed = given.get("allowed_updates", self._allowed)
        self.webhook = {"url": url, "secret": given.get("secret_token")}
        self._news.set()
        return True

    def _do_delete_webhook(self, given):
        return self._do_set_webhook(given | {"url": ""})

    def _do_get_webhook_info(self, _given):
        waiting = len(self._updates)
        return {"url": self.webhook["url"], "has_custom_certificate": False, "pending_update_count": waiting}

    def _do_send_message(self, given):
        message = self._message(given["chat_id"]) | {"from": self.me(), "text": given["shown_text"]}
        self._check_reply(given)
        if given.get("reply_markup"):
            message["reply_markup"] = given["reply_markup"]
        self.messages.append(message)
        return message

    def _check_reply(self, given):
        thread, chat = given.get("message_thread_id"), self._chats[given["chat_id"]]
        if thread is not None and not chat.get("is_forum"):
            raise bad("message thread not found")
        reply = given.get("reply_parameters") or {}
        if reply.get("message_id", 0) > self._next_message and not reply.get("allow_sending_without_reply"):
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
        if self._queries.get(given["callback_query_id"]) != "open":
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._queries[given["callback_query_id"]] = "answered"
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
        message = self._message(given["chat_id"]) | {"from": self.me(), kind: shown, "caption": caption}
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

    def _download(self, path):
        token, _, path = path.partition("/")
        for known, content in self.files.values():
            if token == self.token and path == known:
                return Response(body=content, content_type="application/octet-stream")
        return _refusal(RefusedError(404, "Not Found"))

    def _message(self, chat, kind=None):
        self._next_message += 1
        known = self._chats.get(chat) or {"id": chat, "type": kind or "private", "title": "Tổ chuyên môn"}
        return {"message_id": self._next_message, "date": int(time.time()), "chat": known}

    # Delivery to a webhook

    async def _deliver(self):
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                await self._news.wait()
                if not self.webhook["url"]:
                    await asyncio.sleep(0.01)
                    continue
                self._news.clear()
                while self.webhook["url"] and (pending := self._pending()):
                    await self._deliver_one(client, pending[0])

    async def _deliver_one(self, client, update):
        """Once, and again later as the real one does when the answer is not 2xx."""
        headers = (
            {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret"]} if self.webhook["secret"] else {}
        )
        try:
            answer = await client.post(self.webhook["url"], json=update, headers=headers, timeout=10)
            self.deliveries.append(answer.status_code)
        except httpx.HTTPError as error:
            self.deliveries.append(type(error).__name__)
        if self.deliveries[-1] == 200:
            self._updates.remove(update)
        else:
            await asyncio.sleep(0.05)


async def _event():
    return asyncio.Event()


def person(number, language="vi"):
    """A user as Telegram describes one."""
    found = {"id": number, "is_bot": False, "first_name": "Lan"}
    return found | {"language_code": language} if language else found


async def until(condition, *, seconds=20):
    """Wait until `condition()` holds, however slow the machine is."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.sleep(0.005)


def _check_fault(fault):
    if fault.status:
        extra = {"retry_after": fault.retry_after} if fault.retry_after is not None else {}
        raise RefusedError(fault.status, fault.description or "Internal Server Error", **extra)


def _refusal(refusal):
    body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return Response(refusal.code, _json(body))


def _json(value):
    return json.dumps(value).encode()
