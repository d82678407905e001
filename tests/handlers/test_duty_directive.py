"""A paper without a table of meetings: what its text asks is shown, and only what an officer takes up holds."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.models import Anchor, DaySource, Duty, DutyRule, Owner, Role, Unit
from bot.errors import NotAllowed
from handlers.kit import NOT_FINISHED
from handlers.plan.plan_asks import OF_NO_OFFICE, YEARS_OVER
from handlers.plan.plan_import import NO_MEETINGS
from tests.handlers.test_plan_files import FIRST, SECOND, accepts, sends
from tests.talk import Message, Somebody, Talk, World

LETTER = """SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐẮK LẮK
Số: 1234/SGDĐT-GDPT
Đắk Lắk, ngày 05 tháng 9 năm 2023
V/v sinh hoạt chuyên môn cấp tiểu học
Sở Giáo dục và Đào tạo yêu cầu các trường thực hiện một số nội dung sau:
1. Các trường nộp danh sách chuyên đề về Sở trước ngày 15/11/2023.
2. Cụm trưởng gửi biên bản về Sở sau mỗi buổi sinh hoạt.
3. Kịp thời khen thưởng tập thể, cá nhân điển hình.
Nơi nhận:
- Như trên.
"""
BASIS = "Công văn số 1234/SGDĐT-GDPT ngày 05/09/2023 của Sở Giáo dục và Đào tạo Đắk Lắk"

THIRD = ("2", "Tháng 2/2024", "Cụm số 1", "TH Thị trấn", "Dạy toán lớp 3")


@pytest.fixture
async def officer(world: World) -> Somebody:
    return await world.has("Lò Văn Cán", Role.OFFICER)


async def puts_in(officer: Somebody) -> Message:
    await officer.says("/kehoach")
    await officer.presses(officer.talk.said("Send a plan (file or text)"))
    return await officer.sends_file("cong-van.txt", LETTER.encode())


async def held(talk: Talk) -> list[DutyRule]:
    return await talk.finds(select(DutyRule).where(DutyRule.code.is_(None)).order_by(DutyRule.id))


async def test_no_dead_end(talk: Talk, world: World, officer: Somebody) -> None:
    """Each sentence with who and when; looking writes nothing."""
    shown = await puts_in(officer)
    assert talk.said(NO_MEETINGS) in shown.text
    assert BASIS in shown.text
    assert talk.said("by the end of {day}", day="14/11/2023") in shown.text
    assert talk.said("(day proposed by the service)") in shown.text
    card = await officer.presses(talk.said("Sentence {number}", number=1))
    assert "“Các trường nộp danh sách chuyên đề về Sở trước ngày 15/11/2023.” (mục 1 Công văn" in card.text
    assert await held(talk) == []


async def test_what_is_taken_up_holds_in_the_papers_name(talk: Talk, world: World, officer: Somebody) -> None:
    head = await world.has("Lò Văn Inh", Role.PRINCIPAL, school=world.other_school)
    await puts_in(officer)
    await officer.presses(talk.said("Sentence {number}", number=3))
    await officer.presses(talk.said("Leave it out"))
    shown = await officer.presses(talk.said("Go on with {number}", number=2))
    assert talk.said("{number} principals", number=1) in shown.text
    assert talk.said("next on {day}", day="14/11/2023") in shown.text
    done = await officer.presses(talk.said("Yes, they hold from now"))
    assert talk.said("{number} duties hold from now: {basis}.", number=2, basis=BASIS) in done.text
    first, second = await held(talk)
    assert (first.owner, first.anchor, first.day) == (Owner.SCHOOL, Anchor.DAY, date(2023, 11, 14))
    assert (first.day_source, second.day_source) == (DaySource.PAPER, DaySource.OURS)
    assert (second.owner, second.anchor, second.shift) == (Owner.CLUSTER, Anchor.END, 3)
    assert first.levels == ["th"]
    await talk.passes(minutes=2)
    schools = await talk.finds(select(Unit.name).join(Duty, Duty.unit_id == Unit.id))
    assert set(schools) == {"PTDTBT TH số 1 Na Sang", "TH Thị trấn"}
    mine = (await head.says("/viec")).labels
    card = await head.presses(next(label for label in mine if "Các trường" in label))
    assert BASIS in card.text
    assert "“Các trường nộp danh sách" in card.text


async def test_who_and_when_are_put_right_before_the_yes(talk: Talk, world: World, officer: Somebody) -> None:
    await puts_in(officer)
    await officer.presses(talk.said("Sentence {number}", number=3))
    await officer.presses(talk.said("Another day"))
    card = await officer.says("30/11/2023")
    assert talk.said("(day set by the office)") in card.text
    await officer.presses(talk.said("Somebody else owes it"))
    await officer.presses(talk.said("the office (its officers)"))
    await officer.presses(talk.said("‹ All of the paper"))
    await officer.presses(talk.said("Go on with {number}", number=3))
    await officer.presses(talk.said("Yes, they hold from now"))
    third = (await held(talk))[2]
    assert (third.owner, third.day, third.day_source) == (Owner.OFFICE, date(2023, 11, 30), DaySource.OFFICE)


async def test_the_same_paper_twice_changes_nothing(talk: Talk, world: World, officer: Somebody) -> None:
    for _ in range(2):
        await puts_in(officer)
        await officer.forges("orders:all")
        if talk.said("Yes, they hold from now") in officer.last.labels:
            await officer.presses(talk.said("Yes, they hold from now"))
            assert talk.said(NOT_FINISHED) in (await officer.forges("orders:yes")).text
    assert len(await held(talk)) == 3


async def test_what_was_said_of_one_file_does_not_hold_for_the_next(
    talk: Talk, world: World, officer: Somebody
) -> None:
    await puts_in(officer)
    await officer.presses(talk.said("Sentence {number}", number=1))
    await officer.presses(talk.said("Leave it out"))
    shown = await officer.sends_file("khac.txt", LETTER.replace("Kịp thời khen thưởng", "Tổ chức khen thưởng").encode())
    assert talk.said("Go on with {number}", number=3) in shown.labels
    assert "Tổ chức khen thưởng" in shown.text


async def test_nobody_but_an_officer(talk: Talk, world: World, officer: Somebody) -> None:
    lead = await world.has("Vàng Thị Mỷ", Role.LEAD)
    await puts_in(officer)
    for press in ("orders:list:0", "orders:one:0", "orders:all", "orders:yes"):
        assert talk.said(NotAllowed.sentence) in (await lead.forges(press)).text
    assert await held(talk) == []


async def test_the_officers_own_plan_gives_duties_beside_its_meetings(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """They are offered after the plan is kept, with its own name as their basis."""
    await sends(officer, FIRST, SECOND)
    await accepts(officer)
    assert talk.said("What its text asks ({number})", number=1) not in officer.last.labels, "this one asks nothing"
    plan = f"""PHÒNG GD&ĐT MƯỜNG CHÀ
Số: 12/KH-PGDĐT
KẾ HOẠCH
Sinh hoạt chuyên môn cấp tiểu học năm học 2023-2024
Cụm số 1: PTDTBT TH số 1 Na Sang, TH Thị trấn. Giao cho trường PTDTBT TH số 1 Na Sang làm cụm trưởng.
STT\tThời gian\tCụm/môn\tĐịa điểm\tNội dung
{chr(9).join(FIRST)}
{chr(9).join(THIRD)}
III. TỔ CHỨC THỰC HIỆN
1. Đối với cụm trưởng
- Báo cáo kết quả về Phòng Giáo dục và Đào tạo sau mỗi buổi sinh hoạt.
"""
    await officer.says("/kehoach")
    await officer.presses(talk.said("Send a plan (file or text)"))
    shown = await officer.sends_file("ke-hoach.txt", plan.encode())
    assert talk.said("What its text asks ({number})", number=1) in shown.labels
    await accepts(officer, "Accept, but call nothing off")
    await officer.presses(talk.said("What its text asks ({number})", number=1))
    await officer.presses(talk.said("Go on with {number}", number=1))
    await officer.presses(talk.said("Yes, they hold from now"))
    [rule] = await held(talk)
    assert rule.basis.startswith("mục 1 Phần III Kế hoạch số 12/KH-PGDĐT của Phòng Giáo dục và Đào tạo Mường Chà")
    assert rule.owner is Owner.CLUSTER


UNSIGNED = """HƯỚNG DẪN
Tập huấn chuyên môn theo cụm trường cấp tiểu học
Năm học 2017-2018
Sở GD&ĐT yêu cầu các trường thực hiện một số nội dung sau:
1. Các trường nộp danh sách chuyên đề về Sở.
2. Cụm trưởng gửi biên bản về Sở sau mỗi buổi sinh hoạt.
"""


async def test_a_paper_of_no_office_and_of_a_year_that_is_over_is_taken_up_in_either_name(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """Both doubts are said; a typed yes chooses none of the two names, and neither holds before one is chosen."""
    await officer.says("/kehoach")
    await officer.presses(talk.said("Send a plan (file or text)"))
    await officer.sends_file("huong-dan.txt", UNSIGNED.encode())
    shown = await officer.presses(talk.said("Go on with {number}", number=2))
    assert talk.said(OF_NO_OFFICE) in shown.text
    assert talk.said(YEARS_OVER, years="2017-2018") in shown.text
    await officer.says("co")
    assert await held(talk) == []
    await officer.presses(talk.said("By our office's plan"), on=shown)
    assert {rule.office_id for rule in await held(talk)} == {world.office}


async def test_the_own_paper_may_hold_by_the_own_plan_as_well(talk: Talk, world: World, officer: Somebody) -> None:
    await puts_in(officer)
    shown = await officer.presses(talk.said("Go on with {number}", number=3))
    assert {talk.said("Yes, they hold from now"), talk.said("By our office's plan")} <= set(shown.labels)


async def test_messages_are_counted_from_when_it_is_known_who_owes_it(
    talk: Talk, world: World, officer: Somebody
) -> None:
    """Three days after a meeting nobody can be reminded thirty, fourteen, seven or three days before."""
    await puts_in(officer)
    shown = await officer.presses(talk.said("Go on with {number}", number=3))
    [after_meeting] = [line for line in shown.text.splitlines() if "Cụm trưởng gửi" in line]
    assert talk.said("{number} messages each", number=1) in after_meeting
