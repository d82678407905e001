"""What was handed in goes back with a sentence and is handed in anew: both sides are told, the history has it all."""

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from bot.domain.duties.ledger import BAD_REASON
from bot.domain.duties.returning import NOT_HANDED_IN, TOO_LATE
from bot.domain.models import (
    Appointment,
    DutyEvent,
    DutyEventKind,
    DutyRule,
    DutyState,
    Outbox,
    Purpose,
    Role,
    Unit,
    UnitKind,
)
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from tests.handlers.duties_kit import TOPIC, duty_of, head, met, owed, stands
from tests.talk import Somebody, Talk, World, photo

FIRST, SECOND = "Chuyên đề: Dạy đọc lớp 2", "Chuyên đề: Dạy đọc lớp 2, tháng 12/2023, cô Lan dạy"
WHY = "Ghi thêm thời gian và người dạy"


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Điêu Thị Phượng", Role.OFFICER)


@pytest.fixture
async def principal(talk: Talk, world: World, officer: Somebody) -> Somebody:
    """The head of a school who has handed in the topic."""
    somebody = await head(world)
    await owed(world, "000-6")
    await somebody.forges(f"duty-in:{await topic(world)}")
    await somebody.says(FIRST)
    return somebody


async def topic(world: World) -> int:
    return await duty_of(world, "000-6", unit_id=world.school)


async def sends_back(world: World, officer: Somebody, why: str = WHY) -> str:
    await officer.forges(f"duty:{await topic(world)}")
    await officer.presses(world.talk.said("Send it back"))
    return (await officer.says(why)).text


async def test_back_and_forth(talk: Talk, world: World, officer: Somebody, principal: Somebody) -> None:
    assert talk.said("Sent back. There is time until {day}; whoever owes it is told.", day="").split("{")[0][:10] in (
        await sends_back(world, officer)
    )
    duty = await stands(talk, await topic(world))
    assert (duty.state, duty.note, duty.reason) == (DutyState.OPEN, FIRST, WHY)
    assert duty.due_on == date(2023, 11, 14), "there is time enough"
    await talk.passes(minutes=2)
    letter = principal.last
    author = talk.said(
        "{author} sends back what you handed in: {title}.", author="Điêu Thị Phượng", title=talk.said(TOPIC)
    )
    assert author in letter.text
    assert WHY in letter.text
    await principal.presses(talk.said("Hand in"), on=letter)
    await principal.says(SECOND)
    assert (await stands(talk, await topic(world))).note == SECOND
    await talk.passes(minutes=2)
    again = talk.said("{who} has handed in anew: {title}.", who="PTDTBT TH số 1 Na Sang", title=talk.said(TOPIC))
    assert officer.last.text == f"{again}\n{talk.said('By whom: {name}', name='Hạng A Tủa')}"
    card = await officer.presses(talk.said("Look at it"))
    assert SECOND in card.text
    log = await officer.presses(talk.said("History"))
    assert talk.said("{name} sent it back: {detail}", name="Điêu Thị Phượng", detail=WHY) in log.text


async def test_letter_and_card_say_who_handed_it_in_for_whom(
    talk: Talk, world: World, officer: Somebody, principal: Somebody
) -> None:
    """The school's clerk has done what its principal owes."""
    clerk = await world.has("Vàng Thị Hạnh")
    async with talk.app.database.writing() as db:
        since = {"person_id": await world.id_of(clerk), "unit_id": world.school, "valid_from": date(2023, 9, 1)}
        db.add(Appointment(role=Role.CLERK, **since))
    await sends_back(world, officer)
    await clerk.forges(f"duty-in:{await topic(world)}")
    await clerk.says(SECOND)
    await talk.passes(minutes=2)
    who = talk.said("{name} ({role}) for {whom}", name="Vàng Thị Hạnh", role=talk.said("clerk"), whom="Hạng A Tủa")
    by = talk.said("By whom: {name}", name=who)
    assert by in officer.last.text
    assert by in (await officer.presses(talk.said("Look at it"))).text
    assert by in (await principal.forges(f"duty:{await topic(world)}")).text


async def test_what_comes_back_late_has_three_days(
    talk: Talk, world: World, officer: Somebody, principal: Somebody
) -> None:
    """The tick right after does not take them away."""
    await talk.comes(datetime(2023, 11, 20, 9, tzinfo=ZONE))
    await sends_back(world, officer)
    await talk.passes(minutes=3)
    duty = await stands(talk, await topic(world))
    assert (duty.state, duty.due_on) == (DutyState.OPEN, date(2023, 11, 23))


async def test_its_owner_changes_it_while_there_is_time(
    talk: Talk, world: World, officer: Somebody, principal: Somebody
) -> None:
    """Who reads it is told, also where nobody has sent it back; the history keeps what it was."""
    await principal.forges(f"duty:{await topic(world)}")
    asked = await principal.presses(talk.said("Hand in something else"))
    assert FIRST in asked.text
    card = await principal.sends_file("danh-sach.docx", b"PK chuyen de")
    assert talk.said("Changed. What it was before stands in its history.") in card.text
    duty = await stands(talk, await topic(world))
    assert (duty.state, duty.note, duty.file_name) == (DutyState.DONE, None, "danh-sach.docx")
    kept = select(DutyEvent.detail).where(DutyEvent.kind == DutyEventKind.CORRECTED)
    assert await talk.finds(kept) == [FIRST]
    told = await talk.finds(select(Outbox.person_id).where(Outbox.purpose == Purpose.DUTY_AGAIN))
    assert told == [await world.id_of(officer)]
    await talk.passes(minutes=2)
    again = talk.said("{who} has handed in anew: {title}.", who="PTDTBT TH số 1 Na Sang", title=talk.said(TOPIC))
    assert again in officer.last.text


async def test_of_what_an_office_ordered_only_its_officers_are_told(
    talk: Talk, world: World, officer: Somebody, principal: Somebody
) -> None:
    """The commune has ordered it: the officer above it, who could see it too, is not written to."""
    clerk_of_commune = await world.has("Lò Văn Hặc")
    async with talk.app.database.writing() as db:
        commune = Unit(kind=UnitKind.COMMUNE, name="UBND xã Na Sang", folded="ubnd xa na sang")
        db.add(commune)
        await db.flush()
        held = {"person_id": await world.id_of(clerk_of_commune), "unit_id": commune.id}
        db.add(Appointment(role=Role.OFFICER, valid_from=date(2023, 9, 1), **held))
        await db.execute(update(DutyRule).where(DutyRule.code == "000-6").values(scope_id=commune.id))
    await principal.forges(f"duty-anew:{await topic(world)}")
    await principal.says(SECOND)
    told = await talk.finds(select(Outbox.person_id).where(Outbox.purpose == Purpose.DUTY_AGAIN))
    assert told == [await world.id_of(clerk_of_commune)]


async def test_a_sticker_changes_nothing(talk: Talk, world: World, officer: Somebody, principal: Somebody) -> None:
    await principal.forges(f"duty-anew:{await topic(world)}")
    await principal.sends_sticker()
    assert (await stands(talk, await topic(world))).note == FIRST
    await principal.sends_photo(photo("red"))
    assert (await stands(talk, await topic(world))).sha


@pytest.mark.parametrize("why", ["?", "a" * 301])
async def test_without_a_sentence_nothing_goes_back(
    talk: Talk, world: World, officer: Somebody, principal: Somebody, why: str
) -> None:
    assert talk.said(BAD_REASON, least=3, most=300) in await sends_back(world, officer, why)
    assert (await stands(talk, await topic(world))).state is DutyState.DONE


async def test_twice_is_once(talk: Talk, world: World, officer: Somebody, principal: Somebody) -> None:
    """The second of two superiors finds it open; what is open cannot be changed as handed in."""
    other = await world.has("Lò Văn Hặc", Role.OFFICER)
    for one in (officer, other):
        await one.forges(f"duty-back:{await topic(world)}")
    await officer.says(WHY)
    assert talk.said(NOT_HANDED_IN) in (await other.says("Thiếu chữ ký")).text
    assert (await stands(talk, await topic(world))).reason == WHY
    assert talk.said(NOT_HANDED_IN) in (await principal.forges(f"duty-anew:{await topic(world)}")).text


async def test_only_who_oversees_it_sends_back(
    talk: Talk, world: World, officer: Somebody, principal: Somebody
) -> None:
    stranger = await head(world, "Lò Văn Inh", school=world.other_school)
    for one in (principal, stranger):
        for press in ("duty-back:{id}",):
            answer = await one.forges(press.format(id=await topic(world)))
            assert talk.said(NotAllowed.sentence) in answer.text
    assert talk.said(NotAllowed.sentence) in (await stranger.forges(f"duty-anew:{await topic(world)}")).text


async def test_what_is_over_is_changed_no_more(
    talk: Talk, world: World, officer: Somebody, principal: Somebody
) -> None:
    await talk.comes(datetime(2024, 1, 10, 9, tzinfo=ZONE))
    assert talk.said(TOO_LATE) in (await principal.forges(f"duty-anew:{await topic(world)}")).text


async def test_what_was_tried_in_class_goes_back_to_nobody(talk: Talk, world: World) -> None:
    """It is read without names; its owner may still change it, and what it was is kept by nobody."""
    _lead, [lan] = await met(world, "Vàng Thị Lan")
    await owed(world, "000-5b")
    number = await duty_of(world, "000-5b", person_id=await world.id_of(lan))
    await lan.forges(f"duty-in:{number}")
    await lan.says("Đã cho học sinh viết nháp theo cặp")
    head_of = await head(world)
    assert talk.said("Send it back") not in (await head_of.forges(f"duty:{number}")).labels
    assert talk.said(NOT_HANDED_IN) in (await head_of.forges(f"duty-back:{number}")).text
    await lan.forges(f"duty-anew:{number}")
    await lan.says("Đã cho học sinh đọc theo cặp")
    kept = select(DutyEvent.detail).where(DutyEvent.kind == DutyEventKind.CORRECTED)
    assert await talk.finds(kept) == [""]
