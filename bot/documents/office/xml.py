"""The few elements of WordprocessingML that a paper is made of, as text: one parse of it all is fast.

Lengths are in mm and sizes in points where they are handed in; Word counts in twentieths and halves of a point.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from bot.domain.papers.paper import GAPS

TWIPS_A_MM = 1440 / 25.4
EMU_A_MM = 36_000
COLOUR = "C00000"
"""Of what is still to be filled in; it is highlighted as well, so that it is seen without colours."""

_LIKE_BREAKS = re.compile(r"[\x0b\x0c\u2028\u2029]|\r\n?")
_LIKE_SPACES = re.compile(r"[\t\x07\x08]")
_NEVER = re.compile("[^\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Align = Literal["left", "center", "right", "both"]


def clean(text: str) -> str:
    """Return a text without what XML cannot carry: Word's own control characters come along when text is pasted."""
    plain = _LIKE_SPACES.sub(" ", _LIKE_BREAKS.sub("\n", text)).replace("\x1e", "-").replace("\x1f", "")
    return _NEVER.sub("", plain)


def twips(mm: float) -> int:
    """Return a length as Word counts it."""
    return round(mm * TWIPS_A_MM)


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look."""

    size: float = 14
    bold: bool = False
    italic: bool = False

    def xml(self, *, gap: bool = False) -> str:
        """Return the properties of a run."""
        parts = ["<w:b/>" if self.bold else "", "<w:i/>" if self.italic else ""]
        parts.append(f'<w:color w:val="{COLOUR}"/>' if gap else "")
        parts.append(f'<w:sz w:val="{round(self.size * 2)}"/><w:szCs w:val="{round(self.size * 2)}"/>')
        parts.append('<w:highlight w:val="yellow"/>' if gap else "")
        return f"<w:rPr>{''.join(parts)}</w:rPr>"


def runs(text: str, look: Look) -> str:
    """Return the runs of a text; what is to be filled in stands in colour."""
    said, at, found = clean(text), 0, []
    for missing in GAPS.finditer(said):
        found += [_run(said[at : missing.start()], look), _run(missing[0], look, gap=True)]
        at = missing.end()
    return "".join([*found, _run(said[at:], look)])


def _run(text: str, look: Look, *, gap: bool = False) -> str:
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{look.xml(gap=gap)}{lines}</w:r>"


@dataclass(frozen=True, slots=True)
class Set:
    """How a paragraph is set: mm for indents, points for the space around it."""

    align: Align = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    rule: bool = False
    """A line below it."""
    keeps: bool = False
    """It stays on the page of what follows."""

    def xml(self) -> str:
        """Return the properties of a paragraph, in the order that the schema wants."""
        keep = "<w:keepNext/><w:keepLines/>" if self.keeps else ""
        line = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>' if self.rule else ""
        space = f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"'
        space += f' w:line="{round(self.line * 240)}" w:lineRule="auto"/>'
        indent = f'<w:ind w:left="{twips(self.left)}" w:right="{twips(self.right)}" w:firstLine="{twips(self.first)}"/>'
        return f'<w:pPr>{keep}{line}{space}{indent}<w:jc w:val="{self.align}"/></w:pPr>'


def paragraph(inside: str, how: Set) -> str:
    """Return a paragraph of runs."""
    return f"<w:p>{how.xml()}{inside}</w:p>"


def table(
    widths: Sequence[float], rows: Iterable[Sequence[str]], *, borders: bool, heads: int = 0, keeps: bool = False
) -> str:
    """Return a table of fixed widths (mm); a cell is the XML of its paragraphs, `heads` rows come on each page again.

    A row is never torn in two by a page's end.
    """
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if borders else 'w:val="nil"'
    edges = "".join(f"<w:{side} {line}/>" for side in sides)
    margin = twips(1.2 if borders else 0)
    inner = f'<w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/>'
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    body = "".join(
        _row(widths, cells, head=number < heads, whole=keeps or borders) for number, cells in enumerate(rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{inner}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _row(widths: Sequence[float], cells: Sequence[str], *, head: bool, whole: bool) -> str:
    about = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="{"center" if head else "top"}"/>'
        f"</w:tcPr>{cell}</w:tc>"
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{about}</w:trPr>' if about else ''}{inside}</w:tr>"


def picture(rel: str, number: int, width: float, height: float, told: str) -> str:
    """Return a run with a picture, mm wide and high; `told` is what a screen reader says of it."""
    wide, high, said = round(width * EMU_A_MM), round(height * EMU_A_MM), escape(clean(told).replace("\n", " "))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="Ảnh {number}" descr="{said}"/><a:graphic><a:graphicData uri="{_PICTURES}">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Ảnh {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


_PICTURES = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": _PICTURES,
}


def body(inside: str) -> str:
    """Return the whole body, with the names that its elements use."""
    names = " ".join(f'xmlns:{short}="{name}"' for short, name in _NAMES.items())
    return f"<w:body {names}>{inside}</w:body>"
