"""The command `import-plan`: shows what a plan would bring, asks what is not clear, and keeps it on a yes.

It ends with 0 when all is done, 1 when the file or the year cannot be taken, 2 when questions are left.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.clock import SystemClock
from bot.db import Database
from bot.documents.safely import read_safely
from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.organisation.people import EVERYTHING
from bot.domain.plan import Review, telling
from bot.domain.plan.nouns import Counts, Doubt, Planned, Proposal
from bot.errors import N_, BadInput
from bot.i18n import DEFAULT, Translator
from bot.settings import Settings
from handlers.plan import plan_words

BAD_INPUT, DOUBTS_LEFT = 1, 2
MOST_CONTENT = 60


@click.command("import-plan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", required=True, help="The school year, like 2023-2024.")
@click.option("--dry-run", is_flag=True, help="Show what would come and keep nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing; questions that are left refuse the plan (exit code 2).")
@click.option("--keep", is_flag=True, help="Call no meeting off that the file does not name any more.")
def import_plan(file: Path, year: str, dry_run: bool, yes: bool, keep: bool) -> None:
    """Put in the plan of a school year from a FILE: .docx, .xlsx, .xls or .txt."""
    _ = Translator(DEFAULT)
    try:
        code = asyncio.run(_run(_, file, year, dry_run=dry_run, yes=yes, keep=keep))
    except BadInput as no:
        click.echo(f"{file.name}: {_.refusal(no)}", err=True)
        code = BAD_INPUT
    except (OperationalError, ProgrammingError):
        click.echo(_(N_("The tables cannot be used. Please run 'python -m bot migrate' first.")), err=True)
        code = BAD_INPUT
    raise SystemExit(code)


async def _run(_: Translator, file: Path, year: str, *, dry_run: bool, yes: bool, keep: bool) -> int:
    draft = await read_safely(await asyncio.to_thread(_content, file), file.name)
    db = Database(Settings().database_url)
    try:
        found = await _review(_, db, draft, year, ask=not (dry_run or yes))
        for line in _shown(_, found):
            click.echo(line)
        if found.proposal.doubts:
            return DOUBTS_LEFT
        if dry_run or not found.brings_something:
            return 0
        if not yes and not click.confirm(_(N_("Keep this plan?"))):
            click.echo(_(N_("Nothing was kept.")))
            return 0
        now = SystemClock().now()
        async with db.writing() as writing:
            counts = await plan.accept(writing, EVERYTHING, found.proposal, now=now, removing=not keep, seen=found)
        more = True
        while more:
            async with db.writing() as writing:
                more = await plan.go_on(writing, now)
        click.echo(_(N_("Kept: {counts}.")).format(counts=_counted(_, counts)))
    finally:
        await db.close()
    return 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as missing:
        raise BadInput(N_("{name} cannot be opened. Please check the name."), name=str(file)) from missing


async def _review(_: Translator, db: Database, draft: Draft, year: str, *, ask: bool) -> Review:
    """Look at the draft, and while a person is there to ask, ask and look again until nothing is in doubt."""
    answers: dict[str, str] = {}
    while True:
        async with db.reading() as reading:
            found = await plan.review(reading, draft, year, now=SystemClock().now(), answers=answers)
        doubts = found.proposal.doubts
        if not ask or not doubts:
            return found
        answers |= {doubt.key: _asked(_, doubt) for doubt in doubts}


def _asked(_: Translator, doubt: Doubt) -> str:
    for line in _question(_, doubt):
        click.echo(line)
    number: int = click.prompt(_(N_("Number")), type=click.IntRange(1, len(doubt.candidates)))
    return doubt.candidates[number - 1]


def _question(_: Translator, doubt: Doubt) -> Iterator[str]:
    yield doubt.question.say(_)
    yield from (f"  {number}. {candidate}" for number, candidate in enumerate(doubt.candidates, start=1))


def _shown(_: Translator, found: Review) -> Iterator[str]:
    proposal = found.proposal
    yield f"{proposal.title} ({proposal.year}) - {proposal.issuer}"
    yield from _programme(_, proposal)
    yield from _titled(_(N_("Repaired:")), [plan_words.repaired(_, repair) for repair in proposal.repairs])
    yield from _titled(_(N_("Please look at:")), [note.say(_) for note in found.notes])
    questions = ["\n".join(_question(_, doubt)) for doubt in proposal.doubts]
    yield from _titled(_(N_("Not clear:")), questions)
    # What is new stands in the programme above.
    others = replace(found.difference, added=())
    entries = [plan_words.entry(_, entry) for entry in telling.entries(proposal, others)]
    yield from _titled(_(N_("Against the meetings that stand:")), entries)
    yield ""
    if found.brings_something:
        yield plan_words.counted(_, found.difference)
    if proposal.new.total:
        yield _(N_("New: {counts}.")).format(counts=_counted(_, proposal.new))
    elif not found.difference:
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
            short = plan_words.short(meeting.content, MOST_CONTENT)
            when = f" ({_when(_, meeting)})" if meeting.day else ""
            yield f"- {names[meeting.group]}{when}: {meeting.host.name}; {short}"


def _when(_: Translator, meeting: Planned) -> str:
    """Return the day, with the hour if the plan says one."""
    if meeting.starts_at:
        return _.moment(meeting.starts_at)
    return _.day(meeting.day) if meeting.day else ""


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
