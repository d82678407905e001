"""The parts of an official paper, as Nghị định 30/2020/NĐ-CP names them; plain data that turns into JSON and back.

A paper is in Vietnamese whatever language its reader chats in. What nobody knows yet stands in it as a gap, in words
("[CẦN BỔ SUNG: nơi ký]"), so that it is seen on paper too; no number, day or name is ever invented.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from msgspec import DecodeError, Struct, convert, json

from bot.vietnamese import local

GAP = "[CẦN BỔ SUNG: {what}]"
GAPS = re.compile(r"\[CẦN BỔ SUNG: ([^\]]*)\]")
BLANK = "…"
"""Where a hand writes later, and nobody asks for it in chat: a number, a day."""


def gap(what: str) -> str:
    """Return what stands where something is not known: "[CẦN BỔ SUNG: nơi ký]"."""
    return GAP.format(what=what)


def known(value: str | None, what: str) -> str:
    """Return a value, or the gap of that name where there is none."""
    return value.strip() if value and value.strip() else gap(what)


def two(number: int) -> str:
    """Return "05" below ten, as offices count people and number papers."""
    return f"{number:02}"


def day_in_words(day: date | None) -> str:
    """Return "ngày 05 tháng 3 năm 2026": 0 before days under 10 and before months 1 and 2 only (NĐ 30, Phụ lục I)."""
    if day is None:
        return f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    month = two(day.month) if day.month <= 2 else f"{day.month}"  # noqa: PLR2004 - January and February
    return f"ngày {two(day.day)} tháng {month} năm {day.year}"


def hour_in_words(moment: datetime) -> str:
    """Return "14 giờ 00 phút, ngày 26 tháng 11 năm 2026"."""
    here = local(moment)
    return f"{here.hour:02} giờ {here.minute:02} phút, {day_in_words(here.date())}"


Weight = Literal["title", "heading", "point", "text", "item", "label"]
"""How a line stands: "I. TÊN MỤC", "1. Tên", a paragraph, "- một ý", a short line without indent."""


class Block:
    """A part of what a paper says, one below the other: what kind it is tell the names of what it has."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PaperLine(Block):
    """One paragraph."""

    text: str
    weight: Weight = "text"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table; `share` is its part of the width, in any measure that is the same for all of a table."""

    name: str
    share: int
    centred: bool = False
    most: int = 0
    """Up to which share it grows with what stands in it; 0 for a column that does not."""


@dataclass(frozen=True, slots=True)
class PaperTable(Block):
    """A table with a head that is repeated on each page."""

    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()
    """The bold last row, where there is one."""


@dataclass(frozen=True, slots=True)
class PaperPhoto(Block):
    """A photo by its digest, with the line that stands below it."""

    sha: str
    caption: str


@dataclass(frozen=True, slots=True)
class PaperCode(Block):
    """A link as a QR code, beside what it is for."""

    link: str
    text: str


class UnknownPaper(Exception):
    """What is kept of a paper has parts that this version of the service does not know."""


class _About(Struct):
    about: str


_OWN = {"weight": PaperLine, "columns": PaperTable, "sha": PaperPhoto, "link": PaperCode}
"""What only one kind of block has."""


@dataclass(frozen=True, slots=True)
class PaperTop:
    """What stands at the left above a paper."""

    above: str
    """The superior body; empty for a body without one."""
    body: str
    number: str
    """What follows the number: "BC-THNS"; empty for a paper that has no number line."""
    place: str
    """Where it is signed; empty for a paper without a line of place and day: minutes."""
    day: date | None = None
    """None for a day that a hand writes."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the post in capitals, words below it, and the name."""

    post: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Appendix:
    """A Phụ lục, which counts its own pages."""

    name: str
    blocks: tuple[Block, ...]
    of: str = ""
    """Which paper it comes with: "(Kèm theo Biên bản …)"."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper, in the order in which its parts stand."""

    top: PaperTop | None
    """None for what has no official head, such as a news item."""
    kind: str
    """Tên loại: "BIÊN BẢN"; empty for a công văn, whose subject stands below the number."""
    about: str
    """Trích yếu."""
    to: tuple[str, ...] = ()
    """Kính gửi."""
    grounds: tuple[str, ...] = ()
    """Căn cứ, without the sign at the end."""
    blocks: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    """Nơi nhận, the last of them where it is filed."""
    left: Signature | None = None
    right: Signature | None = None
    appendices: tuple[Appendix, ...] = ()
    after: tuple[Block, ...] = ()
    """What stands below the signatures: the code of a confirmation."""
    landscape: bool = False
    ended: bool = True
    """Whether "./." stands at the end of its text; a list has none."""

    def to_json(self) -> str:
        """Return it as JSON text."""
        return json.encode(self).decode()

    @classmethod
    def from_json(cls, kept: str) -> "Paper":
        """Read back what `to_json` gave. Raises UnknownPaper for what another version of the service has written."""
        try:
            return json.decode(kept, type=cls, dec_hook=_block)
        except DecodeError as error:
            raise UnknownPaper(str(error)) from None

    def gaps(self) -> list[str]:
        """Return what is not known, in the order in which it stands, each once."""
        return list(dict.fromkeys(one for text in _texts(asdict(self)) for one in GAPS.findall(text)))

    def photos(self) -> set[str]:
        """Return the digests of its photos."""
        blocks = [*self.blocks, *(block for one in self.appendices for block in one.blocks)]
        return {block.sha for block in blocks if isinstance(block, PaperPhoto)}

    def with_photos(self, allowed: Collection[str]) -> "Paper":
        """Return it with only these of its photos; the others are said to be gone where they stood."""

        def kept(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
            gone = (isinstance(one, PaperPhoto) and one.sha not in allowed for one in blocks)
            return tuple(PaperPhoto("", "") if out else one for one, out in zip(blocks, gone, strict=True))

        appendices = tuple(replace(one, blocks=kept(one.blocks)) for one in self.appendices)
        return replace(self, blocks=kept(self.blocks), appendices=appendices)


def _block(_kind: type[Block], kept: dict[str, Any]) -> Block:
    for name, kind in _OWN.items():
        if name in kept:
            found: Block = convert(kept, kind)
            return found
    raise UnknownPaper(f"no kind of block has {', '.join(sorted(kept))}")


def about_of(kept: str) -> str:
    """Return what a paper that is kept as JSON is about; nothing where another version of the service has written it.

    Lists and letters name many papers: one that cannot be read is shown by its kind, and only its file is missing.
    """
    try:
        return json.decode(kept, type=_About).about
    except DecodeError:
        return ""


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for one in part.values():
            yield from _texts(one)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)
