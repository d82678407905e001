"""Writes a paper as .docx: head, kind, grounds, body, recipients and signatures, appendices, in NĐ 30's order.

It blocks: call it in a thread. Photos are read as they are put in; one that is gone is said to be gone where it stood.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

from PIL import Image

from bot.documents.office import parts
from bot.documents.office.page import OfficePage, text_height, text_width
from bot.documents.office.xml import Look, Set, clean, paragraph, picture, runs, table
from bot.domain.papers.paper import Block, Paper, PaperCode, PaperColumn, PaperLine, PaperPhoto, PaperTable

Photos = Callable[[str], bytes | None]
"""Returns the bytes of a photo by its digest, None where it is gone."""

CELL = 12
"""Points of a table's text; the widest table is a list of people."""
PHOTO_DOTS = 1280
"""Of a photo's longer side: 217 dots an inch on paper, and half of what phones send is halved as it is read."""
PHOTO_WIDE, PHOTO_HIGH = 150.0, 95.0
"""mm; two of them stand on a page, captions included."""
CODE_SIDE = 32.0
GONE = "[Ảnh này đã được gỡ khỏi hệ thống]"

TEXT = {
    "title": (Look(14, bold=True), Set("center", before=6, after=6, keeps=True)),
    "heading": (Look(14, bold=True), Set("both", first=10, before=6, keeps=True)),
    "point": (Look(14, bold=True), Set("both", first=10, before=6, keeps=True)),
    "text": (Look(14), Set("both", first=10, before=6, line=1.1)),
    "item": (Look(14), Set("both", first=10, before=6, line=1.1)),
    "label": (Look(14), Set("both", before=6, line=1.1)),
}


def write(paper: Paper, photos: Photos) -> bytes:
    """Return the .docx of a paper."""
    page = OfficePage(f"{paper.kind} {paper.about}".strip())
    wide = text_width(landscape=paper.landscape)
    inside = parts.head(paper, wide) if paper.top else ""
    inside += parts.called(paper, wide) + parts.to(paper) + parts.grounds(paper)
    inside += _blocks(page, _ended(paper), photos, landscape=paper.landscape)
    inside += parts.ends(paper, wide)
    if paper.after:
        inside += paragraph("", Set()) + _blocks(page, paper.after, photos, landscape=paper.landscape)
    for number, appendix in enumerate(paper.appendices, start=1):
        landscape = paper.landscape and number == 1
        inside += paragraph("", Set()).replace("</w:pPr>", page.section(landscape=landscape, anew=True) + "</w:pPr>")
        inside += parts.appendix_head(appendix, number, of=len(paper.appendices))
        inside += _blocks(page, appendix.blocks, photos, landscape=False)
    return page.close(inside + page.section(landscape=paper.landscape and not paper.appendices, anew=True))


def _ended(paper: Paper) -> tuple[Block, ...]:
    """Return the body with "./." at its end, in the last line of text; a table at the end gets a line for it."""
    last = paper.blocks[-1] if paper.blocks else None
    if paper.right is None or not paper.ended:
        return paper.blocks
    if isinstance(last, PaperLine):
        return (*paper.blocks[:-1], PaperLine(last.text.rstrip(" .") + "./.", last.weight))
    return (*paper.blocks, PaperLine("./.", "label"))


def _blocks(page: OfficePage, found: Sequence[Block], photos: Photos, *, landscape: bool) -> str:
    wide, said = text_width(landscape=landscape), []
    for block in found:
        if isinstance(block, PaperLine):
            said.append(_line(block, last=block is found[-1]))
        elif isinstance(block, PaperTable):
            said += [_table(block, wide), paragraph("", Set(line=0.5))]
        elif isinstance(block, PaperPhoto):
            said.append(_photo(page, block, photos(block.sha) if block.sha else None))
        else:
            said.append(_code(page, block, wide))
    return "".join(said)


def _line(line: PaperLine, *, last: bool) -> str:
    """Return a line, each of its own lines a paragraph: a break would be justified. The last goes with what follows."""
    look, how = TEXT[line.weight]
    texts = [one for one in clean(line.text).split("\n") if one.strip()]
    return "".join(
        paragraph(runs(one, look), replace(how, keeps=how.keeps or (last and one is texts[-1]))) for one in texts
    )


def _table(found: PaperTable, wide: float) -> str:
    shares = sum(column.share for column in found.columns)
    widths = [wide * column.share / shares for column in found.columns]
    bold = Look(CELL, bold=True)
    rows = [[_cell(column.name, bold, "center") for column in found.columns]]
    rows += [[_cell(cell, Look(CELL), _side(column)) for cell, column in _pairs(row, found)] for row in found.rows]
    if found.totals:
        rows.append([_cell(cell, bold, _side(column)) for cell, column in _pairs(found.totals, found)])
    return table(widths, rows, borders=True, heads=1)


def _pairs(row: Sequence[str], found: PaperTable) -> list[tuple[str, PaperColumn]]:
    return list(zip(row, found.columns, strict=True))


def _side(column: PaperColumn) -> str:
    return "center" if column.centred else "left"


def _cell(text: str, look: Look, align: str) -> str:
    return paragraph(runs(text, look), Set("center" if align == "center" else "left", before=2, after=2))


def _photo(page: OfficePage, photo: PaperPhoto, content: bytes | None) -> str:
    below = paragraph(runs(photo.caption, Look(13, italic=True)), Set("center", before=3, after=9))
    shown = _small(content) if content is not None else None
    if shown is None:
        return paragraph(runs(GONE, Look(13, italic=True)), Set("center", before=6, keeps=True)) + below
    rel, number, dots_wide, dots_high = page.picture(shown)
    scale = min(PHOTO_WIDE / dots_wide, PHOTO_HIGH / dots_high, text_height(landscape=False) / dots_high)
    drawn = picture(rel, number, dots_wide * scale, dots_high * scale, photo.caption)
    return paragraph(drawn, Set("center", before=6, keeps=True)) + below


def _small(content: bytes) -> bytes | None:
    """Return a photo with no more dots than paper shows, as JPEG; None for what is no picture any more."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            scale = min(PHOTO_DOTS / max(opened.size), 1)
            # The decoder halves as it reads, as long as neither side comes out too short.
            opened.draft("RGB", (round(opened.width * scale), round(opened.height * scale)))
            opened.thumbnail((PHOTO_DOTS, PHOTO_DOTS), Image.Resampling.BILINEAR, reducing_gap=None)
            made = BytesIO()
            opened.convert("RGB").save(made, "JPEG", quality=80)
            return made.getvalue()
    except (OSError, ValueError, SyntaxError):
        return None


def _code(page: OfficePage, code: PaperCode, wide: float) -> str:
    from bot.documents import qr  # noqa: PLC0415 - few papers have one

    rel, number, _wide, _high = page.picture(qr.picture(code.link))
    drawn = picture(rel, number, CODE_SIDE, CODE_SIDE, f"Mã QR: {code.link}")
    beside = paragraph(runs(code.text, Look(11, italic=True)), Set("left", left=2))
    cells = [paragraph(drawn, Set("left", before=6)), beside]
    return table((CODE_SIDE + 2, wide - CODE_SIDE - 2), [cells], borders=False, keeps=True) + paragraph("", Set())
