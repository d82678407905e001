"""Input that nobody should send, on both kinds of channels: answered in a sentence that helps, and nothing is done."""

import pytest
from sqlalchemy import func, select

from bot.domain.models import Base, Dialogue, Role
from bot.domain.organisation import invites
from tests.attacks.test_hostile_texts import EVERYTHING
from tests.talk import Talk, World

BAD = {
    "4,096 emoji": "😀" * 4096,
    "right to left": "\u202eafter\u202c \u2067ngược\u2069",
    "NUL": "Phòng\0 số 2",
    "half a letter": "Phòng \ud83d số 2",
    "halves alone": "\ud83d" * 20,
    "200 digits": "7" * 200,
    "two doors": "lịch và điểm danh",
    "nothing to see": "\u200b \u200b",
    "to all": "gửi cho mọi người: nghỉ học",
    "erase all": "xóa hết mọi người",
    "off with her": "đuổi cô Lan ra khỏi hệ thống",
    "call all off": "hủy tất cả các buổi",
    "another's command": "/thongbao",
    "another's word": "chốt lịch tháng 12",
}
AGREE = "Tôi đồng ý"
"""Who has not joined is spoken to in Vietnamese."""
TALK = {Dialogue.__tablename__, "received"}


async def rows_of(talk: Talk) -> dict[str, int]:
    """Count the rows of all tables but those in which a conversation itself is kept."""
    async with talk.app.database.reading() as db:
        return {
            name: await db.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in TALK
        }


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("role", [None, Role.OFFICER])
async def test_it_is_answered_and_nothing_is_done(talk: Talk, world: World, name: str, role: Role | None) -> None:
    somebody = await world.has("Lò Thị Anh", *([role] if role else []))
    before = await rows_of(talk)
    answer = await somebody.says(BAD[name])
    assert answer.text
    assert len(answer.text) < 1500
    assert answer.labels, "what can be done next stands below"
    after = await rows_of(talk)
    assert {table for table in after if after[table] != before[table]} == set()
    assert (await somebody.says("lịch")).text != answer.text, "what comes next is understood as ever"


async def test_who_may_take_people_off_is_led_there(talk: Talk, world: World) -> None:
    head = await world.has("Quàng Thị Hoa", Role.PRINCIPAL)
    lan = await world.has("Vàng Thị Lan")
    people = talk.said("People of my school")
    assert people in (await head.says("xóa cô Lan khỏi danh sách")).labels
    assert people not in (await lan.says("xóa cô Hoa khỏi danh sách")).labels


async def test_a_code_with_one_letter_wrong_is_never_guessed(talk: Talk, world: World) -> None:
    async with talk.app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=world.school, now=talk.clock.now())
    token = invites.token(made.id, talk.app.settings.secret.reveal())
    stranger = talk("Người lạ")
    for broken in (token[:-1], token[:-1] + ("0" if token[-1] != "0" else "1"), token + "0"):
        assert AGREE not in (await stranger.says(f"mã mời {broken} ạ")).labels
    assert AGREE in (await stranger.says(f"mã mời {token} ạ")).labels
