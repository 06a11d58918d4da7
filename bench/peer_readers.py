"""What a user would pick instead to turn files into text: markitdown, and what LangChain's usual loaders call.

They give text and understand nothing. Each imports its packages when it is made, and raises ModuleNotFoundError where
they are not installed (`pip install -e '.[bench]'`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.reader import Read

if TYPE_CHECKING:
    from pathlib import Path


class MarkItDown:
    """Microsoft's converter with its readers of Word files and PDFs."""

    def __init__(self) -> None:
        import mammoth  # noqa: F401, PLC0415 (markitdown starts without it, and then fails file by file)
        import markitdown  # noqa: PLC0415 (a peer's)
        import pdfplumber  # noqa: F401, PLC0415 (as mammoth)

        self._converter = markitdown.MarkItDown(enable_plugins=False)

    def read(self, path: Path) -> Read:
        """The file as Markdown."""
        return Read(self._converter.convert_local(path).text_content)

    def child_peak(self) -> float:
        """It has no child."""
        return 0.0


class Loaders:
    """pypdf, docx2txt and BeautifulSoup as PyPDFLoader, Docx2txtLoader and BSHTMLLoader use them, and plain files.

    The loaders themselves only add metadata. For .doc LangChain needs LibreOffice, which nobody is asked to install.
    """

    def __init__(self) -> None:
        import bs4  # noqa: PLC0415 (a peer's)
        import docx2txt  # noqa: PLC0415 (a peer's)
        import pypdf  # noqa: PLC0415 (a peer's)

        self._soup: Any = bs4.BeautifulSoup
        self._docx: Any = docx2txt.process
        self._pdf: Any = pypdf.PdfReader

    def read(self, path: Path) -> Read:
        """The text of the file.

        Raises:
            ValueError: no loader for its suffix.
        """
        match path.suffix.lower():
            case ".pdf":
                pages = self._pdf(path).pages
                return Read("\n".join(page.extract_text() for page in pages), len(pages))
            case ".docx":
                return Read(self._docx(str(path)))
            case ".html" | ".htm":
                return Read(self._soup(path.read_bytes(), "lxml").get_text())
            case ".txt" | ".md":
                return Read(path.read_text("utf-8"))
            case suffix:
                raise ValueError(f"no loader for {suffix}")

    def child_peak(self) -> float:
        """They have no child."""
        return 0.0
