"""Writes small Word 97 files, just enough of [MS-CFB] and [MS-DOC] for one fact at a time."""

import struct

SECTOR = 512
NONE, END, IN_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams):
    """A compound file of `streams` (name with slashes → bytes); each is padded, so that none is in the mini stream."""
    sectors, starts = [], {}
    chains = []
    for name, data in streams.items():
        padded = data.ljust(4096, b"\0")
        padded += bytes(-len(padded) % SECTOR)
        starts[name] = (len(sectors), len(padded))
        chains.append((len(sectors), len(padded) // SECTOR))
        sectors += [padded[at : at + SECTOR] for at in range(0, len(padded), SECTOR)]
    directory = _directory(starts)
    chains.append((len(sectors), len(directory) // SECTOR))
    first_directory = len(sectors)
    sectors += [directory[at : at + SECTOR] for at in range(0, len(directory), SECTOR)]
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    fat = [NONE] * (fats * 128)
    for start, count in chains:
        for at in range(start, start + count):
            fat[at] = at + 1 if at + 1 < start + count else END
    fat[len(sectors) : len(sectors) + fats] = [IN_FAT] * fats
    listed = [len(sectors) + at for at in range(fats)] + [NONE] * (109 - fats)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, fats, first_directory, 0, 4096, END, 0, END, 0) + struct.pack("<109I", *listed)
    return head + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _directory(starts):
    """Entries of all storages and streams; siblings are chained to the right."""
    entries = [["Root Entry", 5, NONE, NONE, END, 0]]
    places = {"": 0}

    def add(name, kind, start, size):
        above, _, last = name.rpartition("/")
        if above not in places:
            add(above, 1, 0, 0)
        entries.append([last, kind, entries[places[above]][3], NONE, start, size])
        entries[places[above]][3] = places[name] = len(entries) - 1

    for name, (start, size) in starts.items():
        add(name, 2, start, size)
    raw = b""
    for name, kind, right, child, start, size in entries:
        letters = (name + "\0").encode("utf-16-le")
        raw += letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, NONE, right, child)
        raw += bytes(36) + struct.pack("<IQ", start, size)
    return raw + bytes(-len(raw) % SECTOR)


def sprm(code, operand):
    """A property modifier; an operand given as a number has the size that the code says."""
    if isinstance(operand, int):
        operand = operand.to_bytes((1, 1, 2, 4, 2, 2, 1, 3)[code >> 13], "little")
    return struct.pack("<H", code) + operand


HIDDEN, DELETED, CAPITALS, SPECIAL = sprm(0x083C, 1), sprm(0x0800, 1), sprm(0x083B, 1), sprm(0x0855, 1)
CELL, ROW = sprm(0x2416, 1), sprm(0x2416, 1) + sprm(0x2417, 1)
INNER = sprm(0x2416, 1) + sprm(0x6649, 2)
INNER_CELL, INNER_ROW = INNER + sprm(0x244B, 1), INNER + sprm(0x244C, 1)


def font(index):
    """Letters in the font of that number."""
    return sprm(0x4A4F, index) + sprm(0x4A51, index)


def item(list_number, level=0):
    """A paragraph of a list."""
    return sprm(0x260A, level) + sprm(0x460B, list_number)


def row(edges, merged=()):
    """The mark of the end of a row with cells between `edges`; those of `merged` go on from above."""
    cells = b"".join(struct.pack("<H", 0x20 if at in merged else 0) + bytes(18) for at in range(len(edges) - 1))
    body = bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return ROW + struct.pack("<HH", 0xD608, len(body) + 1) + body


def level(text, kind=0, start=1):
    """One level of a list; “\0” stands for the number of the first level."""
    return struct.pack("<IBB", start, kind, 0) + bytes(22) + struct.pack("<H", len(text)) + text.encode("utf-16-le")


class WordFile:
    """A file to which paragraphs are added: `add("text", …)`, then `streams()` or `data()`."""

    def __init__(self, *, fonts=("Times New Roman",), flags=0, version=0xC1):
        self.fonts = fonts
        self.flags, self.version = flags, version
        self.runs, self.marks = [], []
        self.sizes = [0] * 8
        self.tables = {}
        self.behind = {}
        self.pieces = None

    @property
    def length(self):
        return sum(len(text) for text, _ in self.runs)

    def add(self, *runs, mark="\r", paragraph=b"", looks=b"", part=0):
        """A paragraph of runs: text, or (text, modifiers)."""
        before = self.length
        self.runs += [run if isinstance(run, tuple) else (run, b"") for run in runs]
        self.runs.append((mark, looks))
        self.marks.append((self.length, struct.pack("<H", 0) + paragraph))
        self.sizes[part] += self.length - before
        return self

    def cells(self, *texts, edges=None, merged=()):
        """A row of a table."""
        for text in texts:
            self.add(text, mark="\x07", paragraph=CELL)
        return self.add(mark="\x07", paragraph=row(edges or range(0, 1000 * len(texts) + 1, 1000), merged))

    def lists(self, *lists, overrides=()):
        """Lists of levels; list number n is `overrides[n - 1]`: (index of the list, start of level 0 or None)."""
        heads = b"".join(
            struct.pack("<II", index + 1, 0) + bytes(18) + bytes([len(levels) == 1, 0])
            for index, levels in enumerate(lists)
        )
        levels = b"".join(lvl for found in lists for lvl in found)
        self.tables[73] = struct.pack("<H", len(lists)) + heads
        self.behind[73] = levels
        overrides = overrides or [(index, None) for index in range(len(lists))]
        rows = b"".join(struct.pack("<IIIBBH", at + 1, 0, 0, start is not None, 0, 0) for at, start in overrides)
        data = b"".join(
            bytes(4) + (struct.pack("<II", start, 0x10) if start is not None else b"") for _, start in overrides
        )
        self.tables[74] = struct.pack("<I", len(overrides)) + rows + data
        return self

    def streams(self):
        """The streams of the file."""
        text = "".join(text for text, _ in self.runs)
        body, pieces = b"", []
        for start, end, compressed in self.pieces or [(0, len(text), False)]:
            code = (1024 + len(body)) * (2 if compressed else 1) | (0x40000000 if compressed else 0)
            pieces.append((start, end, code, 1024 + len(body), 1 if compressed else 2))
            body += text[start:end].encode("cp1252" if compressed else "utf-16-le")
        main = bytearray(1024) + body
        looks = self._pages(main, [(len(run), look) for run, look in self.runs], pieces, papx=False)
        ends = [0, *(end for end, _ in self.marks)]
        marks = [(end - start, mark) for start, (end, mark) in zip(ends, self.marks, strict=False)]
        layout = self._pages(main, marks, pieces, papx=True)
        plc = struct.pack(f"<{len(pieces) + 1}I", *[p[0] for p in pieces], pieces[-1][1])
        plc += b"".join(struct.pack("<HIH", 0, code, 0) for _, _, code, _, _ in pieces)
        names = b"".join(self._font(name) for name in self.fonts)
        tables = {
            12: looks,
            13: layout,
            15: struct.pack("<HH", len(self.fonts), 0) + names,
            33: b"\x02" + struct.pack("<I", len(plc)) + plc,
            **self.tables,
        }
        struct.pack_into("<HHH", main, 0, 0xA5EC, self.version, 0)
        struct.pack_into("<H", main, 10, 0x0200 | self.flags)
        struct.pack_into("<8I", main, 0x4C, *self.sizes)
        table = b""
        for index, data in sorted(tables.items()):
            struct.pack_into("<II", main, 0x9A + 8 * index, len(table), len(data))
            table += data + self.behind.get(index, b"")
        return {"WordDocument": bytes(main), "1Table": table}

    def data(self, **more):
        """The file."""
        return compound({**self.streams(), **more})

    @staticmethod
    def _font(name):
        letters = (name + "\0").encode("utf-16-le")
        return bytes([39 + len(letters)]) + bytes(39) + letters

    @staticmethod
    def _pages(main, stretches, pieces, *, papx):
        """A formatted page for each stretch of text in each piece; returns the table of pages."""
        places, pages = [], []
        position = 0
        for length, properties in stretches:
            for start, end, _, offset, width in pieces:
                first, last = max(position, start), min(position + length, end)
                if first >= last:
                    continue
                main += bytes(-len(main) % SECTOR)
                page = bytearray(SECTOR)
                edges = [offset + (at - start) * width for at in (first, last)]
                struct.pack_into("<II", page, 0, *edges)
                page[-1] = 1
                page[8] = 100
                if papx:
                    padded = properties + bytes(len(properties) % 2)
                    page[200 : 202 + len(padded)] = bytes([0, len(padded) // 2]) + padded
                else:
                    page[200 : 201 + len(properties)] = bytes([len(properties)]) + properties
                places += edges[:1]
                pages.append(len(main) // SECTOR)
                main += page
            position += length
        return struct.pack(f"<{len(places) + 1}I", *places, 0) + struct.pack(f"<{len(pages)}I", *pages)


def packed(name, content):
    """The stream of an object of the Packager that holds a file."""
    label = name.encode("cp1252") + b"\0"
    inner = struct.pack("<H", 2) + label * 2 + bytes([0, 0, 3, 0]) + struct.pack("<I", len(label)) + label
    inner += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(inner)) + inner
