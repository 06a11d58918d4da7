"""The static embedding model: a table of vectors read with NumPy, and the vocabulary that finds its rows.

The table has one vector per syllable and per frequent pair of syllables; a text is the sum of its vectors,
each damped by how often it repeats, at length one. How much a word says is in the length of its vector, so
common words weigh little. A pair that the table lacks is looked up without its tone marks, so “giao duc” and
“giao dục” still find “giáo dục”. training/model/README.md is the model card.

This module is the one door to tokenizers. The model's folder has a second loader, the module file in it for
sentence-transformers; a test holds the two to the same vectors.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

Vectors = NDArray[np.float32]

FORMAT = "hoivanban-static-1"
"""Value of `format` in the config.json of a static model; another value is another layout."""

REMEDY = "restore the folder (git checkout training/model) or name another model in embedding.model"

_FILES = ("config.json", "tokenizer.json", "model.safetensors")
_DTYPES = {"I8": np.int8, "I32": np.int32, "U32": np.uint32, "F16": np.float16, "F32": np.float32}
_BATCH = 512


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """From text to rows of the table.

    Attributes:
        tokenizer: a `tokenizers.Tokenizer`; cuts text into syllables, and unknown ones into pieces.
        syllable_rows: row of each syllable id, -1 where it has none; spellings of one syllable share a row.
        folded: id of each syllable without its tone marks; the id itself where there is none.
        pair_keys: left id × number of syllables + right id of each known pair, ascending.
        pair_rows: row of each known pair; “giao duc” has that of “giáo dục”.
    """

    tokenizer: Any  # tokenizers ships no complete annotations
    syllable_rows: NDArray[np.int32]
    folded: NDArray[np.int32]
    pair_keys: NDArray[np.uint32]
    pair_rows: NDArray[np.int32]

    def ids(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Syllable ids of all texts in one array, and how many each text has."""
        if len(texts) == 1:  # a batch wakes a pool of threads, which takes longer than to cut one question
            found = [self.tokenizer.encode(texts[0], add_special_tokens=False)]
        else:
            found = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        each = [encoding.ids for encoding in found]
        lengths = np.fromiter(map(len, each), dtype=np.int64, count=len(each))
        flat = np.fromiter(itertools.chain.from_iterable(each), dtype=np.int32, count=int(lengths.sum()))
        return flat, lengths

    def rows(self, ids: NDArray[np.int32], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Rows of all texts in reading order, syllable before pair, and the text each belongs to."""
        texts = np.repeat(np.arange(len(lengths)), lengths)
        rows = np.full((len(ids), 2), -1, dtype=np.int32)
        rows[:, 0] = self.syllable_rows[ids]
        if len(ids) > 1:
            pairs = self._pairs(ids[:-1], ids[1:])
            rows[:-1, 1] = np.where(texts[:-1] == texts[1:], pairs, -1)
        flat = rows.ravel()
        return flat[flat >= 0], np.repeat(texts, 2)[flat >= 0]

    def _pairs(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int32]:
        rows = self._look_up(left, right)
        missing = np.flatnonzero(rows < 0)
        rows[missing] = self._look_up(self.folded[left[missing]], self.folded[right[missing]])
        return rows

    def _look_up(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int32]:
        if not len(self.pair_keys):
            return np.full(len(left), -1, dtype=np.int32)
        keys = left.astype(np.uint32) * np.uint32(len(self.folded)) + right.astype(np.uint32)
        at = np.minimum(np.searchsorted(self.pair_keys, keys), len(self.pair_keys) - 1)
        found: NDArray[np.int32] = np.where(self.pair_keys[at] == keys, self.pair_rows[at], -1)
        return found


def damped(
    rows: NDArray[np.int32], texts: NDArray[np.int64], *, power: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Vectors]:
    """Each row once per text, the text it belongs to, and how often it occurs there raised to `power`."""
    width = int(rows.max(initial=0)) + 1
    keys, counts = np.unique(texts * width + rows, return_counts=True)
    return keys % width, keys // width, (counts**power).astype(np.float32)


class StaticEmbedder:
    """The shipped model: a table of vectors, read with NumPy, never with torch.

    Args:
        folder: holds config.json, tokenizer.json and model.safetensors of the format `FORMAT`.

    Attributes:
        name: “static-” and the first twelve digits of the hash of these files.
        dimensions: length of a vector.

    Raises:
        ModelError: a file is missing, cut off, or does not fit the others.
    """

    def __init__(self, folder: Path | str) -> None:
        folder = Path(folder)
        config = _read_config(folder)
        arrays = _read_safetensors(folder / "model.safetensors")
        self._vocabulary = _vocabulary(folder, arrays)
        self._vectors, self._scales = _table(folder, arrays, config)
        self._power = float(config["count_power"])
        self.name = f"static-{fingerprint(folder, _FILES)}"
        self.dimensions = int(self._vectors.shape[1])

    def tokens(self, text: str) -> list[int]:
        """The rows of the table that `text` is made of, in reading order."""
        rows, _ = self._vocabulary.rows(*self._vocabulary.ids([text]))
        return [int(row) for row in rows]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, of length one; a row of zeros where nothing in the text is known."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            self._sum_into(vectors[start : start + _BATCH], texts[start : start + _BATCH])
        return normalized(vectors)

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """One row per word, of length one, zeros where unknown; “học_tập” is “học tập”."""
        return self.embed([word.replace("_", " ") for word in words])

    def _sum_into(self, vectors: Vectors, texts: Sequence[str]) -> None:
        found, owners = self._vocabulary.rows(*self._vocabulary.ids(texts))
        rows, owners, weights = damped(found, owners, power=self._power)
        weights *= self._scales[rows]
        bounds = np.searchsorted(owners, np.arange(len(texts) + 1))
        for text, (start, end) in enumerate(itertools.pairwise(bounds)):
            # One text at a time: its slice of the table stays in the processor's cache.
            vectors[text] = weights[start:end] @ self._vectors[rows[start:end]].astype(np.float32)


def normalized(vectors: Vectors) -> Vectors:
    """The rows at length one, in place; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def fingerprint(folder: Path, names: Sequence[str]) -> str:
    """The first twelve digits of the hash of the files `names` of `folder`."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]


def first_line(error: Exception) -> str:
    """What an error says, without its further lines."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _broken(folder: Path, problem: str) -> ModelError:
    return ModelError(f"{folder}: {problem}; {REMEDY}")


def _read_config(folder: Path) -> dict[str, Any]:
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise _broken(folder, f"not a static model, {', '.join(missing)} missing")
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config["format"] != FORMAT:
            raise _broken(folder, f"written as {config['format']}, this program reads {FORMAT}")
        float(config["count_power"]), int(config["dimensions"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _broken(folder, f"config.json cannot be used ({error!r})") from error
    return dict(config)


def _read_safetensors(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a safetensors file, mapped and not read: pages that no text needs never enter memory.

    Eight bytes say how long the header is; the header is JSON; the arrays follow (huggingface/safetensors).
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, size)))
        header.pop("__metadata__", None)
        return {name: _mapped(path, entry, 8 + length) for name, entry in header.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"model.safetensors is cut off or damaged ({first_line(error)})"
        raise _broken(path.parent, problem) from error


def _mapped(path: Path, entry: dict[str, Any], base: int) -> NDArray[Any]:
    start, end = entry["data_offsets"]
    array = np.memmap(path, mode="r", dtype=_DTYPES[entry["dtype"]], offset=base + start, shape=tuple(entry["shape"]))
    if array.nbytes != end - start:
        raise ValueError(f"{array.nbytes} bytes where {end - start} are announced")
    # A plain view: memmap's own type costs a Python call for every slice.
    return array.view(np.ndarray)


def _vocabulary(folder: Path, arrays: dict[str, NDArray[Any]]) -> Vocabulary:
    from tokenizers import Tokenizer  # noqa: PLC0415 (a native library: only when a model is loaded)

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises nothing narrower
        raise _broken(folder, f"tokenizer.json cannot be read ({first_line(error)})") from error
    names = ("syllable_rows", "folded", "pair_keys", "pair_rows")
    if missing := [name for name in names if name not in arrays]:
        raise _broken(folder, f"model.safetensors lacks {', '.join(missing)}")
    found = Vocabulary(tokenizer, **{name: np.array(arrays[name]) for name in names})
    size = tokenizer.get_vocab_size()
    if found.syllable_rows.shape != (size,) or found.folded.shape != (size,):
        raise _broken(folder, f"tokenizer.json has {size} syllables, model.safetensors has another number")
    if found.pair_keys.shape != found.pair_rows.shape:
        raise _broken(folder, "pair_keys and pair_rows differ in length")
    return found


def _table(folder: Path, arrays: dict[str, NDArray[Any]], config: dict[str, Any]) -> tuple[NDArray[np.int8], Vectors]:
    if "vectors" not in arrays or "scales" not in arrays:
        raise _broken(folder, "model.safetensors lacks vectors or scales")
    vectors, scales = arrays["vectors"], np.array(arrays["scales"], dtype=np.float32)
    wanted = (len(scales), config["dimensions"])
    if vectors.shape != wanted:
        raise _broken(folder, f"vectors have shape {vectors.shape}, not {wanted}")
    highest = max(int(arrays[name].max(initial=-1)) for name in ("syllable_rows", "pair_rows"))
    if highest >= len(vectors):
        raise _broken(folder, f"row {highest} is asked for, the table has {len(vectors)}")
    return vectors, scales
