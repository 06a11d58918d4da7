"""Hostile files, as somebody would make them on purpose: bombs, circles, depths, and tables of 100,000 rows."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS = (
    "ỦY BAN NHÂN DÂN\nTỈNH CHÂU LĨNH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 12/QĐ-UBND\nChâu Lĩnh, ngày 05 tháng 3 năm 2024\nQUYẾT ĐỊNH\nVề việc giao nhiệm vụ\n"
    "Điều 1. Giao Sở Nội vụ chủ trì.\n"
)
ROWS = 100_000


class Mutant(NamedTuple):
    """A file to try.

    Attributes:
        label: what was done to it; with family and seed it is enough to make it again.
        name: as readers see it.
        data: its bytes.
    """

    label: str
    name: str
    data: bytes


def pack(members: dict[str, bytes]) -> bytes:
    """An archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def small(family: str) -> bytes:
    """A small sound file of the family, to be damaged; of .doc, hardly more than a head."""
    return next(_HOSTILE[family](""))[1]


def hostile(family: str, trap: str) -> Iterator[Mutant]:
    """The hostile files of a family, made one after the other: some take seconds.

    Args:
        family: a format as `ingest.readers.formats` names it.
        trap: an address that nobody may ask; external entities name it.
    """
    for label, data in _HOSTILE[family](trap):
        yield Mutant(f"hostile: {label}", f"hostile.{SUFFIXES[family]}", data)


def _text(_trap: str) -> Iterator[tuple[str, bytes]]:
    yield "sound", WORDS.encode() * 20
    yield "no line ends", WORDS.encode() * 20_000
    yield "half a UTF-16", b"\xff\xfe" + WORDS.encode("utf-16-le")[:-1]
    yield "combining marks", ("e" + "\u0301\u0323" * 300_000).encode()
    yield "rows with bars", (WORDS + "\nSTT | Nhiệm vụ | Cơ quan\n" + "1 | Xây dựng | Sở Y tế\n" * ROWS).encode()
    yield "form feeds", b"\x0c" * 100_000 + b"a"
    yield "dots and spaces", ("Số" + " ." * 200_000 + "\n" + " " * 500_000).encode()
    yield "brackets", ("Điều 1. " + "“" * 100_000 + "(" * 100_000).encode()
    yield "headings", "".join(f"Điều {number}. Việc\na) b\n" for number in range(30_000)).encode()


def _html(trap: str) -> Iterator[tuple[str, bytes]]:
    words = WORDS.replace("\n", "<br>")
    yield "sound", f"<html><body><p>{words}</p><table><tr><td>1<td>việc</tr></table></html>".encode()
    yield "tags in tags", ("<html><body>" + "<div>" * 200_000 + words).encode()
    yield "tables in tables", ("<html><body>" + "<table><tr><td>" * 190 + words).encode()
    yield "rows", f"<html><body>{words}<table>{'<tr><td>1<td>việc</tr>' * ROWS}</table>".encode()
    yield "spans", f"<html><table>{'<tr><td colspan=999999999 rowspan=999999999>a</tr>' * 2000}{words}".encode()
    yield "one row", f"<html><table><tr>{'<td>ô' * ROWS}</table>{words}".encode()
    yield "unclosed", f"<html><body>{'<b><i><p>' * 50_000}{words}".encode()
    yield "entities", ("<html><body>" + "&amp;#&#x110000;&#0;&nosuch;" * 50_000 + words).encode()
    yield "attributes", ("<html><body " + "a=b " * 300_000 + ">" + words).encode()
    yield "pictures", f'<html><img src="{trap}/a.png"><link rel=stylesheet href="{trap}/a.css">{words}'.encode()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, *, prolog: str = "", **others: str) -> bytes:
    """A Word file with this body; `others` are further members of its folder word/."""
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    kinds = (
        f'{start}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    members = {
        "[Content_Types].xml": kinds,
        "word/document.xml": f"{start}{prolog}<w:document {_W}>{body}</w:document>",
    }
    members |= {f"word/{name}.xml": content for name, content in others.items()}
    return pack({name: content.encode() for name, content in members.items()})


def _docx(trap: str) -> Iterator[tuple[str, bytes]]:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in WORDS.split("\n"))
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    row = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in ("1", "việc"))
    row = f"<w:tr>{row}</w:tr>"
    said = "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>"
    yield "sound", word(f"<w:body>{lines}<w:tbl>{row * 3}</w:tbl></w:body>")
    yield (
        "billion laughs",
        word(
            f"<w:body>{lines}<w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body>",
            prolog=f'<!DOCTYPE w [<!ENTITY a0 "ha">{laughs}]>',
        ),
    )
    yield "a file as entity", word(said, prolog='<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>')
    yield "an address as entity", word(said, prolog=f'<!DOCTYPE w [<!ENTITY e SYSTEM "{trap}/entity">]>')
    yield "a DTD elsewhere", word(f"<w:body>{lines}</w:body>", prolog=f'<!DOCTYPE w SYSTEM "{trap}/w.dtd">')
    yield "parameter entity", word(said, prolog=f'<!DOCTYPE w [<!ENTITY % p SYSTEM "{trap}/p.dtd"> %p;]>')
    yield "rows", word(f"<w:body>{lines}<w:tbl>{row * ROWS}</w:tbl></w:body>")
    yield (
        "tables in tables",
        word(f"<w:body>{lines}{'<w:tbl><w:tr><w:tc>' * 5000}{lines}{'</w:tc></w:tr></w:tbl>' * 5000}</w:body>"),
    )
    yield "boxes in boxes", word(f"<w:body>{'<w:sdt><w:sdtContent>' * 100_000}")
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{lines}</w:tc>'
    yield (
        "spans",
        word(f"<w:body>{lines}<w:tbl><w:tr>{wide}</w:tr></w:tbl></w:body>"),
    )
    yield "one paragraph", word(f"<w:body><w:p>{'<w:r><w:t>chữ </w:t></w:r>' * 300_000}</w:p></w:body>")
    yield "paragraphs", word(f"<w:body>{lines}{'<w:p/>' * 500_000}</w:body>")
    yield "a bomb", pack({"word/document.xml": bytes(400 * 2**20)})
    yield "a bomb of spaces", word(f"<w:body>{lines}<w:p><w:r><w:t>{' ' * 300_000_000}</w:t></w:r></w:p></w:body>")
    yield (
        "styles in a circle",
        word(
            f'<w:body><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr></w:p>{lines}</w:body>',
            styles=f'<w:styles {_W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
            '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>',
        ),
    )


def _doc(_trap: str) -> Iterator[tuple[str, bytes]]:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    yield "words after a head", head + WORDS.encode("utf-16-le") * 200
    yield "only a head", head
    yield "a head of zeros", head + bytes(4096)
    yield "a head of ones", head + b"\xff" * 100_000
    start = head + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    yield "sectors in a circle", start + struct.pack("<9I", 0, 1, 1, 0, 4096, 1, 1, 1, 1) + bytes(436) + bytes(2048)


def _rtf(trap: str) -> Iterator[tuple[str, bytes]]:
    words = "".join(f"\\u{ord(letter)}?" if ord(letter) > 126 else letter for letter in WORDS.replace("\n", "\\par "))
    row = "{\\trowd\\cellx100\\cellx200\\intbl 1\\cell viec\\cell\\row}"
    yield "sound", f"{{\\rtf1\\ansi {words}}}".encode()
    yield "groups in groups", b"{\\rtf1" + b"{" * 1_000_000 + words.encode()
    yield "closed too often", f"{{\\rtf1 {words}".encode() + b"}" * 1_000_000
    yield "binary without end", f"{{\\rtf1 {words}\\bin2147483647 ".encode() + b"a" * 5000
    yield "negative binary", f"{{\\rtf1\\bin-5 {words}}}".encode()
    yield "numbers", f"{{\\rtf1\\u99999999999?\\u-99999999?\\uc999999999 {words}\\fs99999999999}}".encode()
    yield "rows", f"{{\\rtf1 {words}{row * ROWS}}}".encode()
    edges, cells, fonts = "\\cellx1" * ROWS, " o\\cell" * ROWS, "".join(f"{{\\f{n} a;}}" for n in range(ROWS))
    yield "one row", f"{{\\rtf1 {words}\\trowd{edges}\\intbl{cells}\\row}}".encode()
    yield "fonts", f"{{\\rtf1{{\\fonttbl{fonts}}}{words}}}".encode()
    yield "backslashes", b"{\\rtf1" + b"\\" * 1_000_001
    yield "code pages", f"{{\\rtf1\\ansicpg99999 {words}\\'zz\\'f}}".encode()
    yield "a link", f'{{\\rtf1{{\\field{{\\*\\fldinst INCLUDEPICTURE "{trap}/a"}}}}{words}}}'.encode()
    yield "a long word", b"{\\rtf1\\" + b"a" * 2_000_000 + b"1" * 2_000_000


def portable(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d %b >>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, trailer, len(data),
    )  # fmt: skip


def _stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(packed), more, packed)


def _pdf(trap: str) -> Iterator[tuple[str, bytes]]:
    root, kids = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    )

    drawn = page.replace(b"/Font << /F", b"/XObject << /X")

    def shown(content: bytes, page: bytes = page) -> bytes:
        return portable(root, kids, page, _stream(content), font)

    yield "sound", shown(b"BT /F 12 Tf 72 700 Td (Quyet dinh) Tj ET")
    yield "a bomb", shown(b" " * 600_000_000)
    yield "words", shown(b"BT /F 6 Tf " + b"1 0 Td (chu) Tj " * 300_000 + b"ET")
    yield "lines", shown(b"0 0 m 9 9 l S " * 500_000)
    yield "boxes", shown(b"".join(b"%d %d 5 5 re S " % (n % 590, n % 840) for n in range(100_000)))
    yield "saved states", shown(b"q " * 1_000_000 + b"BT /F 12 Tf (a) Tj ET")
    yield "a page of a square mile", shown(b"BT /F 12 Tf (a) Tj ET", page.replace(b"595 842", b"99999999 99999999"))
    yield "a page of nothing", shown(b"BT /F 12 Tf (a) Tj ET", page.replace(b"595 842", b"0 0"))
    yield "letters of any size", shown(b"BT /F 1e30 Tf 1e30 -1e30 Td (a) Tj /F 1e-30 Tf (b) Tj ET")
    yield "its own parent", portable(root, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")
    yield (
        "a billion pages",
        portable(root, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>", page, _stream(b""), font),
    )
    yield (
        "one page often",
        portable(
            root, b"<< /Type /Pages /Kids [%b] /Count 20000 >>" % (b"3 0 R " * 20_000), page, _stream(b"BT ET"), font
        ),
    )
    yield "lists in lists", portable(b"[" * 200_000, b"<<" * 200_000)
    yield "a form that draws itself", portable(
        root, kids,
        drawn,
        _stream(b"/X Do"),
        _stream(b"/X Do /X Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"),
    )  # fmt: skip
    yield "encrypted", portable(
        root, kids, page, _stream(b""), font,
        trailer=b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (a) /U (b) /P -1 >> /ID [(a)(b)]",
    )  # fmt: skip
    yield "an action", portable(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (%b) >> >>" % trap.encode(),
        kids, page, _stream(b"BT /F 12 Tf (a) Tj ET"), font,
    )  # fmt: skip
    yield "a huge picture", portable(
        root, kids,
        drawn,
        _stream(b"595 0 0 842 0 0 cm /X Do"),
        _stream(bytes(1000), b"/Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"),
    )  # fmt: skip


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def picture(width: int, height: int, rows: bytes | None = None, *, depth: int = 8) -> bytes:
    """A grey PNG of this size; white where no rows are given."""
    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(height)) if rows is None else rows
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _image(_trap: str) -> Iterator[tuple[str, bytes]]:
    yield "sound", picture(200, 100)
    yield "one dot", picture(1, 1)
    yield "a thread", picture(20_000, 1)
    yield "no size", picture(0, 0, b"")
    yield "larger than it is", picture(60_000, 60_000, bytes(1000))
    yield "a bomb", picture(30_000, 30_000, bytes(900_030_000))
    yield "one bit a dot", picture(20_000, 20_000, bytes(20_000 * 2501), depth=1)
    tiff = b"II*\x00\x08\x00\x00\x00"
    yield "a directory that goes on with itself", tiff + struct.pack("<HHHIIHHIII", 2, 256, 3, 1, 9, 257, 3, 1, 9, 8)
    yield "a directory beyond the end", b"II*\x00\xff\xff\xff\xff"
    yield "only a head", b"\xff\xd8\xff\xe0"
    yield "a photo that is none", bytes([0, 0, 0, 24]) + b"ftypheic" + b"\xff" * 4096
    yield "WebP of nothing", b"RIFF\xff\xff\xff\xffWEBPVP8X" + bytes(64)


def _zip(_trap: str) -> Iterator[tuple[str, bytes]]:
    inner = pack({"a.txt": WORDS.encode()})
    yield "sound", pack({"a.txt": WORDS.encode(), "b.zip": inner})
    yield "a bomb", pack({"a.txt": bytes(300 * 2**20)})
    yield "bombs in a bomb", pack({f"{n}.zip": pack({"a.txt": bytes(50 * 2**20)}) for n in range(20)})
    yield "names that lead out", pack({"../a.txt": b"a", "/etc/a.txt": b"a", "C:\\a.txt": b"a"})
    yield "names of any length", pack({"ă" * 20_000 + ".txt": WORDS.encode()})
    yield "members", pack({f"{n}.txt": b"a" for n in range(15_000)})
    yield "entries", b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * 100_000
    deep = inner
    for _ in range(50):
        deep = pack({"a.zip": deep})
    yield "archives in archives", deep


_HOSTILE: dict[str, Callable[[str], Iterator[tuple[str, bytes]]]] = {
    "text": _text,
    "html": _html,
    "docx": _docx,
    "doc": _doc,
    "rtf": _rtf,
    "pdf": _pdf,
    "image": _image,
    "zip": _zip,
}
FAMILIES = tuple(_HOSTILE)
SUFFIXES = {family: {"text": "txt", "image": "png"}.get(family, family) for family in FAMILIES}
