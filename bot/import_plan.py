"""The command `import-plan`: shows what a plan would bring, asks what is not clear, and keeps it on a yes.

It ends with 0 when all is done, 1 when the file or the year cannot be taken, 2 when questions are left.
"""

import asyncio
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.clock import SystemClock
from bot.db import Database
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.plan.nouns import Counts, Doubt, Draft, Proposal, Repair
from bot.errors import N_, BadInput
from bot.i18n import DEFAULT, Translator
from bot.settings import Settings

BAD_INPUT, DOUBTS_LEFT = 1, 2
MOST_CONTENT = 60


@click.command("import-plan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", required=True, help="The school year, like 2023-2024.")
@click.option("--dry-run", is_flag=True, help="Show what would come and keep nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing; questions that are left refuse the plan (exit code 2).")
def import_plan(file: Path, year: str, dry_run: bool, yes: bool) -> None:
    """Put in the plan of a school year from a .docx FILE."""
    _ = Translator(DEFAULT)
    try:
        code = asyncio.run(_run(_, file, year, dry_run=dry_run, yes=yes))
    except BadInput as no:
        click.echo(_.refusal(no), err=True)
        code = BAD_INPUT
    except (OperationalError, ProgrammingError):
        click.echo(_(N_("The tables cannot be used. Please run 'python -m bot migrate' first.")), err=True)
        code = BAD_INPUT
    raise SystemExit(code)


async def _run(_: Translator, file: Path, year: str, *, dry_run: bool, yes: bool) -> int:
    draft = await asyncio.to_thread(_read, file)
    db = Database(Settings().database_url)
    try:
        proposal = await _propose(_, db, draft, year, ask=not (dry_run or yes))
        for line in _shown(_, proposal):
            click.echo(line)
        if proposal.doubts:
            return DOUBTS_LEFT
        if dry_run or not proposal.new.total:
            return 0
        if not yes and not click.confirm(_(N_("Keep this plan?"))):
            click.echo(_(N_("Nothing was kept.")))
            return 0
        async with db.writing() as writing:
            counts = await plan.accept(writing, proposal, now=SystemClock().now())
        click.echo(_(N_("Kept: {counts}.")).format(counts=_counted(_, counts)))
    finally:
        await db.close()
    return 0


def _read(file: Path) -> Draft:
    try:
        content = file.read_bytes()
    except OSError as missing:
        raise BadInput(N_("{name} cannot be opened. Please check the name."), name=str(file)) from missing
    return read(content, file.name)


async def _propose(_: Translator, db: Database, draft: Draft, year: str, *, ask: bool) -> Proposal:
    """Propose, and while a person is there to ask, ask and propose again until nothing is in doubt."""
    answers: dict[str, str] = {}
    while True:
        async with db.reading() as reading:
            proposal = await plan.propose(reading, draft, year, answers)
        if not ask or not proposal.doubts:
            return proposal
        answers |= {doubt.key: _asked(_, doubt) for doubt in proposal.doubts}


def _asked(_: Translator, doubt: Doubt) -> str:
    for line in _question(_, doubt):
        click.echo(line)
    number: int = click.prompt(_(N_("Number")), type=click.IntRange(1, len(doubt.candidates)))
    return doubt.candidates[number - 1]


def _question(_: Translator, doubt: Doubt) -> Iterator[str]:
    yield doubt.question.say(_)
    yield from (f"  {number}. {candidate}" for number, candidate in enumerate(doubt.candidates, start=1))


def _shown(_: Translator, proposal: Proposal) -> Iterator[str]:
    yield f"{proposal.title} ({proposal.year}) - {proposal.issuer}"
    yield from _programme(_, proposal)
    yield from _titled(_(N_("Repaired:")), [_repaired(_, repair) for repair in proposal.repairs])
    yield from _titled(_(N_("Please look at:")), [warning.say(_) for warning in proposal.warnings])
    questions = ["\n".join(_question(_, doubt)) for doubt in proposal.doubts]
    yield from _titled(_(N_("Not clear:")), questions)
    yield ""
    if proposal.new.total:
        yield _(N_("New: {counts}.")).format(counts=_counted(_, proposal.new))
    else:
        yield _(N_("Nothing is new: the plan stands already."))


def _titled(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"- {line}" for line in lines))


def _programme(_: Translator, proposal: Proposal) -> Iterator[str]:
    names = {group.key: group.name for group in proposal.groups}
    in_order = sorted(proposal.meetings, key=lambda meeting: (meeting.month, meeting.round))
    for (number, month), meetings in groupby(in_order, key=lambda meeting: (meeting.round, meeting.month)):
        yield ""
        yield _(N_("Round {number}, {month}:")).format(number=number, month=_.month(month))
        for meeting in meetings:
            content = " ".join(meeting.content.split())
            short = content if len(content) <= MOST_CONTENT else content[: MOST_CONTENT - 1] + "…"
            yield f"- {names[meeting.group]}: {meeting.host.name}; {short}"


def _repaired(_: Translator, repair: Repair) -> str:
    return _(N_("'{original}' → '{becomes}' ({place}), because {why}")).format(
        original=repair.original, becomes=repair.becomes, place=repair.place(_), why=repair.why.say(_)
    )


def _counted(_: Translator, counts: Counts) -> str:
    words = {
        N_("{count} schools"): counts.schools,
        N_("{count} clusters"): counts.clusters,
        N_("{count} subject groups"): counts.subject_groups,
        N_("{count} lead schools"): counts.leads,
        N_("{count} core teachers"): counts.core_teachers,
        N_("{count} rounds"): counts.rounds,
        N_("{count} meetings"): counts.meetings,
        N_("{count} other entries"): counts.other,
    }
    return ", ".join(_(sentence).format(count=count) for sentence, count in words.items() if count)
