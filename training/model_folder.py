"""Writes a trained table as the folder that our loader and sentence-transformers both read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from retrieval.static_embedding import FORMAT, Vectors, Vocabulary

MODULE = "hoivanban_static"


def write(folder: Path, vocabulary: Vocabulary, table: Vectors, *, count_power: float) -> None:
    """Write the model: one byte per number, with one scale per row.

    The model card, README.md, is written by hand and left as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    arrays = {
        "vectors": np.rint(table / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
        "syllable_rows": vocabulary.syllable_rows,
        "folded": vocabulary.folded,
        "pair_keys": vocabulary.pair_keys,
        "pair_rows": vocabulary.pair_rows,
    }
    save_file(arrays, folder / "model.safetensors")
    vocabulary.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    config = {"format": FORMAT, "dimensions": table.shape[1], "count_power": count_power}
    _write_json(folder / "config.json", config)
    modules = [{"idx": 0, "name": "0", "path": "", "type": f"{MODULE}.StaticPairs"}]
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})
    (folder / "model.safetensors").chmod(0o644)  # the library leaves it to its owner alone
    shutil.copyfile(Path(__file__).with_name(f"{MODULE}.py"), folder / f"{MODULE}.py")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
