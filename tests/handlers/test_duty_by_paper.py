"""A duty that asks for a paper: only the paper's approval closes it, whatever is typed or sent elsewhere."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.duties.catalogue import CATALOGUE
from bot.domain.duties.ledger import BY_ITS_PAPER
from bot.domain.models import (
    Duty,
    DutyRule,
    DutyState,
    OfficePaper,
    Outbox,
    PaperState,
    PaperVersion,
    Proof,
    Purpose,
    Role,
)
from bot.domain.papers import passing
from bot.errors import NotAllowed
from bot.vietnamese import ZONE
from handlers.paper.passing import WAITS_FOR_YOU
from tests.talk import Message, Somebody, Talk, World

WORD = b"as written in Word"


@pytest.fixture
async def head(talk: Talk, world: World) -> Somebody:
    """A principal who owes the year's report, due the day after tomorrow."""
    talk.clock.move_to(datetime(2023, 11, 20, 8, 0, tzinfo=ZONE))
    await world.owes("000-8")
    head = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    now = talk.clock.now()
    async with talk.app.database.writing() as db:
        rule = (await db.scalars(select(DutyRule).where(DutyRule.code == "000-8"))).one()
        about = {"school_year": "2023-2024", "due_on": now.date() + timedelta(days=2), "opened_at": now}
        about |= {"told_until": now, "not_after": now + timedelta(days=90), "next_at": now}
        key = f"school:{world.other_school}:2023-2024"
        db.add(Duty(rule_id=rule.id, key=key, unit_id=world.other_school, **about))
    return head


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)


async def state(talk: Talk) -> DutyState:
    [found] = await talk.finds(select(Duty.state))
    return found


async def sends_up(talk: Talk, head: Somebody) -> Message:
    card = await head.forges("duty:1")
    assert {talk.said("Make the paper"), talk.said("Send up a ready file")} < set(card.labels)
    await head.presses(talk.said("Send up a ready file"))
    return await head.sends_file("Bao cao nam.docx", WORD)


def test_what_is_a_paper_is_closed_by_it() -> None:
    """The topic's form and what has nobody above it are handed in."""
    by_code = {one.code: one.proof for one in CATALOGUE}
    assert {code for code, proof in by_code.items() if proof is Proof.PAPER} == {
        "000-8",
        "001-8",
        "002-5",
        "003-4b",
        "004-3",
    }
    assert by_code["000-6"] is by_code["004-7"] is Proof.HAND_IN


@pytest.mark.parametrize("press", ["duty-in:1", "duty-done:1", "duty-none:1"])
async def test_handing_in_leads_to_the_paper(talk: Talk, head: Somebody, press: str) -> None:
    """Old buttons too; what is typed after one closes nothing."""
    assert talk.said(BY_ITS_PAPER) in (await head.forges("duty:1")).text
    told = await head.forges(press)
    assert talk.said(BY_ITS_PAPER) in told.text
    assert told.labels[:2] == [talk.said("Make the paper"), talk.said("Send up a ready file")]
    await head.says("em gui roi a")
    assert await state(talk) is DutyState.OPEN


async def test_the_own_file_is_approved_and_closes_it(talk: Talk, head: Somebody, officer: Somebody) -> None:
    """Between the two the card says how it stands; tapped twice it is one version."""
    await sends_up(talk, head)
    assert await state(talk) is DutyState.OPEN
    waits = "Sent up as version {number} on {day}; the level above has not opened it yet."
    day = {"vi": "thứ Hai 20/11/2023", "en": "Monday 20/11/2023"}[talk.language]
    assert talk.said(waits, number=1, day=day) in (await head.forges("duty:1")).text
    await officer.forges("paper-got:1")
    await officer.forges("paper-return:1")
    await officer.says("Thieu so lieu hoc sinh")
    assert (
        talk.said("Version {number} was returned: {remark}", number=1, remark="Thieu so lieu hoc sinh")
        in (await head.forges("duty:1")).text
    )
    await sends_up(talk, head)
    await officer.forges("paper-approve:2")
    assert await state(talk) is DutyState.DONE
    assert "Bao cao nam.docx" in (await head.forges("duty:1")).text


async def test_nobody_is_reminded_while_the_level_above_decides(talk: Talk, head: Somebody, officer: Somebody) -> None:
    """Neither before its day nor after, and no superior hears that it is late; once it is returned it goes on."""
    told = select(Outbox.purpose).where(Outbox.purpose.in_((Purpose.DUTY, Purpose.OVERDUE)))
    await sends_up(talk, head)
    await talk.comes(datetime(2023, 11, 24, 9, 0, tzinfo=ZONE))
    await officer.forges("paper-got:1")
    await talk.comes(datetime(2023, 11, 28, 9, 0, tzinfo=ZONE))
    assert await talk.finds(told) == []
    await officer.forges("paper-return:1")
    await officer.says("Thieu so lieu hoc sinh")
    await talk.comes(datetime(2023, 11, 30, 9, 0, tzinfo=ZONE))
    assert await talk.finds(told) == [Purpose.OVERDUE]


async def test_a_paper_about_another_year_stops_no_reminder(talk: Talk, head: Somebody, officer: Somebody) -> None:
    await sends_up(talk, head)
    async with talk.app.database.writing() as db:
        await db.execute(update(OfficePaper).values(number=2022))
    await talk.passes(hours=24)
    assert await talk.finds(select(Outbox.purpose).where(Outbox.purpose == Purpose.DUTY)) == [Purpose.DUTY]


async def test_what_was_approved_can_still_be_sent_back(talk: Talk, head: Somebody, officer: Somebody) -> None:
    await sends_up(talk, head)
    await officer.forges("paper-approve:1")
    await officer.forges("duty-back:1")
    await officer.says("Xin bo sung minh chung")
    assert await state(talk) is DutyState.OPEN
    await sends_up(talk, head)
    await officer.forges("paper-approve:2")
    assert await state(talk) is DutyState.DONE


async def test_a_file_below_the_reminder_goes_up(talk: Talk, head: Somebody, officer: Somebody) -> None:
    """As the answer to a reminder it is asked about, and then sent up; a sheet is no paper."""
    await talk.passes(hours=24)
    assert talk.said("The year's report") in " ".join(head.last.labels)
    await head.sends_file("so-lieu.xlsx", b"PK")
    assert talk.said("Yes, hand it in") not in head.last.labels
    await head.sends_file("Bao cao nam.docx", WORD)
    await head.presses(talk.said("Yes, hand it in"))
    assert await talk.finds(select(PaperVersion.state)) == [PaperState.SENT]
    assert await state(talk) is DutyState.OPEN


async def test_the_clerk_sends_the_schools_paper_and_no_stranger_does(
    talk: Talk, world: World, head: Somebody, officer: Somebody
) -> None:
    """The head of a subject group makes the papers that close the school's duties and no others; the clerk all."""
    clerk = await world.has("Giàng Thị Mo", Role.CLERK, school=world.other_school)
    stranger = await world.has("Vàng Thị Lan", Role.PRINCIPAL, school=world.school)
    assert talk.said(NotAllowed.sentence) in (await stranger.forges("duty-up:1")).text
    hours = f"paper:hours.school:2023:{world.other_school}"
    assert talk.said(NotAllowed.sentence) not in (await clerk.forges(hours)).text
    group_head = await world.has("Lò Thị Sai", Role.SUBJECT_HEAD, school=world.other_school)
    assert talk.said(NotAllowed.sentence) in (await group_head.forges(hours)).text
    await sends_up(talk, clerk)
    assert await talk.finds(select(PaperVersion.state)) == [PaperState.SENT]


async def test_a_paper_that_waits_does_not_lapse(talk: Talk, world: World, head: Somebody, officer: Somebody) -> None:
    """Past its last hour it stays open as waiting, the level above is reminded, and a return leaves days to mend it."""
    await sends_up(talk, head)
    await talk.comes(datetime(2023, 11, 24, 9, 0, tzinfo=ZONE))
    day = {"vi": "thứ Hai 20/11/2023", "en": "Monday 20/11/2023"}[talk.language]
    assert talk.said(WAITS_FOR_YOU, unit="TH Thị trấn", day=day) in officer.last.text
    await talk.comes(datetime(2023, 11, 24, 9, 5, tzinfo=ZONE))
    heard = select(Outbox.version).where(Outbox.purpose == Purpose.PAPER_SENT, Outbox.version >= passing.REMINDER)
    assert await talk.finds(heard) == [passing.REMINDER]
    await talk.comes(datetime(2024, 3, 5, 9, 0, tzinfo=ZONE))
    assert await state(talk) is DutyState.OPEN
    assert talk.said("sent up, waits for approval") in (await head.says("/viec")).text
    shown = (await officer.forges("duties-all")).text
    assert talk.said("{number} wait for approval", number=1) in shown
    assert talk.said("{number} of them late", number=1) not in shown
    card = await officer.forges("duty:1")
    assert talk.said("Papers that came") in card.labels
    assert talk.said("Remind them") not in card.labels
    await officer.forges("paper-return:1")
    await officer.says("Thieu so lieu hoc sinh")
    await talk.passes(hours=48)
    assert await state(talk) is DutyState.OPEN
    await sends_up(talk, head)
    await officer.forges("paper-approve:2")
    assert await state(talk) is DutyState.DONE


async def test_what_is_not_mended_in_time_lapses_after_all(talk: Talk, head: Somebody, officer: Somebody) -> None:
    await sends_up(talk, head)
    await talk.comes(datetime(2024, 3, 5, 9, 0, tzinfo=ZONE))
    await officer.forges("paper-return:1")
    await officer.says("Thieu so lieu hoc sinh")
    await talk.passes(hours=24 * 8)
    assert await state(talk) is DutyState.LAPSED
