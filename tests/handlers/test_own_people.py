"""The principal's own people by name: counted, found, taken off, on leave; the person is told, history stays."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.models import (
    Account,
    Appointment,
    Invite,
    Invitee,
    LeaveKind,
    LongLeave,
    Person,
    Presence,
    Role,
    RosterEntry,
    Seat,
    SeatState,
)
from bot.domain.organisation import membership
from bot.errors import Gone, NotAllowed
from bot.vietnamese import fold
from handlers.organisation import own_people
from tests.talk import Somebody, Talk, World

SCHOOL = "PTDTBT TH số 1 Na Sang"


@pytest.fixture
async def head(world: World) -> Somebody:
    return await world.has("Hạng A Tủa", Role.PRINCIPAL)


async def lists(world: World, *names: str) -> None:
    """Let the school's list name people who have not joined."""
    async with world.talk.app.database.writing() as db:
        for name in names:
            about = {"folded": fold(name), "level": "th", "imported_at": world.talk.clock.now()}
            db.add(RosterEntry(unit_id=world.school, name=name, **about))


async def test_who_has_joined_and_who_has_not(talk: Talk, world: World, head: Somebody) -> None:
    """Counts first, then each list by tên; whom nothing reaches and who withdrew stand in them."""
    await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Giàng A Sử"])
    await lists(world, "Sùng Thị Mỷ", "Tòng Văn An")
    async with talk.app.database.writing() as db:
        blocked = await db.scalar(select(Account).where(Account.address == "lo-van-minh"))
        blocked.blocked_at = talk.clock.now()
    await talk("Giàng A Sử").forges("erase:yes")
    shown = await head.says("/nguoi")
    assert talk.said("{school}: {number} people.", school=SCHOOL, number=5) in shown.text
    counted = talk.said(
        "Joined {joined} · not yet {missing} · blocked or withdrawn {left} · on long leave {away}",
        joined=2,
        missing=2,
        left=2,
        away=0,
    )
    assert counted in shown.text
    assert len(shown.labels) <= 6
    missing = await head.presses(talk.said("Not joined yet: {number}", number=2))
    assert missing.labels[:2] == ["Tòng Văn An", "Sùng Thị Mỷ"]
    left = await head.forges(f"ownlist:{world.school}:left:0")
    assert left.labels[0] == "Lò Văn Minh"
    assert talk.said("Withdrew their consent, so that no name is left: {number}", number=1) in left.text


@pytest.mark.parametrize("typed", ["lan", "Vàng lan", "LAN"])
async def test_somebody_is_found_by_typing(talk: Talk, world: World, head: Somebody, typed: str) -> None:
    """One at once, several as a list; two of one name are told apart, and nobody is guessed."""
    await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await head.says("/nguoi")
    assert (await head.says(typed)).text.startswith("Vàng Thị Lan")
    await world.has("Vàng Thị Lan 2", subject="Tiếng Anh")
    await head.says("/nguoi")
    assert len((await head.says(typed)).labels) == 3
    assert talk.said(own_people.NOBODY_CALLED, typed="la") in (await head.says("la")).text


async def test_at_the_list_something_else_may_be_asked(talk: Talk, world: World, head: Somebody) -> None:
    """What names nobody is heard as it is anywhere else; a search does not hold on to who has seen enough."""
    await head.forges(f"people:{world.school}")
    assert talk.said(own_people.NOBODY_CALLED, typed="zzz") in (await head.says("zzz")).text
    await head.forges(f"people:{world.school}")
    assert talk.said("Calendar") in (await head.says("chao em a")).labels


async def test_nobody_takes_themselves_off_their_own_list(talk: Talk, world: World, head: Somebody) -> None:
    """At a card nothing is waited for: thanks are answered."""
    lan = await world.id_of(await world.has("Vàng Thị Lan"))
    own = await head.forges(f"own-one:{world.school}:p{await world.id_of(head)}")
    assert talk.said("Take off the list") not in own.labels
    assert talk.said("Take off the list") in (await head.forges(f"own-one:{world.school}:p{lan}")).labels
    assert "Vàng Thị Lan" not in (await head.says("cảm ơn")).text


async def test_hundreds_are_paged(talk: Talk, world: World, head: Somebody) -> None:
    """Every name is reached by turning pages, each once."""
    await lists(world, *(f"Sùng Thị {chr(65 + number // 26)}{chr(97 + number % 26)}" for number in range(60)))
    seen, page = list[str](), 0
    while True:
        shown = await head.forges(f"ownlist:{world.school}:missing:{page}")
        seen += [label for label in shown.labels if label.startswith("Sùng")]
        if not any(f"missing:{page + 1}" in button.press for row in shown.buttons for button in row):
            break
        page += 1
    assert len(seen) == len(set(seen)) == 60


async def test_who_has_not_joined_gets_a_message_to_forward(talk: Talk, world: World, head: Somebody) -> None:
    """One link for all, named where it is for one; a second time it is the same link."""
    await lists(world, "Sùng Thị Mỷ")
    for_all = await head.forges(f"invite-own:{world.school}")
    for_one = await head.forges(f"invite-own:{world.school}:r1")
    assert for_all.labels == for_one.labels == []
    assert "Sùng Thị Mỷ" in for_one.text
    assert for_all.text in for_one.text
    assert await talk.counts(Invite) == 1


async def test_who_moved_away_is_taken_off_and_told(talk: Talk, world: World, head: Somebody) -> None:
    """Expected nowhere, the seat free again; the school of the days before is kept."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead, seats="30")
    await lan.forges(f"take:{world.meeting}")
    key = f"p{await world.id_of(lan)}"
    await talk.passes(days=2)
    lan.new()
    asked = await head.forges(f"own-off:{world.school}:{key}")
    assert "Vàng Thị Lan" in asked.text
    # A sticker, or words that are no choice, find the question again.
    assert (await head.sends_sticker()).labels == asked.labels
    done = await head.presses(talk.said("Yes, has moved away"))
    assert talk.said("{name} is off the list of the school.", name="Vàng Thị Lan") in done.text
    await talk.passes(minutes=2)
    [told] = lan.new()
    assert told.text == talk.said(own_people.NEWS["moved"], by="Hạng A Tủa", school=SCHOOL)
    person = await world.id_of(lan)
    assert await talk.finds(select(Person.unit_id).where(Person.id == person)) == [None]
    assert await talk.finds(select(Invitee).where(Invitee.person_id == person)) == []
    assert await talk.finds(select(Seat.state).where(Seat.person_id == person)) == [SeatState.GIVEN_UP]
    [was] = await talk.finds(select(Appointment).where(Appointment.person_id == person))
    assert (was.unit_id, was.valid_to) == (world.school, date(2023, 10, 11))
    again = await head.forges(f"own-moved:{world.school}:{key}")
    assert talk.said(Gone.sentence) in again.text


async def test_who_never_was_of_the_school_leaves_its_name_to_another(talk: Talk, world: World, head: Somebody) -> None:
    """The list's name waits for whom it means; marks made so far stay."""
    stranger = await world.has("Nguyễn Văn Lạ")
    await world.marks(stranger, Presence.PRESENT)
    await lists(world, "Nguyễn Văn Lạ")
    person = await world.id_of(stranger)
    async with talk.app.database.writing() as db:
        (await db.get_one(RosterEntry, 1)).person_id = person
    await head.forges(f"not-ours:{world.school}:p{person}")
    await talk.passes(minutes=2)
    assert stranger.last.text == talk.said(own_people.NEWS["not_ours"], by="Hạng A Tủa", school=SCHOOL)
    assert await talk.finds(select(RosterEntry.person_id)) == [None]
    assert await talk.finds(select(Appointment).where(Appointment.person_id == person)) == []
    assert await talk.finds(select(Invitee.presence).where(Invitee.person_id == person)) == [Presence.PRESENT]


async def test_a_name_of_the_list_is_taken_off_and_comes_back_with_a_new_list(
    talk: Talk, world: World, head: Somebody
) -> None:
    """Counted no more, expected no more."""
    await lists(world, "Sùng Thị Mỷ")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    assert len(await talk.finds(select(Invitee).where(Invitee.roster_entry_id == 1))) == 1
    await head.forges(f"own-moved:{world.school}:r1")
    await talk.passes(minutes=2)
    assert await talk.finds(select(Invitee).where(Invitee.roster_entry_id == 1)) == []
    assert await talk.finds(select(RosterEntry.gone_on)) == [date(2023, 10, 9)]
    assert talk.said(Gone.sentence) in (await head.forges(f"own-moved:{world.school}:r1")).text


async def test_on_leave_one_is_expected_nowhere_and_comes_back_by_oneself(
    talk: Talk, world: World, head: Somebody
) -> None:
    """Two days and a yes; the meeting in the leave expects them no more, one after it does."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    person = await world.id_of(lan)
    await world.settles(lead)
    await head.forges(f"own-leave:{world.school}:p{person}")
    await head.presses(talk.said("Maternity leave"))
    asked = await head.says("15/10")
    assert "14/04/2024" in asked.labels
    sure = await head.says("31/12/2023")
    assert "Vàng Thị Lan" in sure.text
    assert "31/12/2023" in sure.text
    await head.presses(talk.said("Yes, put on leave"))
    await head.forges("own-leave-yes")
    assert await talk.counts(LongLeave) == 1
    await talk.passes(minutes=2)
    assert "15/10/2023" in lan.last.text
    expected = select(Invitee.person_id).where(Invitee.person_id == person)
    assert await talk.finds(expected) == []
    later = await world.plans(number=3)
    await world.settles(lead, "14h ngày 4/1/2024", meeting=later)
    assert await talk.finds(expected.where(Invitee.meeting_id == later)) == [person]
    await talk.passes(days=7)
    assert talk.said("On long leave: {number}", number=1) in (await head.says("/nguoi")).labels
    await head.forges(f"own-back:{world.school}:p{person}")
    await talk.passes(minutes=2)
    assert sorted(await talk.finds(expected)) == [person, person]
    assert talk.said(own_people.NEWS["back"], by="Hạng A Tủa", school=SCHOOL) in [one.text for one in lan.chat]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("15/10", "1/10/2023", membership.ENDS_BEFORE),
        ("15/10/2023", "15/10/2026", membership.TOO_LONG),
        ("1/9/2023", "1/10/2023", membership.OVER),
    ],
)
async def test_days_that_are_no_leave(world: World, head: Somebody, first: str, last: str, said: str) -> None:
    """The sentence says what is wrong, and nothing is kept."""
    talk, lan = world.talk, await world.has("Vàng Thị Lan")
    await head.forges(f"own-leave:{world.school}:p{await world.id_of(lan)}")
    await head.presses(talk.said("Long sick leave"))
    await head.says(first)
    assert talk.said(said) in (await head.says(last)).text
    assert await talk.counts(LongLeave) == 0


async def test_a_name_on_leave_keeps_it_when_it_joins(talk: Talk, world: World, head: Somebody) -> None:
    """Who joins by the list while on leave is on leave."""
    await lists(world, "Sùng Thị Mỷ")
    days = {"first_day": date(2023, 10, 1), "last_day": date(2023, 12, 1)}
    async with talk.app.database.writing() as db:
        db.add(LongLeave(roster_entry_id=1, kind=LeaveKind.MATERNITY, at=talk.clock.now(), **days))
    opens = (await head.forges(f"link:teacher:{world.school}")).text.split("?start=")[1].split()[0]
    newcomer = talk("Sùng Thị Mỷ")
    await newcomer.says(f"/start {opens}")
    await newcomer.says("Tôi đồng ý")
    await newcomer.is_called("Sùng Thị Mỷ")
    await newcomer.says("1")
    assert await talk.finds(select(LongLeave.person_id)) == [await world.id_of(newcomer)]
    assert talk.said("On long leave: {number}", number=1) in (await head.says("/nguoi")).labels


async def test_who_may_see_and_take_off_whom(talk: Talk, world: World, head: Somebody) -> None:
    """Neither a teacher, nor who heads another school; nobody takes off oneself or who heads the school."""
    lan = await world.has("Vàng Thị Lan")
    other = await world.has("Vừ Thị Mai", Role.PRINCIPAL, school=world.other_school)
    key = f"p{await world.id_of(lan)}"
    doors = ["people:{}", "ownlist:{}:joined:0", "own-one:{}:" + key, "own-off:{}:" + key, "own-moved:{}:" + key]
    doors += ["own-leave:{}:" + key, "own-back:{}:" + key, "invite-own:{}"]
    for who in (lan, other):
        for door in doors:
            assert talk.said(NotAllowed.sentence) in (await who.forges(door.format(world.school))).text, door
    mine = f"own-moved:{world.school}:p{await world.id_of(head)}"
    assert talk.said(membership.YOURSELF) in (await head.forges(mine)).text
    second = await world.has("Lò Văn Minh", Role.PRINCIPAL)
    heads = f"own-moved:{world.school}:p{await world.id_of(second)}"
    assert talk.said(membership.HEADS_IT, name="Lò Văn Minh") in (await head.forges(heads)).text
    # Somebody of another school is not reached through one's own.
    assert talk.said(Gone.sentence) in (await other.forges(f"own-moved:{world.other_school}:{key}")).text
    assert await talk.finds(select(Person.unit_id).where(Person.name == "Vàng Thị Lan")) == [world.school]
