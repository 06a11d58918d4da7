"""What letters of symbol fonts show, of those that occur in administrative texts."""

from __future__ import annotations

_SYMBOL = {
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xD7: "·", 0xAE: "→",
    0xDE: "⇒", 0xA5: "∞", 0x6D: "μ", 0x61: "\u03b1", 0x62: "β", 0x66: "φ", 0x46: "Φ", 0x44: "Δ", 0xE5: "∑", 0x53: "Σ",
    0x57: "Ω", 0x70: "π", 0x2D: "-", 0xB8: "÷", 0x2B: "+", 0x3D: "=", 0x3C: "<", 0x3E: ">", 0x25: "%",
}  # fmt: skip
_WINGDINGS = {
    0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0xFE: "☑", 0x52: "☑", 0xFD: "☒", 0xFC: "✓", 0xE0: "→", 0xF0: "→",
    0xE8: "→", 0xA7: "▪", 0x6E: "■", 0x6C: "•", 0x9F: "•", 0x76: "❖", 0x77: "◆", 0xD8: "-",
}  # fmt: skip


def show_symbol(code: int, font: str) -> str:
    """The letter that `code` (with or without 0xF000) shows in `font`; nothing where it is not known."""
    names = _WINGDINGS if font.lower().startswith(("wingdings", "webdings")) else _SYMBOL
    return names.get(code & 0xFF, "")
