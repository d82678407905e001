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
from bot.domain.drafts import Draft, Place
from bot.domain.organisation.people import EVERYTHING
from bot.domain.plan import Review, telling
from bot.domain.plan.difference import Difference
from bot.domain.plan.nouns import Counts, Doubt, Planned, Proposal
from bot.domain.plan.review import entry, kept_all_the_same
from bot.domain.plan.schools import EACH
from bot.errors import N_, BadInput
from bot.i18n import DEFAULT, Translator
from bot.settings import read_settings
from bot.typed_words import yes_or_no
from bot.vietnamese import fold
from handlers.plan import plan_words

BAD_INPUT, DOUBTS_LEFT = 1, 2
NOTHING_KEPT = N_("Nothing was kept.")
YES_OR_NO = N_("{question} (yes or no)")
MOST_CONTENT = 60


@click.command("import-plan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", required=True, help="Năm học, ví dụ 2023-2024. / The school year.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem, không lưu gì. / Show what would come and keep nothing.")
@click.option(
    "--yes",
    is_flag=True,
    help="Không hỏi gì; còn câu hỏi thì không lưu. / Ask nothing; questions that are left refuse the plan.",
)
@click.option(
    "--leave-out",
    multiple=True,
    metavar="TABLE.ROW",
    help="Bỏ một dòng: bảng.dòng, ví dụ 1.4; ghi lại cho dòng khác. / A row to leave out; again for more.",
)
@click.option(
    "--call-off",
    is_flag=True,
    help="Hủy các buổi mà tệp không còn ghi. / Call the meetings off that the file does not name any more.",
)
@click.option(
    "--office",
    default="",
    help="Cơ quan ban hành, nếu tệp không ghi hoặc ghi sai. / The office that issues it, where the file does not say.",
)
def import_plan(
    file: Path, year: str, *, dry_run: bool, yes: bool, leave_out: tuple[str, ...], call_off: bool, office: str
) -> None:
    """Đưa kế hoạch của một năm học vào hệ thống từ một tệp .docx, .odt, .xlsx, .xls, .ods, .csv hoặc .txt.

    Lệnh cho xem mọi thay đổi và chỉ lưu khi người dùng trả lời "có". Mã kết thúc: 0 là xong, 1 là không nhận được tệp
    hoặc năm học, 2 là còn câu hỏi hoặc lệnh gõ sai.

    Put in the plan of a school year from a FILE. What it changes is shown, and kept on a yes. Exit codes: 0 done, 1 the
    file or the year cannot be taken, 2 questions are left or the command was typed wrong.
    """
    _ = Translator(DEFAULT)
    try:
        out = [_row(_, typed) for typed in leave_out]
        asks = not (dry_run or yes)
        code = asyncio.run(_run(_, file, year, out, office, asks=asks, dry_run=dry_run, call_off=call_off))
    except BadInput as no:
        click.echo(f"{file.name}: {_.refusal(no)}", err=True)
        code = BAD_INPUT
    except click.Abort:
        # Who closes the input, or breaks off, has said yes to nothing.
        click.echo()
        click.echo(_(NOTHING_KEPT))
        code = BAD_INPUT
    except (OperationalError, ProgrammingError):
        click.echo(_(N_("The tables cannot be used. Please run 'python -m bot migrate' first.")), err=True)
        code = BAD_INPUT
    raise SystemExit(code)


def _row(_: Translator, typed: str) -> Place:
    table, dot, row = typed.partition(".")
    if not (dot and table.isdigit() and row.isdigit()):
        raise BadInput(N_("'{typed}' is no row. Please write table and row, like 1.4."), typed=typed)
    return Place(int(table), int(row))


def _must_stand(draft: Draft, out: list[Place]) -> None:
    """Raise BadInput where a row to leave out is none of the file's: a slip there would leave another one in."""
    rows = {one.place for one in draft.meetings} | {one.place for one in draft.cores}
    rows |= {one.place for one in draft.clusters} | {one.place for one in draft.doubtful}
    for place in out:
        if place not in rows:
            typed = f"{place.table}.{place.row}"
            raise BadInput(N_("The file has no row {typed} to leave out. Please check the number."), typed=typed)


def _still_asked(_: Translator, found: Review) -> str:
    """Say that nothing was kept and how to go on: by answering, or by leaving the rows out."""
    doubts = found.proposal.doubts
    rows = dict.fromkeys(f"--leave-out {one.place.table}.{one.place.row}" for one in doubts)
    said = N_(
        "Nothing was kept: {number} questions are left. Please run the command without --yes and answer them, or "
        "leave the rows out: {rows}"
    )
    return _(said).format(number=len(doubts), rows=" ".join(rows))


def _said_yes(_: Translator, question: str) -> bool:
    while True:
        typed: str = click.prompt(_(YES_OR_NO).format(question=question), default="", show_default=False)
        said = yes_or_no(typed) if fold(typed) not in _SHORT else _SHORT[fold(typed)]
        if said is not None:
            return said
        click.echo(_(N_("Please type yes or no.")))


_SHORT = {"y": True, "n": False, "c": True, "k": False}


async def _run(
    _: Translator,
    file: Path,
    year: str,
    out: list[Place],
    office: str,
    *,
    asks: bool,
    dry_run: bool,
    call_off: bool,
) -> int:
    draft = await read_safely(await asyncio.to_thread(_content, file), file.name)
    _must_stand(draft, out)
    db = Database(read_settings().database_url)
    try:
        found = await _Asking(_, db, draft, year, out, office).review(asks=asks)
        for line in _shown(_, found):
            click.echo(line)
        if found.proposal.doubts:
            click.echo(_still_asked(_, found))
            return DOUBTS_LEFT
        if dry_run or not found.brings_something:
            return 0
        if asks and not _confirmed(_, found, call_off=call_off):
            click.echo(_(NOTHING_KEPT))
            return 0
        now = SystemClock().now()
        async with db.writing() as writing:
            counts = await plan.accept(writing, EVERYTHING, found.proposal, now=now, removing=call_off, seen=found)
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


def _confirmed(_: Translator, found: Review, *, call_off: bool) -> bool:
    """Ask for the yes, and once more where meetings would be called off."""
    gone = found.difference.removed
    if not _said_yes(_, _(N_("Keep this plan?"))):
        return False
    people = sum(meeting.taken for meeting in gone)
    sure = N_("Call {number} meetings off? {people} people have a seat there and will be told.")
    return not (call_off and gone) or _said_yes(_, _(sure).format(number=len(gone), people=people))


class _Asking:
    """Looks at the draft, and while a person is there to ask, asks and looks again until nothing is in doubt."""

    def __init__(self, _: Translator, db: Database, draft: Draft, year: str, out: list[Place], office: str) -> None:
        self._office = office
        self._t = _
        self._db = db
        self._draft = draft
        self._year = year
        self._out = [(place.table, place.row, "") for place in out]
        self._answers = kept_all_the_same(year)

    async def review(self, *, asks: bool) -> Review:
        """Return the look at the whole; without anybody to ask, with its questions."""
        while True:
            async with self._db.reading() as db:
                found = await plan.review(
                    db,
                    self._draft,
                    self._year,
                    now=SystemClock().now(),
                    answers=self._answers,
                    out=self._out,
                    office=self._office,
                )
            if not asks or not found.proposal.doubts:
                return found
            self._ask(found.proposal.doubts[0])

    def _ask(self, doubt: Doubt) -> None:
        _ = self._t
        candidates = (*doubt.candidates, *doubt.others)
        click.echo(doubt.question.say(_))
        ways = [*candidates, _(N_("None of these: leave it out"))]
        ways += [_(N_("Ask for each row by itself"))] if len(doubt.rows) > 1 else []
        for number, way in enumerate(ways, start=1):
            click.echo(f"  {number}. {way}")
        chosen = self._number(len(ways))
        if chosen <= len(candidates):
            self._answers[doubt.key] = candidates[chosen - 1]
        elif chosen == len(candidates) + 1:
            self._out.append(entry(doubt))
        else:
            self._answers[doubt.key] = EACH

    def _number(self, last: int) -> int:
        while True:
            typed = str(click.prompt(self._t(N_("Number")))).strip(" .")
            if typed.isdecimal() and 1 <= int(typed) <= last:
                return int(typed)
            click.echo(self._t(N_("Please type a number from 1 to {last}.")).format(last=last))


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
    # What is new stands in the programme above, and what the file does not name stays unless it is called off.
    others = replace(found.difference, added=(), removed=())
    entries = [plan_words.entry(_, one) for one in telling.entries(proposal, others)]
    yield from _titled(_(N_("Against the meetings that stand:")), entries)
    gone = [plan_words.entry(_, one) for one in telling.entries(proposal, Difference(removed=found.difference.removed))]
    yield from _titled(_(N_("Not in this file; they stay without --call-off:")), gone)
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
        N_("{count} cluster leads"): counts.leads,
        N_("{count} deputies of clusters"): counts.deputies,
        N_("{count} core teachers"): counts.core_teachers,
        N_("{count} rounds"): counts.rounds,
        N_("{count} meetings"): counts.meetings,
        N_("{count} other entries"): counts.other,
    }
    return ", ".join(_(sentence).format(count=count) for sentence, count in words.items() if count)
