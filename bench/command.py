"""The command `hoivanban`, run as its users run it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

ROOT = Path(__file__).parents[1]
_OFTEN_SET = ("TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN")
_READ_OR_NOT = (0, 1, 3)
"""Exit codes of `hoivanban ingest` that only say how many files failed."""


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


def run(
    data: Path, *arguments: str | Path, stdin: str = "", accepted: Collection[int] = (0,)
) -> subprocess.CompletedProcess[str]:
    """The finished process.

    Raises:
        RuntimeError: its exit code is not accepted; the message has its last words.
    """
    line = command_line(data, *arguments)
    done = subprocess.run(line, input=stdin, capture_output=True, encoding="utf-8", env=environment(), check=False)
    if done.returncode not in accepted:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise RuntimeError(f"hoivanban {arguments[0]}: exit code {done.returncode}: {last[0]}")
    return done


def receipts(files: Iterable[Path], *options: str) -> list[dict[str, Any]]:
    """What `hoivanban ingest --dry-run --json` prints about files against no library, each under its bare name."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        done = run(Path(data), "ingest", "--dry-run", "--json", *options, *files, accepted=_READ_OR_NOT)
    rows = map(json.loads, filter(None, done.stdout.split("\n")))  # texts may hold what splitlines takes for an end
    return [row | {"file": Path(row["file"]).name} for row in rows]


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """JSON lines in ASCII, for scorers cut them with splitlines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "ascii")
