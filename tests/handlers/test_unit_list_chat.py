"""A list of schools in chat: shown first, its questions answered by a tap, kept by a yes; nothing new twice."""

from sqlalchemy import select

from bot.domain.models import Appointment, Role, Unit, UnitKind
from bot.errors import NotAllowed
from tests.domain.test_unit_list import workbook
from tests.talk import Talk, World

ROWS = (
    (None, "xã Hoa Mua", 1, "Trường TH Hoa Ban", "Cụm số 7", "TH"),
    (None, "xã Hoa Mua", 2, "TH&THCS Hoa Mai", "Cụm số 7", None),
    (None, "xã Hoa Sim", 3, "Na Sang", "Cụm số 7", "TH"),
    (None, "xã Hoa Sim", 4, "TH Hoa Lê", None, "THCS"),
)


async def test_a_list_sent_in_chat(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.says("/tochuc")
    await officer.presses(talk.said("List of schools (file)"))
    await officer.sends_file("truong.xlsx", workbook(*ROWS))
    shown = officer.last.text
    assert talk.said("Rows read: {number}, of schools known already: {known}", number=4, known=0) in shown
    assert talk.said("– Row {row} ({name}): {why}", row="6", name="TH Hoa Lê", why="")[:-2] in shown
    before = await talk.finds(select(Unit.id).where(Unit.kind == UnitKind.SCHOOL))
    assert len(before) == 2
    await officer.presses(talk.said("Keep the list"))
    names = await talk.finds(select(Unit.name).where(Unit.kind == UnitKind.SCHOOL).order_by(Unit.id))
    assert {"TH Hoa Ban", "TH&THCS Hoa Mai"} <= {*names}
    assert "TH Hoa Lê" not in names
    await officer.forges("unit-list")
    await officer.sends_file("truong.xlsx", workbook(*ROWS))
    assert talk.said("Nothing is new.") in officer.last.text
    assert talk.said("Keep the list") not in officer.last.labels


async def test_a_question_of_the_list_is_answered_in_chat(talk: Talk, world: World) -> None:
    """'Thị trấn' may be the school that stands already; the tap says so, and no second one is made."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("unit-list")
    await officer.sends_file("truong.xlsx", workbook((None, "xã Na Sang", 1, "Thị trấn", "Cụm số 7", "TH")))
    await officer.presses(talk.said("Answer the questions ({number})", number=1))
    await officer.presses("TH Thị trấn")
    await officer.presses(talk.said("Keep the list"))
    names = await talk.finds(select(Unit.name).where(Unit.kind == UnitKind.SCHOOL).order_by(Unit.id))
    assert names == ["PTDTBT TH số 1 Na Sang", "TH Thị trấn"]
    assert await talk.finds(select(Unit.name).where(Unit.kind == UnitKind.COMMUNE)) == ["xã Na Sang"]


async def test_who_is_no_officer_any_more_keeps_nothing(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("unit-list")
    await officer.sends_file("truong.xlsx", workbook(*ROWS))
    await world.ends_roles(officer)
    assert talk.said(NotAllowed.sentence) in (await officer.presses(talk.said("Keep the list"))).text
    assert len(await talk.finds(select(Unit.id).where(Unit.kind == UnitKind.SCHOOL))) == 2
    assert await talk.finds(select(Appointment.role).where(Appointment.role == Role.OFFICER))
