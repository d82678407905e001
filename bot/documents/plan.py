"""A directive on paper, read word for word into a draft.

Where no table tells of meetings, sentences may.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.documents import chat_lines, formats, heads, judging, legacy, lists, packed, sentences, shapes, text_in
from bot.documents.blocks import Block, Cell, Converted, Struck, TableRow, Text, bounded
from bot.documents.headers import layout_of
from bot.documents.tables import PaperReading
from bot.domain.drafts import Draft, LooseLine, Place, TypedMeeting
from bot.vietnamese import nfc

MOST_BARE_ROWS = 10
"""Of rows that are pasted without their header."""


def read(content: bytes, name: str) -> Draft:
    """Read a .docx, .odt, .xlsx, .xls, .ods, .csv or .txt file or a web page, whatever its name. Raises BadInput.

    Blocks, and sets no limits on time and memory: strangers' files go through `safely.read_safely`.
    """
    blocks = formats.blocks(content, name, _is_header)
    draft = _of_text(blocks) if packed.kind_of(content, name) is packed.FileKind.TEXT else read_blocks(blocks)
    return replace(draft, old_letters=draft.old_letters or packed.old_letters(content)) if _is_plain(content) else draft


def read_text(text: str) -> Draft:
    """Read what somebody pasted."""
    return _of_text(text_in.blocks(text, _is_header))


def _of_text(found: Iterable[Block]) -> Draft:
    """Read what was pasted: a lead may take one row out of a table, without what stands over it."""
    blocks = list(bounded(found))
    draft = read_blocks(blocks)
    return draft if draft.meetings or draft.doubtful or draft.others else replace(draft, meetings=_bare(blocks))


def _bare(blocks: Iterable[Block]) -> tuple[TypedMeeting, ...]:
    """Return the meetings of rows that somebody pasted without their header: all of them, or none."""
    rows = [[nfc(cell.text) for cell in block.cells if cell.text] for block in blocks if isinstance(block, TableRow)]
    found = [chat_lines.of_cells(Place(1, number), row) for number, row in enumerate(rows, start=1)]
    return tuple(one for one in found if one) if all(found) and len(found) <= MOST_BARE_ROWS else ()


def _is_plain(content: bytes) -> bool:
    return not content.startswith((b"PK", packed.OLE))


def _is_header(cells: tuple[Cell, ...]) -> bool:
    return layout_of(cells) is not None


def read_blocks(found: Iterable[Block]) -> Draft:
    """Read lines and rows, whatever format they came from."""
    reading, table = PaperReading(), 0
    old_letters: set[str] = set()
    for block in shapes.upright(legacy.modern(bounded(found), old_letters)):
        if isinstance(block, Text):
            reading.text(nfc(block.text))
            continue
        if isinstance(block, Struck):
            reading.struck(nfc(block.text))
            continue
        if isinstance(block, Converted):
            old_letters.add(block.text)
            continue
        cells = tuple(Cell(nfc(cell.text), cell.start) for cell in block.cells)
        if block.table != table and not reading.same_width(cells):
            reading.end_table()
        if block.table != table:
            reading.sheet(block.sheet)
        table = block.table
        reading.row(cells)
    return replace(_draft(reading), old_letters=", ".join(sorted(old_letters)))


def _draft(reading: PaperReading) -> Draft:
    superior, issuer = heads.offices(reading.head)
    title, years = heads.title(reading.head, reading.body), heads.years([*reading.body, *reading.head])
    called = [title, *reading.body[:1], *(line for line in reading.head if line.isupper())]
    no_plan = judging.of_paper(called)
    unsure = judging.may_be_none(called)
    meetings, others, doubtful = _judged(reading.times, years[0] if years else "", no_plan, unsure)
    listed = lists.in_lines(reading.lines)
    draft = Draft(
        title=title,
        years=years,
        superior=superior,
        issuer=issuer,
        town=heads.town(reading.head),
        clusters=(*listed.clusters, *lists.merged(reading.clusters)),
        meetings=tuple(meetings),
        cores=tuple(reading.cores),
        lines=tuple(reading.lines),
        strays=(*reading.strays, *listed.unread),
        hidden=tuple(reading.hidden),
        crossed_out=tuple(reading.crossed_out),
        others=tuple(others),
        doubtful=tuple(doubtful),
        unread=_unread(reading.times, meetings),
        leads_by=lists.leads_by(reading.lines),
        head=tuple(reading.head[: heads.LINES_OF_A_HEAD]),
    )
    if draft.meetings or no_plan:
        return draft
    told = sentences.meetings(draft.lines)
    named = draft.clusters or tuple(sentences.clusters(draft.lines, told))
    return replace(draft, meetings=tuple(told), clusters=named)


def _unread(tables: Iterable[judging.Table], meetings: list[TypedMeeting]) -> tuple[LooseLine, ...]:
    """Return by table which columns are not taken, of the tables whose rows are."""
    kept = {row.place.table for row in meetings}
    found = [table for table in tables if table.unread and table.place.table in kept]
    return tuple(LooseLine(table.place, ", ".join(f"“{name}”" for name in table.unread)) for table in found)


def _judged(
    tables: Iterable[judging.Table], year: str, no_plan: bool, unsure: bool
) -> tuple[list[TypedMeeting], list[LooseLine], list[LooseLine]]:
    """Return the rows of the tables that are of the plan or may be, and the tables that are not, or may not be."""
    meetings: list[TypedMeeting] = []
    others: list[LooseLine] = []
    doubtful: list[LooseLine] = []
    for table in tables:
        if not table.rows:
            continue
        verdict = "other" if no_plan else judging.of_table(table, year)
        told = LooseLine(table.place, table.called)
        if verdict == "other":
            others.append(told)
            continue
        meetings += table.rows
        if verdict == "ask" or unsure:
            doubtful.append(told)
    return meetings, others, doubtful
