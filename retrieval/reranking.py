"""Hits in a better order: a cross-encoder reads question and passage together. Optional and slow.

With retrieval/embedding.py this module is the one door to sentence_transformers.
"""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import ModelError
from retrieval.library import passage_text
from retrieval.static_embedding import first_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.types import Hit

ROUTE = "reranker"

_REMEDY = "set retrieval.reranker to a cross-encoder that is on this machine, or to null"
_HEADS = ("ForSequenceClassification", "ForCausalLM")
"""Ends of the architectures that give a pair one score; any other would get a head of random numbers."""


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers; safe to share between threads.

    The import takes seconds, so it happens here and not when this module is read. A folder is read as it is;
    only a name may be looked up on the network, and not then if HF_HUB_OFFLINE is set.

    Args:
        model: a folder, or a name such as “BAAI/bge-reranker-v2-m3”.

    Raises:
        ModelError: sentence-transformers cannot load it, or it is no cross-encoder with one score.
    """

    def __init__(self, model: str) -> None:
        try:
            import torch  # noqa: PLC0415 (slow: only when asked for)
            from sentence_transformers import CrossEncoder  # noqa: PLC0415

            is_folder = Path(model).is_dir()
            self._model = CrossEncoder(model, local_files_only=is_folder, activation_fn=torch.nn.Sigmoid())
        except Exception as error:  # whatever torch, safetensors, transformers and the hub raise
            problem = f"sentence-transformers cannot load it ({first_line(error)})"
            raise ModelError(f"{model}: {problem}; {_REMEDY}") from error
        architectures = self._model.config.architectures or []
        if not any(name.endswith(_HEADS) for name in architectures) or self._model.num_labels != 1:
            raise ModelError(f"{model}: is not a cross-encoder that gives one score; {_REMEDY}")
        self._name = model
        self._lock = threading.Lock()  # a fast tokenizer may not be used by two threads at a time

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with the model's relevance from 0 to 1 as score, best first.

        Hits of equal relevance stay in the order of their earlier scores, then of their passage ids.

        Raises:
            ModelError: the model fails, or gives scores that are no numbers.
        """
        if not hits:
            return []
        ordered = sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
        scores = self._scores([(question, passage_text(hit.passage)) for hit in ordered])
        scored = [
            dataclasses.replace(hit, score=score, routes=(*hit.routes, (ROUTE, score)))
            for hit, score in zip(ordered, scores, strict=True)
        ]
        return sorted(scored, key=lambda hit: -hit.score)

    def _scores(self, pairs: list[tuple[str, str]]) -> list[float]:
        try:
            with self._lock:
                scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)
        except Exception as error:  # whatever torch raises, memory included
            raise ModelError(f"{self._name}: fails on passages ({first_line(error)}); {_REMEDY}") from error
        if not np.isfinite(scores).all():
            raise ModelError(f"{self._name}: gives scores that are no numbers; {_REMEDY}")
        return [round(float(score), 6) for score in scores]
