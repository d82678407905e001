"""Letters about duties: the steps that are due become one letter a person and day, for owners and for superiors.

Each step of a duty is taken once: `told_until` moves in the transaction that queues the letters.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import LockName, lock_name
from bot.domain.calendar import quiet, settings
from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import OrganisationSettings
from bot.domain.duties import by_paper, history, opening, owners, proofs, steps
from bot.domain.duties.owners import Organisation, Owed
from bot.domain.duties.steps import Step
from bot.domain.models import Duty, DutyEventKind, DutyRule, DutyState, Outbox, OutboxState, Purpose, Topic
from bot.domain.outbox import outbox
from bot.domain.outbox.facts import ChasedDutyFacts, DutyFacts, NewDutyFacts, News, kept, pairs
from bot.vietnamese import local

AGAIN_IS_OF_USE = timedelta(days=7)
AT_ONCE = 500
"""Duties whose steps are taken in one transaction."""


@dataclass(slots=True)
class _Said:
    """One letter that is coming to be: which duties in which version, when it leaves and until when."""

    due_at: datetime
    not_after: datetime
    duties: dict[int, int] = field(default_factory=dict)

    def speak_of(self, duty: Duty, not_after: datetime) -> None:
        self.duties[duty.id] = duty.version
        self.not_after = max(self.not_after, not_after)


Letters = dict[tuple[int, Purpose, datetime], _Said]
"""By person, purpose and hour: what comes too late is a row of its own, so that it is recorded as missed."""


_DUE = (
    owners.owed(Duty.state == DutyState.OPEN, Duty.next_at <= bindparam("now"))
    .order_by(Duty.next_at, Duty.id)
    .limit(AT_ONCE)
)


async def tell_due(db: AsyncSession, now: datetime) -> bool:
    """Take the due steps of up to `AT_ONCE` duties; say whether there may be more."""
    await lock_name(db, LockName.DUTIES)
    found = await owners.read_owed(db, _DUE, now=now)
    if not found:
        return False
    taken = await history.told_late(db, [owed.duty for owed in found])
    telling = _Telling(
        await settings.read(db), await quiet.read(db), await owners.read(db, local(now).date()), taken, now
    )
    waiting = await by_paper.waiting(db, [owed.duty for owed in found])
    for owed in found:
        telling.take(owed, waits=owed.duty.id in waiting)
    await telling.write(db)
    return len(found) == AT_ONCE


class _Telling:
    """Gathers what the steps of many duties say, and writes it in a few statements."""

    def __init__(
        self,
        common: OrganisationSettings,
        when: Quiet,
        organisation: Organisation,
        taken: set[tuple[int, str]],
        now: datetime,
    ) -> None:
        self._common = common
        self._when = when
        self._organisation = organisation
        self._taken = taken
        self._now = now
        self._opens = when.opens(now)
        self._letters: Letters = {}
        self._told: dict[str, list[int]] = {}
        self._climbed: dict[str, list[int]] = {}
        self._next: list[dict[str, Any]] = []

    def take(self, owed: Owed, *, waits: bool = False) -> None:
        """Take all steps of a duty that are due; what was said at its day is not said again on a later one.

        Of one that `waits` for the decision of the level above nobody is told anything: those steps are over.
        """
        duty = owed.duty
        everything = steps.of(duty, self._common, self._when)
        left = [step for step in everything if (duty.id, step.detail) not in self._taken]
        due = [step for step in left if duty.told_until < step.at <= self._now]
        ahead = [step for step in left if step.at > self._now]
        if not waits:
            self._remind(owed, due, ahead)
            self._climb(owed, due, [step.rung for step in everything if step.rung])
        self._next.append({"duty": duty.id, "ahead": ahead[0].at if ahead else None, "now": self._now})

    def _remind(self, owed: Owed, due: Sequence[Step], ahead: Iterable[Step]) -> None:
        """Remind its owners. A reminder that a later one has overtaken becomes a row that is missed, and is not sent.

        One that would leave on the same day as the next is left out.
        """
        until = next((step.at for step in ahead if step.rung is None), owed.duty.not_after)
        owing = self._organisation.owners(owed)
        mine = [step for step in due if step.rung is None]
        for step, after in pairwise([*mine, None]):
            assert step
            if after is None and until != owed.duty.not_after and _day(until) == _day(self._opens):
                return
            for person in owing:
                self._say(person, Purpose.DUTY, owed.duty, step.at, after.at if after else until)
            if owing and after is None and until > self._opens:
                self._told.setdefault(step.detail, []).append(owed.duty.id)

    def _climb(self, owed: Owed, due: Iterable[Step], rungs: Sequence[settings.Rung]) -> None:
        for step in due:
            if step.rung is None:
                continue
            superiors = self._organisation.superiors(owed, step.rung, rungs[: rungs.index(step.rung)])
            for person in superiors:
                self._say(person, Purpose.OVERDUE, owed.duty, step.at, owed.duty.not_after)
            if superiors and owed.duty.not_after > self._opens:
                self._climbed.setdefault(step.detail, []).append(owed.duty.id)

    def _say(self, person: int, purpose: Purpose, duty: Duty, at: datetime, not_after: datetime) -> None:
        leaves = self._leaves(not_after) if not_after > self._opens else self._when.opens(at)
        self._letters.setdefault((person, purpose, leaves), _Said(leaves, not_after)).speak_of(duty, not_after)

    def _leaves(self, not_after: datetime) -> datetime:
        """Return when a letter leaves: what the quiet holds back, where it can wait, with the others of the morning."""
        opens = self._opens
        morning = self._now if opens == self._now else max(opens, steps.hour(_day(opens), self._when))
        return morning if morning < not_after else opens

    async def write(self, db: AsyncSession) -> None:
        """Queue the letters, write the history, and note when each duty's next step is."""
        await _queue(db, self._letters, self._opens)
        for step, duties in self._told.items():
            await history.note(db, duties, DutyEventKind.TOLD, self._now, detail=step)
        for rung, duties in self._climbed.items():
            await history.note(db, duties, DutyEventKind.CLIMBED, self._now, detail=rung)
        new: dict[str, Any] = {"told_until": bindparam("now"), "next_at": bindparam("ahead")}
        # Given a list of values the session updates entities by primary key; its connection takes any executemany.
        core = await db.connection()
        await core.execute(update(Duty).where(Duty.id == bindparam("duty")).values(**new), self._next)


def _day(moment: datetime) -> date:
    return local(moment).date()


def _topic(leaves: datetime) -> Topic:
    return Topic.duties(_day(leaves))


async def _queue(db: AsyncSession, letters: Letters, opens: datetime) -> None:
    """Put the letters into the outbox; a row that still waits for the same person and day takes the new duties along.

    A row that ends to be of use before the quiet `opens` takes nothing along: it will be missed.
    """
    newest = await _newest(db, letters)
    versions = {key: row.version for key, row in newest.items()}
    rows = []
    for (person, purpose, leaves), said in letters.items():
        key = (person, purpose, _topic(leaves))
        former = newest.get(key)
        waits = former is not None and former.state is OutboxState.WAITING and former.not_after > opens
        if former and waits and said.not_after > max(opens, former.due_at):
            former.facts = kept(purpose, DutyFacts(pairs({**history.spoken_of(former.facts), **said.duties})))
            former.not_after = max(former.not_after, said.not_after)
            continue
        versions[key] = versions.get(key, -1) + 1
        rows.append(outbox.OutboxRow(*key, versions[key], DutyFacts(pairs(said.duties)), said.due_at, said.not_after))
    await outbox.put_each(db, rows)


async def _newest(
    db: AsyncSession, letters: Collection[tuple[int, Purpose, datetime]]
) -> dict[tuple[int, Purpose, Topic], Outbox]:
    people, days = {person for person, *_ in letters}, {_topic(leaves) for *_, leaves in letters}
    known = select(Outbox).where(
        Outbox.person_id.in_(people), Outbox.topic.in_(days), Outbox.purpose.in_((Purpose.DUTY, Purpose.OVERDUE))
    )
    rows = (await db.scalars(known.order_by(Outbox.version))).all() if letters else ()
    return {(row.person_id, row.purpose, row.topic): row for row in rows}


async def look_again(db: AsyncSession, now: datetime, *which: ColumnElement[bool]) -> None:
    """Plan the next steps of open duties again after a rule or a setting has changed, of some of them or of all.

    Steps that are due already are taken before; steps that the change moves into the past are skipped.
    """
    while await tell_due(db, now):
        pass
    anew = update(Duty).where(Duty.state == DutyState.OPEN, *which).values(next_at=now, told_until=now)
    await db.execute(anew.execution_options(synchronize_session=False))


async def announce(
    db: AsyncSession, duties: Collection[int], topic: Topic, news: News, *, version: int, now: datetime
) -> int:
    """Tell who owes some duties that they were written or have another day; return how many people are told.

    `news` is "written" or "day".
    """
    letters = await _to_owners(db, duties, now)
    await outbox.put_each(db, [_new(person, said, topic, version, news) for person, said in letters.items()])
    return len(letters)


async def extended(db: AsyncSession, duties: Collection[int], now: datetime) -> None:
    """Tell the owners of some duties that there is more time, in one letter a person."""
    letters = await _to_owners(db, duties, now)
    rows = []
    for person, said in letters.items():
        first = min(said.duties)
        rows.append(_new(person, said, Topic.duty(first), said.duties[first], "extended"))
    await outbox.put_each(db, rows)


async def sent_back(db: AsyncSession, duty_id: int, by_id: int, now: datetime) -> None:
    """Tell the owners of a duty that what they handed in comes back."""
    rows = [
        outbox.OutboxRow(
            person,
            Purpose.DUTY_BACK,
            Topic.duty(duty_id),
            said.duties[duty_id],
            ChasedDutyFacts(pairs(said.duties), by=by_id),
            said.due_at,
            said.not_after,
        )
        for person, said in (await _to_owners(db, [duty_id], now)).items()
    ]
    await outbox.put_each(db, rows)


async def handed_in_again(db: AsyncSession, duty_id: int, now: datetime, *, read_by: Sequence[int] = ()) -> None:
    """Tell who sent a duty back last that it is handed in anew; where it never was sent back, who has it to read."""
    last = await history.who_sent_back(db, duty_id)
    if people := [last] if last else read_by:
        version, due_at = await history.length(db, duty_id), (await quiet.read(db)).opens(now)
        until, topic = due_at + AGAIN_IS_OF_USE, Topic.duty(duty_id)
        await outbox.put(db, people, Purpose.DUTY_AGAIN, topic, version=version, due_at=due_at, not_after=until)


async def _to_owners(db: AsyncSession, duties: Collection[int], now: datetime) -> dict[int, _Said]:
    organisation, when = await owners.read(db, local(now).date()), await quiet.read(db)
    letters: dict[int, _Said] = {}
    for owed in await owners.read_owed(db, owners.owed(Duty.id.in_(duties))) if duties else ():
        for person in organisation.owners(owed):
            said = letters.setdefault(person, _Said(when.opens(now), owed.duty.not_after))
            said.speak_of(owed.duty, owed.duty.not_after)
    return letters


def _new(person: int, said: _Said, topic: Topic, version: int, news: News) -> outbox.OutboxRow:
    facts = NewDutyFacts(pairs(said.duties), news=news)
    return outbox.OutboxRow(person, Purpose.DUTY_NEW, topic, version, facts, said.due_at, said.not_after)


async def rule_written(db: AsyncSession, rule: DutyRule, now: datetime) -> None:
    """Open what a person wrote, and tell who owes it."""
    opened = await opening.open_rule(db, rule, now=now)
    await announce(db, opened, Topic.rule(rule.id), "written", version=rule.version, now=now)


async def rule_changed(db: AsyncSession, rule: DutyRule, now: datetime, *, day: bool = False) -> None:
    """Bring the duties of a changed rule in line with it, and tell owners whose day is another one.

    With `day` the rule has a new day of its own: owners who had no such duty before are told as well.
    """
    await look_again(db, now, Duty.rule_id == rule.id)
    opened, moved = await opening.reopen(db, rule, now=now, day=day)
    await proofs.close(db, now)
    new = [*moved, *(opened if day else ())]
    await announce(db, new, Topic.rule(rule.id), "day" if moved else "written", version=rule.version, now=now)
