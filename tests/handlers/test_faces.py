"""Pupils' faces and voices in files of every door: asked, kept from many, by whose consent; filming is announced."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.domain.models import (
    Announcement,
    Evidence,
    FileFaces,
    Lesson,
    LessonFile,
    Meeting,
    Part,
    PartKind,
    Presence,
    Role,
    Stage,
)
from bot.domain.programme import faces
from bot.errors import Gone
from bot.vietnamese import ZONE
from handlers.meeting.faces import CHILDREN, PAPER, QUESTION
from handlers.meeting.reflect import FEW
from tests.talk import Somebody, Talk, World, photo

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)


async def lesson_file(world: World, name: str = "tiet-day.mp4") -> tuple[Somebody, str]:
    """Let a lead send the film of a lesson; return them with the key of the question."""
    lead, talk = await world.has("Sùng A Dơ", Role.LEAD), world.talk
    async with talk.app.database.writing() as db:
        lesson = Lesson(cluster_id=world.cluster, title="Phép chia", created_by_id=1, created_at=talk.clock.now())
        db.add(lesson)
        await db.flush()
        about = {"lesson_id": lesson.id, "stage": Stage.PREPARE}
        await db.execute(update(Meeting).where(Meeting.id == world.meeting).values(**about))
    await lead.forges("lesson:1")
    await lead.presses(talk.said("Send a lesson plan"))
    await lead.sends_file(name, b"a film")
    [digest] = await talk.finds(select(FileFaces.digest))
    return lead, digest[: faces.KEY]


async def test_a_file_of_a_lesson_is_asked_about_and_says_who_agreed(talk: Talk, world: World) -> None:
    """A yes asks for the parents' paper and for the children's own yes; what is no paper is asked again."""
    lead, _key = await lesson_file(world)
    assert talk.said(QUESTION) in lead.last.text
    assert talk.said(PAPER) in (await lead.presses(talk.said("Yes, with consent"))).text
    assert talk.said(faces.NO_PAPER) in (await lead.says("???")).text
    assert talk.said(CHILDREN) in (await lead.says("Bìa 4A ngày 12/10, cô Lan giữ")).text
    assert talk.said("Please choose one of the following:") in (await lead.says("chắc là rồi")).text
    assert "Bìa 4A" in (await lead.presses(talk.said("Yes, they agreed"))).text
    [said] = await talk.finds(select(FileFaces))
    assert (said.faces, said.parents, said.paper, said.children) == (True, True, "Bìa 4A ngày 12/10, cô Lan giữ", True)


async def test_the_same_file_is_not_asked_about_twice(talk: Talk, world: World) -> None:
    lead, key = await lesson_file(world)
    await lead.presses(talk.said("No pupil can be recognised"))
    await lead.forges(f"faces-none:{key}")
    assert await talk.finds(select(FileFaces.faces)) == [False]


async def test_nobody_speaks_for_anybody_elses_file(talk: Talk, world: World) -> None:
    _lead, key = await lesson_file(world)
    lan = await world.has("Vàng Thị Lan")
    for press in (f"faces-none:{key}", "faces-none:", "faces-none:%", f"faces-agreed:{key}"):
        assert talk.said(Gone.sentence) in (await lan.forges(press)).text
    assert await talk.finds(select(FileFaces.faces)) == [None]


async def announced(world: World) -> Somebody:
    """Let a lead begin an announcement with a picture."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.has("Vàng Thị Lan")
    await lead.forges(f"tell:cluster:{world.cluster}")
    asked = await lead.sends_photo(photo("green"), caption="Sơ đồ phòng")
    assert world.talk.said(QUESTION) in asked.text
    return lead


async def test_a_picture_nobody_spoke_of_is_not_sent_to_many(talk: Talk, world: World) -> None:
    """Neither unanswered, nor with faces, whoever agreed: the text goes without it."""
    lead = await announced(world)
    assert talk.said(faces.FIRST_FACES) in (await lead.forges("send-it")).text
    assert await talk.counts(Announcement) == 0
    await lead.presses(talk.said("Yes, with consent"))
    assert talk.said(faces.NEVER_TO_MANY) in lead.last.text
    await lead.forges("send-it")
    assert await talk.finds(select(Announcement.sha)) == [None]
    assert await talk.finds(select(Announcement.text)) == ["Sơ đồ phòng"]


async def test_a_picture_of_which_faces_were_said_elsewhere_is_not_sent_to_many(talk: Talk, world: World) -> None:
    """It is the same file: whichever door it came in by before, it goes to nobody."""
    lead = await announced(world)
    async with talk.app.database.writing() as db:
        await db.execute(update(FileFaces).values(faces=True, parents=True))
    assert talk.said(faces.NEVER_TO_MANY) in (await lead.forges("send-it")).text
    assert await talk.counts(Announcement) == 0


async def test_a_picture_without_pupils_goes_out(talk: Talk, world: World) -> None:
    lead = await announced(world)
    await lead.presses(talk.said("No pupil can be recognised"))
    await lead.forges("send-it")
    assert (await talk.finds(select(Announcement.sha)))[0]


@pytest.mark.parametrize("name", ["Tiết dạy.mp4", "Kế hoạch bài dạy.docx"])
async def test_a_file_of_which_nobody_speaks_goes_after_its_days(talk: Talk, world: World, name: str) -> None:
    """A film or a document with pictures in it; who sent it was told of the days with the question."""
    await lesson_file(world, name)
    await talk.passes(days=13)
    await talk.app.jobs.clean()
    assert await talk.counts(LessonFile) == 1
    await talk.passes(days=2)
    await talk.app.jobs.clean()
    assert await talk.counts(LessonFile) == 0


async def has_sent_a_photo(talk: Talk, world: World) -> Somebody:
    """Return who came to the meeting that is over and has sent a photo of it."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    talk.clock.move_to(ENDED)
    await world.marks(lan, Presence.PRESENT)
    await lan.sends_photo()
    return lan


async def test_who_agreed_is_said_of_one_meeting(talk: Talk, world: World) -> None:
    """Photos of another meeting wait for their own answer."""
    lan = await has_sent_a_photo(talk, world)
    other = await world.plans()
    [mine] = await talk.finds(select(Evidence))
    again = {column.name: getattr(mine, column.key) for column in Evidence.__table__.columns if column.name != "id"}
    async with talk.app.database.writing() as db:
        await db.execute(insert(Evidence).values(again | {"meeting_id": other, "faces": True}))
    await lan.forges(f"said:{world.meeting}:agreed")
    await lan.says("Bìa 4A")
    await lan.presses(talk.said("Yes, they agreed"))
    assert await talk.finds(select(Evidence.consented).order_by(Evidence.meeting_id == other)) == [True, False]


async def test_photos_with_faces_stay_hidden_until_it_is_said_who_agreed(talk: Talk, world: World) -> None:
    """A no of the children takes them out."""
    lan = await has_sent_a_photo(talk, world)
    await lan.forges(f"said:{world.meeting}:agreed")
    assert await talk.finds(select(Evidence.consented)) == [False]
    await lan.says("Bìa 4A")
    await lan.presses(talk.said("No, or not asked"))
    assert await talk.counts(Evidence) == 0


@pytest.mark.parametrize("filmed", [True, False])
async def test_filming_is_announced_in_invitation_and_reminder(talk: Talk, world: World, filmed: bool) -> None:
    """As soon as somebody is asked to film; where nobody is, nothing is said of it."""
    world.invites = True
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    camera = await world.has("Lò Văn Minh")
    await world.settles(lead)
    if filmed:
        async with talk.app.database.writing() as db:
            about = {"meeting_id": world.meeting, "kind": PartKind.CAMERA, "asked_at": talk.clock.now()}
            db.add(Part(person_id=await world.id_of(camera), asked_by_id=await world.id_of(lead), **about))
    await talk.passes(minutes=2)
    said = talk.said("This meeting is to be filmed.")
    [invitation] = [one for one in lan.new() if talk.said("You are invited:") in one.text]
    assert (said in invitation.text) is filmed
    await lan.forges(f"take:{world.meeting}")
    lan.new()
    await talk.comes(ENDED - timedelta(days=1, hours=3))
    reminded = [one.text for one in lan.new() if talk.said("Reminder:") in one.text]
    assert reminded
    assert all((said in text) is filmed for text in reminded)


async def test_who_writes_among_few_is_told_before_handing_in(talk: Talk, world: World) -> None:
    """The first two are; the third one is not."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    writers = await world.have(["Vàng Thị Lan", "Lò Văn Minh", "Giàng A Páo"])
    for one in writers:
        await one.forges(f"take:{world.meeting}")
    talk.clock.move_to(ENDED)
    told = []
    for number, one in enumerate(writers, start=1):
        await world.marks(one, Presence.PRESENT)
        await one.forges(f"part:{world.meeting}:observer")
        await one.says("Nhóm 2 thảo luận")
        told.append(talk.said(FEW) in (await one.forges(f"q:{number}:5")).text)
        await one.forges(f"submit:{number}")
    assert told == [True, True, False]
