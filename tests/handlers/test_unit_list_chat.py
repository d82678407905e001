"""A list of schools in chat: shown first, its questions answered by a tap, kept by a yes; nothing new twice."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.documents import unit_list as lists
from bot.domain.drafts import UnitRow
from bot.domain.models import Appointment, Role, Unit, UnitKind, UnitTie
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


def forty_doubts() -> list[tuple[object, ...]]:
    """Give 300 rows: 260 clear, 15 whose level contradicts the name, 5 with no level, the others for the file."""
    clear = [(None, f"xã Hoa {n % 20}", n, f"TH Hoa Ban {n}", f"Cụm số {n % 10 + 1}", "TH") for n in range(260)]
    differ = [(None, "xã Hoa 1", 0, f"TH Hoa Lê {n}", "Cụm số 1", "THCS") for n in range(15)]
    unknown = [(None, "xã Hoa 1", 0, f"TH Hoa Sen {n}", "Cụm số 1", "tiểu") for n in range(5)]
    no_cluster = [("Nhóm 1", "xã Hoa 2", 0, f"TH Hoa Cúc {n}", None, "TH") for n in range(9)]
    twice = [(None, f"xã Hoa {n}", 0, f"TH Hoa Ban {n}", "Cụm số 9", "TH") for n in range(5)]
    sites = [(None, "xã Hoa 2", 0, f"Điểm trường Bản {n}", "Cụm số 2", "TH") for n in range(5)]
    return [*clear, *differ, *unknown, *no_cluster, *twice, *sites, (None, "xã Na Sang", 0, "Thị trấn", "Cụm số 7", "")]


async def test_three_hundred_rows_of_which_forty_are_in_doubt(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reason by reason, what is answered here first; one answer for all of a reason; every row can be looked at.

    The file is read once, however many presses there are: here by itself, not in a process of its own.
    """
    read: list[str] = []

    async def reads(content: bytes, name: str) -> Sequence[UnitRow]:
        read.append(name)
        return lists.read(content, name)

    monkeypatch.setattr(lists, "read_safely", reads)
    officer, content = await world.has("Điêu Thị Phượng", Role.OFFICER), workbook(*forty_doubts())
    await officer.forges("unit-list")
    await officer.sends_file("truong-300.xlsx", content)
    shown = officer.last.text
    assert talk.said("Left out so far ({number}):", number=40) in shown
    assert len(shown) < 1500
    fourteen = talk.said("{number} more rows for the same reason: {rows}", number=14, rows="264, 265, 266, 267, 268 …")
    assert fourteen in shown
    assert shown.index(fourteen) < shown.index("TH Hoa Cúc 0")
    await officer.presses(talk.said("All rows in doubt ({number})", number=40))
    await officer.presses(talk.said("More ›"))
    await officer.forges("unit-list-rows:2")
    assert "Bản 4" in officer.last.text
    await officer.presses(talk.said("Back to the list"))
    await officer.presses(talk.said("Answer the questions ({number})", number=26))
    await officer.presses(talk.said("All {number} rows: {answer}", number=15, answer="THCS"))
    assert talk.said("Questions still open: {number}", number=11) in officer.last.text
    await officer.presses("TH")
    await officer.presses(talk.said("Leave the row out"))
    assert talk.said("Questions still open: {number}", number=9) in officer.last.text
    await officer.presses(talk.said("All {number} rows: {answer}", number=4, answer="TH"))
    # The schools of the site's commune are offered, and a site without an answer stays out.
    assert {"TH Hoa Ban 2", "TH Hoa Ban 22"} <= {*officer.last.labels}
    assert "TH Hoa Ban 3" not in officer.last.labels
    await officer.presses("TH Hoa Ban 22")
    for _left in range(3):
        await officer.presses(talk.said("Leave the row out"))
    await officer.presses("TH Thị trấn")
    assert not any(talk.said("Answer the questions ({number})", number="")[:6] in one for one in officer.last.labels)
    assert talk.said("Left out so far ({number}):", number=18) in officer.last.text
    await officer.presses(talk.said("Keep the list"))
    site = aliased(Unit)
    whole = select(Unit.name).join(UnitTie, UnitTie.parent_id == Unit.id).join(site, site.id == UnitTie.unit_id)
    assert await talk.finds(whole.where(site.kind == UnitKind.SITE)) == ["TH Hoa Ban 22"]
    kept = await talk.finds(select(Unit.id).where(Unit.kind == UnitKind.SCHOOL))
    assert len(kept) == 2 + 260 + 15 + 5
    await officer.forges("unit-list")
    await officer.sends_file("truong-300.xlsx", content)
    assert len(read) <= 1
    assert talk.said("Nothing is new.") in officer.last.text


async def test_which_of_two_schools_of_one_name_is_asked(talk: Talk, world: World) -> None:
    """Two stand under two communes: the row that names none is for the one that is chosen."""
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("unit-list")
    both = [(None, f"xã Hoa {place}", 0, "TH Kim Đồng", "Cụm số 7", "TH") for place in ("Mua", "Sim")]
    await officer.sends_file("truong.xlsx", workbook(*both))
    await officer.presses(talk.said("Keep the list"))
    await officer.forges("unit-list")
    await officer.sends_file("truong.xlsx", workbook((None, None, 0, "TH Kim Đồng", "Cụm số 8", "TH")))
    await officer.presses(talk.said("Answer the questions ({number})", number=1))
    assert [one for one in officer.last.labels if "Hoa Mua" in one]
    await officer.presses("Hoa Sim")
    # The same row is asked about once more: the school stands in another cluster.
    await officer.presses(talk.said("It moves"))
    await officer.presses(talk.said("Keep the list"))
    names = await talk.finds(select(Unit.name).where(Unit.folded.contains("kim dong")))
    assert len(names) == 2


async def test_who_is_no_officer_any_more_keeps_nothing(talk: Talk, world: World) -> None:
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await officer.forges("unit-list")
    await officer.sends_file("truong.xlsx", workbook(*ROWS))
    await world.ends_roles(officer)
    assert talk.said(NotAllowed.sentence) in (await officer.presses(talk.said("Keep the list"))).text
    assert len(await talk.finds(select(Unit.id).where(Unit.kind == UnitKind.SCHOOL))) == 2
    assert await talk.finds(select(Appointment.role).where(Appointment.role == Role.OFFICER))
