"""A strict OpenAI-compatible server on a real socket: streams what it is told to, and fails on demand."""

import contextlib
import dataclasses
import http.server
import itertools
import json
import threading
import time

MODEL = "qwen3-4b"
_KNOWN = {"model", "messages", "stream", "temperature", "max_completion_tokens", "max_tokens"}


@dataclasses.dataclass(frozen=True)
class Script:
    """What happens to the next request.

    Attributes:
        pieces: the reply, a chunk each.
        status: refuse with this code instead.
        pause: seconds after each chunk.
        comments: keep the line open with this many SSE comments, one every `pause`, before the reply.
        raw: the body instead of chunks.
        endless: repeat the pieces until the client hangs up.
        finish: why the reply ended.
        drop: close the connection after the pieces, without an end.
    """

    pieces: tuple[str, ...] = ()
    status: int = 200
    pause: float = 0
    comments: int = 0
    raw: bytes | None = None
    endless: bool = False
    finish: str = "stop"
    drop: bool = False


def says(text, **how):
    """A reply that streams in pieces as small as tokens."""
    return Script(tuple(text[at : at + 3] for at in range(0, len(text), 3)), **how)


class FakeOpenAI:
    """One model on one server; start it with `with`. `script` is what it does with every request."""

    def __init__(self, script=None, *, key="none"):
        self.script = script or says("")
        self.key = key
        self.requests, self.sent, self.hung_up = [], 0, threading.Event()

    def __enter__(self):
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def prompts(self):
        """(rules, what is asked) of each request."""
        return [tuple(message["content"] for message in request["messages"]) for request in self.requests]

    def problem(self, path, authorization, body):
        """Status and words of a refusal, or None."""
        rules = (
            (404, f"Invalid URL (POST {path})", path == "/v1/chat/completions"),
            (401, f"Incorrect API key provided: {authorization}", authorization == f"Bearer {self.key}"),
            (400, f"Unrecognized request argument supplied in {sorted(body)}", not set(body) - _KNOWN),
            (404, f"The model `{body.get('model')}` does not exist", body.get("model") == MODEL),
            (400, "Conversation roles must be system, user", _roles(body) == ["system", "user"]),
            (400, "this fake wants temperature 0 and a stream", (body["temperature"], body["stream"]) == (0, True)),
        )
        return next(((status, words) for status, words, holds in rules if not holds), None)


def _roles(body):
    return [message["role"] for message in body["messages"]]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # the end of the connection is the end of the body
    fake = None

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.fake.requests.append(body)
        script = self.fake.script
        refused = self.fake.problem(self.path, self.headers["authorization"], body)
        if refused or script.status != 200:
            status, words = refused or (script.status, "The server is overloaded")
            self._answer(status, "application/json", json.dumps({"error": {"message": words}}).encode())
        elif script.raw is not None:
            self._answer(200, "text/event-stream", script.raw)
        else:
            with contextlib.suppress(OSError):
                self._stream(script)
                return
            self.fake.hung_up.set()

    def _answer(self, status, kind, body=b""):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, script):
        self._answer(200, "text/event-stream; charset=utf-8")
        for _ in range(script.comments):
            self._send(b": still thinking\n\n", script.pause)
        self._send(_chunk({"role": "assistant", "content": ""}))
        for piece in itertools.cycle(script.pieces) if script.endless else script.pieces:
            self._send(_chunk({"content": piece}), script.pause)
            self.fake.sent += 1
        if not script.drop:
            self._send(_chunk({}, script.finish) + b"data: [DONE]\n\n")

    def _send(self, data, pause=0):
        self.wfile.write(data)
        self.wfile.flush()
        time.sleep(pause)

    def log_message(self, *_):
        pass

    def finish(self):
        with contextlib.suppress(OSError):
            super().finish()


def _chunk(delta, finish=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
