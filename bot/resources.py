"""What a process holds of memory, and what a folder takes on disk."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class Memory:
    """Of a process, in MB (10⁶ bytes): resident now, and the most that ever was."""

    resident: float
    peak: float


def memory_of(process: int | str = "self") -> Memory | None:
    """The memory of a process by /proc; None where there is none."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii", errors="replace")
    except OSError:
        return None
    found = re.findall(r"^(Vm\w+):\s+(\d+) kB", status, re.MULTILINE)
    megabytes = {name: int(kibibytes) * 1024 / 1e6 for name, kibibytes in found}
    return Memory(megabytes["VmRSS"], megabytes["VmHWM"])


def bytes_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
