"""A child process whose reader does what the file tells it to: `Children(module=__name__)`."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from ingest.readers.child import serve
from retrieval.errors import NoTextError, UnreadableError


def main(memory):
    serve({"read": read, "missing": missing, "recognise": recognise}, memory)


def told(text):
    return {"format": "text", "extract": {"pages": [{"text": text, "doubtful": []}], "paged": False, "warnings": []}}


def read(path, data, question):
    order, _, rest = data.decode().partition(" ")
    return ORDERS[order](path, rest)


def sleep(_path, _rest):
    time.sleep(600)


def spin(_path, _rest):
    while True:
        pass


def eat(_path, megabytes):
    eaten = bytearray(int(megabytes) * 2**20)
    eaten[::4096] = b"x" * len(eaten[::4096])
    return told(str(os.getpid()))


def dive(path, rest):
    return dive(path, rest)


def fall(_path, _rest):
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(_path, _rest):
    os._exit(3)


def stumble(_path, _rest):
    raise KeyError("no such style")


def refuse(path, rest):
    raise {"UnreadableError": UnreadableError, "NoTextError": NoTextError}[rest](path, "is strange; look at it")


def chatter(_path, _rest):
    sys.stdout.write("hello")
    sys.stdout.flush()
    os.write(1, b"\x00\x00\x00\x04from a library")
    assert sys.stdin.read() == ""
    return told("quiet")


def lie(_path, _rest):
    return {"format": "text", "extract": {"pages": [{"text": 5}]}}


def overstep(_path, _rest):
    return {"format": "text", "extract": {"pages": [{"text": "a", "doubtful": [[0, 9]]}]}}


def connect(_path, port):
    with socket.create_connection(("127.0.0.1", int(port)), timeout=5):
        return told("connected")


def look(_path, name):
    return told(os.environ.get(name, "nothing"))


def limits(_path, _rest):
    return told(f"{resource.getrlimit(resource.RLIMIT_CORE)[0]}")


def who(_path, _rest):
    return told(str(os.getpid()))


def surrogate(_path, _rest):
    return told("a\ud800b")


def breed(_path, place):
    """Starts a process of its own, writes its number to `place`, and never answers."""
    with subprocess.Popen(["/bin/sleep", "600"]) as process:
        Path(place).write_text(str(process.pid))
        time.sleep(600)


ORDERS = {
    order.__name__: order
    for order in (
        sleep, spin, eat, dive, fall, leave, stumble, refuse, chatter, lie, overstep, connect, look, limits, who,
        surrogate, breed,
    )
}  # fmt: skip


def missing(_path, data, _question):
    return {"missing": "Tesseract is not here; install it" if data.startswith(b"without") else None}


def recognise(path, data, question):
    """Each page as its order in the file says: one line a page."""
    order, _, rest = data.decode().splitlines()[question["index"] + 1].partition(" ")
    if order == "meet":  # goes on only when another page is being read at the same time
        place = Path(rest, str(question["index"]))
        place.touch()
        while len(list(place.parent.iterdir())) < 2:
            time.sleep(0.01)
    if order in ORDERS:
        ORDERS[order](path, rest)
    return {"page": {"text": f"page {question['index']} {rest}".strip(), "doubtful": [[0, 4]]}}
