"""A measurement in a process of its own: no memory is anybody else's, and a crash or an endless wait ends it alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from bench.command import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 600.0
"""Seconds after which a measurement is given up; on an idle machine none takes half of that."""
_MESSAGE = 200
_PATH = re.compile(r"(?:/[\w.@+-]+){2,}")
_QUIET = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}


class ChildError(RuntimeError):
    """A measurement gave no result; the message says why, without folders of this machine."""


def not_installed(package: str | None) -> str:
    """Why a peer was not measured, as reports say it."""
    return f"{package} is not installed (`pip install -e '.[bench]'`)"


def result_of(module: str, work: Any, scratch: Path, *options: str, patience: float | None = PATIENCE) -> Any:
    """What `python -m MODULE OPTIONS WORK RESULT` writes to RESULT.

    Args:
        module: of this package.
        work: written to WORK, as JSON.
        scratch: holds both files.
        options: come first.
        patience: seconds; None waits for ever.

    Raises:
        ChildError: it crashed, took too long, or there was no patience for it at all.
    """
    if patience is not None and patience <= 0:
        raise ChildError("no time was left for it in this run")
    stem = "-".join([module, *options])
    work_file, result = scratch / f"{stem}.work.json", scratch / f"{stem}.result.json"
    result.unlink(missing_ok=True)
    work_file.write_text(json.dumps(work), "utf-8")
    line = [sys.executable, "-m", module, *options, str(work_file), str(result)]
    with subprocess.Popen(
        line,
        cwd=ROOT,
        env=environment() | _QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as child:
        try:
            _, said = child.communicate(timeout=patience)
        except subprocess.TimeoutExpired as error:
            raise ChildError(f"it was given up after {patience:.0f} s") from error
        finally:
            _end(child)
    if child.returncode or not result.is_file():
        raise ChildError(_last_words(said, child.returncode))
    return json.loads(result.read_text("utf-8"))


def _end(child: subprocess.Popen[str]) -> None:
    """Ends the child and what it has started, if it still runs."""
    if child.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


def _last_words(said: str, code: int) -> str:
    if code < 0:
        return f"it was ended by signal {-code}"
    last = (said.strip().splitlines() or ["no message"])[-1]
    return f"it failed: {without_folders(last)[:_MESSAGE]}"


def without_folders(message: str) -> str:
    """A message in one line, for reports: folders of this machine are nobody's business."""
    return _PATH.sub("…", " ".join(message.split()))
