"""Makes the paper that somebody asks for: checks that it is theirs, reads its facts, and puts them into words.

The row of a paper is written where it is first asked for and keeps what was filled in; asked for twice at once it is
one row. Nothing slow happens here: the file is written when the message that carries it leaves.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing, insert, lock
from bot.domain.models import OfficePaper, PaperKind
from bot.domain.papers import about_year, as_written, composing, heads, kinds
from bot.domain.papers.composing import Sheets, Work
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.kinds import PaperField, WantedPaper
from bot.domain.papers.paper import Paper
from bot.domain.papers.views import Asker, view_of
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.vietnamese import fold

NOT_CONFIRMED = N_(
    "Please answer Đúng once the table is right. To change a row, write its number and the periods, for example: "
    "2: 3 tiết"
)


@dataclass(frozen=True, slots=True)
class Made:
    """A paper in words, with all that the chat says about it."""

    id: int
    wanted: WantedPaper
    paper: Paper
    head: HeadOfUnit
    answers: dict[str, str]
    """What was filled in; of the minutes' paper what their newest text says."""
    file_name: str
    fields: tuple[PaperField, ...]
    """What only a person can say of it."""
    waits: bool
    """What was filled in stands in it once the minutes are approved again."""

    @property
    def open_fields(self) -> list[PaperField]:
        """What only a person can say and nobody has said yet, here or in the minutes."""
        said = set(self.paper.gaps())
        return [one for one in self.fields if one.name not in self.answers and one.label in said]

    @property
    def open_head(self) -> list[str]:
        """What stands above or below it and is not known."""
        said = set(self.paper.gaps())
        return [name for name in self.head.missing() if heads.LABELS[name] in said]


async def make(db: AsyncSession, asker: Asker, wanted: WantedPaper) -> Made:
    """Return the paper. Raises NotAllowed for what is not theirs, Gone for what is not there, Refusal with a reason."""
    view = await view_of(db, asker, wanted)
    fresh = insert(db, OfficePaper).values(**_same(wanted, view.unit_id), answers={}, created_at=asker.now)
    await db.execute(fresh.on_conflict_do_nothing())
    return await read(db, asker, wanted)


async def read(db: AsyncSession, asker: Asker, wanted: WantedPaper) -> Made:
    """Return a paper that was asked for before, without writing anything. Raises as `make` does."""
    view = await view_of(db, asker, wanted)
    asked = select(OfficePaper).filter_by(**_same(wanted, view.unit_id)).execution_options(populate_existing=True)
    row = await db.scalar(asked)
    if row is None:
        raise Gone
    head = await heads.of(db, view.unit_id, asker.today)
    answers = {name: f"{said}" for name, said in row.answers.items()}
    paper, about = await composing.compose(Work(db, asker, wanted, view, head, answers))
    name = kinds.file_name(wanted.about.letters, *about, year=view.year)
    fields, waits = wanted.about.fields, False
    if wanted.kind is PaperKind.MINUTES:
        found = await as_written.writing(db, wanted.number)
        fields, waits, answers = found.fields, found.waits, {**answers, **found.answers}
    return Made(row.id, wanted, paper, head, answers, name, fields, waits)


async def sheets(db: AsyncSession, asker: Asker, wanted: WantedPaper) -> tuple[Sheets, str]:
    """Return what the workbook beside a report on a round or a year counts, and its name. Raises as `make` does."""
    if wanted.kind not in (PaperKind.ROUND, PaperKind.YEAR):
        raise Gone
    view = await view_of(db, asker, wanted)
    head = await heads.of(db, view.unit_id, asker.today)
    found = await composing.sheets(Work(db, asker, wanted, view, head, {}))
    return found, kinds.file_name("TH", *found.names, year=view.year, ending=".xlsx")


async def by_id(db: AsyncSession, asker: Asker, paper_id: int) -> Made:
    """Return a paper that was asked for before, as it stands now. Raises as `make` does."""
    row = await existing(db, OfficePaper, paper_id)
    return await make(db, asker, WantedPaper.read(f"{row.kind}.{row.side}", row.number, row.of))


async def fill(db: AsyncSession, asker: Asker, paper_id: int, name: str, typed: str) -> Made:
    """Keep what somebody says for a field of a paper; the newest holds. Raises as `make` does, BadInput for nothing."""
    made = await by_id(db, asker, paper_id)
    if name not in {field.name for field in made.wanted.about.fields}:
        raise Gone
    if made.wanted.kind is PaperKind.MINUTES and name in as_written.KEPT_UNDER:
        await as_written.write(db, asker, made.wanted.number, name, typed)
        return await by_id(db, asker, paper_id)
    if name == kinds.CONFIRMED.name and not asker.rights.may_head(made.head.unit_id):
        raise NotAllowed
    words = fold(typed).strip(" .!").split()
    # "Có" alone is a yes, and "cô Lan 2 tiết" is none.
    yes = words[:1] == ["dung"] or words in (["co"], ["co", "a"])
    corrected = {} if name != kinds.CONFIRMED.name or yes else await _periods(db, asker, made, typed)
    row = await existing(db, OfficePaper, paper_id)
    await lock(db, row)
    row.answers = row.answers | (corrected or {name: kinds.read_answer(typed)})
    if corrected:
        # What was confirmed was another table.
        row.answers = {one: said for one, said in row.answers.items() if one != name}
    await db.flush()
    return await by_id(db, asker, paper_id)


async def _periods(db: AsyncSession, asker: Asker, made: Made, typed: str) -> dict[str, str]:
    """Return the answer that puts periods of single lessons right. Raises BadInput for what is neither that nor yes."""
    view = await view_of(db, asker, made.wanted)
    found = await about_year.demo_lessons(db, view.year, view.schools or frozenset(), asker.now)
    said = about_year.read_periods(typed, found)
    if not said:
        raise BadInput(NOT_CONFIRMED)
    return {about_year.PERIODS: about_year.as_kept({**about_year.periods_kept(made.answers), **said})}


def _same(wanted: WantedPaper, unit_id: int) -> dict[str, Any]:
    return {"kind": wanted.kind, "side": wanted.side, "number": wanted.number, "of": wanted.of, "unit_id": unit_id}
