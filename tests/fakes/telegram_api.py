"""A strict Bot API server: refuses what the real one refuses, in its words, and fails on demand.

People write and tap through `say`, `tap` and `push`; what the bot did is in `calls` and `messages`.
"""

import asyncio
import collections
import dataclasses
import json
import time

import httpx

from tests.fakes.http_server import DROP, HttpServer, Response
from tests.fakes.telegram_bot import FakeBot
from tests.fakes.telegram_methods import RefusedError

TOKEN = "123456:AAtest-token_for-the-fake"


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
        self.token = token
        self.bot = FakeBot(int(token.partition(":")[0]), username, https_only=https_only)
        self.messages = self.bot.messages
        self.calls, self.deliveries = [], []
        self._faults = collections.defaultdict(collections.deque)
        self._last_update = 1000

    def __enter__(self):
        self._server = HttpServer(self._handle, before=self._drop_before).start()
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
        message = self.bot.message(chat, kind) | {"from": person(user or abs(chat), language)} | more
        if text is not None:
            message["text"] = text
        return self.push(**{key: message})

    def tap(self, data, *, chat=42, kind="private", user=None, language="vi", message=None):
        """Somebody taps a button with `data` under a message of the bot."""
        query = f"query{len(self.bot.queries)}"
        self.bot.queries[query] = "open"
        below = message or self.bot.message(chat, kind) | {"from": self.bot.me(), "text": "…"}
        pressed_by = person(user or abs(chat), language)
        tapped = {"id": query, "from": pressed_by, "chat_instance": "1", "data": data, "message": below}
        self.push(callback_query=tapped)
        return query

    def expire(self, query):
        """The tap is too old to be answered."""
        self.bot.queries[query] = "old"

    def push(self, *, update_id=None, **update):
        """Put an update into the queue; the same `update_id` twice is the same update delivered twice."""
        if update_id is None:
            self._last_update += 1
            update_id = self._last_update
        for part in update.values():
            chat = part.get("chat") or part.get("message", {}).get("chat")
            self.bot.chats[chat["id"]] = chat
        self._server.loop.call_soon_threadsafe(self.bot.add, {"update_id": update_id} | update)
        return update_id

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
            result = await self.bot.carry_out(method, fields)
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

    def _download(self, path):
        token, _, path = path.partition("/")
        for known, content in self.bot.files.values():
            if token == self.token and path == known:
                return Response(body=content, content_type="application/octet-stream")
        return _refusal(RefusedError(404, "Not Found"))

    # Delivery to a webhook

    async def _deliver(self):
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                await self.bot.news.wait()
                if not self.bot.webhook["url"]:
                    await asyncio.sleep(0.01)
                    continue
                self.bot.news.clear()
                while self.bot.webhook["url"] and (pending := self.bot.pending()):
                    await self._deliver_one(client, pending[0])

    async def _deliver_one(self, client, update):
        """Once, and again later as the real one does when the answer is not 2xx."""
        url, secret = self.bot.webhook["url"], self.bot.webhook["secret"]
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            answer = await client.post(url, json=update, headers=headers, timeout=10)
            self.deliveries.append(answer.status_code)
        except httpx.HTTPError as error:
            self.deliveries.append(type(error).__name__)
        if self.deliveries[-1] == 200:
            self.bot.updates.remove(update)
        else:
            await asyncio.sleep(0.05)


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
