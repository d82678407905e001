"""An outage with a kill in it: word of what fell through is not lost, and acts keep their hours.

Over real HTTP. Each start of the service costs more than a second, so these are a few tests with much in each.
"""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from bot.domain.models import Appointment, Mark, Meeting, Outbox, OutboxState, Presence, Purpose, Role
from bot.emulator import Emulator
from tests.loop.conftest import START
from tests.loop.kit import Service, say
from tests.loop.test_faults_killed import (
    BAD_GATEWAY,
    NUMBERS,
    STARTS_AT,
    Cluster,
    _known_but_for,
    _refused,
    _until,
    cluster,
)
from tests.loop.test_trouble_killed import _stored

__all__ = ["cluster"]

OFF = "Đã hủy"
"""What only the word of a calling off says."""
TOO_LATE = "không gửi kịp"
"""What only the word of what was lost says."""


async def test_an_hour_of_502_costs_no_word_of_a_calling_off(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """The answer to the press and the letters are refused for an hour, and the sender is killed in it."""
    officer, outage = cluster.officer, STARTS_AT - timedelta(hours=5)
    service.hour.move_to(outage)
    await service.start()
    await officer.says("hủy buổi tháng 10")
    for method in ("sendMessage", "sendDocument", "editMessageText"):
        emulator.fail(BAD_GATEWAY, method=method, times=None)
    message, label = officer._button(say("Yes, call it off"))
    emulator.press(officer.id, message.id, label)
    told = [officer.id, *NUMBERS]
    await _until(lambda: all(_tries(emulator, one, OFF) for one in told))
    # What is refused at the very moment of the kill may have arrived for all that anybody knows.
    await _known_but_for(cluster)
    await service.kill()

    before = sum(_tries(emulator, one, OFF) for one in NUMBERS)
    service.hour.move_to(outage + timedelta(minutes=20))
    await service.start()
    await _until(lambda: sum(_tries(emulator, one, OFF) for one in NUMBERS) > before)
    emulator.clear_faults()
    service.hour.move_to(outage + timedelta(minutes=60))
    for one in (officer, *cluster.teachers):
        await one.hears(OFF)
    assert [sum(OFF in text for text in one.texts) for one in (officer, *cluster.teachers)] == [1] * len(told)
    await asyncio.sleep(1)  # what has left is written down in groups, a fifth of a second apart
    asked = select(Outbox.state, func.count()).where(Outbox.purpose == Purpose.CANCELLED).group_by(Outbox.state)
    async with cluster.database.reading() as db:
        assert (await db.execute(asked)).all() == [(OutboxState.SENT, len(NUMBERS))]
    assert await service.terminate(within=15) == 0


async def test_that_reminders_came_too_late_is_told_once_the_platform_is_well(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """Nothing is taken from two hours before the meeting until after its beginning, with a kill before it and after."""
    lead = cluster.teachers[0]
    async with cluster.database.writing() as db:
        october = select(Meeting.cluster_id).where(Meeting.starts_at == STARTS_AT)
        leads = {"role": Role.LEAD, "person_id": lead.id, "cluster_id": await db.scalar(october)}
        db.add(Appointment(**leads, valid_from=START.date()))
    service.hour.move_to(STARTS_AT - timedelta(hours=2, minutes=1))
    emulator.fail(BAD_GATEWAY, method="sendMessage", times=None)
    await service.start()
    service.hour.move_to(STARTS_AT - timedelta(hours=2))
    await _until(lambda: _refused(emulator) >= len(NUMBERS))
    await service.kill()

    before = _refused(emulator)
    service.hour.move_to(STARTS_AT + timedelta(minutes=1))
    await service.start()
    await _until(lambda: _tries(emulator, lead.id, TOO_LATE) > 0)
    assert _refused(emulator) > before
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(STARTS_AT + timedelta(minutes=40))
    await service.start()
    await lead.hears(TOO_LATE)
    assert [sum(TOO_LATE in text for text in one.texts) for one in cluster.teachers] == [1, 0, 0, 0, 0]
    assert cluster.heard("Nhắc lịch") == [0] * len(NUMBERS), "what is of no more use does not come late"
    assert await service.terminate(within=15) == 0


async def test_an_act_that_waited_through_a_kill_counts_from_its_own_hour(
    emulator: Emulator, service: Service, cluster: Cluster
) -> None:
    """The code was typed as the meeting began; that the answer could leave an hour later makes nobody late."""
    one = cluster.teachers[0]
    service.hour.move_to(STARTS_AT)
    await service.start()
    await cluster.officer.says("/diemdanh")
    shown = await cluster.officer.presses("Điểm danh ·")
    code = shown.text.partition("Mã: ")[2][:5]
    emulator.fail(429, retry_after=90, method="sendMessage", chat=one.id, times=None)
    for said in ("/diemdanh", code):
        emulator.say(one.id, said)
    await _stored(service, 2)
    await service.kill()

    emulator.clear_faults()
    service.hour.move_to(STARTS_AT + timedelta(hours=1))
    await service.start()
    await one.hears("14:0")
    async with cluster.database.reading() as db:
        (mark,) = await db.scalars(select(Mark))
    assert mark.presence is Presence.PRESENT
    assert timedelta() <= mark.at - STARTS_AT < timedelta(minutes=2)
    assert await service.terminate(within=15) == 0


def _tries(emulator: Emulator, chat: int, words: str) -> int:
    """Count the refused tries to tell somebody this."""
    refused = (call.params for call in emulator.world.calls if call.status == BAD_GATEWAY)
    theirs = (said for said in refused if str(said.get("chat_id")) == str(chat))
    return sum(words in (said.get("text") or said.get("caption") or "") for said in theirs)
