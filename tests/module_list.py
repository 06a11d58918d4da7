"""docs/modules.md, made of the docstrings: `python -m tests.module_list --write`."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "modules.md"
PACKAGES = {
    "bot": "what is said",
    "ingest": "what is read",
    "retrieval": "what is known",
    "training": "how the shipped embedding model is made",
    "bench": "measurements",
    "examples": "short programs, each run by a test",
}
HEAD = """# Các mô-đun — modules

Mỗi dòng là dòng đầu của docstring trong tệp. Bức tranh chung: [architecture.md](architecture.md).

One line per module, the first of its docstring; written by `python -m tests.module_list --write`, held by a test.
"""


def module_list() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(name, about) for name, about in PACKAGES.items())])


def _section(package: str, about: str) -> str:
    files = sorted((ROOT / package).rglob("*.py"), key=lambda path: (len(path.parts), path))
    told = [(path, ast.get_docstring(ast.parse(path.read_text("utf-8")))) for path in files]
    lines = [f"* `{path.relative_to(ROOT)}` – {text.splitlines()[0]}" for path, text in told if text]
    return "\n".join([f"## {package}: {about}", "", *lines, ""])


if __name__ == "__main__":
    if "--write" in sys.argv:
        LIST.write_text(module_list(), "utf-8")
    else:
        sys.stdout.write(module_list())
