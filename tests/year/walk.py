"""A school year of the demo's own plan: its people, their chats, and a clock that goes through every due moment."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import App, build
from bot.clock import MovableClock
from bot.demo import Steering
from bot.demo_worlds import PLAN, YEAR
from bot.documents.plan import read
from bot.domain import plan
from bot.domain.drafts import Draft
from bot.domain.duties import issuing, orders, rules
from bot.domain.models import Cluster, Meeting, Person
from bot.domain.organisation import consents, people
from bot.domain.organisation.people import EVERYTHING
from bot.settings import Settings
from bot.vietnamese import ZONE, local
from tests.talk import Somebody, Talk, TalkChannel
from tests.year.cast import PHUONG, enter

BEGINS = datetime(2023, 9, 25, 8, tzinfo=ZONE)
ENDS = datetime(2024, 7, 31, 18, tzinfo=ZONE)
IN_A_ROW = timedelta(minutes=31)

Act = Callable[["Year", Somebody], Awaitable[None]]
Tick = Callable[["Year"], Awaitable[None]]


@dataclass(frozen=True)
class Deed:
    """Who does what when."""

    at: datetime
    who: str
    act: Act


async def whole(year: "Year") -> None:
    """Let the rounds happen as they do where nothing breaks."""
    assert await year.talk.app.jobs.tick() == []


@dataclass
class Year:
    """A service with the people of the plan, and how time passes in it."""

    talk: Talk
    stack: AsyncExitStack
    tick: Tick = whole
    asleep: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when the machine stands still."""

    @property
    def app(self) -> App:
        return self.talk.app

    @property
    def now(self) -> datetime:
        return self.talk.clock.now()

    async def restart(self) -> None:
        """Go on with a service newly built on the same tables: nothing is left of the former one's memory."""
        former = self.talk.app
        await former.database.close()
        self.talk.app = await _built(self.stack, former.settings, self.talk.channel, self.talk.clock)

    async def goes_to(self, until: datetime) -> None:
        """Go to a moment by way of every one at which something is due, as the demo does."""
        while due := await Steering(self.app, self.talk.clock)._next_due(until):
            self.talk.clock.move_to(self._awake(due))
            await self.tick(self)
        if until > self.now:
            self.talk.clock.move_to(until)

    def _awake(self, due: datetime) -> datetime:
        return next((wakes for sleeps, wakes in self.asleep if sleeps < due < wakes), due)

    async def lives(self, script: Iterable[Deed], until: datetime) -> None:
        """Let people do what they do until a moment, and everything happen that is due meanwhile.

        What follows from deeds in a row is derived after the last of them, as when the service is busy.
        """
        ahead = [deed for deed in script if self.now <= deed.at < until]
        for deed, following in pairwise([*ahead, None]):
            assert deed
            await self.goes_to(deed.at)
            await deed.act(self, self.talk(deed.who))
            if following and following.at - deed.at < IN_A_ROW:
                await self.app.jobs.deliver()
            else:
                await self.tick(self)
        await self.goes_to(until)
        await self.tick(self)

    async def meeting(self, cluster: str, month: int) -> int:
        """Return the id of a cluster's meeting of a month of the plan."""
        asked = select(Meeting.id, Meeting.month).join(Cluster, Cluster.id == Meeting.cluster_id)
        async with self.app.database.reading() as db:
            rows = (await db.execute(asked.where(Cluster.name == cluster))).all()
        [found] = [meeting for meeting, first in rows if first.month == month]
        return found


async def _built(stack: AsyncExitStack, settings: Settings, channel: TalkChannel, clock: MovableClock) -> App:
    return await stack.enter_async_context(build(settings, channels=[channel], clock=clock))


@asynccontextmanager
async def a_year(settings: Settings, channel: TalkChannel, begins: datetime) -> AsyncIterator[Year]:
    """Build the service on the tables there are, at a moment."""
    clock = MovableClock(begins)
    async with AsyncExitStack() as stack:
        app = await _built(stack, settings, channel, clock)
        yield Year(Talk(app, channel, clock, "vi"), stack)


def paper() -> Draft:
    """Return what the demo's plan says."""
    return read(PLAN.read_bytes(), PLAN.name)


async def begin(year: Year, draft: Draft, school_year: str = YEAR) -> None:
    """Put a plan in as the demo does, and let the people come."""
    async with year.app.database.writing() as db:
        await plan.accept(db, EVERYTHING, await plan.propose(db, draft, school_year), now=year.now)
        await enter(db, year.talk.channel.name, year.now, consents.edition(year.talk.app.settings))
        await _switch_on(db, year, its_own=school_year == YEAR)
    await year.tick(year)


async def _switch_on(db: AsyncSession, year: Year, *, its_own: bool) -> None:
    """Let the officer switch on the plan's own paper, as it stands in its own year, else under the office's name."""
    await rules.ensure(db, year.now)
    officer = (await db.scalars(select(Person).where(Person.name == PHUONG))).one()
    [office] = await issuing.offices_of(db, officer.id, local(year.now).date())
    for key, name in (("001", None if its_own else office.id), ("000", office.id), ("practice", office.id)):
        asked = await orders.choose(db, key, year.now)
        ids = [one.rule.id for one in asked.effects]
        rights = await people.rights(db, officer.id, local(year.now).date())
        await orders.switch_on(db, ids, rights, office_id=name, by_id=officer.id, now=year.now)
