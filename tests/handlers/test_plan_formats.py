"""The formats of a plan, sent to the bot in chat by an officer."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.models import Meeting, MeetingState, Role
from tests.documents.typings import NAMES, typed
from tests.talk import Talk, World

LIST = "Cụm số 1: PTDTBT TH số 1 Na Sang, TH Thị trấn. Giao cho trường TH Thị trấn làm cụm trưởng."
TABLE = [
    ("TT", "Cụm", "Nội dung sinh hoạt", "Đơn vị đăng cai", "Thời gian"),
    ("1", "Cụm 1", "Họp ngày 1/11/2023", "Trường TH THỊ TRẤN", "Sáng thứ Bảy 16/12"),
    ("2", "Cụm 1", "Dự giờ", "PTDTBT TH Na Sang 1", "24, 25/5"),
]


@pytest.mark.parametrize("how", NAMES)
async def test_a_plan_of_any_format_with_days_and_a_question(talk: Talk, world: World, how: str) -> None:
    say = talk.said
    officer = await world.has("Lò Văn Cán", Role.OFFICER)
    await officer.says("/kehoach")
    await officer.presses(say("Send a plan (file or text)"))
    summary = await officer.sends_file("plan", typed(how, "KẾ HOẠCH", "Sinh hoạt cụm năm học 2023-2024", LIST, TABLE))
    assert "2023-2024" in summary.text
    asked = await officer.presses(say("Answer the questions ({number})", number=1))
    assert "24, 25/5" in asked.text
    await officer.presses("2 buổi: thứ Sáu 24/05/2024; thứ Bảy 25/05/2024")
    await officer.presses(say("See the changes and decide"))
    await officer.presses(say("See the {number} not in the file", number=1))
    await officer.presses(say("Call these {number} off …", number=1))
    await officer.presses(say("Yes: accept, and call {number} off", number=1))
    async with talk.app.database.reading() as db:
        planned = select(Meeting.day, Meeting.starts_at).where(Meeting.state == MeetingState.PLANNED)
        rows = (await db.execute(planned.order_by(Meeting.day))).all()
    days = [date(2023, 12, 16), date(2024, 5, 24), date(2024, 5, 25)]
    assert rows == [(day, None) for day in days]


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"PK\x03\x04" + bytes(99), "V/v đăng kí trước ngày 15/11.".encode()])
async def test_what_is_no_plan_changes_nothing_and_the_next_file_is_taken(talk: Talk, world: World, content) -> None:
    say = talk.said
    officer = await world.has("Lò Văn Cán", Role.OFFICER)
    await officer.says("/kehoach")
    await officer.presses(say("Send a plan (file or text)"))
    await officer.sends_file("ke-hoach.bin", content)
    again = await officer.sends_file("plan", typed("xlsx", "KẾ HOẠCH", "Năm học 2023-2024", LIST, TABLE))
    assert "2023-2024" in again.text


async def test_the_level_beside_a_cluster_s_number_is_read_and_another_one_is_asked_about(
    talk: Talk, world: World
) -> None:
    """The schools are primary ones: "Cụm 01 (TH)" is the cluster, and "Cụm 1 THCS" may not be."""
    say, rows = talk.said, [TABLE[0], ("1", "Cụm 01 (TH)", "Dự giờ", "TH Thị trấn", "Tháng 12")]
    officer = await world.has("Lò Văn Cán", Role.OFFICER)
    await officer.says("/kehoach")
    await officer.presses(say("Send a plan (file or text)"))
    rows.append(("2", "Cụm 1 THCS", "Dự giờ", "TH Thị trấn", "Tháng 5"))
    await officer.sends_file("plan", typed("xlsx", "KẾ HOẠCH", "Sinh hoạt cụm năm học 2023-2024", LIST, rows))
    asked = await officer.presses(say("Answer the questions ({number})", number=1))
    assert "Cụm 1 THCS" in asked.text
    await officer.presses("Cụm số 1")
    assert say("See the changes and decide") in officer.last.labels
