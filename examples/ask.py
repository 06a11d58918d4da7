"""Ask the library from Python and print what proves the answer.

make run                                         # once: fills data/ with the sample decisions
.venv/bin/python -m examples.ask "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.app import open_application
from retrieval.config import load_config
from retrieval.phrases import name_document

QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"


def main(question: str) -> None:
    """Prints the answer and its citations."""
    config = load_config(Path("config.yaml"), os.environ)
    with open_application(config) as application:
        answer = application.answerer().answer(question)
    print(answer.text)
    for citation in answer.citations:
        print(f"\n[{citation.marker}] “{citation.quote}”")
        print("   ", name_document(citation.document, answer.language), "›", " › ".join(citation.passage.path))
        print("   ", citation.document.source, "characters", *citation.passage.span)
    if not answer.answered:
        print("(a refusal: nothing is cited)")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or QUESTION)
