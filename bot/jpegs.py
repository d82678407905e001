"""A JPEG's picture without anything that came along with it, byte for byte: nothing is decoded and written anew.

A file is a row of segments, each with a marker and a length; only after a scan's head the picture's own dots follow,
until the next marker (ITU-T T.81, annex B). What makes the picture is taken over. Where it was taken, by whom, what it
looked like before, and what stands behind its end stays behind.
"""

import re

BEGIN, END = b"\xff\xd8", 0xD9
SCAN, JFIF = 0xDA, 0xE0
PICTURE = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, SCAN})
"""Frames that are read everywhere, tables, and scans."""
ADOBE = 0xEE
"""It may say that the colours are no usual ones, so it cannot be left out."""
BESIDE = (frozenset(range(0xE0, 0xF0)) | {0xFE}) - {ADOBE}
"""What applications write, and comments."""
PLAIN_JFIF = 16
"""The length of its segment where it brings no small picture along."""

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)


def bare(content: bytes) -> bytes | None:
    """Return the picture alone; None where the file is not as plain as those of phones and of messengers."""
    if not content.startswith(BEGIN):
        return None
    kept, place = [BEGIN], len(BEGIN)
    while place + 1 < len(content) and content[place] == 0xFF:  # noqa: PLR2004 - how a marker begins
        marker = content[place + 1]
        if marker == END:
            return b"".join([*kept, content[place : place + 2]])
        if marker == 0xFF:  # noqa: PLR2004 - a marker may be filled up with them
            place += 1
            continue
        ends = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if marker not in PICTURE | BESIDE or not place + 4 <= ends <= len(content):
            return None
        if marker == SCAN:
            after = _NEXT_MARKER.search(content, ends)
            ends = after.start() if after else len(content)
        if marker in PICTURE or (marker == JFIF and _is_plain(content[place:ends])):
            kept.append(content[place:ends])
        place = ends
    return None


def _is_plain(segment: bytes) -> bool:
    return len(segment) == PLAIN_JFIF + 2 and segment[4:9] == b"JFIF\0"
