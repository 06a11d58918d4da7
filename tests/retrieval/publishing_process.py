"""Publishes without end, to be killed: `python -m tests.retrieval.publishing_process FOLDER`.

Reads seconds from standard input, one a line; for each, publishes in a child of its own, kills it with
SIGKILL that long after its first publish, and says so. What was published for certain is in FOLDER/done,
one “document number” a line. The child is a fork, so that importing takes place once.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from pathlib import Path

import chromadb  # noqa: F401 (slow, and must not be what is killed)

from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_reading, open_index, publish

DOCUMENTS = 3
PASSAGES = 25


def texts(number: int) -> list[str]:
    """The passages of one version; some are the same in all of them."""
    return [f"đoạn {at}" if at % 5 == 0 else f"bản {number} đoạn {at}" for at in range(PASSAGES)]


def _publish_for_ever(folder: Path) -> None:
    done = folder / "done"
    start = len(done.read_text().splitlines()) + 1 if done.exists() else 1
    library, index = open_index(folder, create=True)
    for number in itertools.count(start):
        document = f"d{number % DOCUMENTS}"
        with library.writing():
            publish(library, a_reading(document, texts(number)), HashingEmbedder())
            with done.open("a") as log:
                log.write(f"{document} {number}\n")
            index.follow()


def _main() -> None:
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _publish_for_ever(folder)
        while not (folder / "done").exists():
            time.sleep(0.001)
        time.sleep(float(line))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        sys.stdout.write("killed\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
