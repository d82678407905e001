"""Whatever is typed, anywhere: it is answered with a sentence, shown as it was typed, and changes nothing else."""

from datetime import timedelta

import pytest

from bot.domain.calendar.reading import reader
from bot.domain.models import Account, Announcement, Appointment, Meeting, Person, Role, Unit
from bot.domain.organisation import invites
from bot.domain.organisation.people import EVERYTHING
from bot.messages import Incoming, Kind
from bot.vietnamese import nfc, storable
from tests.attacks.test_time import STARTS_AT
from tests.handlers.duties_kit import head
from tests.talk import Somebody, Talk, World

HOSTILE = {
    "braces": "{meeting} {0.__class__} {person!r:>9} {",
    "unbalanced": "}} {{ } {0} {}",
    "percent": "%s %(name)s %n %d 100%",
    "SQL": "Phòng'); DROP TABLE person; --",
    "markup": "<b>đậm</b> & *sao* _gạch_ [x](tg://user?id=1) `mã`",
    "right to left": "\u202eafter\u202c \u2067ngược\u2069",
    "emoji": "👩‍👩‍👧‍👧" * 6 + "🇻🇳",
    "marks": "a" + "\u0323\u0302" * 30,
    "NUL": "Phòng\0 số 2",
    "half a letter": "Phòng \ud83d số 2",
    "formula": '=HYPERLINK("http://x";"y")',
    "lines": "một\n\n\u2028hai\r\nba",
    "digits": "00030123456789012345678901",
    "other digits": "٣٠ ๓๐ 𝟛𝟘 ½",
    "superscript": "²³",
    "date": "31/02 99h",
    "far date": "1/1/9999 0h",
    "first year": "1/1/0001 0h",
    "nothing to see": "\u200b \u200b",
    "spaces": "   ",
    "slash": "/",
    "command with a name": "/lich@dugio_bot  x",
    "long": "ơ" * 10_000,
    "long number": "9" * 10_000,
    "payload": "/start k1-" + "0" * 20,
    "4,096 emoji": "😀" * 4096,
    "200 digits": "7" * 200,
    "lone halves": "\ud83d\ude00\ud83d" * 20,
    "huge payload": "/start k" + "9" * 5_000 + "-x",
    "code payload": "/start c" + "9" * 5_000,
}
ROOMS = [
    name
    for name, text in HOSTILE.items()
    if len(text) <= 80 and any(map(str.isalnum, text)) and not text.startswith("/") and not reader.is_only_a_time(text)
]
"""What may be the name of a room; a day or an hour is one that was to be corrected, and signs alone say nothing."""


@pytest.fixture
async def lead(talk: Talk, world: World) -> Somebody:
    return await world.has("Lò Thị Cúc", Role.LEAD, Role.PRINCIPAL)


@pytest.mark.parametrize("name", HOSTILE)
async def test_it_is_answered_wherever_it_is_typed(talk: Talk, world: World, lead: Somebody, name: str) -> None:
    """Every step of every conversation gets it, as text and as a caption; the conversation stays alive."""
    await world.settles(lead)
    await lead.forges(f"take:{world.meeting}")
    meeting = await world.plans()
    steps = [
        [f"settle:{meeting}"],
        [f"settle:{meeting}", "25/10"],
        [f"settle:{meeting}", "14h 25/10"],
        [f"settle:{meeting}", "14h 25/10", "Phòng họp"],
        [f"settle:{meeting}", "14h 25/10", "Phòng họp", "30"],
        ["attendance"],
        ["announce"],
        ["rename"],
        ["me"],
        [],
    ]
    for press, *typed in [step or ["leave-it"] for step in steps]:
        await lead.forges(press)
        for words in typed:
            await lead.says(words)
        await _is_answered(lead, HOSTILE[name])
        if "Chốt" in lead.last.labels:
            await lead.presses("Chốt")
    await talk.comes(STARTS_AT + timedelta(hours=4))
    for press in (f"part:{world.meeting}:observer", f"photos:{world.meeting}"):
        await lead.forges(press)
        await _is_answered(lead, HOSTILE[name])
        await lead.sends_photo(caption=HOSTILE[name])
    await _is_answered(talk("Người lạ"), HOSTILE[name])


async def _is_answered(somebody: Somebody, text: str) -> None:
    before = len(somebody.chat)
    assert (await somebody.does(Kind.TEXT, text=text)).text
    assert len(somebody.chat) == before + 1


@pytest.mark.parametrize("name", ROOMS)
async def test_a_room_and_an_announcement_are_shown_as_typed(
    talk: Talk, world: World, lead: Somebody, name: str
) -> None:
    """On the card, in the reminder, in the news of a move, in the announcement and in the roll call."""
    shown = nfc(storable(HOSTILE[name]))
    room = " ".join(shown.split())
    sua = await world.has("Vàng Thị Sua")
    await lead.forges(f"settle:{world.meeting}")
    for words in ("14h ngày 26/10", HOSTILE[name], "30"):
        await lead.says(words)
    assert room in (await lead.presses("Chốt")).text
    assert room in (await sua.forges(f"take:{world.meeting}")).text
    await talk.comes(STARTS_AT - timedelta(days=7))
    assert room in sua.last.text
    await world.settles(lead, "15h ngày 26/10")
    await talk.passes(minutes=3)
    assert any(room in message.text.partition("Trước đây:")[2] for message in sua.chat)
    await lead.forges(f"tell:cluster:{world.cluster}")
    assert shown in (await lead.says(HOSTILE[name])).text
    await lead.presses("Gửi cho 1 người")
    await talk.app.jobs.tick()
    assert sua.last.text.endswith(shown)


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if 1 < len(text.strip()) <= 3000])
async def test_an_answer_is_kept_and_shown_as_typed(talk: Talk, world: World, lead: Somebody, name: str) -> None:
    """In the preview, and to the lead without a name."""
    shown = nfc(storable(HOSTILE[name]))
    sua = await world.has("Vàng Thị Sua")
    await world.settles(lead)
    await sua.forges(f"take:{world.meeting}")
    await talk.comes(STARTS_AT + timedelta(hours=4))
    await sua.forges(f"part:{world.meeting}:teacher")
    await sua.says(HOSTILE[name])
    if HOSTILE[name].startswith("/"):
        return  # a command stays one
    await sua.presses("Đến cuối")
    assert f"→ {shown}" in sua.last.text
    await sua.presses("Nộp")
    assert f"– {shown}" in (await lead.forges(f"thoughts:{world.meeting}:0")).text


@pytest.mark.parametrize(
    "name", ["braces", "unbalanced", "percent", "SQL", "markup", "right to left", "emoji", "formula"]
)
async def test_a_name_that_a_plan_brought_is_shown_as_it_stands(talk: Talk, world: World, name: str) -> None:
    """Nobody can type such a name, but a plan's table may hold it: greeting, own data, roll call, summary, letters."""
    called = HOSTILE[name]
    lead = await world.has("Lò Thị Cúc", Role.LEAD, Role.PRINCIPAL)
    odd = await world.has(called, Role.OFFICER)
    await world.settles(lead)
    await odd.forges(f"take:{world.meeting}")
    assert called.rsplit(maxsplit=1)[-1] in (await odd.says("/start")).text
    assert called in (await odd.says("/toi")).text
    assert called in (await odd.forges("rename")).text
    await odd.forges(f"tell:cluster:{world.cluster}")
    assert f"{called} (" in (await odd.says("Mai học ở phòng số 2")).text
    await odd.presses("Gửi cho 1 người")
    await talk.app.jobs.tick()
    assert f"{called} (" in lead.last.text
    await talk.comes(STARTS_AT)
    roll = await lead.forges(f"names:{world.meeting}:3:0")
    assert any(called in label for label in roll.labels)
    await lead.presses(called)
    await lead.forges(f"sum:meeting:{world.meeting}")
    assert called in (await lead.presses("Theo từng người")).text
    of_one_school = await head(world)
    assert called in (await of_one_school.forges(f"sum:meeting:{world.meeting}")).text


WORDS = {
    "xóa hết mọi người": Person,
    "xoa het di": Person,
    "xóa trường Na Sang": Unit,
    "hủy tất cả các buổi": Meeting,
    "đuổi cô Lan ra khỏi hệ thống": Account,
    "cho tôi làm cụm trưởng": Appointment,
    "gửi cho mọi người: nghỉ học": Announcement,
}


@pytest.mark.parametrize("typed", WORDS)
async def test_a_hostile_sentence_does_nothing_without_a_yes(talk: Talk, world: World, typed: str) -> None:
    """Said by a teacher and by who may do most; it is answered, and no row is gone, new or changed."""
    await world.has("Vàng Thị Lan")
    for somebody in (await world.has("Lò Thị Anh"), await world.has("Nguyễn Văn Cường", Role.OFFICER)):
        before = await talk.counts(WORDS[typed])
        stands = (await world.stands()).state
        assert (await somebody.says(typed)).text
        assert await talk.counts(WORDS[typed]) == before
        assert (await world.stands()).state is stands


@pytest.mark.parametrize("command", ["/thongbao", "/tochuc", "/moi", "/kehoach", "/chotngay"])
async def test_a_command_of_another_role_says_whose_it_is(talk: Talk, world: World, command: str) -> None:
    lan = await world.has("Vàng Thị Lan")
    before = await talk.counts(Announcement)
    assert (await lan.says(command)).text
    assert "send-it" not in str(lan.last.buttons)
    assert await talk.counts(Announcement) == before


async def test_the_same_sentence_ten_times_is_answered_ten_times_and_does_one_thing(talk: Talk, world: World) -> None:
    lead, lan = await world.has("Lò Thị Cúc", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    for _ in range(10):
        await lan.says(f"đăng ký buổi {STARTS_AT:%d/%m}")
    assert len(lan.chat) >= 10
    for _ in range(10):
        await lan.forges(f"take:{world.meeting}")
    assert (await world.stands()).taken == 1


async def test_thirty_messages_in_ten_seconds_are_all_answered_in_their_order(talk: Talk, world: World) -> None:
    """By one person, while another waits for one answer; nobody is locked out, nothing is lost."""
    lan, sua = await world.have(["Vàng Thị Lan", "Vàng Thị Sua"])
    texts = ["/lich", "lịch", "xin chào", "hủy", "😀", "abc xyz"] * 5
    burst = [Incoming(talk.channel.name, f"b{n}", lan.address, Kind.TEXT, text=text) for n, text in enumerate(texts)]
    other = Incoming(talk.channel.name, "other", sua.address, Kind.TEXT, text="/lich")
    async with talk.app.inbox as inbox:
        await inbox.take([*burst[:15], other, *burst[15:]], moment=30)
    assert len(lan.chat) == len(texts)
    assert len(sua.chat) == 1
    assert lan.chat[0].text == lan.chat[6].text == lan.chat[24].text


@pytest.mark.parametrize("place", [0, 5, -1])
async def test_an_invitation_with_one_letter_wrong_is_never_guessed(talk: Talk, world: World, place: int) -> None:
    async with talk.app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=world.school, now=talk.clock.now())
    token = invites.token(made.id, talk.app.settings.secret.reveal())
    digits = token.partition("-")[2]
    wrong = "0" if digits[place] != "0" else "1"
    broken = token.replace(digits, digits[:place] + wrong + (digits[place + 1 :] if place != -1 else ""))
    stranger = talk("Người lạ")
    people = await talk.counts(Person)
    for typed in (broken, f"/start {broken}", f"Kính mời thầy/cô: {broken} ạ"):
        answer = await stranger.says(typed)
        assert talk.said("I agree") not in answer.labels
    assert await talk.counts(Person) == people
