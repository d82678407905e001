"""The command `import-people`: brings a first roster from a workbook and says which rows were left out.

It ends with 0 when all is done, 1 when the file cannot be taken, 2 when rows were left out.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.clock import SystemClock
from bot.db import Database
from bot.documents import people
from bot.domain.drafts import RosterRow
from bot.domain.organisation import roster
from bot.domain.organisation.people import EVERYTHING
from bot.domain.organisation.roster import LeftOutRow, Taken
from bot.errors import N_, BadInput
from bot.i18n import DEFAULT, Translator
from bot.settings import read_settings

BAD_INPUT, LEFT_OUT = 1, 2
SAMPLE = 3


@click.command("import-people")
@click.argument("file", type=click.Path(path_type=Path))
def import_people(file: Path) -> None:
    """Put the people of an .xlsx FILE on the rosters of their schools; they are found there when they join."""
    _ = Translator(DEFAULT)
    try:
        code = asyncio.run(_run(_, file))
    except BadInput as no:
        click.echo(_.refusal(no), err=True)
        code = BAD_INPUT
    except (OperationalError, ProgrammingError):
        click.echo(_(N_("The tables cannot be used. Please run 'python -m bot migrate' first.")), err=True)
        code = BAD_INPUT
    raise SystemExit(code)


async def _run(_: Translator, file: Path) -> int:
    rows = await people.read_safely(await asyncio.to_thread(_content, file), file.name)
    if rows and rows[0].old_letters:
        _confirm_letters(_, rows)
    settings = read_settings()
    database, secret = Database(settings.database_url), settings.secret.reveal()
    try:
        async with database.writing() as db:
            taken = await roster.take(db, EVERYTHING, rows, SystemClock().now(), secret=secret)
    finally:
        await database.close()
    for line in _shown(_, taken):
        click.echo(line)
    return LEFT_OUT if taken.doubts else 0


def _confirm_letters(_: Translator, rows: list[RosterRow]) -> None:
    """Ask whether a list of the time before Unicode was read well. Raises BadInput where it was not."""
    click.echo(_(N_("The list is in old letters ({letters}), and was read as:")).format(letters=rows[0].old_letters))
    for row in rows[:SAMPLE]:
        click.echo("– " + ", ".join(filter(None, (row.name, row.school, row.subject))))
    if not click.confirm(_(N_("Is that right? Nothing is kept so far."))):
        raise BadInput(
            N_(
                "Nothing was kept. Please open the list in Excel, change its font to Unicode (Times New Roman), save "
                "it as .xlsx and send it again."
            )
        )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as missing:
        raise BadInput(N_("{name} cannot be opened. Please check the name."), name=str(file)) from missing


def _shown(_: Translator, taken: Taken) -> Iterator[str]:
    yield _(N_("New on the roster: {number}")).format(number=taken.new)
    yield _(N_("Known already: {number}")).format(number=taken.known)
    for former, school in taken.former.items():
        yield _(roster.NOW_CALLED).format(former=former, school=school)
    for title, doubts in (
        (N_("Kept, and to be corrected:"), [doubt for doubt in taken.doubts if doubt.kept]),
        (
            N_("Left out, please correct these rows and send the file again:"),
            [doubt for doubt in taken.doubts if not doubt.kept],
        ),
    ):
        yield from _doubted(_, _(title), doubts)


def _doubted(_: Translator, title: str, doubts: list[LeftOutRow]) -> Iterator[str]:
    if doubts:
        yield ""
        yield title
    for doubt in doubts:
        why = _.refusal(BadInput(doubt.sentence, **doubt.facts))
        yield _(N_("– Row {row} ({name}): {why}")).format(row=doubt.row.place, name=doubt.row.name or "–", why=why)
