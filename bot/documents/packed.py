"""Finds out what a stranger's file is before it is opened: by its bytes, never by its name.

The directory of a zip is checked before anything is unpacked. A paper that declares XML entities is refused, as
neither Word nor Excel writes them.
"""

from enum import Enum
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - a class with a small name

from bot.documents import legacy
from bot.errors import N_, BadInput

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_XML = 25 * MEGABYTE
MOST_PARTS = 5000
MOST_RATIO = 200
"""Of unpacked to packed bytes: a zip bomb has thousands."""
SMALL = MEGABYTE
"""Below this a part may be packed as tightly as it likes."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_UNKNOWN = N_(
    "{name} is none of Word (.docx), Excel (.xlsx, .xls) and text (.txt). Please save the plan as one of them."
)
EMPTY = N_("{name} is empty: nothing stands in it. Please send the file that holds the text.")
_PDF = N_("{name} is a PDF. Please send the Word or Excel file that it was made from, or paste its text.")
_RICH = N_("{name} is a Rich Text file (.rtf). Please open it in Word, save it as .docx and send it again.")
_MAIL = N_("{name} is a web archive (.mht). Please open it in Word or Excel, save it as .docx or .xlsx and send that.")
_OLD_XML = N_("{name} is an XML table of Excel 2003. Please save it as .xlsx and send it again.")
_OPEN_OTHER = N_("{name} is an OpenDocument file of another kind. Please save it as .docx or .xlsx and send it again.")
_OPEN_KINDS = (b"opendocument.text", b"opendocument.spreadsheet")
_REFUSED = {
    b"%PDF": _PDF,
    b"{\\rtf": _RICH,
    b"MIME-Version:": _MAIL,
    b'<?xml version="1.0"?>\r\n<?mso-application': _OLD_XML,
    b'<?xml version="1.0"?>\n<?mso-application': _OLD_XML,
}
"""What is refused by its true name, by how its bytes begin."""
MOST_BEFORE_A_TAG = 2000
_OLD_WORD = N_("{name} is an old Word file (.doc). Please open it in Word, save it as .docx and send it again.")
_PASSWORD = N_("{name} has a password. Please save it without one and send it again.")
_BOMB = N_("{name} would unpack to far more than a plan needs, so it was not opened. Please save it anew.")
_BROKEN = N_("{name} is damaged and cannot be read. Please open it, save it anew and send it again.")


class FileKind(Enum):
    """What a file is, by what stands in it."""

    WORD = "word"
    SHEET = "sheet"
    OLD_SHEET = "old sheet"
    TEXT = "text"
    OPEN = "open document"
    WEB_PAGE = "web page"


_BY_PART = {
    "word/document.xml": FileKind.WORD,
    "xl/workbook.xml": FileKind.SHEET,
    "mimetype": FileKind.OPEN,
}


def kind_of(content: bytes, name: str) -> FileKind:
    """Return what a file is; `name` is for sentences. Raises BadInput where it cannot be read or opened safely."""
    if len(content) > MOST_BYTES:
        raise too_large(name)
    if content.startswith(OLE):
        return _kind_of_old(content, name)
    if content.startswith(b"PK"):
        return _kind_of_packed(content, name)
    for mark, sentence in _REFUSED.items():
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(mark):
            raise BadInput(sentence, name=name)
    text = decoded(content)
    if text is None:
        raise BadInput(_UNKNOWN, name=name)
    if not text.strip("\ufeff \r\n\t\f\v"):
        raise BadInput(EMPTY, name=name)
    return FileKind.WEB_PAGE if _is_page(text) else FileKind.TEXT


def _is_page(text: str) -> bool:
    start = text[:MOST_BEFORE_A_TAG].lstrip("\ufeff \r\n\t").lower()
    return start.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<div", "<meta")) or (
        start.startswith("<?xml") and "<html" in start
    )


def too_large(name: str, most: int = MOST_BYTES) -> BadInput:
    """Return the refusal of a file of more than `most` bytes, which is not even opened."""
    return BadInput(N_("{name} is larger than {most} MB."), name=name, most=most // MEGABYTE)


def broken(name: str) -> BadInput:
    """Return the refusal of a file that its reader stumbled over."""
    return BadInput(_BROKEN, name=name)


def locked(name: str) -> BadInput:
    """Return the refusal of a file that asks for a password."""
    return BadInput(_PASSWORD, name=name)


def decoded(content: bytes) -> str | None:
    """Return the text of a text file in Unicode, None where it is none."""
    try:
        text = content.decode(_of_today(content))
    except UnicodeDecodeError:
        text = (legacy.decoded(content) or ("\0", ""))[0]
    return text if all(letter >= " " or letter in "\t\n\r\f\v" for letter in set(text)) else None


def _of_today(content: bytes) -> str:
    """Return in which Unicode a text is, where it is in one: in UTF-16 about every other byte is empty."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    half = len(content[:LOOKED_AT]) // 2
    if len(content) % 2 or not half:
        return "utf-8-sig"
    empty = [content[first:LOOKED_AT:2].count(0) for first in (0, 1)]
    wide = next((place for place in (0, 1) if empty[place] * 2 > half and empty[1 - place] * 10 < half), None)
    return "utf-8-sig" if wide is None else ("utf-16-be", "utf-16-le")[wide]


LOOKED_AT = 4000
"""Bytes by which one sees how a text is encoded."""


def old_letters(content: bytes) -> str:
    """Return the encoding of a text file of the time before Unicode, empty where it is of today."""
    try:
        content.decode(_of_today(content))
    except UnicodeDecodeError:
        return (legacy.decoded(content) or ("", ""))[1]
    return ""


def _kind_of_old(content: bytes, name: str) -> FileKind:
    """Tell the files of old by the names of their streams, which the directory keeps in UTF-16."""
    streams = {stream for stream in ("EncryptedPackage", "WordDocument", "Workbook", "Book") if _holds(content, stream)}
    if "EncryptedPackage" in streams:
        raise locked(name)
    if "WordDocument" in streams:
        raise BadInput(_OLD_WORD, name=name)
    if not streams:
        raise BadInput(_UNKNOWN, name=name)
    return FileKind.OLD_SHEET


def _holds(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") + b"\0\0" in content


def _kind_of_packed(content: bytes, name: str) -> FileKind:
    try:
        with ZipFile(BytesIO(content)) as packed:
            return _checked(packed, name)
    # All that zipfile is known to raise for damaged or hostile archives; NotImplementedError is its word for a way of
    # packing that it does not know.
    except (BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError, ZlibError) as damage:
        raise broken(name) from damage


def _checked(packed: ZipFile, name: str) -> FileKind:
    parts = packed.infolist()
    names = set(packed.namelist())
    kind = next((kind for part, kind in _BY_PART.items() if part in names), None)
    if kind is None:
        raise BadInput(_UNKNOWN, name=name)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise locked(name)
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(_is_bomb(part) for part in parts)
    ):
        raise BadInput(_BOMB, name=name)
    # Looked into once it is known to be no bomb.
    if kind is FileKind.OPEN and not any(one in packed.read("mimetype")[:100] for one in _OPEN_KINDS):
        raise BadInput(_OPEN_OTHER, name=name)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _declares_entities(packed.read(part)):
            raise broken(name)
    return kind


def _is_bomb(part: ZipInfo) -> bool:
    too_tight = part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)
    return too_tight or (part.filename.endswith((".xml", ".rels")) and part.file_size > MOST_XML)


def _declares_entities(xml: bytes) -> bool:
    return any("<!DOCTYPE".encode(encoding) in xml for encoding in ("ascii", "utf-16-le", "utf-16-be"))
