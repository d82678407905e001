"""Writes a small .xls by hand: BIFF8 records in a compound file, for no library here writes one any more."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST_STREAM = 4096
Merged = tuple[int, int, int, int]


def workbook(rows, merged: tuple[Merged, ...] = ()) -> bytes:
    """A workbook of one sheet; a number is kept as one, `merged` are first row, last row, first and last column."""
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet += record(0x0203, struct.pack("<HHHd", number, column, 0, value))
            elif value:
                text = value.encode("utf-16-le")
                sheet += record(0x0204, struct.pack("<HHHHB", number, column, 0, len(text) // 2, 1) + text)
    if merged:
        ranges = b"".join(struct.pack("<HHHH", *area) for area in merged)
        sheet += record(0x00E5, struct.pack("<H", len(merged)) + ranges)
    sheet += record(0x000A, b"")
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = "Kế hoạch".encode("utf-16-le")
    length = len(start) + 4 + 8 + len(name) + 4
    bound = record(0x0085, struct.pack("<IBBBB", length, 0, 0, len(name) // 2, 1) + name)
    return compound("Workbook", start + bound + record(0x000A, b"") + sheet)


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def compound(stream: str, content: bytes) -> bytes:
    """A compound file with one stream: a header, one sector of the table of sectors, the directory, the stream."""
    content = content.ljust(max(SMALLEST_STREAM, -(-len(content) // SECTOR) * SECTOR), b"\0")
    sectors = len(content) // SECTOR
    assert sectors < SECTOR // 4 - 2
    chain = [FAT, END, *range(3, sectors + 2), END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    directory = entry("Root Entry", 5, END, 0, child=1) + entry(stream, 2, 2, len(content)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SMALLEST_STREAM, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + directory + content


def entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
