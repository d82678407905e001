"""Which words a paper of each kind is made of, and what its file is called."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import existing
from bot.domain.models import Expects, PaperKind, Person, Round
from bot.domain.organisation import former_names, tree
from bot.domain.papers import (
    about_meeting,
    about_plan,
    about_time,
    about_year,
    as_written,
    facts,
    genuine,
    heads,
    letters,
)
from bot.domain.papers.facts import MeetingFacts
from bot.domain.papers.heads import HeadOfUnit
from bot.domain.papers.kinds import WantedPaper
from bot.domain.papers.paper import Paper
from bot.domain.papers.views import Asker, View
from bot.domain.programme import figures, my_meetings
from bot.domain.programme.figures import Which
from bot.errors import Gone
from bot.vietnamese import in_order


@dataclass(frozen=True, slots=True)
class Work:
    """A paper that is being made."""

    db: AsyncSession
    asker: Asker
    wanted: WantedPaper
    view: View
    head: HeadOfUnit
    answers: Mapping[str, str]

    @property
    def whose(self) -> str:
        """The cluster or the unit that it is of."""
        return self.view.cluster.called if self.view.cluster else self.head.unit


Composed = tuple[Paper, tuple[str, ...]]
"""A paper, and the words of its file's name."""


async def compose(work: Work) -> Composed:
    """Return the paper. Raises Gone and Refusal where there is nothing to say."""
    return await _OF_KIND.get(work.wanted.kind, _of_meeting)(work)


_OF_THE_DAY = (PaperKind.ROLL, PaperKind.ROLL_EMPTY, PaperKind.MINUTES)
"""Papers of the day of the meeting, whenever they are made."""


async def _of_meeting(work: Work) -> Composed:
    found = await facts.of_meeting(work.db, work.wanted.number, schools=work.view.schools)
    meeting, own = found.meeting, work.view.schools is not None
    day = facts.day_of(meeting)
    empty = ("De ky",) if work.wanted.kind is PaperKind.ROLL_EMPTY else ()
    names = (meeting.cluster.called, *((work.head.unit,) if own else ()), f"{day:%d-%m-%Y}", *empty)
    found, answers = await as_written.of_meeting(work.db, found, work.answers)
    if work.wanted.kind is PaperKind.CONFIRMATION:
        return _confirmation(work, found, names)
    head, today = work.head, work.asker.today
    if work.wanted.kind in _OF_THE_DAY:
        head = await heads.of(work.db, head.unit_id, today, named_on=day)
    if work.wanted.kind in (PaperKind.INVITATION, PaperKind.SUMMONS) and not (
        found.schools and meeting.expects is not Expects.EVERYBODY
    ):
        # A school of which nobody stands on the list yet is asked as well.
        here = [one.id for one in await tree.members(work.db, meeting.cluster_id, day)]
        members = (await former_names.names_on(work.db, here, day)).values()
        found = replace(found, schools=tuple(sorted({*found.schools, *members}, key=in_order)))
    school = work.head.unit if own else ""
    made: dict[PaperKind, Callable[[], Paper]] = {
        PaperKind.ROLL_EMPTY: lambda: about_meeting.roll(found, head, filled=False),
        PaperKind.ROLL: lambda: about_meeting.roll(found, head, filled=True),
        PaperKind.MINUTES: lambda: about_meeting.minutes(found, answers, head),
        PaperKind.REPORT: lambda: about_meeting.report(found, answers, head, today, school=school),
        PaperKind.INVITATION: lambda: letters.invitation(found, head, today),
        PaperKind.SUMMONS: lambda: letters.summons(found, head, today),
        PaperKind.NEWS: lambda: about_meeting.news(found, answers, work.asker.person.name),
    }
    return made[work.wanted.kind](), names


def _confirmation(work: Work, found: MeetingFacts, names: tuple[str, ...]) -> Composed:
    one = next((entry for entry in found.roll if entry.invitee_id == work.wanted.of), None)
    if one is None:
        raise Gone
    today = work.asker.today
    link = work.asker.prove(genuine.of_meeting(found, one, today))
    return letters.confirmation(found, one, work.head, today, link), (*names, one.name)


async def _of_time(work: Work) -> Composed:
    which, about, names = await _time(work)
    own = work.view.schools is not None
    found = await about_time.read(work.db, which, work.asker.now, people=own)
    return about_time.report(found, work.answers, work.head, work.asker.today, about=about), names


async def _time(work: Work) -> tuple[Which, str, tuple[str, ...]]:
    """Return which rows a report on some time counts, what it is about, and the words of its file's name."""
    year, whose = work.view.year, work.whose
    seen = await _seen(work)
    if work.wanted.kind is PaperKind.ROUND:
        turn = await existing(work.db, Round, work.wanted.number)
        which = replace(seen, round_id=turn.id)
        about, names = f"{whose}, đợt {turn.number}, năm học {year}", (whose, f"Dot {turn.number}")
    else:
        which = replace(seen, span=year.span)
        about, names = f"{whose}, năm học {year}", (whose, "")
    return which, about, names


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a workbook of a round or a year counts, and what it is called."""

    which: Which
    about: str
    names: tuple[str, ...]
    topics_of: Sequence[int] | None
    """The schools whose topics it lists; None for all, empty for none."""


async def sheets(work: Work) -> Sheets:
    """Return what the workbook beside a report on some time is made of."""
    which, about, names = await _time(work)
    if work.wanted.side == "office":
        topics_of = None if work.asker.rights.sees_all else sorted(work.asker.rights.units)
    else:
        topics_of = sorted(work.view.schools or ())
    return Sheets(which, about, names, topics_of)


async def _seen(work: Work) -> Which:
    """Return whose rows a report counts: an officer's scope, a cluster's meetings, a school's people."""
    if work.wanted.side == "office":
        return await figures.seen_by(work.db, work.asker.rights, work.asker.today)
    if work.view.cluster:
        return Which((), (work.view.cluster.id,))
    return Which(tuple(sorted(work.view.schools or ())))


async def _training(work: Work) -> Composed:
    person = await existing(work.db, Person, work.wanted.of)
    year, today = work.view.year, work.asker.today
    found = await my_meetings.of(work.db, person.id, year.span, work.asker.now)
    came = sum(one.came for one in found)
    link = work.asker.prove(genuine.of_year(person, work.head.unit, year, came, today))
    return letters.training(person.name, year, found, work.head, today, link=link), ("BDTX", person.name)


async def _plan(work: Work) -> Composed:
    seen = None if work.view.cluster or work.asker.rights.sees_all else work.asker.rights.clusters
    found = await about_plan.read(work.db, work.view.year, work.view.cluster, seen)
    whose = work.whose if work.view.cluster else ""
    return about_plan.plan(found, work.answers, work.head, work.asker.today, whose=whose), (work.whose,)


async def _topics(work: Work) -> Composed:
    schools = work.view.schools
    if work.wanted.side == "office":
        schools = None if work.asker.rights.sees_all else work.asker.rights.units
    found = await about_year.topics(work.db, work.view.year, schools)
    return about_year.topic_list(found, work.view.year, work.head, work.asker.today), ("Chuyen de", work.whose)


async def _hours(work: Work) -> Composed:
    year, schools = work.view.year, work.view.schools or frozenset()
    found = await about_year.demo_lessons(work.db, year, schools, work.asker.now)
    return about_year.hours(found, year, work.answers, work.head, work.asker.today), (work.whose,)


async def _support(work: Work) -> Composed:
    return letters.support(work.answers, work.head, work.asker.today), ("De nghi ho tro", work.whose)


_OF_KIND: Mapping[PaperKind, Callable[[Work], Awaitable[Composed]]] = {
    PaperKind.ROUND: _of_time,
    PaperKind.YEAR: _of_time,
    PaperKind.TRAINING: _training,
    PaperKind.SUPPORT: _support,
    PaperKind.PLAN: _plan,
    PaperKind.TOPICS: _topics,
    PaperKind.HOURS: _hours,
}
