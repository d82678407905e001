"""The words of letters about duties, the buttons below them, and “Đã rõ”."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.models import DutyEvent, DutyEventKind, Outbox, Purpose, Role
from bot.errors import Gone
from bot.vietnamese import ZONE, fold
from tests.handlers.duties_kit import SHORT_TOPIC, TOPIC, by, duty_of, head, owed
from tests.handlers.test_duty_own import more_schools
from tests.talk import Somebody, Talk, World

WEEK_BEFORE = datetime(2023, 11, 7, 7, 0, tzinfo=ZONE)
DAY_AFTER = datetime(2023, 11, 15, 7, 0, tzinfo=ZONE)
OVERDUE = datetime(2023, 11, 17, 7, 0, tzinfo=ZONE)
BASIS = "mục 4 công văn của Phòng GD&ĐT Lạc Thủy, 11/2023"


@pytest.fixture
async def principal(world: World) -> Somebody:
    somebody = await head(world)
    await owed(world, "000-6")
    return somebody


async def write(talk: Talk, officer: Somebody, title: str, day: str, schools: int = 2) -> None:
    await officer.forges("duty-new")
    await officer.says(title)
    await officer.says(day)
    await officer.presses(talk.said("Schools of all clusters"))
    await officer.presses(talk.said("All {number} schools", number=schools))
    await officer.presses(talk.said("Yes, write it"))


async def test_a_single_duty_with_its_papers_own_words(talk: Talk, world: World, principal: Somebody) -> None:
    await talk.comes(WEEK_BEFORE)
    letter = principal.last
    assert letter.text.startswith(talk.said("To be done:"))
    assert f"{talk.said(TOPIC)} – " in letter.text
    assert by(talk, "14/11/2023", "in {number} days", number=7) in letter.text
    assert talk.said("according to {basis}", basis=BASIS) in letter.text
    assert "“Lựa chọn ít nhất 01 chuyên đề" in letter.text
    assert letter.labels[0].startswith("14/11 ")
    assert letter.labels[1:] == [talk.said("Understood"), talk.said("My duties")]
    assert (await principal.presses("14/11 ")).text.startswith(talk.said(TOPIC))


async def test_late_it_says_how_late(talk: Talk, world: World, principal: Somebody) -> None:
    await talk.comes(DAY_AFTER)
    assert by(talk, "14/11/2023", "1 day late") in principal.last.text


async def test_said_to_be_known_once(talk: Talk, world: World, principal: Somebody) -> None:
    """The second tap says so; nobody answers other people's letters."""
    await talk.comes(WEEK_BEFORE)
    letter = principal.last
    assert talk.said("Thank you, it is noted.") in (await principal.presses(talk.said("Understood"), on=letter)).text
    again = await principal.presses(talk.said("Understood"), on=letter)
    assert talk.said("It is noted already. Thank you.") in again.text
    read = select(DutyEvent.by_id).where(DutyEvent.kind == DutyEventKind.READ)
    assert await talk.finds(read) == [await world.id_of(principal)]
    [row] = await talk.finds(select(Outbox.id).where(Outbox.purpose == Purpose.DUTY).order_by(-Outbox.id).limit(1))
    other = await head(world, "Lò Văn Inh", school=world.other_school)
    for number in (row, 999999999, 0):
        assert talk.said(Gone.sentence) in (await other.forges(f"duty-read:{number}")).text


async def test_a_letter_ends_no_conversation(talk: Talk, world: World, principal: Somebody) -> None:
    """Somebody who is handing in goes on with it, also after saying that the letter is understood."""
    duty = await duty_of(world, "000-6", unit_id=world.school)
    await principal.forges(f"duty-in:{duty}")
    await talk.comes(WEEK_BEFORE)
    await principal.presses(talk.said("Understood"))
    done = talk.said("Done at {when}: {title}. Thank you.", when="§", title="").split("§")[0]
    assert (await principal.says("Dạy đọc lớp 2")).text.startswith(done)


@pytest.mark.square("a letter's length and its labels")
async def test_many_duties_fit_a_phone(talk: Talk, world: World) -> None:
    """Five of seven are named, each with its button; the rest is one tap away; labels differ however typed."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    principal = await head(world)
    for number in range(7):
        await write(talk, officer, f"Nộp danh sách chuyên đề đăng kí cấp huyện lần {number}", "14/11")
    await talk.comes(WEEK_BEFORE)
    letter = principal.last
    assert letter.text.startswith(talk.said("To be done:"))
    assert letter.text.count("14/11/2023") == 5
    assert talk.said("and {number} more", number=2) in letter.text
    assert len(letter.labels) == 7
    assert len({fold(label) for label in letter.labels}) == 7
    assert all(len(label) <= 40 for label in letter.labels)
    assert len(letter.text) < 1200
    assert "7" in (await principal.presses(talk.said("My duties"))).text


async def test_what_was_newly_written_and_its_new_day(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    principal = await head(world)
    await write(talk, officer, "Nộp báo cáo", "15/12")
    await talk.passes(minutes=5)
    day = {"vi": "thứ Sáu 15/12/2023", "en": "Friday 15/12/2023"}[talk.language]
    basis = "Điêu Thị Phượng, Phòng GD&ĐT Mường Chà"
    said = talk.said("{basis} asks: {title}, by {day}.", basis=basis, title="Nộp báo cáo", day=day)
    assert principal.last.text == said
    assert principal.last.labels == ["15/12 Nộp báo cáo", talk.said("My duties")]
    await officer.forges("rules:own:0")
    await officer.presses("Nộp báo cáo")
    await officer.presses(talk.said("Change the day"))
    await officer.says("22/12")
    await officer.presses(talk.said("Yes, change it"))
    await talk.passes(minutes=5)
    day = {"vi": "thứ Sáu 22/12/2023", "en": "Friday 22/12/2023"}[talk.language]
    assert principal.last.text == talk.said("New day: {title}, by {day}.", title="Nộp báo cáo", day=day)


async def test_a_superior_hears_who_has_not(talk: Talk, world: World, principal: Somebody) -> None:
    """Who, what, since when, one a line, with what can be done about it."""
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await principal.forges(f"duty-none:{await duty_of(world, '000-6', unit_id=world.school)}")
    await talk.comes(OVERDUE)
    letter = lead.last
    since = talk.said("since {day}", day="14/11/2023")
    assert letter.text == f"{talk.said('Not done at its day:')}\n– TH Thị trấn – {talk.said(SHORT_TOPIC)} – {since}"
    assert letter.labels == [talk.said(label) for label in ("Remind all", "Give more time", "Duties of others")]


async def test_many_who_have_not_fit_a_phone(talk: Talk, world: World) -> None:
    """Ten of thirteen schools are named."""
    await more_schools(talk, world, 11)
    await owed(world, "000-6")
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await talk.comes(OVERDUE)
    assert lead.last.text.count("\n– ") == 10
    assert talk.said("and {number} more", number=3) in lead.last.text
