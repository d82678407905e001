"""Pupils' faces and voices, asked at every door by which files and links come in, and what each answer does.

Which doors there are is read from the routes: whoever adds one says here how the question is asked.
"""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.endings import retention
from bot.domain.models import Duty, DutyState, FileFaces, LessonFile, PaperVersion, Role
from bot.domain.programme import faces
from bot.messages import Kind
from handlers import ROUTES
from handlers.meeting.faces import DOORS, LINK_QUESTION, QUESTION
from tests.handlers.duties_kit import duty_of, head, met, owed, stands
from tests.handlers.test_faces import lesson_file
from tests.talk import Somebody, Talk, World, photo

LINK = "https://drive.example.vn/file/d/abc?usp=sharing"
ASKED_WHEN_DONE = {
    "photos:{meeting_id}": "asked of the whole album, below its count",
    "minutes:{meeting_id}:{place}": "photos of handwriting: asked before the minutes are handed in",
    "minutes-told:{meeting_id}": "as above",
    "reflect:{reflection_id}:{number}": "goes to the photos of the meeting",
}
TURNED_OR_READ = {
    "plan:file": "a plan is read for its meetings; nobody else opens the file",
    "plan:year": "as above",
    "plan:looking": "as above",
    "plan:asking": "as above",
    "roster:file": "a list is read for its names; nobody else opens the file",
    "unit-list:file": "a list is read for its schools; nobody else opens the file",
}


def test_each_door_for_files_asks_or_says_why_not() -> None:
    """By the routes: a step that takes files or photos is one of the three kinds."""
    taking = {route.pattern for route in ROUTES.steps if not {Kind.FILE, Kind.PHOTO}.isdisjoint(route.kinds)}
    assert taking - DOORS - ASKED_WHEN_DONE.keys() - TURNED_OR_READ.keys() == set()
    assert (ASKED_WHEN_DONE.keys() | TURNED_OR_READ.keys()) - taking == set()


async def filmed(world: World) -> tuple[Somebody, int]:
    """Let a meeting be over whose film its lead owes."""
    lead, _people = await met(world)
    [duty] = await owed(world, "001-5")
    return lead, duty.id


async def with_file(world: World, name: str = "tiet-day.mp4") -> tuple[Somebody, Somebody, int]:
    """Let a principal hand a file in; return them, an officer and the duty."""
    principal = await head(world)
    officer = await world.has("Điêu Thị Phượng", Role.OFFICER)
    await owed(world, "000-6")
    duty = await duty_of(world, "000-6", unit_id=world.school)
    await principal.forges(f"duty-in:{duty}")
    shown = await principal.sends_file(name, b"a lesson")
    assert world.talk.said(QUESTION) in shown.text
    return principal, officer, duty


async def folder(talk: Talk) -> list[Path]:
    return [one for one in talk.app.settings.media_dir.rglob("*") if one.is_file()]


async def test_a_link_to_a_film_is_asked_about_and_goes_without_an_answer(talk: Talk, world: World) -> None:
    """The link itself is taken out after the days that were said; an answer keeps it."""
    lead, duty = await filmed(world)
    await lead.forges(f"duty-in:{duty}")
    shown = await lead.says(LINK)
    assert talk.said(LINK_QUESTION) in shown.text
    assert (await stands(talk, duty)).note == LINK
    await talk.passes(days=13)
    await talk.app.jobs.clean()
    assert (await stands(talk, duty)).note == LINK
    await talk.passes(days=2)
    await talk.app.jobs.clean()
    assert (await stands(talk, duty)).note is None
    assert await talk.counts(FileFaces) == 0


async def test_a_link_that_was_answered_stays(talk: Talk, world: World) -> None:
    lead, duty = await filmed(world)
    await lead.forges(f"duty-in:{duty}")
    await lead.says(LINK)
    await lead.presses(talk.said("No pupil can be recognised"))
    await talk.passes(days=15)
    await talk.app.jobs.clean()
    assert (await stands(talk, duty)).note == LINK


@pytest.mark.parametrize("how", ["without", "children"])
async def test_without_consent_the_file_is_taken_out_at_once(talk: Talk, world: World, how: str) -> None:
    """By the answer, or by the children's own no: nobody opens it any more, and another one may be sent."""
    principal, officer, duty = await with_file(world)
    if how == "without":
        said = await principal.presses(talk.said("Yes, without consent"))
    else:
        await principal.presses(talk.said("Yes, with consent"))
        await principal.says("Bìa 4A")
        said = await principal.presses(talk.said("No, or not asked"))
    assert talk.said("Send another one") in said.labels
    now = await stands(talk, duty)
    assert (now.state, now.sha, now.file_name) == (DutyState.DONE, None, None)
    assert await folder(talk) == []
    assert not (await officer.forges(f"duty-file:{duty}")).uploads
    await principal.presses(talk.said("Send another one"))
    shown = await principal.sends_file("khac.docx", b"PK another")
    assert talk.said(QUESTION) in shown.text
    assert (await stands(talk, duty)).file_name == "khac.docx"


async def test_a_film_waits_for_the_answer_before_others_see_it(talk: Talk, world: World) -> None:
    """Its owner sees it; where consent is written down others do as well; a document is shown meanwhile."""
    principal, officer, duty = await with_file(world)
    refused = await officer.forges(f"duty-file:{duty}")
    assert talk.said(faces.NOT_SHOWN) in refused.text
    assert not refused.uploads
    assert (await principal.forges(f"duty-file:{duty}")).uploads
    [digest] = await talk.finds(select(FileFaces.digest))
    await principal.forges(f"faces-agreed:{digest[: faces.KEY]}")
    await principal.says("Bìa 4A")
    assert not (await officer.forges(f"duty-file:{duty}")).uploads
    await principal.presses(talk.said("Yes, they agreed"))
    assert (await officer.forges(f"duty-file:{duty}")).uploads
    await principal.forges(f"faces-agreed:{digest[: faces.KEY]}")
    assert not (await officer.forges(f"duty-file:{duty}")).uploads, "who agreed is being said anew"


async def test_a_document_is_shown_until_faces_are_said(talk: Talk, world: World) -> None:
    principal, officer, duty = await with_file(world, "chuyen-de.docx")
    assert (await officer.forges(f"duty-file:{duty}")).uploads
    await principal.forges(f"duty:{duty}")
    [digest] = await talk.finds(select(FileFaces.digest))
    await principal.forges(f"faces-without:{digest[: faces.KEY]}")
    assert not (await officer.forges(f"duty-file:{duty}")).uploads


async def test_a_photo_in_the_place_of_what_was_handed_in_is_asked_about(talk: Talk, world: World) -> None:
    principal, _officer, duty = await with_file(world)
    await principal.forges(f"duty-anew:{duty}")
    shown = await principal.sends_photo(photo("blue"))
    assert talk.said(QUESTION) in shown.text


async def test_a_lessons_film_is_not_shown_before_it_is_said(talk: Talk, world: World) -> None:
    lead, key = await lesson_file(world)
    other = await world.has("Vừ Thị Mai", Role.LEAD)
    assert talk.said(faces.NOT_SHOWN) in (await other.forges("plan-of:1:1")).text
    await lead.forges(f"faces-without:{key}")
    assert await talk.counts(LessonFile) == 0
    assert await folder(talk) == []


async def test_an_own_file_of_a_paper_is_asked_about(talk: Talk, world: World) -> None:
    """Without an answer it goes; the level above is shown the version without a file, and nothing breaks."""
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER, school=world.office)
    principal = await world.has("Lý A Sếnh", Role.PRINCIPAL, school=world.other_school)
    await principal.forges(f"paper:support.school:2023:{world.other_school}")
    await principal.presses(talk.said("Send it up"))
    await principal.presses(talk.said("Send my own file"))
    shown = await principal.sends_file("De nghi ho tro.docx", b"as mended in Word")
    assert talk.said(QUESTION) in shown.text
    assert (await officer.forges("paper-in:1")).uploads
    await talk.passes(days=15)
    await talk.app.jobs.clean()
    assert await talk.finds(select(PaperVersion.sha)) == [None]
    seen = await officer.forges("paper-in:1")
    assert "TH Thị trấn" in seen.text
    assert not seen.uploads


async def test_nobody_takes_out_anybody_elses(talk: Talk, world: World) -> None:
    """The same film of two people: who says that nobody agreed takes out their own alone."""
    principal, _officer, duty = await with_file(world)
    [digest] = await talk.finds(select(FileFaces.digest))
    stranger = await world.has("Vàng Thị Lan")
    await stranger.forges(f"faces-without:{digest[: faces.KEY]}")
    assert await talk.finds(select(Duty.sha).where(Duty.id == duty)) == [digest]
    [theirs, *_] = await talk.finds(select(Duty.id).where(Duty.id != duty))
    handed_in = update(Duty).where(Duty.id == theirs).values(sha=digest, closed_by_id=await world.id_of(stranger))
    async with talk.app.database.writing() as db:
        await db.execute(handed_in)
    await principal.forges(f"faces-without:{digest[: faces.KEY]}")
    assert await talk.finds(select(Duty.sha).where(Duty.id == duty)) == [None]
    assert await talk.finds(select(Duty.sha).where(Duty.id == theirs)) == [digest]


async def test_a_link_that_was_taken_out_is_handed_in_anew(talk: Talk, world: World) -> None:
    lead, duty = await filmed(world)
    await lead.forges(f"duty-in:{duty}")
    await lead.says(LINK)
    said = await lead.presses(talk.said("Yes, without consent"))
    assert talk.said("Send another one") in said.labels
    assert (await stands(talk, duty)).note is None


async def test_what_is_typed_later_asks_about_no_older_file(talk: Talk, world: World) -> None:
    """The question that waits is asked below the file that it is about."""
    principal, _officer, duty = await with_file(world)
    await talk.passes(seconds=5)
    await principal.forges(f"duty-anew:{duty}")
    assert talk.said(QUESTION) not in (await principal.says("Đã nộp bản giấy cho văn thư")).text


async def test_a_sweep_that_took_more_than_its_share_goes_on(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file may stand in several tables, and each of them is counted."""

    async def many(*_: object) -> tuple[int, set[str]]:
        return retention.AT_ONCE + 1, set()

    monkeypatch.setattr(retention, "KINDS", {"unsaid": many})
    async with talk.app.database.writing() as db:
        more, _files = await retention.sweep(db, talk.app.settings, "unsaid", talk.clock.now())
    assert more
