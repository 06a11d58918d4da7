"""Whether citations bear out a sentence: its figures, names, denials, who leads, its language, its words. Pure.

Every objection drops the sentence. A good one lost costs little, since what the extracted answer says stays.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

from retrieval.agencies import canonical, find_agencies
from retrieval.claims import figures_borne_out, figures_of
from retrieval.glossary import Glossary, english_words
from retrieval.phrases import KINDS_EN, MONTHS
from retrieval.query import detect_language
from retrieval.text import CAPITALS, fold, squeeze, syllables
from retrieval.types import Citation, Language
from retrieval.verification import figures_supported
from retrieval.weights import EITHER_LANGUAGE, ENGLISH_STOP, STOP

Objection: TypeAlias = Literal[
    "length", "marker", "link", "script", "quote", "figure", "name", "negation", "lead", "year", "language", "ground"
]

_LONGEST = 600
_GROUNDED = 0.66
"""Share of the words of a Vietnamese sentence, small words aside, that its citations must say too."""
_FOREIGN = 0.3
"""Share of words with tone marks that an English sentence may have beside the names in it."""
_LINK = re.compile(r"://|www\.|@|\[[^\]]*\]\(|[a-z]\.[a-z]{2,}", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,})[”\"]")
_CAPITAL = rf"[{CAPITALS}][^\W\d_]*(?:[&-][^\W\d_]+)*"
_RUN = re.compile(rf"(?<![\w/-]){_CAPITAL}(?:\s+{_CAPITAL})*(?![/\w])")
_NO: Mapping[Language, re.Pattern[str]] = {
    "vi": re.compile(r"\b(?:không|chưa|chẳng|đừng|cấm|ngoại trừ|trừ)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:not|no|never|without|neither|nor|except|cannot)\b|n[’']t\b", re.IGNORECASE),
}
_LEADS = re.compile(
    r"chủ trì|đầu mối|đứng đầu|phụ trách chính|\b(?:leads?|leading|led|in charge|chairs?|chaired|headed by)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"(?:\s+(?:body|agency|cơ quan))?\s*(?::|là|is|by)\s*(?:the\s+)?")
_DENIED = re.compile("|".join(pattern.pattern for pattern in _NO.values()), re.IGNORECASE)
_NEAR = 40
"""Characters within which a denial is of what follows it."""
_ENGLISH = ENGLISH_STOP - EITHER_LANGUAGE
_SMALL_WORDS = STOP | frozenset(
    syllables(
        "văn bản kế hoạch quyết định cơ quan đơn vị nêu ghi rõ quy gồm bao làm thực hiện nhiệm vụ việc giao phải "
        "trách chịu thuộc chủ trì phối hợp các những đó cụ thể khoảng mức cùng đề ra yêu cầu trước sau ngày tháng "
        "năm giai đoạn tỷ lệ chỉ tiêu mục đạt phấn đấu số tổng"
    )
)
_ROMAN = re.compile(r"[IVXLC]+")
_ENGLISH_CAPITALS = frozenset(
    " ".join(["article clause point chapter annex appendix section part item vietnam vietnamese english quarter",
              *KINDS_EN.values(), *MONTHS]).lower().split()
)  # fmt: skip


def _form(bare: str) -> Objection | None:
    """What is wrong with a sentence whatever it is about."""
    if len(bare) > _LONGEST or sum(letter.isalpha() for letter in bare) < 2:
        return "length"
    if _LINK.search(bare):
        return "link"
    if any(letter.isalpha() and not _is_latin(letter) for letter in bare):
        return "script"
    return None


@functools.lru_cache(maxsize=1024)
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


class Bearing:
    """Some citations, and whether they bear out a sentence.

    Args:
        citations: those that the sentence names.
        told: what they say, line by line.
        concluded: what the extracted answer says with them; of `told` too.
        glossary: abbreviations and English names of bodies.
    """

    def __init__(
        self, citations: Sequence[Citation], told: Sequence[str], concluded: Sequence[str], glossary: Glossary
    ) -> None:
        self._citations = citations
        self._told = told
        self._concluded = concluded
        self._glossary = glossary
        self._text = "\n".join((*told, *map(glossary.spell_out, told)))
        self._words = _spaced(self._text)
        self._bodies = {canonical(mention.name) for line in told for mention in find_agencies(line)}

    def objection(self, bare: str, language: Language) -> Objection | None:
        """Why these citations do not bear out `bare`, a sentence without its markers; None when they do."""
        if wrong := _form(bare):
            return wrong
        checks: tuple[tuple[Objection, Callable[[str, Language], bool]], ...] = (
            ("quote", self._quotes_right),
            ("figure", self._figures_right),
            ("name", self._names_right),
            ("negation", self._denials_right),
            ("lead", self._leads_right),
            ("year", self._years_right),
            ("language", self._speaks),
            ("ground", self._grounded),
        )
        return next((objection for objection, right in checks if not right(bare, language)), None)

    def _quotes_right(self, bare: str, _: Language) -> bool:
        """Words between quotation marks are verbatim, or a name that is printed so above them."""
        return all(self._quotes(squeeze(found[1]).rstrip(" .,;…")) for found in _QUOTED.finditer(bare))

    def _quotes(self, words: str) -> bool:
        return words in squeeze(self._text) or any(words in squeeze(each.passage.text) for each in self._citations)

    def _figures_right(self, bare: str, _: Language) -> bool:
        return figures_supported(bare, self._citations) and figures_borne_out(bare, self._text)

    # ---- names

    def _names_right(self, bare: str, language: Language) -> bool:
        if not all(self._knows(mention.name) for mention in find_agencies(bare)):
            return False
        if language == "vi":
            return all(self._knows_run(found) for found in _RUN.finditer(bare))
        words = english_words(bare)
        translated = [entry for entry in self._glossary.translate(words) if self._is_body(entry.meanings)]
        if not all(any(self._knows(meaning) for meaning in entry.meanings) for entry in translated):
            return False
        vouched = {word for entry in translated for word in words[entry.start : entry.end]} | _ENGLISH_CAPITALS
        return all(self._knows_run(found, vouched) for found in _RUN.finditer(bare))

    def _is_body(self, meanings: Sequence[str]) -> bool:
        return any(meaning in self._glossary.english_agencies for meaning in meanings)

    def _knows(self, name: str) -> bool:
        """Whether a body is named, in these words or in other ones for it, or as the beginning of its whole name."""
        key = canonical(name)
        return _spaced(name) in self._words or any(_fits(key, known) for known in self._bodies)

    def _knows_run(self, found: re.Match[str], vouched: set[str] | frozenset[str] = frozenset()) -> bool:
        """Whether words in capitals are said; the first word of a sentence has its capital from there."""
        if any(_spaced(run) in self._words for run in (found[0], self._glossary.spell_out(found[0]))):
            return True
        run = found[0].partition(" ")[2] if found.start() <= 1 else found[0]
        if not run or _spaced(run) in self._words or self._knows(run):
            return True
        return bool(vouched) and all(
            set(english_words(word)) <= vouched or _spaced(word) in self._words or _ROMAN.fullmatch(word)
            for word in run.split()
        )

    # ---- what is said of them

    def _denials_right(self, bare: str, language: Language) -> bool:
        """A sentence may deny only where its citations do: “không chủ trì” turns a quote into its opposite."""
        denied = {word[0].lower() for word in _NO[language].finditer(bare)}
        known = {word[0].lower() for word in _NO["vi"].finditer(self._text)}
        if language == "vi":
            return denied <= known
        return not denied or bool(known) or any(_NO["en"].search(line) for line in self._concluded)

    def _leads_right(self, bare: str, language: Language) -> bool:
        said = _leaders(bare, self._bodies_in(bare, language))
        if said is None:
            return True
        known = {name for line in self._told for name in _leaders(line, _bodies(line)) or ()}
        return bool(said) and all(any(_fits(name, other) or _fits(other, name) for other in known) for name in said)

    def _bodies_in(self, bare: str, language: Language) -> list[tuple[int, int, str]]:
        found = _bodies(bare)
        if found or language == "vi":
            return found
        entries = self._glossary.translate(english_words(bare))
        return [(0, 0, canonical(entry.meanings[0])) for entry in entries if self._is_body(entry.meanings)][:1]

    def _years_right(self, bare: str, _: Language) -> bool:
        """Where the answer already says a value for a year, no other value is said for it."""
        years, values = _years_and_values(bare)
        for line in self._concluded:
            theirs, known = _years_and_values(line)
            if years & theirs and values and known and not values & known:
                return False
        return True

    # ---- language

    def _speaks(self, bare: str, language: Language) -> bool:
        if language == "vi":
            return detect_language(bare) == "vi" and any(fold(letter) != letter.lower() for letter in bare)
        words = re.findall(r"[^\W\d_]+", bare.lower())
        foreign = sum(fold(word) != word and f" {fold(word)} " not in self._words for word in words)
        marked = any(fold(word) != word for word in words)
        return foreign <= _FOREIGN * len(words) and (not marked or any(word in _ENGLISH for word in words))

    def _grounded(self, bare: str, language: Language) -> bool:
        """Whether the citations talk of the same things.

        English words cannot be looked up in Vietnamese ones; there, a name or a figure must tie the sentence to them.
        """
        if language == "en":
            return bool(figures_of(bare) or self._bodies_in(bare, language) or _RUN.search(bare, 2))
        known = set(syllables(self._text))
        said = syllables(self._glossary.spell_out(bare))
        words = [word for word in said if word not in _SMALL_WORDS and not word[0].isdigit()]
        return sum(word in known for word in words) >= _GROUNDED * len(words)


def _bodies(text: str) -> list[tuple[int, int, str]]:
    """Where bodies are named in `text`, and their keys for comparison."""
    return [(at.span.start, at.span.end, canonical(at.name)) for at in find_agencies(text)]


def _leaders(text: str, bodies: Sequence[tuple[int, int, str]]) -> set[str] | None:
    """The bodies that `text` says to lead, or None if it says of nobody that they do.

    found = [at for at in _LEADS.finditer(text) if not _DENIED.search(text, max(0, at.start() - _NEAR), at.start())]
    """
    found = [at for at in _LEADS.finditer(text) if not _DENIED.search(text, max(0, at.start() - 40), at.start())]
    leaders: set[str] = set()
    for at in found:
        after = [name for start, _, name in bodies if _IS.fullmatch(text, at.end(), start)]
        before = [name for _, end, name in bodies if end <= at.start()]
        leaders.update(after[:1] or before[-1:])
    return leaders if found else None


def _years_and_values(text: str) -> tuple[set[str], set[str]]:
    plain = {figure.rstrip("%") for figure in figures_of(text) if figure[0].isdigit()}
    years = {figure for figure in plain if re.fullmatch(r"(?:19|20)\d\d", figure)}
    return years, plain - years


def _fits(name: str, whole: str) -> bool:
    """Whether a key is another one or its beginning: “hoi khuyen hoc” of “hoi khuyen hoc tinh”."""
    return bool(name) and f"{whole} ".startswith(f"{name} ")


def _spaced(text: str) -> str:
    """The folded words of `text` between single spaces."""
    return f" {' '.join(map(fold, syllables(text.replace('/', ' '))))} "
