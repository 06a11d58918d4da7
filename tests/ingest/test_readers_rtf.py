"""Rich text: what control words say about the text, each in a file of a line or two."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.readers.rtf import read_rtf
from retrieval.errors import IngestError, UnreadableError

FONTS = (
    r"{\fonttbl{\f0\froman\fcharset163{\*\panose 020206}Times New Roman{\*\falt Times};}{\f1\fcharset0 .VnTime;}"
    r"{\f2\fcharset0 .VnTimeH;}{\f3\fcharset0 VNI-Times;}{\f4\fcharset2 Symbol;}{\f5\fcharset2 Wingdings;}"
    r"{\f6\fcharset128 MS Mincho;}}"
)


def read(body):
    source = rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{body}}}"
    return read_rtf(Path("a.rtf"), source.encode("latin-1")).pages[0].text


CASES = {
    "unicode": (r"Quy\u7871?t \u273?\u7883?nh", "Quyết định"),
    "negative codes": (r"\u-3?a", "\ufffda"),
    "halves of a letter": (r"\u-10240?\u-8398?", "𐌲"),
    "several fallback letters": (r"\uc2 \u7871 e1\u273 ddx", "ếđx"),
    "no fallback letters": (r"{\uc0 \u7871}e", "ếe"),
    "a fallback in hexadecimal": (r"\u7871\'65t", "ết"),
    "windows-1258 by the font": (r"Quy\'ea\'ect \'f0i\'f2nh", "Quyết định"),
    "the document's code page": (r"{\f9 caf\'e9}", "café"),
    "two bytes a letter": (r"{\f6 \'93\'fa\'96\'7b}", "日本"),
    "TCVN3": (r"{\f1 Quy\'d5t \'ae\'denh}", "Quyết định"),
    "TCVN3 as Unicode": (r"{\f1 Quy\u213?t \u174?\u222?nh t\u173?}", "Quyết định tư"),
    "TCVN3 capitals": (r"{\f2 quy\'d5t \'ae\'denh}", "QUYẾT ĐỊNH"),
    "VNI": (r"{\f3 Quye\'e1t \'f1\'f2nh, bao}{\f3 \'f9n}", "Quyết định, baón"),
    "symbols": (r"{\f4\'b3} 5 {\f5 \u-3928?} c\'f3", "≥ 5 □ có"),
    "plain goes back to the first font": (r"\f1 \'ae\plain \'e3", "đă"),
    "paragraphs": (r"a\par b\line c\tab d", "a\nb\nc\td"),
    "a line end after a backslash": ("a\\\nb", "a\nb"),
    "line ends in the source": ("a\r\nb", "ab"),
    "marks": (r"\lquote a\rquote\~\ldblquote b\rdblquote\endash c\_d\-e \{f\}\\", "‘a’ “b”–c-de {f}\\"),
    "capitals": (r"{\caps quy\u7871?t} {\caps\caps0 x}", "QUYẾT x"),
    "hidden and deleted words": (r"a{\v b}{\deleted c}{\v\v0 d}", "ad"),
    "a deleted end of a paragraph": (r"a{\deleted\par}b", "ab"),
    "headers": (r"{\header\pard trang\par}{\footerr chan}a", "a"),
    "destinations nobody knows": (r"{\*\unknown x}{\*\generator y;}a", "a"),
    "pictures": (r"{\*\shppict{\pict\pngblip 89504e47}}{\pict\bin4 }}}}ff}b", "b"),
    "properties of the file": (r"{\info{\title Ten}{\author Ai}}a", "a"),
    "fields": (r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt trang}}', "trang"),
    "objects": (r"{\object{\*\objdata 0105}{\result hinh}}", "hinh"),
    "alternatives in Unicode": (r"{\upr{a?}{\*\ud{a\u7871?}}}", "aế"),
    "numbers": (r"{\listtext\pard\plain 1.\tab}\pard a\par{\pntext\f4\'b7\tab}b", "1. a\n- b"),
    "bullets": (r"{\listtext o\tab}a\par{\listtext +\tab}b\par{\listtext\f5\'a7\tab}c", "+ a\n+ b\n- c"),
    "numbers of lists are defined outside of the text": (r"{\*\listtable{\list{\leveltext\'02\'00.;}}}a", "a"),
    "comments": (r"a{\*\annotation nh\'f2n xet}b", "ab"),
    "braces too many": (r"a}b", "a"),
    "footnotes": (
        r"Theo{\super\chftn{\footnote\pard\plain{\super\chftn} C\'f4ng b\'e1o\par s\'f4 5}} \'e1p",
        "Theo[1] áp\n[1] Công báo sô 5",
    ),
    "two footnotes": (r"a\chftn{\footnote x}b\chftn{\footnote y}", "a[1]b[2]\n[1] x\n[2] y"),
    "a footnote with a mark of its own": (r"a*{\footnote * x}", "a*[1]\n[1] * x"),
    "text boxes": (r"a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt b\par c\par}}{\shprslt b}}d\par e", "ad\nb\nc\ne"),
    "rows": (
        r"\trowd\cellx100\cellx500\pard\intbl TT\cell T\'ean\cell\row\intbl 1\cell S\u7903? A\cell\row\pard h\par",
        "TT | Tên\n1 | Sở A\n\nh",
    ),
    "a cell over two columns": (
        r"\trowd\cellx500\cellx2500\intbl a\cell b\cell\row\trowd\cellx500\cellx1500\cellx2500 c\cell d\cell\cell\row",
        "a | b |\nc | d |",
    ),
    "a cell over two rows": (
        r"\trowd\clvmgf\cellx500\cellx900\intbl a\cell b\cell\row\trowd\clvmrg\cellx500\cellx900\cell c\cell\row",
        "a | b\na | c",
    ),
    "a table in a cell": (
        r"\intbl t\par\itap2 a\nestcell b\nestcell{\*\nesttableprops\nestrow}{\nonesttables}\intbl sau\cell c\cell\row",
        "t\na | b\nsau\n|\nc",
    ),
}


class TestText:
    @pytest.mark.parametrize("case", CASES)
    def test_control_words_say(self, case):
        body, wanted = CASES[case]
        assert read(body) == wanted

    def test_a_font_table_may_do_without_braces(self):
        source = rb"{\rtf1{\fonttbl\f0\fswiss Arial;\f1\fnil .VnTime;}\f0 a \f1 \'ae}"
        assert read_rtf(Path("a.rtf"), source).pages[0].text == "a đ"

    def test_a_file_that_was_cut_off_gives_what_there_is(self):
        assert read_rtf(Path("a.rtf"), rb"{\rtf1 {\b a\par {\footnote b").pages[0].text == "a\n[1]\n[1] b"


class TestLimits:
    def test_groups_without_end_are_refused(self):
        with pytest.raises(UnreadableError, match="nests"):
            read("{" * 50_000)

    @given(
        st.lists(
            st.sampled_from(
                r"{ } \par \cell \row \nestcell \nestrow \itap9 \intbl \trowd \cellx5 \u-1 \uc9 \'e1 \' a \footnote "
                r"\chftn \listtext \shptxt \upr \*\ud \result \object \f1 \fonttbl \fcharset2 \bin9 \bin-4 \v".split()
            ),
            max_size=40,
        )
    )
    @example(["\\bin-4"])
    def test_any_control_words_end_in_text_or_an_error(self, words):
        try:
            assert "\ud800" not in (read("".join(f"{word} " for word in words)) or "")
        except IngestError as error:
            assert error.problem  # noqa: PT017

    @given(st.binary(max_size=300))
    def test_any_bytes_end_in_text_or_an_error(self, data):
        try:
            read_rtf(Path("a.rtf"), b"{\\rtf1 " + data)
        except IngestError as error:
            assert error.problem  # noqa: PT017
