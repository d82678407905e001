"""Writes a paper as .docx: head, kind, grounds, body, recipients and signatures, appendices, in NĐ 30's order.

It blocks: call it in a thread. Photos are read as they are put in; one that is gone is said to be gone where it stood.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

from PIL import Image

from bot.documents.office import columns, parts
from bot.documents.office.page import OfficePage, text_height, text_width
from bot.documents.office.xml import Look, Set, clean, paragraph, picture, runs, table
from bot.domain.papers.paper import Block, Paper, PaperCode, PaperColumn, PaperLine, PaperPhoto, PaperTable

Photos = Callable[[str], bytes | None]
"""Returns the bytes of a photo by its digest, None where it is gone."""

OVER_A_TABLE = 4.0
"""Points between a line and the table below it."""
PHOTO_DOTS = 1280
"""Of a photo's longer side: 217 dots an inch on paper, and half of what phones send is halved as it is read."""
PHOTO_WIDE, PHOTO_HIGH = 150.0, 95.0
"""mm; two of them stand on a page, captions included."""
CODE_SIDE = 32.0
LINK = 7.0
"""Points of a link beside its code."""
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
    for block, following in zip(found, [*found[1:], None], strict=True):
        if isinstance(block, PaperLine):
            line = _line(block, last=following is None, over=isinstance(following, PaperTable), tight=landscape)
            said.append(line)
        elif isinstance(block, PaperTable):
            # What stands below a table is not left alone on the next page.
            said += [_table(block, wide, keeps=following is not None), paragraph("", Set(line=0.5, keeps=True))]
        elif isinstance(block, PaperPhoto):
            said.append(_photo(page, block, photos(block.sha) if block.sha else None))
        elif isinstance(block, PaperCode):
            said.append(_code(page, block, wide))
    return "".join(said)


def _line(line: PaperLine, *, last: bool, over: bool, tight: bool) -> str:
    """Return a line, each of its own lines a paragraph: a break would be justified.

    The last, and what stands over a table, goes with what follows. A sheet on its side is low: lines are set `tight`.
    """
    look, how = TEXT[line.weight]
    how = replace(how, before=how.before / 3) if tight else how
    texts = [one for one in clean(line.text).split("\n") if one.strip()]
    ends = replace(how, keeps=how.keeps or last or over, after=OVER_A_TABLE if over else how.after)
    return "".join(paragraph(runs(one, look), ends if one is texts[-1] else how) for one in texts)


def _table(found: PaperTable, wide: float, *, keeps: bool) -> str:
    points = columns.size(found, wide)
    plain, bold = Look(points), Look(points, bold=True)
    rows = [[_cell(column.name, bold, "center", keeps=True) for column in found.columns]]
    lines = [(row, plain) for row in found.rows] + ([(found.totals, bold)] if found.totals else [])
    for place, (row, look) in enumerate(lines, start=1):
        with_next = keeps and place == len(lines)
        rows.append([_cell(cell, look, _side(column), keeps=with_next) for cell, column in _pairs(row, found)])
    return table(columns.widths(found, wide), rows, borders=True, heads=1)


def _pairs(row: Sequence[str], found: PaperTable) -> list[tuple[str, PaperColumn]]:
    return list(zip(row, found.columns, strict=True))


def _side(column: PaperColumn) -> str:
    return "center" if column.centred else "left"


def _cell(text: str, look: Look, align: str, *, keeps: bool) -> str:
    how = Set("center" if align == "center" else "left", before=2, after=2, keeps=keeps)
    return paragraph(runs(text, look), how)


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
    first, _, rest = code.text.partition("\n")
    beside = paragraph(runs(first, Look(11, italic=True)), Set("left", left=2, before=6, after=2))
    # A link of hundreds of letters is pressed, not typed: it is no taller than the code beside it.
    beside += paragraph(runs(rest, Look(LINK)), Set("left", left=2)) if rest else ""
    cells = [paragraph(drawn, Set("left", before=6)), beside]
    beside_each_other = table((CODE_SIDE + 2, wide - CODE_SIDE - 2), [cells], borders=False, keeps=True)
    # A paper ends with a paragraph; a whole line would begin a page of its own.
    return beside_each_other + paragraph("", Set(line=0.05))
