"""What must hold of duties at any moment, read from the outbox, the history and the messages in the chats."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from sqlalchemy import select

from bot.domain.calendar import quiet, settings
from bot.domain.calendar.quiet import Quiet
from bot.domain.calendar.settings import Hours, Rung
from bot.domain.duties import history, owners, steps
from bot.domain.duties.owners import Organisation, Owed
from bot.domain.duties.steps import LATE, Step
from bot.domain.models import (
    Account,
    Duty,
    DutyEvent,
    DutyEventKind,
    DutyState,
    Meeting,
    MeetingState,
    Outbox,
    OutboxState,
    Owner,
    Person,
    Purpose,
)
from bot.messages import Leaving, Outgoing
from bot.vietnamese import local
from tests.attacks.kit import WatchedChannel
from tests.talk import Talk

WAITS = (OutboxState.WAITING, OutboxState.LEAVING)
LOST = (OutboxState.MISSED, OutboxState.BLOCKED, OutboxState.FAILED, OutboxState.UNCLEAR)
OWN, OTHERS = 5, 10
"""How many duties a letter names of one's own, and of others."""


@dataclass(frozen=True)
class Heard:
    """A letter as somebody reads it."""

    address: str
    text: str
    presses: frozenset[str]

    @property
    def duties(self) -> set[int]:
        return {int(one.removeprefix("duty:")) for one in self.presses if one.startswith("duty:")}

    def answers(self, row: Outbox) -> bool:
        """Say whether this may be what a row said; one that is written newly does not name its row."""
        if row.purpose is Purpose.OVERDUE:
            return f"duty-chase-letter:{row.id}" in self.presses
        if row.purpose is Purpose.DUTY_NEW:
            return "duties" in self.presses and not any(one.startswith("duty-read:") for one in self.presses)
        return f"duty-read:{row.id}" in self.presses


class HearingChannel(WatchedChannel):
    """A channel that keeps the letters about duties as they were read."""

    letters: list[Heard]

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        shown = await super().send(address, message, reply=reply, leaving=leaving)
        presses = frozenset(button.press for row in message.buttons for button in row)
        if not reply and presses & {"duties", "duties-all"}:
            self.letters.append(Heard(address, message.text, presses))
        return shown


@dataclass(frozen=True)
class Seen:
    """How everything about duties stands at one moment."""

    now: datetime
    duties: Mapping[int, Duty]
    steps: Mapping[int, Sequence[Step]]
    owed: Mapping[int, Owed]
    organisation: Organisation
    letters: Mapping[int, Outbox]
    events: Sequence[DutyEvent]
    when: Quiet
    hours: Mapping[int, Hours]
    addresses: Mapping[int, str]

    @classmethod
    async def read(cls, talk: Talk) -> Self:
        now = talk.clock.now()
        async with talk.app.database.reading() as db:
            common, when = await settings.read(db), await quiet.read(db)
            owed = await owners.read_owed(db, owners.owed())
            of_duties = select(Outbox).where(Outbox.purpose.in_(history.SPEAK_OF_DUTIES))
            accounts = (await db.scalars(select(Account))).all()
            return cls(
                now=now,
                duties={one.duty.id: one.duty for one in owed},
                steps={one.duty.id: steps.of(one.duty, common, when) for one in owed},
                owed={one.duty.id: one for one in owed},
                organisation=await owners.read(db, local(now).date()),
                letters={row.id: row for row in await db.scalars(of_duties) if "duties" in row.facts},
                events=(await db.scalars(select(DutyEvent).order_by(DutyEvent.id))).all(),
                when=when,
                hours=await quiet.own_hours(db, [one.person_id for one in accounts if one.person_id]),
                addresses={one.person_id: one.address for one in accounts if one.person_id},
            )

    def owners(self, duty: int) -> frozenset[int]:
        return self.organisation.owners(self.owed[duty])

    def superiors(self, duty: int, rung: Rung) -> frozenset[int]:
        """Return who is told on a rung, but for those who stand on a lower one of this duty's ladder."""
        rungs = [step.rung for step in self.steps[duty] if step.rung]
        return self.organisation.superiors(self.owed[duty], rung, rungs[: rungs.index(rung)])

    def concerned(self, duty: int, purpose: Purpose) -> frozenset[int]:
        if purpose is not Purpose.OVERDUE:
            return self.owners(duty)
        return frozenset().union(*(self.organisation.superiors(self.owed[duty], rung) for rung in Rung))

    def knows(self, row: Outbox) -> set[int]:
        """Return the duties of a letter that stand as it knows them and concern its reader, open or lapsed."""
        return {
            duty
            for duty, version in history.spoken_of(row.facts).items()
            if self.duties[duty].version == version
            and self.duties[duty].state in (DutyState.OPEN, DutyState.LAPSED)
            and row.person_id in self.concerned(duty, row.purpose)
        }

    def is_open(self, duty: int) -> bool:
        return self.duties[duty].state is DutyState.OPEN and self.duties[duty].not_after > self.now

    def missed(self) -> set[int]:
        """Return of which duties a letter was recorded as lost at this moment."""
        return {one.duty_id for one in self.events if one.kind is DutyEventKind.MISSED and one.at == self.now}

    def speaks(self, person: int, purpose: Purpose, duty: int) -> list[Outbox]:
        """Return the letters of a person that wait, or were just missed, and speak of a duty as it stands."""
        version = self.duties[duty].version
        return [
            row
            for row in self.letters.values()
            if (row.person_id, row.purpose) == (person, purpose)
            and history.spoken_of(row.facts).get(duty) == version
            and (row.state in WAITS or (row.state is OutboxState.MISSED and row.settled_at == self.now))
        ]


def day(moment: datetime) -> date:
    return local(moment).date()


@dataclass
class Watch:
    """Compares moments with each other."""

    channel: HearingChannel
    told: set[tuple[object, ...]] = field(default_factory=set)
    """What the history has said: duty, version, step."""
    sent: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    """Reminders that left: person, duty, version."""
    reminded: Counter[tuple[int, int]] = field(default_factory=Counter)
    events: int = 0
    heard: int = 0

    def derived(self, was: Seen, now: Seen) -> None:
        """What was due is queued, what is queued was due, and nothing of it was said before."""
        for duty in now.duties.values():
            if duty.state is DutyState.OPEN:
                assert duty.told_until <= now.now
                assert duty.next_at is None or duty.next_at > now.now
        for number, duty in was.duties.items():
            self._taken(duty, now.duties[number], now)
        self._queued(was, now)
        self.changed(was, now)

    def _taken(self, was: Duty, duty: Duty, now: Seen) -> None:
        same = was.state is DutyState.OPEN and (was.version, was.due_on) == (duty.version, duty.due_on)
        if not same or duty.state not in (DutyState.OPEN, DutyState.LAPSED):
            return
        left = [step for step in now.steps[duty.id] if not self._was_said(duty, step)]
        due = [step for step in left if was.told_until < step.at <= now.now]
        ahead = [step for step in left if step.rung is None and step.at > now.now]
        self._told_owner([step for step in due if step.rung is None], ahead, duty, now)
        for step in due:
            for person in now.superiors(duty.id, step.rung) if step.rung else ():
                assert now.speaks(person, Purpose.OVERDUE, duty.id), f"{step} of {duty.key} reached no superior"

    def _was_said(self, duty: Duty, step: Step) -> bool:
        return (duty.id, duty.version, step.detail) in self.told

    def _told_owner(self, due: Sequence[Step], ahead: Sequence[Step], duty: Duty, now: Seen) -> None:
        owing = now.owners(duty.id)
        if not due or not owing:
            return
        with_the_next = ahead and day(ahead[0].at) == day(now.when.opens(now.now))
        for person in () if with_the_next else owing:
            assert now.speaks(person, Purpose.DUTY, duty.id), f"{due[-1]} of {duty.key} was lost in silence"
        if due[:-1]:
            assert duty.id in now.missed(), f"{due[:-1]} of {duty.key} were overtaken in silence"

    def _queued(self, was: Seen, now: Seen) -> None:
        for number, row in now.letters.items():
            before = history.spoken_of(was.letters[number].facts) if number in was.letters else {}
            for duty, version in history.spoken_of(row.facts).items():
                if before.get(duty) == version or row.purpose not in (Purpose.DUTY, Purpose.OVERDUE):
                    continue
                begun = [step for step in now.steps[duty] if step.at <= now.now]
                assert duty not in was.duties or was.duties[duty].version == version, "told late of a day just given"
                assert version == now.duties[duty].version
                assert row.person_id in now.concerned(duty, row.purpose)
                assert [step for step in begun if (step.rung is None) == (row.purpose is Purpose.DUTY)]
                assert row.purpose is Purpose.DUTY or row.person_id not in now.owners(duty)

    def changed(self, was: Seen, now: Seen) -> None:
        """Each rung is climbed once a version, each step said once a day, and each letter has a fate that holds."""
        for one in now.events[self.events :]:
            said = (one.duty_id, now.duties[one.duty_id].version, one.detail)
            if one.kind is DutyEventKind.TOLD:
                self.reminded[one.duty_id, now.duties[one.duty_id].version] += 1
            if one.kind is DutyEventKind.TOLD and one.detail != LATE:
                said = (*said, day(one.at))
            elif one.kind not in (DutyEventKind.CLIMBED, DutyEventKind.TOLD):
                continue
            assert said not in self.told, f"said twice: {said}"
            self.told.add(said)
        self.events = len(now.events)
        for number, row in now.letters.items():
            former = was.letters.get(number)
            if row.state not in WAITS and (former is None or former.state in WAITS):
                self._ended(row, now)

    def _ended(self, row: Outbox, now: Seen) -> None:
        known = now.knows(row)
        owed = {duty for duty in known if now.is_open(duty)}
        if row.state in LOST:
            assert set(history.spoken_of(row.facts)) <= now.missed(), f"{row.purpose} was lost in silence"
            return
        assert known - owed <= now.missed(), f"{row.purpose} came too late for {known - owed} in silence"
        assert bool(owed) == (row.state is OutboxState.SENT) or row.person_id not in now.addresses, (row.state, owed)
        if row.state is OutboxState.SENT:
            self._left(row, owed, now)

    def _left(self, row: Outbox, owed: set[int], now: Seen) -> None:
        assert row.due_at <= now.now < row.not_after
        assert now.when.opens_beside(now.hours.get(row.person_id), now.now) == now.now, "in the quiet"
        mine = [one for one in self._fresh() if one.address == now.addresses[row.person_id] and one.answers(row)]
        assert mine, f"{row.purpose} is sent, and nobody heard it"
        if row.purpose is Purpose.OVERDUE:
            assert sum(line.startswith("– ") for line in mine[0].text.splitlines()) == min(len(owed), OTHERS)
            return
        assert [one for one in mine if one.duties <= owed and len(one.duties) == min(len(owed), OWN)]
        for duty in owed if row.purpose is Purpose.DUTY else ():
            version = now.duties[duty].version
            self.sent[row.person_id, duty, version] += 1
            assert self.sent[row.person_id, duty, version] <= self.reminded[duty, version], "one reminder came twice"

    def _fresh(self) -> list[Heard]:
        return self.channel.letters[self.heard :]

    def delivered(self, was: Seen, now: Seen) -> None:
        """What was heard is what left, letter by letter."""
        self.changed(was, now)
        left = [n for n, row in now.letters.items() if row.state is OutboxState.SENT and was.letters[n].state in WAITS]
        assert len(self._fresh()) == len(left)
        self.heard = len(self.channel.letters)


def stand(seen: Seen, meetings: Iterable[Meeting], people: Iterable[Person]) -> None:
    """What is open is about something that is still there, and owed by who owes it now."""
    by_id = {meeting.id: meeting for meeting in meetings}
    erased = {person.id for person in people if person.erased_at}
    for duty in seen.duties.values():
        if duty.state is not DutyState.OPEN:
            continue
        meeting = by_id.get(duty.meeting_id or 0)
        assert duty.rule.paused_at is None
        assert duty.person_id not in erased
        assert duty.not_after > seen.now
        assert meeting is None or meeting.state is not MeetingState.CANCELLED
        if meeting and duty.rule.owner is Owner.HOST:
            assert duty.unit_id == meeting.host_id
