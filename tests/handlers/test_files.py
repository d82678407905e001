"""Files and the rows that speak of them: none goes while a row needs it, none stays when the last row is gone."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import JSON, select

from bot.domain import files
from bot.domain.models import (
    Announcement,
    Assent,
    Base,
    Dialogue,
    Duty,
    Evidence,
    LessonFile,
    Outbox,
    OutboxState,
    Part,
    PartKind,
    Presence,
    Received,
    Role,
    UploadLink,
)
from bot.media import Media
from bot.messages import Attachment, FileRef, Incoming, Kind, Reply
from bot.vietnamese import ZONE
from tests.handlers.duties_kit import duties, owed
from tests.handlers.test_lessons import made
from tests.talk import Somebody, Talk, TalkChannel, World, photo
from tests.test_media import taken

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
NIGHT = datetime(2023, 10, 26, 22, 0, tzinfo=ZONE)
MORNING = datetime(2023, 10, 27, 6, 30, tzinfo=ZONE)


@pytest.fixture
def channel() -> TalkChannel:
    """Nothing here is a matter of menus."""
    return TalkChannel()


@pytest.fixture
def language() -> str:
    return "vi"


async def running(world: World) -> tuple[Somebody, Somebody]:
    """Let a meeting have begun; return its lead and a teacher."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await world.settles(lead)
    lan = await world.has("Vàng Thị Lan")
    world.talk.clock.move_to(BEGINS)
    return lead, lan


async def announces(world: World, lead: Somebody, content: bytes, text: str = "Sơ đồ phòng") -> None:
    await lead.forges(f"tell:cluster:{world.cluster}")
    asked = await lead.sends_photo(content, caption=text)
    if lead.talk.said("No pupil can be recognised") in asked.labels:
        await lead.presses(lead.talk.said("No pupil can be recognised"))
    await lead.forges("send-it")


async def there(media: Media, *digests: str) -> list[bool]:
    """Say which of some files can still be read."""

    async def is_there(sha: str) -> bool:
        try:
            return bool(await media.read(sha))
        except FileNotFoundError:
            return False

    return [await is_there(sha) for sha in digests]


async def test_an_announcement_that_waits_keeps_its_photo(talk: Talk, world: World) -> None:
    """The lead takes the same photo out of the meeting's evidence in the night; in the morning it goes out."""
    lead, lan = await running(world)
    talk.clock.move_to(NIGHT)
    await announces(world, lead, photo("green"))
    await lead.forges(f"photos:{world.meeting}")
    await lead.sends_photo(photo("green"))
    assert await talk.counts(Evidence) == 1
    await lead.forges(f"said:{world.meeting}:out")
    assert await talk.counts(Evidence) == 0
    lan.new()
    await talk.comes(MORNING)
    [letter] = [one for one in lan.new() if "Sơ đồ phòng" in one.text]
    assert [upload.kind for upload in letter.uploads] == ["photo"]


async def test_who_is_erased_leaves_no_announcement(talk: Talk, world: World) -> None:
    """Neither text nor photo, of what was sent, waits or was being written; and no copy leaves without its words."""
    lead, lan = await running(world)
    await announces(world, lead, photo("red"), "Mang theo sách")
    await talk.passes(minutes=1)
    talk.clock.move_to(NIGHT)
    await announces(world, lead, photo("green"))
    told = await talk.finds(select(Announcement.sha).order_by(Announcement.id))
    await lead.forges(f"tell:cluster:{world.cluster}")
    await lead.sends_photo(photo("blue"), caption="Còn nữa")
    [draft] = await talk.finds(select(Dialogue.draft).where(Dialogue.key == f"person:{await world.id_of(lead)}"))
    assert await there(talk.app.media, *told, draft["sha"]) == [True] * 3

    await lead.forges("erase:yes")
    assert await there(talk.app.media, *told, draft["sha"]) == [False] * 3
    announced = await talk.finds(select(Announcement))
    assert [(one.text, one.sha) for one in announced] == [("", None)] * 2
    lan.new()
    lead.new()
    await talk.comes(MORNING)
    assert (lan.new(), lead.new()) == ([], [])


async def test_who_is_erased_leaves_nothing_handed_in(talk: Talk, world: World) -> None:
    """What they owed themselves is emptied, and its file erased; letters that waited for them are taken back."""
    lead, lan = await running(world)
    person, asked_by = await world.id_of(lan), await world.id_of(lead)
    async with talk.app.database.writing() as db:
        asked = {"asked_by_id": asked_by, "asked_at": talk.clock.now(), "assent": Assent.ACCEPTED}
        db.add(Part(meeting_id=world.meeting, person_id=person, kind=PartKind.CAMERA, **asked))
    await world.marks(lan, Presence.PRESENT)
    await talk.passes(hours=4)
    await owed(world, "001-5", "000-5b")
    video, tried = [one for code in ("001-5", "000-5b") for one in await duties(talk, code) if one.person_id == person]
    await lan.forges(f"duty-in:{video.id}")
    await lan.sends_file("tiet-day.mp4", b"mp4")
    await lan.forges(f"duty-in:{tried.id}")
    await lan.says("Tôi cho học sinh thảo luận")
    theirs = select(Duty).where(Duty.person_id == person).order_by(Duty.id)
    assert {one.note for one in await talk.finds(theirs)} >= {"Tôi cho học sinh thảo luận"}
    [sha] = [one.sha for one in await talk.finds(theirs) if one.sha]
    talk.clock.move_to(NIGHT)
    await announces(world, lead, photo("green"))

    await lan.forges("erase:yes")
    assert {(one.note, one.sha, one.file_name) for one in await talk.finds(theirs)} == {(None, None, None)}
    assert await there(talk.app.media, sha) == [False]
    letters = await talk.finds(select(Outbox.state).where(Outbox.person_id == person))
    assert OutboxState.WAITING not in letters
    assert OutboxState.VOID in letters


async def test_what_somebody_else_holds_stays(talk: Talk, world: World) -> None:
    """The same picture from two people goes with the second of them."""
    lead, lan = await running(world)
    minh = await world.has("Lò Văn Minh")
    for one in (lan, minh):
        await one.sends_photo(photo("green"))
    [sha] = set(await talk.finds(select(Evidence.sha)))
    await lan.forges("erase:yes")
    assert await there(talk.app.media, sha) == [True]
    assert len((await minh.forges(f"album:{world.meeting}")).uploads) == 1
    await minh.forges(f"said:{world.meeting}:out")
    assert await there(talk.app.media, sha) == [False]
    assert lead


async def test_photos_that_wait_for_their_meeting_go_with_their_owner(talk: Talk, world: World) -> None:
    lead, lan = await running(world)
    second = await world.plans()
    talk.clock.move_by(-(BEGINS - BEGINS.replace(day=24)))
    await world.settles(lead, when="8h ngày 25/10", meeting=second)
    talk.clock.move_to(BEGINS)
    await lan.sends_photo()
    [draft] = await talk.finds(select(Dialogue.draft).where(Dialogue.key == f"person:{await world.id_of(lan)}"))
    [[sha, *_]] = draft["photos"]
    assert await there(talk.app.media, sha) == [True]
    await lan.forges("erase:yes")
    assert await there(talk.app.media, sha) == [False]


async def test_the_nightly_sweep_takes_only_what_no_row_speaks_of(talk: Talk, world: World) -> None:
    """What is three days old stays for a photo of a meeting, a draft and an answer that has not left.

    So does a file that came again, and one that is younger.
    """
    lead, lan = await running(world)
    media = talk.app.media
    await lan.sends_photo(photo("red"))
    await lead.forges(f"tell:cluster:{world.cluster}")
    await lead.sends_photo(photo("blue"), caption="Sơ đồ")
    waiting, loose, again = [await media.keep(content) for content in (b"waiting", b"loose", b"again")]
    young = await media.keep(b"young")
    reply = Reply("", attachments=(Attachment("document", "a.txt", sha=waiting),))
    async with talk.app.database.writing() as db:
        db.add(Received(channel="talk", event_id="late", at=talk.clock.now(), reply=reply.to_json(), answered=False))
        spoken = await files.spoken_of(db)
    assert len(spoken) == 3
    for path in talk.app.settings.media_dir.glob("*/*"):
        age = timedelta(days=3, minutes=-1 if path.name == young else 1)
        os.utime(path, (0, path.stat().st_mtime - age.total_seconds()))
    await media.keep(b"again")
    await talk.app.jobs.clean()
    assert await there(media, *spoken, loose, again, young) == [True, True, True, False, True, True]


def stored(talk: Talk) -> list[str]:
    return [path.name for path in talk.app.settings.media_dir.glob("*/*")]


async def test_a_photo_that_comes_as_a_file_is_a_photo(talk: Talk, world: World) -> None:
    """Without the place where it was taken, and whether photos were asked for or not."""
    _, lan = await running(world)
    await lan.says("/minhchung")
    await lan.sends_file("IMG_1.JPG", taken("JPEG"))
    await lan.says("/lich")
    await lan.sends_file("IMG_2.PNG", taken("PNG", (80, 60)))
    kept = await talk.finds(select(Evidence.sha))
    assert len(kept) == 2
    assert sorted(stored(talk)) == sorted(kept)
    for sha in kept:
        assert not dict(Image.open(BytesIO(await talk.app.media.read(sha))).getexif())


async def test_a_picture_of_a_plan_is_taken_where_a_file_is_asked_for(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await made(world, lead)
    await lead.forges("plan-new:1")
    await lead.sends_file("Kế hoạch.png", taken("PNG"))
    [file] = await talk.finds(select(LessonFile))
    assert file.name == "Kế hoạch.jpg"
    assert Image.open(BytesIO(await talk.app.media.read(file.sha))).size == (48, 64)
    assert await talk.counts(Evidence) == 0


async def test_what_is_refused_is_erased_at_once(talk: Talk, world: World) -> None:
    """A photo that no meeting takes, a file that is no photo, one more than was asked for, a plan that is none."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    lan = await world.has("Vàng Thị Lan")
    await lan.sends_photo()
    await lan.sends_file("a.docx", b"PK")
    await officer.forges("plan:send")
    await officer.sends_file("ke-hoach.docx", b"PK no plan")
    await lead.says("/moi")
    await lead.sends_photo()
    assert stored(talk) == []


async def test_an_upload_that_waited_and_is_refused_is_erased_at_once(talk: Talk, world: World) -> None:
    """Its own row keeps it from the nightly sweep until it is answered; another one that waits keeps it longer."""
    lan = await world.has("Vàng Thị Lan")
    sha = await talk.app.media.keep(b"PK")
    upload = Incoming("talk", "upload:1", lan.address, Kind.FILE, file=FileRef("", "a.docx", kept=sha))
    rows = [{"event_id": event, "channel": "talk", "at": talk.clock.now()} for event in ("upload:1", "upload:2")]
    async with talk.app.database.writing() as db:
        db.add_all(Received(payload=upload.to_json(), answered=False, **row) for row in rows)
    await talk.app.router.handle(upload)
    assert await there(talk.app.media, sha) == [True]
    await talk.app.router.handle(replace(upload, event_id="upload:2"))
    assert await there(talk.app.media, sha) == [False]


async def test_what_is_refused_stays_where_somebody_else_holds_it(talk: Talk, world: World) -> None:
    _, lan = await running(world)
    await lan.sends_photo(photo("green"))
    school, *_ = await world.elsewhere()
    stranger = await world.has("Hờ A Chu", school=school)
    await stranger.sends_photo(photo("green"))
    assert stored(talk) == await talk.finds(select(Evidence.sha))


def test_every_place_of_a_digest_is_known() -> None:
    """A column for a file's digest is named `sha`; of each JSON column it is decided whether it can hold one."""
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    assert {str(column) for column in files.COLUMNS} == {
        "announcement.sha",
        "duty.sha",
        "evidence.sha",
        "lesson_file.sha",
        "paper_version.sha",
    }
    assert [str(column) for column in columns if "sha" in column.name.split("_") and column.name != "sha"] == []
    without = {
        "accepted_change.before",
        "accepted_change.entry",
        "accepted_change.hosts",
        "custom.value",
        "dialogue.menu",
        "dialogue.older",
        "dialogue.shown",
        "duty_rule.chosen",
        "duty.form",
        "duty_rule.ladder",
        "duty_rule.levels",
        "duty_rule.reminders",
        "meeting.pieces",
        "outbox.facts",
        "paper.answers",
        "school_news.facts",
    }
    in_json = {str(column) for column in columns if isinstance(column.type, JSON)}
    assert in_json - without == {f"{one.class_.__tablename__}.{one.key}" for one in files.IN_JSON}


async def test_who_is_erased_leaves_no_upload_page(talk: Talk, world: World) -> None:
    """A page to send a file through names the chat it is for."""
    _, lan = await running(world)
    async with talk.app.database.writing() as db:
        db.add(UploadLink(digest="d", channel="talk", address=lan.address, expires_at=talk.clock.now()))
    await lan.forges("erase:yes")
    assert await talk.counts(UploadLink) == 0
