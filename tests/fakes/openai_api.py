"""A strict OpenAI-compatible server on a real socket: streams what it is told to, and fails on demand."""

import contextlib
import dataclasses
import http.server
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
        pause: seconds before each chunk but the first.
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
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
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

    def problem(self, path, headers, body):
        """Status and words of a refusal, or None."""
        if path != "/v1/chat/completions":
            return 404, f"Invalid URL (POST {path})"
        if headers.get("authorization") != f"Bearer {self.key}":
            return 401, f"Incorrect API key provided: {headers.get('authorization')}"
        if unknown := set(body) - _KNOWN:
            return 400, f"Unrecognized request argument supplied: {', '.join(sorted(unknown))}"
        if body["model"] != MODEL:
            return 404, f"The model `{body['model']}` does not exist"
        if [message["role"] for message in body["messages"]] != ["system", "user"]:
            return 400, "Conversation roles must be system, user"
        if body.get("temperature") != 0 or body.get("stream") is not True:
            return 400, "this fake wants temperature 0 and a stream"
        return None


def _handler(fake):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # the end of the connection is the end of the body

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            fake.requests.append(body)
            refused = fake.problem(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            script = fake.script
            if refused or script.status != 200:
                status, words = refused or (script.status, "The server is overloaded")
                return self._answer(status, "application/json", json.dumps({"error": {"message": words}}).encode())
            if script.raw is not None:
                return self._answer(200, "text/event-stream", script.raw)
            return self._stream(script)

        def _answer(self, status, kind, body):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, script):
            self._answer(200, "text/event-stream; charset=utf-8", b"")
            try:
                for _ in range(script.comments):
                    self._send(b": still thinking\n\n")
                    time.sleep(script.pause)
                self._send(_chunk({"role": "assistant", "content": ""}))
                while True:
                    for piece in script.pieces:
                        self._send(_chunk({"content": piece}))
                        fake.sent += 1
                        time.sleep(script.pause)
                    if not script.endless:
                        break
                if not script.drop:
                    self._send(_chunk({}, script.finish))
                    self._send(b"data: [DONE]\n\n")
            except OSError:
                fake.hung_up.set()

        def _send(self, data):
            self.wfile.write(data)
            self.wfile.flush()

        def log_message(self, *_):
            pass

        def finish(self):
            with contextlib.suppress(OSError):
                super().finish()

    return Handler


def _chunk(delta, finish=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
