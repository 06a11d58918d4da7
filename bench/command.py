"""The command `hoivanban`, run as its users run it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_OFTEN_SET = ("TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN")


def command_line(data: Path, *arguments: str | Path) -> list[str]:
    """The command with the shipped configuration and `data` as its data folder."""
    program = Path(sys.executable).with_name("hoivanban")
    return [str(program), "--config", str(ROOT / "config.yaml"), "--data", str(data), *map(str, arguments)]


def environment() -> dict[str, str]:
    """The environment without settings of whoever measures."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HOIVANBAN_") and name not in _OFTEN_SET
    }


def run(data: Path, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The finished process.

    Raises:
        RuntimeError: its exit code is not 0; the message has its last words.
    """
    line = command_line(data, *arguments)
    done = subprocess.run(line, input=stdin, capture_output=True, encoding="utf-8", env=environment(), check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise RuntimeError(f"hoivanban {arguments[0]}: exit code {done.returncode}: {last[0]}")
    return done
