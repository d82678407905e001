"""Acts on duties that must not succeed, or not twice: of others, closed, at once, while a letter leaves, by night."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from bot.app import App, build
from bot.domain.duties import chasing, ledger, rules
from bot.domain.duties.ledger import BAD_REASON, CLOSED, NO_USE_LATER, NOT_LATER
from bot.domain.duties.rules import DAY_IS_PAST, DAY_TOO_FAR, Edit
from bot.domain.models import Duty, DutyEvent, DutyEventKind, DutyState, Outbox, OutboxState, Person, Purpose, Role
from bot.domain.organisation import people
from bot.domain.organisation.people import Rights
from bot.errors import Gone, NotAllowed, Refusal
from bot.messages import Leaving, Outgoing
from bot.vietnamese import ZONE, local
from tests.attacks.kit import WatchedChannel, dump
from tests.attacks.test_races import presses
from tests.handlers.duties_kit import duty_of, head, leads, owed, stands
from tests.talk import Somebody, Talk, World

MORNING = datetime(2023, 11, 13, 7, 0, tzinfo=ZONE)
"""When all schools are reminded, the day before theirs."""
LATE = datetime(2023, 11, 15, 7, 0, tzinfo=ZONE)
NIGHT = datetime(2023, 11, 12, 23, 0, tzinfo=ZONE)
Act = Callable[..., Awaitable[object]]
SAID = "Chuyên đề: Dạy đọc lớp 2"


async def hands_in(talk: Talk, duty: int, person: Person, rights: Rights) -> None:
    async with talk.app.database.writing() as db:
        await ledger.hand_in(db, duty, person, rights, note=SAID, now=talk.clock.now())


async def excuses(talk: Talk, duty: int, person: Person, rights: Rights) -> None:
    async with talk.app.database.writing() as db:
        await ledger.excuse(db, duty, person, rights, "Trường sáp nhập", now=talk.clock.now())


async def extends(talk: Talk, duty: int, person: Person, rights: Rights, day: date = date(2023, 12, 4)) -> None:
    async with talk.app.database.writing() as db:
        await ledger.extend(db, [duty], day, person, rights, now=talk.clock.now())


async def chases(talk: Talk, duty: int, person: Person, rights: Rights) -> None:
    async with talk.app.database.writing() as db:
        await chasing.chase(db, [duty], person, rights, talk.clock.now())


OF_SUPERIORS = (excuses, extends, chases)


async def me(talk: Talk, somebody: Somebody) -> tuple[Person, Rights]:
    """Return a person with the rights of this moment."""
    name = next(name for name, one in talk.people.items() if one is somebody)
    async with talk.app.database.reading() as db:
        person = (await db.scalars(select(Person).where(Person.name == name))).one()
        return person, await people.rights(db, person.id, local(talk.clock.now()).date())


@pytest.fixture
async def replica(talk: Talk) -> AsyncIterator[App]:
    """A second service on the same tables, with connections of its own."""
    async with build(talk.app.settings, channels=[talk.channel], clock=talk.clock) as built:
        yield built


@pytest.fixture
async def principal(world: World) -> Somebody:
    return await head(world)


@pytest.fixture
async def topic(world: World, principal: Somebody) -> int:
    """What the first school owes by the 15th of November."""
    await owed(world, "000-6")
    return await duty_of(world, "000-6", unit_id=world.school)


async def outsiders(world: World) -> dict[str, Somebody]:
    """Let those join who have nothing to do with what the first school owes."""
    school, cluster, _ = await world.elsewhere()
    former = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await world.ends_roles(former)
    return {
        "a teacher": await world.has("Vàng Thị Lan"),
        "the head of another school": await head(world, "Lò Văn Inh", school=world.other_school),
        "the head of a school of another cluster": await head(world, "Cà Văn Lử", school=school),
        "the lead of another cluster": await leads(world, "Lò Thị Hoa", cluster),
        "an officer until yesterday": former,
    }


async def test_nobody_else_does_anything_about_a_duty(talk: Talk, world: World, topic: int) -> None:
    """Neither by the ledger nor by any press: no row changes."""
    found = await outsiders(world)
    await talk.passes(minutes=1)
    before = await dump(talk.app.database)
    for who, somebody in found.items():
        for act in (hands_in, *OF_SUPERIORS):
            with pytest.raises(NotAllowed):
                await act(talk, topic, *await me(talk, somebody))
        for press in ("duty-in", "duty-done", "duty-excuse", "duty-more", "duty-chase", "duty-day:one", "duty-file"):
            await somebody.forges(f"{press}:{topic}:20231204" if "day" in press else f"{press}:{topic}")
            await somebody.says(SAID)
        assert await dump(talk.app.database) == before, who


async def test_what_was_begun_as_an_officer_ends_with_the_role(talk: Talk, world: World, topic: int) -> None:
    """The reason and the day are typed after the appointment has ended."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    for press, typed in (("duty-excuse", "Trường sáp nhập"), ("duty-more", "04/12")):
        await officer.forges(f"{press}:{topic}")
        await world.ends_roles(officer)
        before = await dump(talk.app.database)
        assert talk.said(NotAllowed.sentence) in (await officer.says(typed)).text
        assert await dump(talk.app.database) == before
        async with talk.app.database.writing() as db:
            await db.execute(text("UPDATE appointment SET valid_to = NULL"))


@pytest.mark.parametrize("more", [(), (Role.OFFICER,), (Role.LEAD,)])
async def test_who_owes_it_is_no_superior(
    talk: Talk, world: World, topic: int, principal: Somebody, more: tuple[Role, ...]
) -> None:
    """Not even an officer or a lead, who is above all others, where they head the school themselves."""
    both = await world.has("Lò Văn Inh", Role.PRINCIPAL, *more)
    before = await dump(talk.app.database)
    for act in OF_SUPERIORS:
        with suppress(Refusal):
            await act(talk, topic, *await me(talk, both))
    assert await dump(talk.app.database) == before


@pytest.mark.parametrize("state", [DutyState.DONE, DutyState.EXCUSED, DutyState.LAPSED, DutyState.VOID])
async def test_what_is_closed_stays_as_it_is(
    talk: Talk, world: World, topic: int, principal: Somebody, state: DutyState
) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    async with talk.app.database.writing() as db:
        now = talk.clock.now()
        closed = {"state": state, "closed_at": now, "not_after": now, "next_at": None}
        await db.execute(update(Duty).where(Duty.id == topic).values(**closed))
    before = await dump(talk.app.database)
    for act, who in ((hands_in, principal), (excuses, officer), (extends, officer)):
        with pytest.raises(Refusal) as no:
            await act(talk, topic, *await me(talk, who))
        assert no.value.sentence == CLOSED
    await chases(talk, topic, *await me(talk, officer))
    assert await dump(talk.app.database) == before


@pytest.mark.parametrize("number", [0, -1, 999_999_999])
async def test_an_id_that_is_none(talk: Talk, world: World, topic: int, number: int) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    before = await dump(talk.app.database)
    for act in (hands_in, excuses):
        with pytest.raises(Gone):
            await act(talk, number, *await me(talk, officer))
    for act in (extends, chases):
        with pytest.raises(NotAllowed):
            await act(talk, number, *await me(talk, officer))
    assert await dump(talk.app.database) == before


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2023, 10, 8), DAY_IS_PAST),
        (date(2024, 11, 12), DAY_TOO_FAR),
        (date(2023, 11, 14), NOT_LATER),
        (date(2023, 11, 13), NOT_LATER),
    ],
)
async def test_a_day_that_gives_no_time(talk: Talk, world: World, topic: int, day: date, said: str) -> None:
    """Over, 400 days away, the day that it has, an earlier one."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    before = await dump(talk.app.database)
    with pytest.raises(Refusal) as no:
        await extends(talk, topic, *await me(talk, officer), day)
    assert no.value.sentence == said
    assert await dump(talk.app.database) == before


async def test_one_that_cannot_be_given_time_keeps_all_as_they_are(talk: Talk, world: World, topic: int) -> None:
    """Of a letter's duties one ends with its meeting: nothing is given to the others either."""
    officer, lead = await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Vàng Thị Mỷ", Role.LEAD)
    await world.settles(lead)
    [rooms] = await owed(world, "001-4")
    person, rights = await me(talk, officer)
    before = await dump(talk.app.database)
    with pytest.raises(Refusal) as no:
        async with talk.app.database.writing() as db:
            await ledger.extend(db, [topic, rooms.id], date(2023, 11, 20), person, rights, now=talk.clock.now())
    assert no.value.sentence == NO_USE_LATER
    assert await dump(talk.app.database) == before


@pytest.mark.parametrize("reason", ["", "  a ", "b" * 301])
async def test_no_reason_excuses_nobody(talk: Talk, world: World, topic: int, reason: str) -> None:
    person, rights = await me(talk, await world.has("Điêu Thị Phượng", Role.OFFICER))
    with pytest.raises(Refusal) as no:
        async with talk.app.database.writing() as db:
            await ledger.excuse(db, topic, person, rights, reason, now=talk.clock.now())
    assert no.value.sentence == BAD_REASON
    assert (await stands(talk, topic)).state is DutyState.OPEN


async def test_two_hand_in_at_the_same_moment(
    talk: Talk, world: World, topic: int, principal: Somebody, replica: App
) -> None:
    """Two heads of one school, two phones each, at two replicas: it is done once, by one of them."""
    deputy = await head(world, "Lò Văn Inh")
    both = [(app, one) for app in (talk.app, replica) for one in (principal, deputy)]
    await asyncio.gather(*(app.router.handle(presses(one, f"duty-none:{topic}")) for app, one in both))
    done = await talk.finds(select(DutyEvent.by_id).where(DutyEvent.kind == DutyEventKind.DONE))
    assert len(done) == 1
    assert (await stands(talk, topic)).closed_by_id == done[0]


async def test_one_hands_in_while_another_excuses(talk: Talk, world: World, topic: int, principal: Somebody) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    acts = (hands_in(talk, topic, *await me(talk, principal)), excuses(talk, topic, *await me(talk, officer)))
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert [str(one) for one in outcomes if one] == [CLOSED]
    kinds = await talk.finds(select(DutyEvent.kind).where(DutyEvent.duty_id == topic))
    assert kinds in ([DutyEventKind.DONE], [DutyEventKind.EXCUSED])


class QuickChannel(WatchedChannel):
    """A channel on which somebody does what a letter asks before it has quite arrived."""

    does: Callable[[], Awaitable[None]] | None = None

    async def send(self, address: str, message: Outgoing, *, reply: bool, leaving: Leaving | None = None) -> str:
        if not reply and self.does:
            act, self.does = self.does, None
            await act()
        return await super().send(address, message, reply=reply, leaving=leaving)


class TestWhileALetterLeaves:
    """A hand-in, an excuse or a pause in the middle of the delivery."""

    @pytest.fixture
    def channel(self, clock) -> WatchedChannel:
        return QuickChannel(clock)

    async def test_a_hand_in(self, talk: Talk, world: World, topic: int, principal: Somebody) -> None:
        """The letter was on its way; the duty is done, nothing waits for anything, and nothing more comes."""
        quick, who = talk.channel, await me(talk, principal)
        assert isinstance(quick, QuickChannel)
        quick.does = lambda: hands_in(talk, topic, *who)
        await talk.comes(MORNING)
        assert (await stands(talk, topic)).state is DutyState.DONE
        assert (await _fates(talk, Purpose.DUTY))[-1] is OutboxState.SENT
        assert reminded(talk, principal) == 1
        await talk.comes(LATE)
        await talk.comes(LATE + timedelta(days=6))
        assert reminded(talk, principal) == 0


def reminded(talk: Talk, somebody: Somebody) -> int:
    """Return how many reminders of duties came since this was last asked."""
    return sum(talk.said("To be done:") in one.text for one in somebody.new())


async def _fates(talk: Talk, purpose: Purpose) -> list[OutboxState]:
    return await talk.finds(select(Outbox.state).where(Outbox.purpose == purpose).order_by(Outbox.id))


async def test_what_is_done_in_the_night_is_not_asked_in_the_morning(
    talk: Talk, world: World, topic: int, principal: Somebody
) -> None:
    """A superior's reminder of late in the evening waits for the morning; by then it is done."""
    await talk.comes(NIGHT)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await chases(talk, topic, *await me(talk, officer))
    await hands_in(talk, topic, *await me(talk, principal))
    principal.new()
    await talk.comes(MORNING)
    assert principal.new() == []
    assert await _fates(talk, Purpose.CHASE) == [OutboxState.VOID]


async def test_a_rule_that_rests_while_letters_wait(talk: Talk, world: World, topic: int, principal: Somebody) -> None:
    """They are void when they would leave; once the rule holds again the next step is told as before."""
    await talk.comes(NIGHT)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    person, rights = await me(talk, officer)
    await chases(talk, topic, person, rights)
    rule = (await stands(talk, topic)).rule_id

    async def change(act: Act) -> None:
        async with talk.app.database.writing() as db:
            seen = (await rules.get(db, rule)).version
            await act(db, rule, Edit(person.id, rights, seen, talk.clock.now()))

    await change(rules.pause)
    await talk.comes(MORNING)
    assert reminded(talk, principal) == 0
    assert await _fates(talk, Purpose.CHASE) == [OutboxState.VOID]
    await change(rules.resume)
    await talk.comes(LATE)
    assert reminded(talk, principal) == 1


async def test_two_superiors_remind_at_the_same_moment(
    talk: Talk, world: World, topic: int, principal: Somebody, replica: App
) -> None:
    """Both phones of the officer and the lead, at two replicas: one letter, one line in the history."""
    officer, lead = await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Vàng Thị Mỷ", Role.LEAD)
    both = [(app, one) for app in (talk.app, replica) for one in (officer, lead)]
    await asyncio.gather(*(app.router.handle(presses(one, f"duty-chase:{topic}")) for app, one in both))
    principal.new()
    await talk.passes(minutes=1)
    assert len(principal.new()) == 1
    chased = await talk.finds(select(func.count()).where(DutyEvent.kind == DutyEventKind.CHASED))
    assert chased == [1]


@pytest.mark.sqlite("PostgreSQL takes no such day")
async def test_a_row_that_cannot_be_read_holds_back_its_own_steps_only(
    talk: Talk, world: World, topic: int, principal: Somebody
) -> None:
    """A meeting's reminder leaves all the same; once the row is whole, the duties are told, and once."""
    lead, lan = await world.has("Vàng Thị Mỷ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead, "14h ngày 20/11")
    await lan.forges(f"take:{world.meeting}")
    broken = text("UPDATE duty SET due_on = :day WHERE id = :duty")
    async with talk.app.database.writing() as db:
        await db.execute(broken, {"day": "2000-99-99", "duty": topic})
    lan.new()
    talk.clock.move_to(MORNING)
    assert await talk.app.jobs.tick() == ["open_due", "tell_due"]
    talk.clock.move_to(MORNING.replace(hour=14))
    assert await talk.app.jobs.tick() == ["open_due", "tell_due"]
    assert len(lan.new()) == 1
    assert reminded(talk, principal) == 0
    async with talk.app.database.writing() as db:
        await db.execute(broken, {"day": "2023-11-14", "duty": topic})
    await talk.passes(minutes=1)
    await talk.passes(minutes=1)
    assert reminded(talk, principal) == 1
