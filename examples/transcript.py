"""The conversations that the README shows, held anew: `python -m examples.transcript --write`.

A test holds the README to what it gives, so what it shows is what the program says.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import open_application
from bot.channels.console import CONVERSATION, show
from bot.messages import Message
from ingest.publishing import find_files, publish
from ingest.reading import read_file
from retrieval.config import Config

if TYPE_CHECKING:
    from bot.messages import Assistant

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
QUESTIONS = {
    "vi": (
        "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?",
        "Thế còn Nậm Vân?",
        "Học phí đại học ở Lam Giang là bao nhiêu?",
    ),
    "en": (
        "Who leads the community learning centre task in Châu Lĩnh?",
        "What is the target for learning citizens by 2025 in Lam Giang?",
        "And by 2030?",
    ),
}
TODAY = dt.date(2025, 11, 15)
"""The day they are held on: whether a plan's period is over must not change the README."""
_BEGIN = "<!-- transcript {name} -->\n```text\n"
_END = "```\n<!-- end -->"


def transcripts() -> dict[str, str]:
    """Each conversation as the terminal shows it, by name."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=Path(folder))
        with open_application(config, create=True, today=lambda: TODAY) as application:
            for path in find_files([ROOT / "examples" / "decisions"])[0]:
                publish(read_file(path, max_bytes=config.ingest.max_bytes), application.library, application.embedder)
            return {
                name: "\n\n".join(f"> {question}\n\n{_said(assistant, question)}" for question in asked)
                for name, asked in QUESTIONS.items()
                for assistant in [application.assistant()]
            }


def _said(assistant: Assistant, question: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        show(assistant.reply(Message(question, CONVERSATION)))
    return output.getvalue().strip()


def renewed(readme: str) -> str:
    """The text of the README with the conversations in their places, between its markers."""
    for name, text in transcripts().items():
        before, _, rest = readme.partition(_BEGIN.format(name=name))
        _, _, after = rest.partition(_END)
        readme = f"{before}{_BEGIN.format(name=name)}{text}\n{_END}{after}"
    return readme


if __name__ == "__main__":
    if "--write" in sys.argv:
        README.write_text(renewed(README.read_text("utf-8")), "utf-8")
    else:
        print("\n\n".join(transcripts().values()))
