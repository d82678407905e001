"""The command `import-units`: brings a list of schools with their communes and clusters, and says what is in doubt.

It ends with 0 when all is done, 1 when the file cannot be taken, 2 when rows were left out.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.clock import SystemClock
from bot.db import Database
from bot.documents import unit_list as lists
from bot.domain.organisation import founding, unit_list_keeping, unit_list_reading
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.organisation.unit_list import LEAVE, MOVE, NEW, ForWhom, Looked, UnitDoubt, also
from bot.errors import N_, BadInput
from bot.i18n import DEFAULT, Translator
from bot.settings import read_settings
from bot.vietnamese import local
from handlers.organisation.unit_list import counts

BAD_INPUT, LEFT_OUT = 1, 2
WAYS = {NEW: N_("Another school, a new one"), MOVE: N_("It moves from today on")}


@click.command("import-units")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--office", default="", help='The office whose list it is, like "Sở GD&ĐT Điện Biên"; made where new.')
@click.option("--year", default="", help="The school year of the clusters, like 2026-2027; this one where left out.")
@click.option("--dry-run", is_flag=True, help="Show what would come and keep nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing; rows in doubt are left out (exit code 2).")
def import_units(file: Path, office: str, year: str, *, dry_run: bool, yes: bool) -> None:
    """Put in schools, communes, clusters and their parts from an .xlsx FILE: columns in any order, 300 rows at once."""
    _ = Translator(DEFAULT)
    try:
        code = asyncio.run(_run(_, file, office, year, asks=not (dry_run or yes), keeps=not dry_run))
    except BadInput as no:
        click.echo(_.refusal(no), err=True)
        code = BAD_INPUT
    except (OperationalError, ProgrammingError):
        click.echo(_(N_("The tables cannot be used. Please run 'python -m bot migrate' first.")), err=True)
        code = BAD_INPUT
    raise SystemExit(code)


async def _run(_: Translator, file: Path, named: str, year: str, *, asks: bool, keeps: bool) -> int:
    rows = await lists.read_safely(await asyncio.to_thread(_content, file), file.name)
    today = local(SystemClock().now()).date()
    of_year = SchoolYear.read(year) if year else SchoolYear.of(today)
    database = Database(read_settings().database_url)
    try:
        answers: dict[str, str] = {}
        while True:
            async with database.writing() as db:
                office = await founding.office(db, EVERYTHING, named)
                found = await unit_list_reading.look(db, EVERYTHING, rows, ForWhom(office, of_year, today, answers))
                await db.rollback()  # an office that is new stands only after the yes
            asked = next(iter(found.pending(answers)), None)
            if not (asks and asked):
                break
            answers = also(answers, asked.row.place, _ask(_, asked))
        for line in shown(_, found):
            click.echo(line)
        if not keeps or not found.brings_something:
            return LEFT_OUT if found.doubts else 0
        if asks and not click.confirm(_(N_("Keep this list?"))):
            click.echo(_(N_("Nothing was kept.")))
            return 0
        async with database.writing() as db:
            office = await founding.office(db, EVERYTHING, named)
            await unit_list_keeping.take(db, EVERYTHING, rows, ForWhom(office, of_year, today, answers))
        click.echo(_(N_("Kept.")))
    finally:
        await database.close()
    return LEFT_OUT if found.doubts else 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as missing:
        raise BadInput(N_("{name} cannot be opened. Please check the name."), name=str(file)) from missing


def _ask(_: Translator, doubt: UnitDoubt) -> str:
    click.echo(doubt_line(_, doubt))
    for number, (way, name) in enumerate(doubt.ways, start=1):
        click.echo(f"  {number}. {name or _(WAYS[way])}")
    chosen: int = click.prompt(_(N_("Number (0: leave the row out)")), type=click.IntRange(0, len(doubt.ways)))
    return doubt.ways[chosen - 1][0] if chosen else LEAVE


def shown(_: Translator, found: Looked) -> Iterator[str]:
    """Give what a list would bring, in counts, and then its doubts with their rows."""
    yield from counts(_, found)
    if found.doubts:
        yield ""
        yield _(N_("Left out, please correct these rows and send the file again:"))
        yield from (doubt_line(_, doubt) for doubt in found.doubts)


def doubt_line(_: Translator, doubt: UnitDoubt) -> str:
    """Return a row in doubt: its number, its school, the reason."""
    why = _.refusal(BadInput(doubt.sentence, **doubt.facts))
    return _(N_("– Row {row} ({name}): {why}")).format(row=doubt.row.place, name=doubt.row.school or "–", why=why)
