"""Which syllables and pairs of syllables get a vector, and the tokenizer that finds them.

Rows of the table are syllables first, then pairs. A spelling variant (kỹ, kĩ) shares the row of the normal
spelling. A pair without tone marks (giao_duc) shares the row of the toned pair it nearly always stands for,
and has its own where it stands for several.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from retrieval.static_embedding import Vocabulary
from retrieval.text import fold, nfc, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

SYLLABLE = r"[^\W_]+(?:[.,/](?=\d)[^\W_]+)*"
"""The pattern of retrieval.text.syllables, for both regular-expression engines."""

UNKNOWN = "[UNK]"
ALWAYS = [str(number) for number in range(2101)]
"""Numbers up to 2100, so that each year has a token."""

_DOMINANT = 0.8
_PIECES = 5000


def words(text: str) -> list[str]:
    """The syllables of `text` as the tokenizer sees them: lower case, spelling kept."""
    return re.findall(SYLLABLE, nfc(text).lower())


def count_words(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each syllable, and each pair of neighbours, occurs."""
    singles: Counter[str] = Counter()
    couples: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = words(text)
        singles.update(found)
        couples.update(itertools.pairwise(found))
    return singles, couples


def build(
    singles: Counter[str],
    couples: Counter[tuple[str, str]],
    *,
    minimum: int,
    pairs: int,
    keep: Iterable[str] = (),
) -> tuple[Vocabulary, int]:
    """The vocabulary of a corpus, and the number of rows its table needs.

    Args:
        singles: count of each syllable.
        couples: count of each pair.
        minimum: syllables rarer than this are cut into pieces.
        pairs: how many pairs get a row.
        keep: syllables that are kept however rare.
    """
    known = {word for word, count in singles.items() if count >= minimum and len(word) <= 24} | {
        *keep,
        *ALWAYS,
    }
    known |= {normalize(word) for word in known}
    known |= {fold(word) for word in known}
    rare = [word for word in singles if word not in known]
    tokenizer = _tokenizer(sorted(known), rare)
    index = tokenizer.get_vocab()
    syllable_rows, folded, used = _syllable_rows(index, known)
    keys, rows, used = _pair_rows(couples, index, used, pairs)
    return Vocabulary(tokenizer, syllable_rows, folded, keys, rows), used


def _tokenizer(known: list[str], rare: list[str]) -> Tokenizer:
    """Whole syllables where known; foreign names and figures in pieces learnt from the rare ones."""
    learner = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    learner.train_from_iterator(
        sorted(rare), trainers.WordPieceTrainer(vocab_size=_PIECES, limit_alphabet=400, show_progress=False)
    )
    letters = {piece for word in known for piece in (word[0], *(f"##{letter}" for letter in word))}
    pieces = sorted((set(learner.get_vocab()) | letters) - set(known))
    order = [UNKNOWN, *known, *pieces]
    tokenizer = Tokenizer(models.WordPiece({word: at for at, word in enumerate(order)}, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(SYLLABLE), "removed", invert=True)
    return tokenizer


def _syllable_rows(index: dict[str, int], known: set[str]) -> tuple[np.ndarray, np.ndarray, int]:
    rows = np.full(len(index), -1, dtype=np.int32)
    folded = np.arange(len(index), dtype=np.int32)
    used = 0
    for word, at in sorted(index.items(), key=lambda item: item[1]):
        if word == UNKNOWN:
            continue
        folded[at] = index.get(fold(word), at)
        normal = index[normalize(word)] if word in known else at
        if rows[normal] < 0:
            rows[normal] = used
            used += 1
        rows[at] = rows[normal]
    return rows, folded, used


def _pair_rows(
    couples: Counter[tuple[str, str]], index: dict[str, int], used: int, wanted: int
) -> tuple[np.ndarray, np.ndarray, int]:
    """Keys and rows of the pairs that say most beyond their syllables, and of these without tone marks."""
    normal: Counter[tuple[str, str]] = Counter()
    variants: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for (left, right), count in couples.items():
        if count >= 3 and left in index and right in index:
            pair = normalize(left), normalize(right)
            normal[pair] += count
            variants.setdefault(pair, {pair}).add((left, right))
    chosen = _best(normal, wanted)
    row_of = {pair: used + at for at, pair in enumerate(chosen)}
    used += len(chosen)
    spelled: dict[str, Counter[tuple[str, str]]] = {}
    for pair in chosen:
        spelled.setdefault(" ".join(map(fold, pair)), Counter())[pair] = normal[pair]
    table = {spelling: row for pair, row in row_of.items() for spelling in variants[pair]}
    for plain, candidates in sorted(spelled.items()):
        left, right = plain.split(" ")
        if (left, right) in table:
            continue
        pair, count = min(candidates.items(), key=lambda item: (-item[1], item[0]))
        if count < _DOMINANT * candidates.total():
            table[left, right], used = used, used + 1
        else:
            table[left, right] = row_of[pair]
    size = len(index)
    if size >= 1 << 16:
        raise ValueError(f"{size} syllables: pair keys need less than {1 << 16}; raise the minimum count")
    keyed = sorted((index[left] * size + index[right], row) for (left, right), row in table.items())
    keys, rows = zip(*keyed, strict=True) if keyed else ((), ())
    return np.array(keys, dtype=np.uint32), np.array(rows, dtype=np.int32), used


def _best(counts: Counter[tuple[str, str]], wanted: int) -> list[tuple[str, str]]:
    """The pairs with the highest count × log of how much oftener they meet than by chance."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for pair, count in counts.items():
        left[pair[0]] += count
        right[pair[1]] += count
    total = counts.total()
    gain = {pair: count * math.log(count * total / (left[pair[0]] * right[pair[1]])) for pair, count in counts.items()}
    return sorted(gain, key=lambda pair: (-gain[pair], pair))[:wanted]
