"""Small PDFs written by hand: text, ruled lines, pictures, form fields, rotation, passwords left out.

Letters are set in a font that is not embedded, with a map to Unicode, so any Vietnamese letter can be printed; each
letter is half as wide as it is high.
"""

from __future__ import annotations

import dataclasses
import zlib


@dataclasses.dataclass
class Sheet:
    """One page; points from the lower left corner, as PDF has them."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    drawn: list[str] = dataclasses.field(default_factory=list)
    fields: list[tuple[tuple[float, float, float, float], str, float]] = dataclasses.field(default_factory=list)
    pictures: bool = False
    font: str = "/F1"

    def text(self, x: float, y: float, text: str, *, size: float = 12, turn: tuple[int, int, int, int] = (1, 0, 0, 1)):
        """A run of letters; `turn` is the rotation of its matrix."""
        code = "".join(f"{ord(letter):04x}" for letter in text)
        a, b, c, d = turn
        self.drawn.append(f"BT {self.font} {size} Tf {a} {b} {c} {d} {x} {y} Tm <{code}> Tj ET")
        return self

    def lines(self, x: float, y: float, *texts: str, size: float = 12, pitch: float = 16):
        """Runs under each other."""
        for index, text in enumerate(texts):
            self.text(x, y - index * pitch, text, size=size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float):
        self.drawn.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")
        return self

    def bar(self, x: float, y: float, width: float, height: float):
        """A thin filled box, as Word draws the borders of cells."""
        self.drawn.append(f"{x} {y} {width} {height} re f")
        return self

    def grid(self, xs: list[float], ys: list[float]):
        for x in xs:
            self.rule(x, min(ys), x, max(ys))
        for y in ys:
            self.rule(min(xs), y, max(xs), y)
        return self

    def picture(self, x: float = 0, y: float = 0, width: float = 595, height: float = 842):
        self.pictures = True
        self.drawn.insert(0, f"q {width} 0 0 {height} {x} {y} cm /Im Do Q")
        return self

    def field(self, x: float, y: float, width: float, height: float, text: str, *, size: float = 12):
        """A signature widget whose appearance shows `text` at its lower left corner."""
        self.fields.append(((x, y, x + width, y + height), text, size))
        return self


def make_pdf(*sheets: Sheet, font: str = "TimesNewRoman", latin: str = "") -> bytes:
    """The bytes of a PDF with `sheets`; `latin` names a font whose codes are letters of windows-1252."""
    objects: list[bytes] = [b""] * 8

    def add(body: bytes | str) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects) - 1

    def stream(content: bytes, head: str = "") -> bytes:
        packed = zlib.compress(content)
        head = f"<< {head} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n"
        return head.encode() + packed + b"\nendstream"

    letters = sorted({ord(letter) for sheet in sheets for letter in _letters(sheet)})
    chunks = [letters[at : at + 100] for at in range(0, len(letters), 100)]
    mapped = "\n".join(
        f"{len(chunk)} beginbfchar\n" + "\n".join(f"<{code:04x}> <{code:04x}>" for code in chunk) + "\nendbfchar"
        for chunk in chunks
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /U def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{mapped}\nendcmap end end"
    )
    objects[3] = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 5 0 R >>"
    ).encode()
    objects[4] = (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font} /DW 500 /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> /FontDescriptor 6 0 R >>"
    ).encode()
    objects[5] = stream(cmap.encode())
    objects[6] = (
        f"<< /Type /FontDescriptor /FontName /{font} /Flags 32 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 "
        "/Descent -200 /CapHeight 700 /StemV 80 >>"
    ).encode()
    objects[7] = (
        f"<< /Type /Font /Subtype /TrueType /BaseFont /{latin or 'Arial'} /Encoding /WinAnsiEncoding >>"
    ).encode()
    picture = add(
        stream(bytes([200]) * 64, "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
                                  "/BitsPerComponent 8")
    )  # fmt: skip
    resources = f"/Resources << /Font << /F1 3 0 R /F2 7 0 R >> /XObject << /Im {picture} 0 R >> >>"
    kids, fields = [], []
    for sheet in sheets:
        content = add(stream("\n".join(sheet.drawn).encode("latin-1")))
        widgets = []
        for box, text, size in sheet.fields:
            code = "".join(f"{ord(letter):04x}" for letter in text)
            bounds = f"/BBox [0 0 {box[2] - box[0]} {box[3] - box[1]}]"
            look = add(
                stream(
                    f"BT /F1 {size} Tf 0 2 Td <{code}> Tj ET".encode(),
                    f"/Type /XObject /Subtype /Form {bounds} {resources}",
                )
            )
            rect = " ".join(map(str, box))
            widgets.append(
                add(
                    f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s{len(objects)}) /F 4 /Rect [{rect}] "
                    f"/AP << /N {look} 0 R >> >>"
                )
            )
        fields += widgets
        annots = f"/Annots [{' '.join(f'{n} 0 R' for n in widgets)}]" if widgets else ""
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] /Rotate {sheet.rotate} "
                f"/Contents {content} 0 R {resources} {annots} >>"
            )
        )
    form = f"/AcroForm << /Fields [{' '.join(f'{n} 0 R' for n in fields)}] /SigFlags 3 >>" if fields else ""
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {form} >>".encode()
    shown = " ".join(f"{n} 0 R" for n in kids)
    objects[2] = f"<< /Type /Pages /Count {len(kids)} /Kids [{shown}] >>".encode()
    return _file(objects)


def _letters(sheet: Sheet) -> str:
    codes = "".join(part.split("<")[1].split(">")[0] for part in sheet.drawn if part.startswith("BT /F1"))
    shown = "".join(chr(int(codes[at : at + 4], 16)) for at in range(0, len(codes), 4))
    return shown + "".join(text for _, text, _ in sheet.fields)


def _file(objects: list[bytes]) -> bytes:
    made, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects[1:], 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 {len(objects)}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects)} /Root 1 0 R >>\n"
    return made + f"{tail}startxref\n{len(made)}\n%%EOF\n".encode()
