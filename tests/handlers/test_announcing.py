"""Announcements: whom, what, a look with the exact number; sent once; progress in one message; the report counts."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.domain.letters.announcements import EMPTY, NOBODY
from bot.domain.models import Announcement, Appointment, Outbox, Purpose, Role
from bot.domain.programme import faces
from bot.errors import Gone, NotAllowed
from bot.messages import Blocked, NotTaken, RetryLater, Unclear
from bot.vietnamese import ZONE
from tests.talk import Message, Somebody, Talk, World, photo

RUN = (
    "The announcement has run. Delivered: {sent} of {total}. Blocked the bot: {blocked}. "
    "Failed: {failed}. Unclear: {unclear}."
)
LEAVING = "The announcement is leaving: {sent} of {total} delivered."
NAMES = ("Vàng Thị Lan", "Lò Văn Minh", "Giàng Thị Hoa", "Quàng Văn Tùng")


async def written(world: World, text: str = "Mang theo sách lớp 4") -> tuple[Somebody, Message]:
    """Let a lead write to the cluster; return the lead and the preview."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.talk.app.jobs.tick()  # the lead is asked for the day of October's meeting before all else
    await lead.says("/thongbao")
    return lead, await lead.says(text)


def send(talk: Talk, number: int) -> str:
    return talk.said("Send to {number} people", number=number)


def received(people: list[Somebody], text: str) -> list[int]:
    """Count who got a text how often."""
    return [sum(text in message.text for message in one.chat) for one in people]


async def test_the_preview_tells_exactly_who_receives(talk: Talk, world: World) -> None:
    """The number shown is the number of people reached, each once, whatever their roles; nobody else hears of it."""
    people = await world.have(NAMES)
    people.append(await world.has("Hạng A Tủa", Role.PRINCIPAL, Role.CORE, school=world.other_school))
    school, *_ = await world.elsewhere()
    elsewhere = await world.has("Hờ A Chu", school=school)
    lead, preview = await written(world)
    assert send(talk, 5) in preview.labels
    assert "Mang theo sách lớp 4" in preview.text
    assert "Sùng A Dơ" in preview.text
    await lead.presses(send(talk, 5))
    assert received(people, "Mang theo") == [0] * 5
    await talk.passes(seconds=5)
    assert received(people, "Mang theo") == [1] * 5
    assert elsewhere.new() == []
    assert talk.said(RUN, sent=5, total=5, blocked=0, failed=0, unclear=0) == lead.last.text
    await talk.passes(minutes=10)
    assert received(people, "Mang theo") == [1] * 5


async def test_a_subject_group_reaches_its_teachers_in_all_its_schools(talk: Talk, world: World) -> None:
    """Of every school those of the subject and no others, and the core teacher who leads it, from wherever."""
    school, *_ = await world.elsewhere()
    here = await world.has("Lò Thị Anh", subject="Tiếng Anh")
    there = await world.has("Lò Văn Bun", subject="Tiếng Anh", school=world.other_school)
    core = await world.has("Quàng Thị Pó", subject="Âm nhạc", school=school)
    others = await world.have(NAMES)
    others += [
        await world.has("Lò Văn Nhạc", subject="Âm nhạc", school=world.other_school),
        await world.has("Hạng A Tủa", Role.PRINCIPAL, school=world.other_school),
        await world.has("Mùa Thị Anh", subject="Tiếng Anh", school=school),
    ]
    tie = {"person_id": await world.id_of(core), "cluster_id": world.group, "role": Role.CORE}
    async with talk.app.database.writing() as db:
        db.add(Appointment(valid_from=date(2023, 9, 1), **tie))
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/thongbao")
    await officer.presses("Tiếng Anh")
    await officer.says("Mang theo loa")
    await officer.presses(send(talk, 3))
    await talk.passes(seconds=5)
    assert received([here, there, core], "Mang theo loa") == [1] * 3
    assert received(others, "Mang theo loa") == [0] * len(others)


async def test_every_fate_is_counted(talk: Talk, world: World) -> None:
    """Blocked, refused and unclear ones are in the report; an unclear one is not sent again by itself."""
    people = await world.have([*NAMES, "Mùa A Páo"])
    talk.channel.troubles[people[0].address] = [Blocked()]
    talk.channel.troubles[people[1].address] = [Unclear()]
    talk.channel.troubles[people[2].address] = [NotTaken()]
    lead, _ = await written(world)
    await lead.presses(send(talk, 5))
    await talk.passes(seconds=5)
    assert talk.said(RUN, sent=2, total=5, blocked=1, failed=1, unclear=1) == lead.last.text
    await talk.passes(minutes=10)
    assert received(people, "Mang theo") == [0, 0, 0, 1, 1]

    await lead.says("/thongbao")
    await lead.says("Lần hai")
    await lead.presses(send(talk, 5))
    await talk.passes(seconds=5)
    assert talk.said(RUN, sent=4, total=5, blocked=1, failed=0, unclear=0) == lead.last.text
    assert received(people, "Lần hai") == [0, 1, 1, 1, 1]


async def test_progress_changes_one_message(talk: Talk, world: World) -> None:
    """While one waits for the platform the author's message counts on; it ends as the report, in the same message."""
    people = await world.have(NAMES)
    talk.channel.troubles[people[3].address] = [RetryLater(60)]
    lead, _ = await written(world)
    await lead.presses(send(talk, 4))
    lead.new()
    begun = lead.last
    assert talk.said(LEAVING, sent=0, total=4) == begun.text
    await talk.passes(seconds=5)
    if talk.channel.buttons:
        assert talk.said(LEAVING, sent=3, total=4) == begun.text
    await talk.passes(seconds=59)
    assert received(people, "Mang theo") == [1, 1, 1, 0]
    await talk.passes(seconds=1)
    assert received(people, "Mang theo") == [1, 1, 1, 1]
    assert talk.said(RUN, sent=4, total=4, blocked=0, failed=0, unclear=0) == lead.last.text
    assert len(lead.new()) == (0 if talk.channel.buttons else 1)


async def test_a_second_tap_sends_nothing_more(talk: Talk, world: World) -> None:
    """The button of a sent announcement says that it has left."""
    people = await world.have(NAMES)
    lead, preview = await written(world)
    await lead.presses(send(talk, 4))
    again = await lead.presses(send(talk, 4), on=preview)
    nothing = "There is nothing to send: this announcement has left already or was not finished."
    assert talk.said(nothing) in again.text
    await talk.passes(seconds=5)
    assert received(people, "Mang theo") == [1] * 4
    assert await talk.counts(Announcement) == 1


async def test_the_text_can_be_changed_before_it_leaves(talk: Talk, world: World) -> None:
    """Sent once more, the newer text takes the older one's place; left, nothing goes out."""
    people = await world.have(NAMES)
    lead, _ = await written(world)
    await lead.says("Mang theo vở")
    await lead.presses(send(talk, 4))
    await talk.passes(seconds=5)
    assert received(people, "sách") == [0] * 4
    assert received(people, "Mang theo vở") == [1] * 4
    await lead.says("/thongbao")
    await lead.says("Bỏ qua")
    await lead.presses(talk.said("Leave it"))
    await lead.forges("send-it")
    await talk.passes(seconds=5)
    assert received(people, "Bỏ qua") == [0] * 4


async def test_a_photo_with_its_caption(talk: Talk, world: World) -> None:
    """The photo is shown in the preview and reaches everybody."""
    people = await world.have(NAMES)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.says("/thongbao")
    preview = await lead.sends_photo(photo("green"), caption="Sơ đồ phòng")
    assert len(preview.uploads) == 1
    assert talk.said(faces.FIRST_FACES) in (await lead.presses(send(talk, 4))).text
    await lead.presses(talk.said("No pupil can be recognised"))
    await lead.presses(send(talk, 4))
    await talk.passes(seconds=5)
    assert received(people, "Sơ đồ phòng") == [1] * 4
    assert [one.last.uploads for one in people] == [preview.uploads] * 4


async def test_a_photo_without_a_caption_waits_for_its_text(talk: Talk, world: World) -> None:
    """The text that is asked for then goes with the photo that came before it."""
    await world.have(NAMES)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.says("/thongbao")
    assert talk.said(EMPTY) in (await lead.sends_photo(photo("green"))).text
    preview = await lead.says("Sơ đồ phòng")
    assert len(preview.uploads) == 1
    assert "Sơ đồ phòng" in preview.text


async def test_what_cannot_be_announced(talk: Talk, world: World) -> None:
    """Too long, a sticker, a file, an empty photo: the text is still waited for."""
    await world.have(NAMES)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.says("/thongbao")
    assert "5000" in (await lead.says("a" * 5000)).text
    await lead.sends_sticker()
    await lead.sends_photo(b"")
    await lead.sends_file("a.docx", b"PK")
    assert send(talk, 4) in (await lead.says("Mang theo sách")).labels
    assert await talk.counts(Announcement) == 0


async def test_at_night_it_waits_for_the_morning(talk: Talk, world: World) -> None:
    """Written at 22:00 it says so in the preview, and leaves at 6:30."""
    people = await world.have(NAMES)
    talk.clock.move_to(datetime(2023, 10, 20, 22, 0, tzinfo=ZONE))
    lead, preview = await written(world)
    assert "21/10" in preview.text
    await lead.presses(send(talk, 4))
    await talk.comes(datetime(2023, 10, 21, 6, 29, 59, tzinfo=ZONE))
    assert received(people, "Mang theo") == [0] * 4
    await talk.comes(datetime(2023, 10, 21, 6, 30, tzinfo=ZONE))
    assert received(people, "Mang theo") == [1] * 4


async def test_whom_one_may_speak_to(talk: Talk, world: World) -> None:
    """A teacher to nobody, a lead to the own cluster, an officer to all; forged audiences are refused."""
    school, cluster, meeting = await world.elsewhere()
    await world.has("Hờ A Chu", school=school)
    lan = await world.has("Vàng Thị Lan")
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    assert talk.said(NotAllowed.sentence) in (await lan.says("/thongbao")).text
    forged = (f"tell:cluster:{cluster}", "tell:all:0", f"tell:meeting:{meeting}", "tell:everybody:1")
    for data in forged:
        assert talk.said(NotAllowed.sentence) in (await lead.forges(data)).text, data
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"tell:cluster:{world.cluster}")).text
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    for data in ("tell:cluster:999999", "tell:meeting:999999"):
        assert talk.said(Gone.sentence) in (await officer.forges(data)).text, data
    assert talk.said(NOBODY) in (await officer.forges(f"tell:meeting:{world.meeting}")).text
    await officer.says("/thongbao")
    await officer.presses(talk.said("Everybody"))
    assert send(talk, 3) in (await officer.says("Xin chào")).labels


async def test_a_right_that_ended_while_writing(talk: Talk, world: World) -> None:
    """The lead's appointment ended yesterday: the preview's button sends nothing."""
    people = await world.have(NAMES)
    lead, preview = await written(world)
    await world.ends_roles(lead)
    assert talk.said(NotAllowed.sentence) in (await lead.presses(send(talk, 4), on=preview)).text
    await talk.passes(seconds=5)
    assert received(people, "Mang theo") == [0] * 4
    assert await talk.finds(select(Outbox).where(Outbox.purpose == Purpose.ANNOUNCEMENT)) == []


async def test_to_those_with_a_seat(talk: Talk, world: World) -> None:
    """From a meeting's card it goes to who has a seat there."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lan, minh = await world.have(NAMES[:2])
    await lan.forges(f"take:{world.meeting}")
    await lead.forges(f"meeting:{world.meeting}")
    await lead.presses(talk.said("Announce"))
    await lead.says("Đổi cổng vào")
    await lead.presses(send(talk, 1))
    await talk.passes(seconds=5)
    assert received([lan, minh], "Đổi cổng vào") == [1, 0]


async def test_killed_between_preview_and_sending(talk: Talk, world: World) -> None:
    """What was written stands in the tables: a service newly started sends it, once."""
    people = await world.have(NAMES)
    lead, _ = await written(world)
    async with talk.killed():
        await lead.presses(send(talk, 4))
    async with talk.killed():
        await talk.passes(seconds=5)
    await talk.passes(seconds=5)
    assert received(people, "Mang theo") == [1] * 4


@pytest.mark.parametrize("text", ["=1+1", "<b>đậm</b>", "{name} %s", "a\nb\n\n" * 40, "ế" * 3000])
async def test_a_text_arrives_as_it_was_written(talk: Talk, world: World, text: str) -> None:
    """Signs, braces, lines and the longest text come out as they went in."""
    [lan] = await world.have(NAMES[:1])
    lead, _ = await written(world, text)
    await lead.presses(send(talk, 1))
    await talk.passes(seconds=5)
    assert text.strip() in lan.last.text


async def test_who_leads_one_cluster_is_asked_for_the_text_at_once(talk: Talk, world: World) -> None:
    await world.have(NAMES)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    assert talk.said("Whom is the announcement for?") not in (await lead.says("/thongbao")).text
    assert send(talk, 4) in (await lead.says("Mang theo sách")).labels


async def test_a_text_that_comes_before_its_audience_is_kept(talk: Talk, world: World) -> None:
    """Typed behind the command, or instead of choosing whom it is for: it is shown and leaves by the same yes."""
    people = await world.have(NAMES)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/thongbao")
    assert "mai mang máy tính" in (await officer.says("mai mang máy tính nhé")).text
    assert send(talk, 4) in (await officer.presses("Cụm số 1")).labels
    assert "Họp sớm" in (await officer.says("/thongbao Họp sớm nửa tiếng")).text
    assert "Họp sớm" in (await officer.presses(talk.said("Everybody"))).text
    await officer.says("ok")
    await talk.passes(seconds=5)
    assert received(people, "Họp sớm") == [1] * 4
    assert received(people, "máy tính") == [0] * 4


async def test_the_text_of_who_leads_one_cluster_may_stand_behind_the_command(talk: Talk, world: World) -> None:
    await world.have(NAMES)
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    preview = await lead.says("/thongbao Mang theo sách")
    assert "Mang theo sách" in preview.text
    assert send(talk, 4) in preview.labels


async def test_a_text_typed_for_one_announcement_is_not_that_of_the_next(talk: Talk, world: World) -> None:
    await world.have(NAMES)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await officer.says("/thongbao Họp sớm")
    await officer.says("/thongbao")
    assert "Họp sớm" not in (await officer.presses("Cụm số 1")).text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("thong bao cho cac truong la mang theo may tinh", "mang theo may tinh"),
        ("Báo các trường: mai họp sớm nửa tiếng ạ", "mai họp sớm nửa tiếng ạ"),
        ("nhắn mọi người rằng phòng họp đã đổi", "phòng họp đã đổi"),
        ("báo mọi người giúp em", ""),
        ("thông báo cho các trường là gì", ""),
    ],
)
async def test_what_a_sentence_tells_is_the_text(talk: Talk, world: World, typed: str, text: str) -> None:
    """It is shown before it leaves, and nothing has left by then; without a text one is asked for."""
    lead, _ = await written(world)
    (someone,) = await world.have(NAMES[:1])
    await lead.says("/huy")
    shown = await lead.says(typed)
    assert bool(text) == (send(talk, 1) in shown.labels)
    assert f"\n\n{text}\n" in shown.text if text else talk.said("Leave it") in shown.labels
    await talk.passes(seconds=5)
    assert received([someone], text or typed) == [0]
