"""A small HTTP/1.1 server on a real socket, in a thread of its own, that can also misbehave."""

import asyncio
import contextlib
import dataclasses
import email.parser
import email.policy
import json
import threading
import urllib.parse

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def fields(self):
        """Query and body as one mapping; uploaded files are `Upload`s, everything else is as it was sent."""
        _, _, query = self.path.partition("?")
        found = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/json") and self.body:
            found |= json.loads(self.body)
        elif kind.startswith("application/x-www-form-urlencoded"):
            found |= dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))
        elif kind.startswith("multipart/form-data"):
            found |= self._parts(kind)
        return found

    def _parts(self, kind):
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body)
        found = {}
        for part in message.iter_parts():
            name, filename = (part.get_param(key, header="content-disposition") for key in ("name", "filename"))
            content = part.get_payload(decode=True)
            found[name] = content.decode() if filename is None else Upload(filename, content)
        return found


@dataclasses.dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@dataclasses.dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"


DROP = Response(status=0)
"""Close the connection without a word."""


class HttpServer:
    """Serves `handle`, a coroutine function from Request to Response, on 127.0.0.1."""

    def __init__(self, handle, *, before=None):
        self._handle = handle
        self._before = before
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake server", daemon=True)
        self._connections = set()

    def start(self):
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def stop(self):
        self.loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self):
        asyncio.run(self._serve())

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await server.wait_closed()

    async def _connection(self, reader, writer):
        task = asyncio.current_task()
        self._connections.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._connections.discard(task)
            writer.transport.abort()

    async def _exchange(self, reader, writer):
        """Read one request and answer it; False when the connection is over."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ", 2)
        path = urllib.parse.unquote(path) if "?" not in path else path
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        if self._before and self._before(path):
            return False
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        answer = await self._answer(reader, Request(method, path, headers, body))
        if answer is None or answer is DROP:
            return False
        reason = _REASONS.get(answer.status, "Other")
        writer.write(
            f"HTTP/1.1 {answer.status} {reason}\r\nContent-Type: {answer.content_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\n\r\n".encode()
        )
        writer.write(answer.body)
        await writer.drain()
        return True

    async def _answer(self, reader, request):
        """The answer, or None where the client hung up before it was ready: a long poll ends with it."""
        working = asyncio.create_task(self._handle(request))
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({working, gone}, return_when="FIRST_COMPLETED")
            return working.result() if working.done() else None
        finally:
            for task in (working, gone):
                task.cancel()
            await asyncio.gather(working, gone, return_exceptions=True)
