"""Control words of RTF by what they mean for the text."""

from __future__ import annotations

SKIPPED = frozenset(
    """annotation atnauthor atnid author background bkmkend bkmkstart buptim category colortbl comment company creatim
    datafield datastore do doccomm docvar falt filetbl fldinst fldtype ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc
    footer footerf footerl footerr generator header headerf headerl headerr info keycode keywords latentstyles
    levelnumbers leveltext list listlevel listname listoverride listoverridetable listpicture liststylename listtable
    manager nonesttables object operator panose pgp pgptbl pict pnseclvl pntxta pntxtb private printim revtbl revtim
    rsidtbl rxe shprslt shppict nonshppict sn sp staticval stylesheet subject sv tc template themedata title tcn
    userprops wgrffmtfilter xe xmlnstbl xmlattrname xmlattrvalue colorschememapping mmathPr objdata objclass objname
    picprop pn""".split()
)
"""Destinations without text of the document."""
KEPT = frozenset(
    "shp shpinst shptxt shpgrp fldrslt result ud upr listtext pntext nesttableprops footnote field rtlch ltrch".split()
)
"""Destinations with text, also where they are marked as ignorable."""
LETTERS = {
    "line": "\n", "lbr": "\n", "tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ",
    "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "column": "\n",
    "page": "\n",
}  # fmt: skip
SYMBOLS = {"~": " ", "_": "-"}
