"""The static model of Hỏi Văn Bản as a module of sentence-transformers.

A copy of this file lies in the model's folder, so that `SentenceTransformer(folder, trust_remote_code=True)`
loads it. It imports nothing of the project: whoever has the folder has the model. The project itself reads
the same folder without torch (retrieval/static_embedding.py), and a test holds the two to the same vectors.
"""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer

_ARRAYS = ("vectors", "scales", "syllable_rows", "folded", "pair_keys", "pair_rows")


class StaticPairs(InputModule):
    """The sum of the vectors of a text's syllables and pairs, each damped by its count, at length one."""

    modalities: list[str] = ["text"]  # noqa: RUF012 (the base class has it so)
    save_in_root = True

    def __init__(self, tokenizer: Tokenizer, arrays: dict[str, torch.Tensor], config: dict[str, Any]) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.config = config
        for name in _ARRAYS:
            self.register_buffer(name, arrays[name])
        names = ("syllable_rows", "folded", "pair_keys", "pair_rows")
        self._rows, self._folded, self._keys, self._pair_rows = (
            arrays[name].cpu().numpy().astype(np.int64) for name in names
        )

    @property
    def max_seq_length(self) -> float:
        """Texts of any length."""
        return math.inf

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return int(self.config["dimensions"])

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: object) -> dict[str, torch.Tensor]:
        """The distinct rows of each text, their counts, and where each text begins."""
        texts = [f"{prompt or ''}{text}" for text in inputs]
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        found = [np.unique(self._text_rows(encoding.ids), return_counts=True) for encoding in encoded]
        sizes = [len(rows) for rows, _ in found]
        offsets = list(itertools.accumulate(sizes, initial=0))[:-1]
        return {
            "input_ids": torch.from_numpy(np.concatenate([rows for rows, _ in found])),
            "counts": torch.from_numpy(np.concatenate([counts for _, counts in found])),
            "offsets": torch.tensor(offsets, dtype=torch.long),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: object) -> dict[str, torch.Tensor]:
        """Adds `sentence_embedding`."""
        rows = features["input_ids"]
        weights = features["counts"].float() ** self.config["count_power"] * self.scales[rows]
        used, places = torch.unique(rows, return_inverse=True)
        sums = torch.nn.functional.embedding_bag(
            places, self.vectors[used].float(), features["offsets"], mode="sum", per_sample_weights=weights
        )
        features["sentence_embedding"] = torch.nn.functional.normalize(sums, dim=1)
        return features

    def save(self, output_path: str, *_: object, **__: object) -> None:
        """Write the three files that `load` reads."""
        folder = Path(output_path)
        save_file({name: getattr(self, name).contiguous() for name in _ARRAYS}, folder / "model.safetensors")
        self.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        (folder / "config.json").write_text(json.dumps(self.config, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, **options: Any) -> StaticPairs:
        """Read the model from a folder or from the hub's cache."""
        asked = ("subfolder", "token", "cache_folder", "revision", "local_files_only")
        hub = {name: options[name] for name in asked if name in options}
        paths = {
            name: cls.load_file_path(model_name_or_path, filename=name, **hub)
            for name in ("config.json", "tokenizer.json", "model.safetensors")
        }
        if missing := [name for name, path in paths.items() if path is None]:
            raise FileNotFoundError(f"{model_name_or_path}: {', '.join(missing)} missing")
        config = json.loads(Path(paths["config.json"]).read_text(encoding="utf-8"))
        return cls(Tokenizer.from_file(paths["tokenizer.json"]), load_file(paths["model.safetensors"]), config)

    def _text_rows(self, ids: list[int]) -> np.ndarray:
        ids_ = np.asarray(ids, dtype=np.int64)
        rows = self._rows[ids_]
        left, right = ids_[:-1], ids_[1:]
        pairs = self._look_up(left, right)
        pairs = np.where(pairs < 0, self._look_up(self._folded[left], self._folded[right]), pairs)
        both = np.concatenate([rows, pairs])
        return both[both >= 0]

    def _look_up(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        if not len(self._keys):
            return np.full(len(left), -1)
        keys = left * len(self._folded) + right
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._pair_rows[at], -1)
