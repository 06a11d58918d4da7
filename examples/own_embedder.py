"""Any sentence-transformers model in place of the shipped one, with the sample decisions.

    .venv/bin/python -m examples.own_embedder ~/models/multilingual-e5-small "Ai chủ trì?"

For good, set `embedding.model` in config.yaml to the folder. Nothing is read again: the library keeps the
passages, and `hoivanban check --repair` embeds them with the new model.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bot.app import open_application
from ingest.publishing import find_files, publish
from ingest.reading import read_file
from retrieval.config import Config, EmbeddingConfig

DECISIONS = Path(__file__).parent / "decisions"
QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"


def main(model: str, question: str = QUESTION) -> None:
    """Ingests the sample decisions with `model` into a folder of its own, and asks."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=Path(folder), embedding=EmbeddingConfig(model=model))
        with open_application(config, create=True) as application:
            for path in find_files([DECISIONS])[0]:
                publish(read_file(path, max_bytes=config.ingest.max_bytes), application.library, application.embedder)
            answer = application.answerer().answer(question)
            print(f"{application.embedder.name}: vectors of {application.embedder.dimensions} numbers\n")
        print(answer.text)


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("usage: python -m examples.own_embedder MODEL [QUESTION]")
    main(*sys.argv[1:3])
