"""The words that a question may use: those of the library, of the glossary, and those in which questions are asked.

Made of the library's own vocabulary, so it knows no word that could find nothing; the words of asking are known too,
because a library of decisions asks nothing.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol

from retrieval.glossary import Glossary
from retrieval.spoken import is_syllable
from retrieval.text import fold, pairs, syllables

ASKING = """
ai chủ trì; ai phối hợp; ai phụ trách; ai chịu trách nhiệm; ai ký; do ai ký; là ai; những ai; cơ quan nào; đơn vị
nào; sở nào; phòng nào; ban nào; ngành nào; hội nào; tổ chức nào; cấp nào; bên nào; do cơ quan nào chủ trì; bao
nhiêu phần trăm; bao nhiêu người; bao nhiêu trường; bao nhiêu tiền; là bao nhiêu; đạt bao nhiêu; có bao nhiêu; còn
bao nhiêu; khi nào; lúc nào; ngày nào; ngày mấy; tháng mấy; tháng nào; năm nào; quý mấy; trước ngày nào; bao giờ;
hạn cuối; hạn chót; hạn nộp; hạn báo cáo; thời hạn; là gì; làm gì; những gì; phải làm gì; làm những gì; gồm những
gì; có nhiệm vụ gì; việc gì; thế nào; như thế nào; ra sao; thì sao; vì sao; tại sao; ở đâu; từ đâu; vào đâu; căn cứ
vào đâu; nguồn nào; những nguồn nào; lấy từ đâu; kinh phí lấy từ đâu; văn bản nào; quyết định nào; kế hoạch nào;
thông tư nào; nghị quyết nào; số mấy; số bao nhiêu; ban hành ngày nào; còn hiệu lực không; có được không; có phải
không; đã được thay thế chưa; chưa; còn năm; đến năm; trong năm; thế còn; vậy còn; cho biết; cho hỏi; xin hỏi; cho
tôi hỏi; cho em hỏi; so sánh; chỉ tiêu; mục tiêu; tỷ lệ; tăng lên mấy; nhiệm vụ của; trách nhiệm của; ở tỉnh; ở
huyện; ở xã; của tỉnh; của huyện; của xã; trên địa bàn; giai đoạn; theo từng giai đoạn; hằng năm; hàng năm; liệt kê;
giao cho ai; được giao; bị; hiện nay; cụ thể; được quy định thế nào; quy định như thế nào; mấy
"""
"""Words in which officials and teachers ask, a turn of phrase between semicolons."""
_STATIC = 3
"""For how many passages a pair of the glossary or of asking counts."""


class Counting(Protocol):
    """Tells how many passages have a word; `retrieval.lexical.LexicalIndex` is one."""

    def counts(self, tokens: Iterable[str], form: str) -> dict[str, int]:
        """In how many passages each token of a form stands."""
        ...

    def words(self) -> dict[str, int]:
        """Every syllable with its tone marks, and in how many passages it stands."""
        ...


class Lexicon:
    """How often words, and words side by side, occur. One for each state of the library; words are listed when needed.

    Args:
        counting: the lexical index of the library.
        glossary: its phrases count as known.
    """

    def __init__(self, counting: Counting, glossary: Glossary) -> None:
        self._counting = counting
        self._words, self._pairs = _static(glossary)

    def count_pairs(self, two: Iterable[tuple[str, str]], *, toned: bool) -> dict[tuple[str, str], int]:
        """In how many passages two words stand side by side."""
        wanted = {couple: pairs(list(couple))[0] for couple in two if all(couple)}
        found = self._counting.counts(wanted.values(), "pair" if toned else "folded_pair")
        return {couple: max(found[token], self._pairs[toned].get(couple, 0)) for couple, token in wanted.items()}

    @functools.cached_property
    def forms(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """The syllables that are known, by their folded form: (with tone marks, count), the most frequent first."""
        counts: Counter[str] = Counter(self._words[True])
        counts.update({word: count for word, count in self._counting.words().items() if is_syllable(word)})
        table: dict[str, list[tuple[str, int]]] = {}
        for word, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
            table.setdefault(fold(word), []).append((word, count))
        return {folded: tuple(entries) for folded, entries in table.items()}

    @functools.cached_property
    def _counts(self) -> dict[str, int]:
        return {word: count for entries in self.forms.values() for word, count in entries}

    def frequency(self, word: str, *, toned: bool) -> int:
        """In how many passages a syllable stands, about; of a folded one all its forms are counted."""
        return self._counts.get(word, 0) if toned else sum(count for _, count in self.forms.get(word, ()))

    def occurrences(self, word: str, *, toned: bool) -> int:
        """In how many passages a word stands, be it a syllable or not: “internet”."""
        return self._counting.counts([word], "syllable" if toned else "folded")[word]

    def is_phrase(self, couple: tuple[str, str], *, toned: bool) -> bool:
        """Whether two words stand side by side in the ways of asking."""
        return couple in _asking()[toned]


@functools.cache
def _asking() -> dict[bool, frozenset[tuple[str, str]]]:
    phrases = [syllables(phrase) for phrase in ASKING.split(";")]
    return {
        True: frozenset(couple for phrase in phrases for couple in pairwise(phrase)),
        False: frozenset(couple for phrase in phrases for couple in pairwise(map(fold, phrase))),
    }


@functools.lru_cache(maxsize=2)
def _static(glossary: Glossary) -> tuple[dict[bool, Counter[str]], dict[bool, dict[tuple[str, str], int]]]:
    """Words and pairs of the glossary and of asking, with tone marks and without."""
    phrases = [*ASKING.split(";"), *glossary.phrases]
    words: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    couples: dict[bool, dict[tuple[str, str], int]] = {True: {}, False: {}}
    for phrase in phrases:
        toned = syllables(phrase)
        for form, found in ((True, toned), (False, [fold(word) for word in toned])):
            words[form].update(dict.fromkeys(found, 1))
            couples[form].update(dict.fromkeys(pairwise(found), _STATIC))
    return words, couples
