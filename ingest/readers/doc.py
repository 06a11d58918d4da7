"""Word files of 1997 to 2003 (.doc): their text, then that of the files embedded in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.compound import Compound
from ingest.readers.embedded import Embedded
from ingest.readers.extract import Extract, whole
from ingest.readers.word_text import word_text
from retrieval.errors import UnreadableError, UnsupportedError

if TYPE_CHECKING:
    from pathlib import Path

_LOCKED = "is locked with a password; open it in Word, take the password off and save it as .docx"


def read_doc(path: Path, data: bytes) -> Extract:
    """The text of a .doc file, one line a paragraph.

    Raises:
        UnreadableError: it is damaged, locked, or of Word 95 or older.
        UnsupportedError: it is a compound file, but not one of Word.
    """
    compound = Compound(path, data)
    if "WordDocument" not in compound.names:
        if "EncryptedPackage" in compound.names:
            raise UnreadableError(path, _LOCKED)
        raise UnsupportedError(path, "holds no Word document; save the decision as .docx or .pdf and try again")
    text = word_text(path, compound)
    embedded = Embedded(path)
    embedded.add_from(compound)
    return whole("\n\n".join([text, *embedded.texts]), warnings=tuple(embedded.warnings))
