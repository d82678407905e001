"""Photos: each counted once whatever the order and repeats they come in; faces as the law asks; taking them out.

Where messages can be edited the count goes on in one message; elsewhere the first photo of a series is answered, the
others come in silence, and Done tells how many there are.
"""

import random
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from bot.at_a_step import BACK, KEPT_MEANWHILE
from bot.domain.models import Evidence, Role
from bot.domain.programme.photos import NOT_BEGUN
from bot.errors import Gone
from bot.media import EMPTY
from bot.messages import FileRef, Incoming, Kind
from bot.picking import WANTS_PHOTO
from bot.pictures import NO_PICTURE
from bot.vietnamese import ZONE
from handlers.meeting.send_photos import NO_MEETING
from tests.talk import Somebody, Talk, World, photo

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
COLOURS = ("red", "blue", "green", "black", "white", "orange", "purple", "brown", "pink", "gray")


async def running(world: World, *names: str) -> list[Somebody]:
    """Let a meeting have begun; return its people."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    people = await world.have(names or ["Vàng Thị Lan"])
    world.talk.clock.move_to(BEGINS)
    return people


async def two_running(world: World) -> tuple[Somebody, int]:
    """Let two meetings have begun; return a teacher of both and the second one's id."""
    [lan] = await running(world)
    second = await world.plans()
    world.talk.clock.move_to(BEGINS - timedelta(days=2))
    await world.settles(world.talk("Sùng A Dơ"), when="8h ngày 25/10", meeting=second)
    world.talk.clock.move_to(BEGINS)
    return lan, second


def kept(talk: Talk, number: int) -> str:
    text = "Photos kept: {number}. More can be sent; when all are there, choose Done."
    return talk.said(text, number=number)


def faces(talk: Talk, number: int) -> str:
    return talk.said("{number} photos. Can pupils' faces be recognised in them?", number=number)


async def test_photos_one_by_one(talk: Talk, world: World) -> None:
    """From the command to the question of faces, each photo counted as it comes."""
    [lan] = await running(world)
    await lan.says("minh chứng")
    assert kept(talk, 1) in (await lan.sends_photo(photo("red"))).text
    assert kept(talk, 2 if talk.channel.buttons else 1) in (await lan.sends_photo(photo("blue"))).text
    assert faces(talk, 2) in (await lan.presses(talk.said("Done"))).text
    thanks = await lan.presses(talk.said("No, they cannot"))
    assert talk.said("Thank you. The photos are kept.") in thanks.text
    assert [(one.faces, one.consented) for one in await talk.finds(select(Evidence))] == [(False, False)] * 2


@pytest.mark.parametrize("seed", range(3))
async def test_an_album_of_ten_in_any_order_with_repeats(talk: Talk, world: World, seed: int) -> None:
    """Ten pieces of evidence once, with one caption, counted by one message that is edited; killed in the middle."""
    [lan] = await running(world)
    await lan.says("/minhchung")
    lan.new()
    sent = [(photo(colour), "Nhóm 2 thảo luận" if colour == "red" else "") for colour in COLOURS]
    order = sent + random.Random(seed).choices(sent, k=4)
    random.Random(seed).shuffle(order)
    for content, caption in order[:7]:
        await lan.sends_photo(content, album="a1", caption=caption)
    async with talk.killed():
        for content, caption in order[7:]:
            await lan.sends_photo(content, album="a1", caption=caption)

    stored = await talk.finds(select(Evidence))
    assert len({one.sha for one in stored}) == len(stored) == 10
    assert sorted(one.caption for one in stored) == [""] * 9 + ["Nhóm 2 thảo luận"]
    assert {one.album for one in stored} == {"a1"}
    [message] = lan.new()
    if talk.channel.buttons:
        assert (message.text, message.edits) == (kept(talk, 10), len(order) - 1)
    assert faces(talk, 10) in (await lan.presses(talk.said("Done"))).text


async def test_the_same_update_twice_is_one_photo(talk: Talk, world: World) -> None:
    """A photo that the platform delivers again is neither kept nor answered again."""
    [lan] = await running(world)
    talk.channel.files["twice"] = photo()
    event = Incoming("talk", "twice", lan.address, Kind.PHOTO, file=FileRef("twice"))
    for _ in range(3):
        await talk.app.router.handle(event)
    assert await talk.counts(Evidence) == 1
    assert len(lan.chat) == 1


async def test_two_albums_are_counted_in_two_messages(talk: Talk, world: World) -> None:
    """The second album does not change the first one's message."""
    [lan] = await running(world)
    lan.new()
    for album, colour in (("a1", "red"), ("a1", "blue"), ("a2", "green"), ("a2", "black")):
        await lan.sends_photo(photo(colour), album=album)
    assert await talk.counts(Evidence) == 4
    if talk.channel.buttons:
        assert [one.text for one in lan.chat] == [kept(talk, 2), kept(talk, 4)]


async def test_a_photo_out_of_the_blue_with_one_meeting(talk: Talk, world: World) -> None:
    """It belongs to the one meeting there is, and nothing is asked."""
    [lan] = await running(world)
    assert kept(talk, 1) in (await lan.sends_photo()).text
    assert await talk.finds(select(Evidence.meeting_id)) == [world.meeting]


async def test_photos_out_of_the_blue_with_several_meetings(talk: Talk, world: World) -> None:
    """An album is held until its meeting is named, with one question; nothing is lost by a kill in between."""
    lan, second = await two_running(world)
    for colour in COLOURS[:4]:
        asked = await lan.sends_photo(photo(colour), album="a1", caption="Sơ đồ" if colour == "blue" else "")
    assert len(lan.chat) == 1
    if talk.channel.buttons:
        assert talk.said("Photos received: {number}.", number=4) in asked.text
    async with talk.killed():
        assert kept(talk, 4) in (await lan.presses("25/10")).text
    assert await talk.finds(select(Evidence.meeting_id)) == [second] * 4
    assert sorted(await talk.finds(select(Evidence.caption))) == ["", "", "", "Sơ đồ"]


async def test_photos_held_outlast_another_conversation(talk: Talk, world: World) -> None:
    """Looking at the calendar before naming the meeting loses no photo that was acknowledged."""
    lan, second = await two_running(world)
    asked = await lan.sends_photo()
    await lan.says("/lich")
    await lan.says("/huy")
    await lan.presses("25/10", on=asked)
    assert await talk.finds(select(Evidence.meeting_id)) == [second]
    await lan.presses("26/10", on=asked)
    assert await talk.counts(Evidence) == 1


async def test_before_any_meeting_no_photo_is_taken(talk: Talk, world: World) -> None:
    """It is said from when on; a forged button for a meeting that has not begun is refused as well."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    assert talk.said(NO_MEETING) in (await lan.says("/minhchung")).text
    assert talk.said(NO_MEETING) in (await lan.sends_photo()).text
    await lan.forges(f"photos:{world.meeting}")
    assert talk.said(NOT_BEGUN) in (await lan.sends_photo()).text
    assert await talk.counts(Evidence) == 0


async def test_what_is_no_photo(talk: Talk, world: World) -> None:
    """Nothing, garbage, a bomb of dots, a sticker, words: a sentence each; the photos go on."""
    [lan] = await running(world)
    await lan.says("/minhchung")
    assert talk.said(EMPTY) in (await lan.sends_photo(b"")).text
    assert talk.said(NO_PICTURE) in (await lan.sends_photo(b"no picture")).text
    assert talk.said(NO_PICTURE) in (await lan.sends_photo(photo()[:200])).text
    bomb = BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    refused = await lan.sends_photo(bomb.getvalue())
    assert talk.said("Done") in refused.labels
    assert talk.said(WANTS_PHOTO) in (await lan.sends_sticker()).text
    assert talk.said(WANTS_PHOTO) in (await lan.says("đây ạ")).text
    assert await talk.counts(Evidence) == 0
    assert kept(talk, 1) in (await lan.sends_photo()).text


@pytest.mark.parametrize("typed", ["làm biên bản", "lam bien ban", "ai chưa trả lời", "lịch tháng 11"])
async def test_a_sentence_about_another_door_opens_it_and_the_photos_wait(talk: Talk, world: World, typed: str) -> None:
    """At once, and the way back leads to the photos, none of which is lost."""
    await running(world)
    lead = talk("Sùng A Dơ")
    await lead.says(typed)
    opened = lead.last.text
    await lead.says("/minhchung")
    await lead.sends_photo()
    answer = await lead.says(typed)
    assert answer.text.startswith(opened)
    assert talk.said(KEPT_MEANWHILE, what="@").partition("@")[0] in answer.text
    await lead.presses(talk.said(BACK))
    assert kept(talk, 2) in (await lead.sends_photo(photo("blue"))).text


@pytest.mark.parametrize("typed", ["cảm ơn nhé", "ảnh hơi mờ", "các em thảo luận nhóm", "biên lai", "Lò Văn Minh"])
async def test_what_is_not_surely_another_door_is_told_that_photos_are_waited_for(
    talk: Talk, world: World, typed: str
) -> None:
    [lan] = await running(world)
    await lan.says("/minhchung")
    assert talk.said(WANTS_PHOTO) in (await lan.says(typed)).text
    assert kept(talk, 1) in (await lan.sends_photo()).text


async def test_where_it_was_taken_is_not_kept(talk: Talk, world: World) -> None:
    """A photo with place data and a name in it leaves neither in storage."""
    [lan] = await running(world)
    exif = Image.Exif()
    exif[0x010E] = "Nha cua em Sung"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 48.0, 0.0)
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "red").save(drawn, "JPEG", exif=exif)
    assert b"Nha cua em Sung" in drawn.getvalue()
    await lan.sends_photo(drawn.getvalue())
    [sha] = await talk.finds(select(Evidence.sha))
    content = await talk.app.media.read(sha)
    assert b"Nha cua em Sung" not in content
    assert not Image.open(BytesIO(content)).getexif()


@pytest.mark.parametrize(
    ("answer", "others", "lead"),
    [("No, they cannot", 1, 1), ("Yes, and the parents agreed", 0, 1), ("", 0, 0)],
)
async def test_who_may_see_faces(talk: Talk, world: World, answer: str, others: int, lead: int) -> None:
    """Unanswered only the owner sees a photo; faces, once it is said who agreed, only the lead as well."""
    lan, minh = await running(world, "Vàng Thị Lan", "Lò Văn Minh")
    await lan.sends_photo()
    if answer:
        await lan.presses(talk.said("Done"))
        await lan.presses(talk.said(answer))
    if "agreed" in answer:
        await lan.says("Bìa 4A, cô Lan giữ")
        assert (await talk("Sùng A Dơ").forges(f"album:{world.meeting}")).uploads == ()
        await lan.presses(talk.said("Yes, they agreed"))
    for somebody, number in ((lan, 1), (minh, others), (talk("Sùng A Dơ"), lead)):
        assert len((await somebody.forges(f"album:{world.meeting}")).uploads) == number


async def test_photos_with_faces_nobody_agreed_to_are_taken_out(talk: Talk, world: World) -> None:
    """The rows and the files go; somebody else's photo of the same picture stays."""
    lan, minh = await running(world, "Vàng Thị Lan", "Lò Văn Minh")
    await lan.sends_photo(photo("red"))
    await lan.sends_photo(photo("blue"))
    await minh.sends_photo(photo("red"))
    shas = await talk.finds(select(Evidence.sha).order_by(Evidence.id))
    await lan.presses(talk.said("Done"))
    taken = await lan.presses(talk.said("Yes, parents not asked: take them out"))
    assert talk.said("Your photos of this meeting were taken out.") in taken.text
    assert await talk.finds(select(Evidence.person_id)) == [await world.id_of(minh)]
    assert await talk.app.media.read(shas[0])
    with pytest.raises(FileNotFoundError):
        await talk.app.media.read(shas[1])


async def test_photos_of_other_clusters_are_out_of_reach(talk: Talk, world: World) -> None:
    """A forged button with another school's meeting keeps, shows and takes out nothing."""
    await running(world)
    school, _cluster, meeting = await world.elsewhere()
    talk.clock.move_to(BEGINS - timedelta(days=1))
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await world.settles(officer, meeting=meeting)
    theirs, lan = await world.has("Hờ A Chu", school=school), talk("Vàng Thị Lan")
    talk.clock.move_to(BEGINS + timedelta(days=1))
    await theirs.forges(f"photos:{meeting}")
    await theirs.sends_photo()
    assert talk.said(Gone.sentence) in (await lan.forges(f"album:{meeting}")).text
    assert talk.said(Gone.sentence) in (await lan.forges(f"photos:{meeting}")).text
    await lan.forges(f"said:{meeting}:out")
    await lan.forges(f"faces:{meeting}")
    await lan.forges("said:999999:agreed")
    assert await talk.finds(select(Evidence.person_id)) == [await world.id_of(theirs)]
    assert await talk.finds(select(Evidence.faces)) == [None]


async def test_done_without_a_photo(talk: Talk, world: World) -> None:
    """Nothing is asked about photos that are not there."""
    [lan] = await running(world)
    await lan.says("/minhchung")
    assert talk.said("No photo has come yet.") in (await lan.presses(talk.said("Done"))).text
