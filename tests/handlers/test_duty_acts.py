"""What superiors do: remind, remind many after a yes, give more time, excuse; nobody does it over others' duties."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from bot.domain.duties import audience, ledger
from bot.domain.duties.rules import DAY_IS_PAST, DAY_TOO_FAR
from bot.domain.models import Appointment, DutyEvent, DutyEventKind, DutyState, Outbox, Purpose, Role
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.duty.duty_acts import ALL_CLOSED, CLOSED
from handlers.kit import IN_QUIET, NO_DAY, NO_SUCH_DAY
from tests.handlers.duties_kit import TOPIC, duty_of, head, leads, owed, stands
from tests.talk import Message, Somebody, Talk, World

REASON = "Trường sáp nhập trong tháng"
TOO_SOON = "They were reminded a short time ago; tomorrow they can be reminded again."
OVERDUE = datetime(2023, 11, 17, 7, 0, tzinfo=ZONE)
"""When the lead is told: three days after the day."""


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


@pytest.fixture
async def principal(world: World) -> Somebody:
    return await head(world)


@pytest.fixture
async def duty(world: World, principal: Somebody) -> int:
    """What the first school owes: a topic by the 15th of November."""
    await owed(world, "000-6")
    return await duty_of(world, "000-6", unit_id=world.school)


async def told(talk: Talk, purpose: Purpose) -> list[int]:
    return await talk.finds(select(Outbox.person_id).where(Outbox.purpose == purpose).order_by(Outbox.person_id))


async def events(talk: Talk, kind: DutyEventKind) -> int:
    [number] = await talk.finds(select(func.count()).where(DutyEvent.kind == kind))
    return int(number)


async def test_a_reminder_leaves_once_a_day(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, duty: int
):
    """A second tap within twenty hours says so and nobody hears of it twice."""
    await officer.forges(f"duty:{duty}")
    card = await officer.presses(talk.said("Remind them"))
    assert talk.said("{number} people are reminded.", number=1) in card.text
    assert talk.said(TOO_SOON) in (await officer.forges(f"duty-chase:{duty}")).text
    await talk.passes(minutes=1)
    head_line = talk.said("{author} reminds of what is to be done:", author="Điêu Thị Phượng")
    assert [one.text.startswith(head_line) for one in principal.new()] == [True]
    assert talk.said(TOPIC) in principal.last.text
    assert await events(talk, DutyEventKind.CHASED) == 1
    await talk.passes(hours=19, minutes=58)
    assert talk.said(TOO_SOON) in (await officer.forges(f"duty-chase:{duty}")).text
    await talk.passes(minutes=1)
    said = (await officer.forges(f"duty-chase:{duty}")).text
    assert talk.said("{number} people are reminded.", number=1) in said


async def test_a_reminder_by_night_says_when_it_leaves(talk: Talk, world: World, officer: Somebody, duty: int) -> None:
    await talk.comes(datetime(2023, 10, 14, 22, 0, tzinfo=ZONE))
    monday = {"vi": "06:30 thứ Hai 16/10", "en": "06:30 Monday 16/10"}[talk.language]
    assert talk.said(IN_QUIET, when=monday) in (await officer.forges(f"duty-chase:{duty}")).text


async def test_nobody_is_reminded_of_what_is_done(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, duty: int
) -> None:
    await principal.forges(f"duty-none:{duty}")
    nobody = talk.said("Nobody was reminded: nothing is open any more, or nobody is there to be reminded.")
    assert nobody in (await officer.forges(f"duty-chase:{duty}")).text
    assert await told(talk, Purpose.CHASE) == []


async def test_all_who_have_not_are_reminded(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, duty: int
):
    other = await head(world, "Lò Văn Inh", school=world.other_school)
    await principal.forges(f"duty-none:{duty}")
    rule = (await stands(talk, duty)).rule_id
    await officer.forges(f"duty-kind:{rule}:0")
    said = await officer.presses(talk.said("Remind all who have not"))
    assert talk.said("{number} people are reminded.", number=1) in said.text
    assert await told(talk, Purpose.CHASE) == [await world.id_of(other)]
    assert talk.said(TOO_SOON) in (await officer.forges(f"duty-chase-all:{rule}")).text


async def test_many_people_are_reminded_after_a_yes(
    talk: Talk, world: World, officer: Somebody, duty: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is said first; where it has changed it is asked again; a second yes reminds nobody twice."""
    monkeypatch.setattr(audience, "MANY", 1)
    await head(world, "Lò Văn Inh", school=world.other_school)
    rule = (await stands(talk, duty)).rule_id
    asked = await officer.forges(f"duty-chase-all:{rule}")
    many = "That is many people: {number}. Nothing has been sent yet. Remind them all?"
    assert talk.said(many, number=2) in asked.text
    assert await told(talk, Purpose.CHASE) == []
    await head(world, "Sùng A Dơ")
    yes = talk.said("Yes, remind {number} people", number=2)
    assert talk.said(many, number=3) in (await officer.presses(yes, on=asked)).text
    assert await told(talk, Purpose.CHASE) == []
    said = await officer.presses(talk.said("Yes, remind {number} people", number=3))
    assert talk.said("{number} people are reminded.", number=3) in said.text
    assert talk.said(TOO_SOON) in (await officer.forges(f"duty-chase-all:{rule}:3")).text
    assert len(await told(talk, Purpose.CHASE)) == 3


async def extends(talk: Talk, officer: Somebody, duty: int) -> Message:
    await officer.forges(f"duty:{duty}")
    return await officer.presses(talk.said("Give more time"))


async def test_more_time_is_offered_by_working_days(talk: Talk, world: World, officer: Somebody, duty: int) -> None:
    """Three and seven days after the 14th; a Sunday gives way to the Monday after."""
    asked = await extends(talk, officer, duty)
    days = {"vi": "thứ Sáu 17/11/2023", "en": "Friday 17/11/2023"}
    assert days[talk.language] in asked.labels
    card = await officer.presses("17/11/2023")
    given = "There is time until {day} now. Whoever owes it is told."
    assert talk.said(given, day=days[talk.language]) in card.text
    assert (await stands(talk, duty)).due_on == date(2023, 11, 17)
    await extends(talk, officer, duty)
    assert any("20/11" in label for label in officer.last.labels)
    await officer.says("23/11")
    await officer.presses(talk.said("Yes, until then"))
    await extends(talk, officer, duty)
    assert any("27/11" in label for label in officer.last.labels), "the 26th is a Sunday"


async def test_no_day_is_offered_after_the_meeting_has_begun(talk: Talk, world: World, officer: Somebody) -> None:
    """Rooms are to be ready the day before; what is offered is the day of the meeting, and then nothing more."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await world.settles(lead)
    await talk.comes(datetime(2023, 10, 20, 9, 0, tzinfo=ZONE))
    [rooms] = await owed(world, "001-4")
    asked = await extends(talk, officer, rooms.id)
    assert [label for label in asked.labels if "2023" in label] == asked.labels[:1]
    await officer.presses("26/10/2023")
    assert (await stands(talk, rooms.id)).due_on == date(2023, 10, 26)
    assert (await extends(talk, officer, rooms.id)).labels == [talk.said("Leave it")]
    said = talk.said(ledger.NO_USE_LATER, until="§").split("§")[0]
    assert said in (await officer.says("28/10")).text


async def test_whoever_owes_it_is_told_of_the_new_day(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, duty: int
) -> None:
    await extends(talk, officer, duty)
    shown = await officer.says("30/11")
    assert (await stands(talk, duty)).due_on == date(2023, 11, 14), "what was read is shown before it counts"
    await officer.presses(talk.said("Yes, until then"), on=shown)
    await talk.passes(minutes=5)
    day = {"vi": "thứ Năm 30/11/2023", "en": "Thursday 30/11/2023"}[talk.language]
    said = talk.said("There is more time: {title}, by {day}.", title=talk.said(TOPIC), day=day)
    assert said in "\n".join(one.text for one in principal.new())


async def test_a_second_tap_on_a_day_changes_nothing(talk: Talk, world: World, officer: Somebody, duty: int) -> None:
    asked = await extends(talk, officer, duty)
    await officer.presses("17/11/2023", on=asked)
    assert talk.said("This is its day already.") in (await officer.presses("17/11/2023", on=asked)).text
    assert await events(talk, DutyEventKind.EXTENDED) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("hôm nào đó", NO_DAY),
        ("31/02", NO_SUCH_DAY),
        ("01/10/2023", DAY_IS_PAST),
        ("12/11/2024", DAY_TOO_FAR),
        ("01/11/2023", ledger.NOT_LATER),
    ],
)
async def test_a_day_that_cannot_be(talk: Talk, officer: Somebody, duty: int, typed: str, says: str) -> None:
    """Nothing is changed, and the question stays open."""
    await extends(talk, officer, duty)
    said = talk.said(says, day="§").split("§")[0]
    assert said in (await officer.says(typed)).text
    assert (await stands(talk, duty)).due_on == date(2023, 11, 14)
    await officer.says("20/11/2023")
    await officer.presses(talk.said("Yes, until then"))
    assert (await stands(talk, duty)).due_on == date(2023, 11, 20)


@pytest.mark.parametrize("day", ["99999999", "20231332", "0", "20230101", "20991231"])
async def test_a_forged_day(talk: Talk, world: World, officer: Somebody, duty: int, day: str) -> None:
    assert (await officer.forges(f"duty-day:{duty}:{day}")).text
    assert (await stands(talk, duty)).due_on == date(2023, 11, 14)


async def test_a_duty_is_excused_for_a_reason(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, duty: int
) -> None:
    """It stands on the card and in the history; what is closed cannot be excused again."""
    await officer.forges(f"duty:{duty}")
    await officer.presses(talk.said("Excuse"))
    bad = talk.said(ledger.BAD_REASON, least=3, most=300)
    for typed in ("đi", "x" * 301):
        assert bad in (await officer.says(typed)).text
    card = await officer.says(f"  {REASON} ")
    assert talk.said("Reason: {reason}", reason=REASON) in card.text
    assert talk.said("Remind them") not in card.labels
    found = await stands(talk, duty)
    assert (found.state, found.reason) == (DutyState.EXCUSED, REASON)
    assert talk.said("Reason: {reason}", reason=REASON) in (await principal.forges(f"duty:{duty}")).text
    assert (
        talk.said("{name} excused it: {detail}", name="Điêu Thị Phượng", detail=REASON)
        in (await officer.forges(f"duty-log:{duty}")).text
    )
    for press in ("duty-excuse", "duty-more"):
        assert talk.said(CLOSED) in (await officer.forges(f"{press}:{duty}")).text


async def test_it_was_done_while_the_superior_wrote(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, duty: int
) -> None:
    """Neither a reason nor a day changes what is closed."""
    asked = await extends(talk, officer, duty)
    await officer.forges(f"duty-excuse:{duty}")
    await principal.forges(f"duty-none:{duty}")
    assert talk.said(ledger.CLOSED) in (await officer.says(REASON)).text
    assert talk.said(CLOSED) in (await officer.presses("17/11/2023", on=asked)).text
    found = await stands(talk, duty)
    assert (found.state, found.due_on, found.reason) == (DutyState.DONE, date(2023, 11, 14), None)


async def test_nobody_excuses_themselves(talk: Talk, world: World, duty: int) -> None:
    """A principal whose school leads the cluster oversees its schools, but not the own one."""
    async with talk.app.database.writing() as db:
        tie = {"holder_unit_id": world.school, "cluster_id": world.cluster, "valid_from": date(2023, 9, 1)}
        db.add(Appointment(role=Role.LEAD, **tie))
    both = talk("Hạng A Tủa")
    other = await duty_of(world, "000-6", unit_id=world.other_school)
    assert talk.said("Excuse") in (await both.forges(f"duty:{other}")).labels
    assert talk.said("Hand in") in (await both.forges(f"duty:{duty}")).labels
    for press in ("duty-excuse:{}", "duty-more:{}", "duty-day:{}:20231118"):
        assert talk.said(NotAllowed.sentence) in (await both.forges(press.format(duty))).text


async def test_a_superior_who_lost_the_role_does_nothing_more(
    talk: Talk, world: World, officer: Somebody, duty: int
) -> None:
    """Rights are those of the moment of the act."""
    asked = await extends(talk, officer, duty)
    await world.ends_roles(officer)
    refused = talk.said(NotAllowed.sentence)
    assert refused in (await officer.says("30/11")).text
    assert refused in (await officer.presses("17/11/2023", on=asked)).text
    for press in ("duty-chase", "duty-excuse", "duty-more", "duty-log"):
        assert refused in (await officer.forges(f"{press}:{duty}")).text
    assert (await stands(talk, duty)).due_on == date(2023, 11, 14)
    assert await told(talk, Purpose.CHASE) == []


async def test_nobody_acts_on_what_others_oversee(talk: Talk, world: World, principal: Somebody, duty: int) -> None:
    """Neither who owes it, nor the lead of another cluster, whatever they press."""
    _school, cluster, _meeting = await world.elsewhere()
    rule = (await stands(talk, duty)).rule_id
    for somebody in (principal, await leads(world, "Lò Thị Hoa", cluster)):
        for press in ("duty-chase:{}", "duty-excuse:{}", "duty-more:{}", "duty-day:{}:20231118"):
            assert talk.said(NotAllowed.sentence) in (await somebody.forges(press.format(duty))).text
        await somebody.forges(f"duty-chase-all:{rule}")
    assert await told(talk, Purpose.CHASE) == []
    assert (await stands(talk, duty)).due_on == date(2023, 11, 14)


@pytest.fixture
async def lead(talk: Talk, world: World, duty: int) -> Somebody:
    """The cluster's lead, who has just been told what is not done."""
    somebody = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await talk.comes(OVERDUE)
    return somebody


async def test_all_of_a_letter_are_reminded(talk: Talk, world: World, lead: Somebody, principal: Somebody) -> None:
    said = await lead.presses(talk.said("Remind all"))
    assert talk.said("{number} people are reminded.", number=1) in said.text
    assert await told(talk, Purpose.CHASE) == [await world.id_of(principal)]
    letter = next(one for one in lead.chat if talk.said("Remind all") in one.labels)
    assert talk.said(TOO_SOON) in (await lead.presses(talk.said("Remind all"), on=letter)).text


async def test_all_of_a_letter_get_more_time(
    talk: Talk, world: World, lead: Somebody, principal: Somebody, duty: int
) -> None:
    """Both schools' duties have the new day at once; what is done meanwhile is left alone."""
    await principal.forges(f"duty-none:{duty}")
    asked = await lead.presses(talk.said("Give more time"))
    assert any("24/11" in label for label in asked.labels)
    said = await lead.presses("24/11/2023")
    assert talk.said("There is time until {day} now. Whoever owes it is told.", day="§").split("§")[0] in said.text
    other = await duty_of(world, "000-6", unit_id=world.other_school)
    assert (await stands(talk, other)).due_on == date(2023, 11, 24)
    assert (await stands(talk, duty)).due_on == date(2023, 11, 14)
    assert talk.said("This is its day already.") in (await lead.presses("24/11/2023", on=asked)).text
    assert await events(talk, DutyEventKind.EXTENDED) == 1


async def test_a_letter_of_which_all_is_closed(
    talk: Talk, world: World, lead: Somebody, officer: Somebody, duty: int
) -> None:
    other = await duty_of(world, "000-6", unit_id=world.other_school)
    for one in (duty, other):
        await officer.forges(f"duty-excuse:{one}")
        await officer.says(REASON)
    assert talk.said(ALL_CLOSED) in (await lead.presses(talk.said("Give more time"))).text


async def test_other_peoples_letters_are_not_answered(
    talk: Talk, world: World, lead: Somebody, officer: Somebody, principal: Somebody
) -> None:
    [row] = await talk.finds(select(Outbox.id).where(Outbox.purpose == Purpose.OVERDUE))
    for somebody in (officer, principal):
        for press in ("duty-chase-letter", "duty-more-letter", "duty-read"):
            assert talk.said(Gone.sentence) in (await somebody.forges(f"{press}:{row}")).text
        assert talk.said(Gone.sentence) in (await somebody.forges(f"duty-days:{row}:20231125")).text
    assert await told(talk, Purpose.CHASE) == []
