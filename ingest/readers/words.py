"""The words of a paragraph with their fonts → its text."""

from __future__ import annotations

from ingest.readers.legacy import from_font


class Words:
    """Collects the runs of one paragraph.

    Runs in one font are converted together, for in VNI a letter and its mark may be runs of their own.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[str, bool, list[str]]] = []

    def add(self, text: str, font: str, *, capitals: bool) -> None:
        """Append `text`, set in `font`, shown in capitals or not."""
        if not text:
            return
        if not self._runs or self._runs[-1][:2] != (font, capitals):
            self._runs.append((font, capitals, []))
        self._runs[-1][2].append(text)

    def take(self) -> str:
        """The text so far; what comes next begins a new paragraph."""
        shown = [(from_font("".join(texts), font), capitals) for font, capitals, texts in self._runs]
        self._runs = []
        return "".join(text.upper() if capitals else text for text, capitals in shown)
