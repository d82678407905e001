"""The whole loop once, over real HTTP: the service is its own process and dies twice on the way.

The plan's months lie in the past, so the process is started by `serve.py`, which is `python -m bot run` with an hour
that the test moves. Everything unasked comes by the process's own ticks.
"""

import asyncio
from datetime import datetime, timedelta

from bot.emulator import Emulator
from bot.vietnamese import ZONE
from tests.loop.kit import Phone, Service, joins, link_in, used_up
from tests.talk import photo

STARTS_AT = datetime(2023, 10, 26, 14, tzinfo=ZONE)
SCHOOL = "PTDTBT TH số 1 Na Sang"
LINK = "https://t.me/"
ANSWERS = [f"Em A của nhóm {number} nói với bạn về phép chia" for number in range(1, 6)]


async def test_plan_seat_reminder_meeting_reflection_summary(emulator: Emulator, service: Service) -> None:
    first_link = await service.command("invite", "officer")
    await service.start()
    lead, teacher = await _people_come_in(emulator, first_link)
    await _settle(emulator, lead)
    await _take_a_seat(emulator, teacher)

    service.hour.move_to(STARTS_AT - timedelta(days=1))
    assert SCHOOL in (await teacher.hears("Nhắc lịch")).text
    await lead.hears("vui lòng chuẩn bị phòng, bàn ghế và thiết bị")

    service.hour.move_to(STARTS_AT)
    await lead.says("/diemdanh")
    code = (await lead.presses("Điểm danh ·", "Mã: ")).text.partition("Mã: ")[2][:5]
    await teacher.says("/diemdanh")
    await teacher.says(code, "14:0")

    service.hour.move_to(STARTS_AT + timedelta(hours=3))
    await teacher.hears("đã kết thúc")
    await _reflect(emulator, service, teacher)
    await _sum_up(emulator, lead)
    assert await service.terminate(within=8) == 0
    _nothing_twice(teacher)
    _nothing_private(service)


async def _people_come_in(emulator: Emulator, first_link: str) -> tuple[Phone, Phone]:
    officer = Phone(emulator, 11, "Điêu Thị Phượng")
    assert first_link.startswith("https://t.me/dugio_loop_bot?start=")
    await joins(officer, first_link)
    await officer.says("/moi")
    await officer.presses("Hiệu trưởng")
    lead = Phone(emulator, 12, "Lò Văn Sinh")
    await joins(lead, link_in(await officer.presses(SCHOOL, LINK)))
    await lead.says("/moi")
    teacher = Phone(emulator, 13, "Sùng A Dơ")
    await joins(teacher, link_in(await lead.presses(f"Giáo viên {SCHOOL}", LINK)), subject=True)
    return lead, teacher


async def _settle(emulator: Emulator, lead: Phone) -> None:
    # Who leads is asked for the day unasked: in the middle of what follows it would be the newest message.
    await emulator.wait_for(lead.id, lambda chat: [one for one in chat.said if "chưa có ngày" in one.text], 30)
    await lead.says("/trogiup")
    await lead.presses("Chốt ngày giờ")
    await lead.presses("10/2023 · Cụm số 1")
    await lead.says("14h ngày 26/10", "phòng nào")
    await lead.presses("Phòng họp", "tối đa bao nhiêu người")
    await lead.says("12", "Thông tin đã đúng chưa?")
    await lead.presses("Chốt", "Đã chốt. Buổi này đã mở đăng ký")


async def _take_a_seat(emulator: Emulator, teacher: Phone) -> None:
    """The press is handed over twice by the platform and answered once."""
    await teacher.says("/dangky")
    emulator.deliver_twice()
    await teacher.presses("Tham dự ·", "đã đăng ký")


async def _reflect(emulator: Emulator, service: Service, teacher: Phone) -> None:
    """The process dies once when an update is stored and not answered, and once in the middle of a download."""
    await teacher.presses("Suy ngẫm")
    await teacher.presses("Tôi dự giờ", "Câu hỏi 1/5")
    await teacher.says(ANSWERS[0], "Câu hỏi 2/5")

    emulator.fail(429, retry_after=20, method="sendMessage", chat=teacher.id)
    emulator.say(teacher.id, ANSWERS[1])
    await used_up(emulator)
    async with asyncio.timeout(10):
        while emulator.updates.pending:  # noqa: ASYNC110 - it is confirmed once it is stored, which nobody tells
            await asyncio.sleep(0.02)
    await service.kill()
    await service.start()
    await teacher.hears("Câu hỏi 3/5")

    emulator.slow(20, method="getFile")
    emulator.send_photo(teacher.id, photo())
    await used_up(emulator)
    await service.kill()
    emulator.say(teacher.id, ANSWERS[2])
    await service.start()
    await teacher.hears("Đã lưu 1 ảnh")
    await teacher.hears("Câu hỏi 4/5")

    await teacher.says(ANSWERS[3], "Câu hỏi 5/5")
    look = await teacher.says(ANSWERS[4], ANSWERS[4])
    assert [answer for answer in ANSWERS if look.text.count(answer) != 1] == []
    await teacher.presses("Nộp", "Đã nộp")


async def _sum_up(emulator: Emulator, lead: Phone) -> None:
    await lead.says("/diemdanh")
    await lead.presses("Tổng hợp điểm danh")
    await lead.presses("Học kỳ 1")
    counts = await lead.hears("Có mặt 1 trong 2 lượt người dự kiến; đã trả lời 1")
    assert "Lò Văn Sinh: chưa điểm danh" in counts.text, "the principal is expected as well, and marked by nobody"
    kinds = {one.file.kind for one in emulator.chat(lead.id).said if one.file}
    assert kinds == {"photo", "document"}


def _nothing_twice(teacher: Phone) -> None:
    for words in ("Nhắc lịch", "đã đăng ký", "đã kết thúc", "Đã lưu 1 ảnh", *(f"Câu hỏi {n}/5" for n in range(1, 6))):
        assert len([text for text in teacher.texts if words in text]) == 1, words


def _nothing_private(service: Service) -> None:
    """The log, at its most talkative, holds no name and nothing that anybody wrote."""
    written = service.output.read_text()
    assert [words for words in ("Sùng A Dơ", *ANSWERS, "Phòng họp", "?start=") if words in written] == []
