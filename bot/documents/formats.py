"""A file of any format that is read, as lines and rows."""

from collections.abc import Callable, Iterator

from bot.documents import legacy, open_in, sheet_in, text_in, web_in, word_in
from bot.documents.blocks import Block, Cell
from bot.documents.packed import OLE, FileKind, decoded, kind_of, old_letters


def blocks(content: bytes, name: str, is_header: Callable[[tuple[Cell, ...]], bool]) -> Iterator[Block]:
    """Give a file's blocks, whatever its name ends in; `is_header` tells the header of a table in a plain text.

    Raises BadInput where the file is none of the formats that are read, or damaged.
    """
    kind = kind_of(content, name)
    if kind is FileKind.WORD:
        return word_in.blocks(content, name)
    if kind is FileKind.TEXT:
        return text_in.blocks(decoded(content) or "", is_header)
    if kind is FileKind.WEB_PAGE:
        return web_in.blocks(decoded(content) or "", name)
    if kind is FileKind.OPEN:
        return open_in.blocks(content, name)
    return sheet_in.blocks(content, name, kind)


def modern_blocks(
    content: bytes, name: str, is_header: Callable[[tuple[Cell, ...]], bool], told: set[str]
) -> Iterator[Block]:
    """Give a file's blocks in letters of today; once all are given, `told` has the encodings that it was in before."""
    found = blocks(content, name, is_header)
    if not content.startswith((b"PK", OLE)):
        told.update({old_letters(content)} - {""})
    return legacy.modern(found, told)
