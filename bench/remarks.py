"""What is known about bars that are not met: what was tried, where the limit is and why. Shown only where one is not.

By the name that the figure has among the bars. Whoever changes what is measured changes these words too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.ranking_report import RATIO
from bench.retrieval_sets import AMONG, BASE
from bench.sets import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.figures import Barred

_TRIED = (
    "Tried for the order of candidates (training/NOTES.md has each try): fields weighed apart, content words alone, "
    "the sum of BM25 and cosine, boosted trees and a small network (better on what they learnt, worse here), learning "
    "among the 60,000 articles too, learning from further sets, the longest common stretch, the best sentence, three "
    "words in a row."
)
_FIRST = (
    f"{_TRIED} The set has 210 questions: one more or less is 0.005, and the 95 % interval in the table below holds "
    "the bar. All weights were learnt on alqac2022; nothing was fitted to these questions."
)
_REPEATED = (
    "The limit: decrees repeat their laws nearly word for word, so that an article which says the same stands before "
    "the one that the set names and counts as wrong, and the answers to 2.4 % of the questions are proposed by neither "
    "route (words, vectors)."
)
_TIMES = (
    "A whole answer is the question read, passages found by words and by vectors, ranked by the words in them, "
    "weighed sentence by sentence, and written with its proofs. Tried and kept: both routes side by side, one segment"
    " in tantivy, nothing read from the library that has no chance, statements to the database made once, words "
    "folded once. Tried and dropped, for little or nothing was gained: files mapped or read by position, routes one "
    "after the other; a narrower search in Chroma's graph is quicker and finds others. The limit: about 3 ms are "
    "Chroma's graph, which nothing else can hide, and the rest is spread over reading, ranking and weighing, none "
    "above 3 ms. Where the machine was busy (the head of this page says so) times are too long; otherwise they still "
    "differ by a tenth from run to run."
)
_MEMORY = (
    "Chroma takes about 180 MB (its program and the vectors), what is known of each document about 50 MB, tantivy's "
    "files about 100 MB; the last are mapped, so the system can take them back when memory is short. The rest is "
    "Python and its packages."
)
REMARKS = {
    f"{BASE}: Acc@1": _FIRST,
    f"{BASE}: MRR@10": _FIRST,
    f"{BASE}: R@5": (
        f"{_TRIED} Re-ranking by soft matching (for each word of the question the nearest word vector of the passage, "
        "MaxSim), learnt on alqac2022, gains nothing among the first five. The limit: of the 210 questions some name "
        "nothing to look for (“Hành vi nào sau đây bị cấm?”, “Điều nào không là quyền hiến định…?”), some are answered "
        "by several articles of which the set wants every one or knows only one, and some labels can be disputed. One "
        "question is 0.005."
    ),
    f"{AMONG}: Acc@1": f"{_TRIED} {_REPEATED}",
    f"{AMONG}: R@5": f"{_TRIED} {_REPEATED}",
    f"{AMONG}: MRR@10": f"{_TRIED} {_REPEATED}",
    f"{AMONG}: whole ask, median": _TIMES,
    f"{AMONG}: whole ask, p95": _TIMES,
    f"{AMONG}: resident after asking": _MEMORY,
    RATIO: (
        "Here our whole answer stands against a peer that only finds passages; what finding takes alone is in the "
        f"table of speed under “{AMONG}”. Most of the stock recipe's time is MiniLM reading the question, the "
        "same in a library of any size, as its times in the small sets show: the bar wants a whole answer in a fifth "
        "of that. Ours spends its time on ranking by the words of the passages and weighing their sentences, which is "
        "what makes it right more often."
    ),
    f"{MAIN}: p95 ms": _TIMES,
    "ask from cold, median": (
        "Most of it is Python importing packages (Chroma alone is about a third) and making the patterns by which "
        "questions are read; a running process (chat, serve) does that once."
    ),
    "embedding with the shipped model": (
        "Measured on every core; where something else runs, the pace falls at once, for cutting into syllables uses "
        "them all."
    ),
}


UNKNOWN = (
    "Nothing is known yet about why; of times and paces nothing can be said where other programs used the machine."
)


def remarks(groups: Mapping[str, Sequence[Barred]]) -> list[str]:
    """A paragraph for each bar that is not met; those of which nothing is known say so."""
    return list(_remarks([each for barred in groups.values() for each in barred]))


def _remarks(bars: Sequence[Barred]) -> Iterator[str]:
    missed = [each for each in bars if each.value is not None and not each.bar.is_met(each.value)]
    by_words: dict[str, list[str]] = {}
    for each in missed:
        words = REMARKS.get(each.figure, UNKNOWN)
        by_words.setdefault(words, []).append(f"{each.figure} ({each.shown}, bar {each.bar})")
    for words, figures in by_words.items():
        yield f"**{'; '.join(figures)}.** {words}"
