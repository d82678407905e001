"""What happens in stories about duties: each act as a conversation would do it, in one transaction, by its own hand."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import build
from bot.db import insert
from bot.domain.calendar import days_off, settings
from bot.domain.calendar.days_off import Leave
from bot.domain.calendar.settings import Rung
from bot.domain.duties import chasing, ledger, rules
from bot.domain.duties.rules import Edit
from bot.domain.endings import privacy
from bot.domain.models import (
    Appointment,
    Duty,
    DutyRule,
    DutyState,
    Form,
    Invitee,
    Part,
    PartKind,
    Person,
    Presence,
    Reflection,
    Role,
    Unit,
    Viewpoint,
    Why,
)
from bot.domain.organisation import people
from bot.domain.organisation.people import Rights
from bot.domain.plan import replanning
from bot.domain.programme import calling_off, hosting, marks, meetings, parts
from bot.errors import Refusal
from bot.messages import Blocked, RetryLater, Unclear
from bot.vietnamese import local
from tests.attacks.kit import WatchedChannel
from tests.talk import Somebody, Talk, World

OFFICER, LEAD = "Điêu Thị Phượng", "Lò Thị Cúc"
TEACHERS = ("Vàng Thị Sua", "Mùa A Chứ", "Quàng Thị Pó")
HEADS = ("Hạng A Tủa", "Lò Văn Inh", "Cà Văn Lử", "Giàng A Say")
"""Of the first school and the second; the last two come later."""
CODES = ("000-6", "001-4", "001-5", "001-7", "000-5a", "000-3a", "000-3b")
TASKS = (PartKind.TEACH, PartKind.CHAIR, PartKind.CAMERA)
BEFORE: tuple[tuple[int, ...] | None, ...] = (None, (), (0,), (7, 1), (30, 14, 7, 3, 1, 0))
LADDERS = (
    None,
    (),
    ((Rung.LEAD, 1),),
    ((Rung.PRINCIPAL, 1), (Rung.LEAD, 2), (Rung.OFFICER, 2)),
    ((Rung.OFFICER, 5),),
)
NIGHTS = ((time(21), time(6, 30)), (time(18), time(8)), (time(12), time(13)))
MORNING = (time(22), time(9))
TROUBLES = {"later": lambda: RetryLater(40), "blocked": Blocked, "unclear": Unclear}
REPLAN = frozenset({"pause", "reminders", "ladder", "shift", "day", "common", "night", "off", "extend"})
"""What plans steps anew: before it whatever was due has been taken, as each second of a service that runs does."""


@dataclass
class Acts:
    """The people of a story, and what they do."""

    talk: Talk
    world: World
    channel: WatchedChannel
    stack: AsyncExitStack
    ids: dict[str, int] = field(default_factory=dict)
    next_head: int = 2

    @property
    def now(self) -> datetime:
        return self.talk.clock.now()

    @property
    def today(self) -> date:
        return local(self.now).date()

    async def come(self) -> None:
        """Let everybody join."""
        await self._joins(OFFICER, Role.OFFICER)
        await self._joins(LEAD, Role.LEAD)
        for number, name in enumerate(HEADS):
            school = self.world.other_school if number % 2 else self.world.school
            await self._joins(name, *([Role.PRINCIPAL] if number < 2 else []), school=school)
        for number, name in enumerate(TEACHERS):
            await self._joins(name, school=self.world.other_school if number == 1 else self.world.school)

    async def _joins(self, name: str, *roles: Role, school: int | None = None) -> Somebody:
        somebody = await self.world.has(name, *roles, school=school)
        self.ids[name] = await self.world.id_of(somebody)
        return somebody

    @asynccontextmanager
    async def _acting(self) -> AsyncIterator[AsyncSession]:
        with suppress(Refusal):
            async with self.talk.app.database.writing() as db:
                yield db

    async def _me(self, db: AsyncSession, name: str) -> tuple[Person, Rights]:
        person = await db.get_one(Person, self.ids[name])
        return person, await people.rights(db, person.id, self.today)

    async def settle(self, hours: int) -> None:
        async with self._acting() as db:
            meeting = await meetings.get(db, self.world.meeting)
            _, rights = await self._me(db, OFFICER)
            starts_at = self.now + timedelta(hours=hours)
            await meetings.settle(db, meeting, rights, starts_at=starts_at, room="Phòng họp", capacity=9, now=self.now)

    async def cancel(self) -> None:
        async with self._acting() as db:
            meeting = await meetings.get(db, self.world.meeting)
            await calling_off.cancel(db, meeting, (await self._me(db, OFFICER))[1], now=self.now)

    async def rehost(self) -> None:
        async with self._acting() as db:
            meeting = await meetings.get(db, self.world.meeting)
            [other] = {self.world.school, self.world.other_school} - {meeting.host_id}
            host = await db.get_one(Unit, other)
            await meetings.rehost(db, meeting, (await self._me(db, OFFICER))[1], host, now=self.now)

    async def seat(self, number: int) -> None:
        await self.talk(TEACHERS[number]).forges(f"take:{self.world.meeting}")

    async def ask(self, task: int, number: int) -> None:
        async with self._acting() as db:
            meeting = await meetings.get(db, self.world.meeting)
            person, rights = await self._me(db, LEAD)
            who = self.ids[TEACHERS[number]]
            await parts.ask(db, meeting, TASKS[task], who, by=person, rights=rights, now=self.now)

    async def answer(self, number: int, accepts: bool) -> None:
        async with self._acting() as db:
            asked_of = (await db.scalars(select(Part).order_by(Part.id))).all()
            if asked_of:
                part = asked_of[number % len(asked_of)]
                person = await db.get_one(Person, part.person_id)
                await parts.answer(db, part.id, person, accepts=accepts, now=self.now)

    async def ready(self, number: int) -> None:
        """Tick so many things of the host's list."""
        async with self._acting() as db:
            meeting = await meetings.get(db, self.world.meeting)
            person = await db.get_one(Person, self.ids[OFFICER])
            rights = Rights(principal_of=frozenset({meeting.host_id}))
            for item in hosting.NEEDS[Form.IN_PERSON][:number]:
                await hosting.tick(db, meeting, person, rights, item, done=True, now=self.now)

    async def mark(self, number: int, presence: Presence) -> None:
        async with self._acting() as db:
            row = {"meeting_id": self.world.meeting, "person_id": self.ids[TEACHERS[number]], "why": Why.CONCERNED}
            await db.execute(insert(db, Invitee).values(row).on_conflict_do_nothing())
            theirs = (Invitee.meeting_id == row["meeting_id"], Invitee.person_id == row["person_id"])
            await marks.write(db, *theirs, presence=presence, by_id=self.ids[LEAD], now=self.now)

    async def reflect(self, number: int) -> None:
        async with self._acting() as db:
            row = {
                "meeting_id": self.world.meeting,
                "person_id": self.ids[TEACHERS[number]],
                "viewpoint": Viewpoint.OBSERVER,
            }
            known = select(Reflection).where(Reflection.person_id == row["person_id"])
            if await db.scalar(known) is None:
                db.add(Reflection(begun_at=self.now, submitted_at=self.now, **row))

    async def _open(self, db: AsyncSession) -> Sequence[Duty]:
        return (await db.scalars(select(Duty).where(Duty.state == DutyState.OPEN).order_by(Duty.id))).all()

    async def hand_in(self, number: int) -> None:
        """Let somebody who owes an open duty hand it in."""
        async with self._acting() as db:
            found = [duty for duty in await self._open(db) if duty.rule.proof in ledger.HANDED]
            if not found:
                return
            line = await ledger.get(db, found[number % len(found)].id, self.now)
            for name in self.ids:
                person, rights = await self._me(db, name)
                if ledger.owes(line, person, rights):
                    note = "https://drive.example.vn/file/abc"
                    await ledger.hand_in(db, line.id, person, rights, note=note, now=self.now)
                    return

    async def excuse(self, number: int) -> None:
        async with self._acting() as db:
            if found := await self._open(db):
                me = await self._me(db, OFFICER)
                await ledger.excuse(db, found[number % len(found)].id, *me, "Trường sáp nhập", now=self.now)

    async def extend(self, number: int, days: int) -> None:
        async with self._acting() as db:
            if found := await self._open(db):
                me, day = await self._me(db, OFFICER), self.today + timedelta(days=days)
                await ledger.extend(db, [found[number % len(found)].id], day, *me, now=self.now)

    async def chase(self) -> None:
        async with self._acting() as db:
            ids = [duty.id for duty in await self._open(db)]
            await chasing.chase(db, ids, *await self._me(db, OFFICER), self.now)

    async def write(self, days: int) -> None:
        async with self._acting() as db:
            person, rights = await self._me(db, LEAD)
            about = {"title": f"Nộp danh sách {days}", "day": self.today + timedelta(days=days), "schools": None}
            await rules.write_own(db, rights, person, **about, cluster_id=self.world.cluster, now=self.now)

    async def _changes(self, code: int, change: Callable[..., Awaitable[Any]], *what: object) -> None:
        async with self._acting() as db:
            rule = (await db.scalars(select(DutyRule).where(DutyRule.code == CODES[code]))).one()
            person, rights = await self._me(db, OFFICER)
            await change(db, rule.id, *what, Edit(person.id, rights, rule.version, self.now))

    async def pause(self, code: int) -> None:
        """Let a rule rest, or hold again."""
        found = await self.talk.finds(select(DutyRule.paused_at).where(DutyRule.code == CODES[code]))
        await self._changes(code, rules.resume if found[0] else rules.pause)

    async def reminders(self, code: int, which: int) -> None:
        await self._changes(code, rules.change_reminders, BEFORE[which])

    async def ladder(self, code: int, which: int) -> None:
        await self._changes(code, rules.change_ladder, LADDERS[which])

    async def shift(self, code: int, days: int) -> None:
        await self._changes(code, rules.change_shift, days)

    async def day(self, days: int) -> None:
        await self._changes(0, rules.change_day, self.today + timedelta(days=days))

    async def _sets(self, name: str, value: object) -> None:
        async with self._acting() as db:
            person, rights = await self._me(db, OFFICER)
            seen = (await settings.versions(db)).get(name, 0)
            await settings.change(db, rights, name, value, seen=seen, by_id=person.id, now=self.now)
            await replanning.plan_anew(db, self.now)

    async def common(self, before: int, ladder: int) -> None:
        await self._sets("reminders", BEFORE[before] or (7, 3, 1))
        await self._sets("ladder", LADDERS[ladder] or ())

    async def night(self, which: int) -> None:
        await self._sets("quiet", NIGHTS[which])

    async def off(self, days: int, length: int) -> None:
        """Declare days off, or where they are, take them back."""
        first = self.today + timedelta(days=days)
        leave = Leave(first, first + timedelta(days=length), "Bão")
        async with self._acting() as db:
            person, rights = await self._me(db, OFFICER)
            if await days_off.name_of(db, first) is None:
                await days_off.add(db, rights, leave, by_id=person.id)
            else:
                await days_off.take_out(db, rights, leave)
            await replanning.plan_anew(db, self.now)

    async def rest(self, number: int) -> None:
        """Let a principal sleep long."""
        hours = {"quiet_from": MORNING[0], "quiet_to": MORNING[1]}
        async with self._acting() as db:
            await db.execute(update(Person).where(Person.id == self.ids[HEADS[number]]).values(**hours))

    async def erase(self, number: int) -> None:
        async with self._acting() as db:
            person = await db.get_one(Person, self.ids[TEACHERS[number]])
            if person.erased_at is None:
                await privacy.erase(db, person, self.now)

    async def replace(self) -> None:
        """Let another one head a school from today on."""
        if self.next_head == len(HEADS):
            return
        name, school = HEADS[self.next_head], (self.world.school, self.world.other_school)[self.next_head % 2]
        self.next_head += 1
        async with self._acting() as db:
            of_school = (Appointment.role == Role.PRINCIPAL, Appointment.unit_id == school)
            await db.execute(update(Appointment).where(*of_school).values(valid_to=self.today - timedelta(days=1)))
            db.add(Appointment(role=Role.PRINCIPAL, person_id=self.ids[name], unit_id=school, valid_from=self.today))

    async def trouble(self, name: int, kind: str) -> None:
        somebody = (OFFICER, LEAD, *HEADS[:2], *TEACHERS)[name]
        self.channel.meets[self.talk(somebody).address].append(TROUBLES[kind]())

    async def kill(self) -> None:
        """Go on with a service newly built on the same tables."""
        again = build(self.talk.app.settings, channels=[self.channel], clock=self.talk.clock)
        self.talk.app = await self.stack.enter_async_context(again)
