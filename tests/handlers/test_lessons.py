"""A lesson through its meetings: made, tied, shown with its figures, its plan in versions, questions per meeting."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import files
from bot.domain.models import Assent, Lesson, LessonFile, Part, PartKind, Reflection, Role, Stage, Viewpoint
from bot.domain.programme.lessons import NO_TITLE, OTHER_CLUSTER
from bot.domain.programme.reflections import QUESTIONS
from bot.errors import Gone, NotAllowed
from bot.vietnamese import ZONE
from handlers.meeting.lesson import STAGES, WANTS_FILE
from tests.talk import Message, Somebody, Talk, World

BEGINS = datetime(2023, 10, 26, 14, 0, tzinfo=ZONE)
TITLE = "Bài 7. Phân số, Toán lớp 4"


async def made(world: World, somebody: Somebody, stage: Stage = Stage.PREPARE, title: str = TITLE) -> Message:
    """Make a lesson from the meeting's card."""
    say = world.talk.said
    await somebody.forges(f"meeting:{world.meeting}")
    await somebody.presses_on_card(say("Lesson"))
    await somebody.says(title)
    return await somebody.presses(say(STAGES[stage]))


async def teaches(world: World, somebody: Somebody, meeting: int | None = None) -> None:
    """Let somebody have accepted to teach the demo lesson."""
    number = await world.id_of(somebody)
    async with world.talk.app.database.writing() as db:
        db.add(
            Part(
                meeting_id=meeting or world.meeting,
                person_id=number,
                kind=PartKind.TEACH,
                assent=Assent.ACCEPTED,
                asked_by_id=number,
                asked_at=world.talk.clock.now(),
            )
        )


async def versions(talk: Talk) -> list[LessonFile]:
    return await talk.finds(select(LessonFile).order_by(LessonFile.version))


async def test_one_thread_through_three_meetings(talk: Talk, world: World) -> None:
    """Made at the first, chosen at the second and third; the page shows them in order with parts and figures."""
    say = talk.said
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    second, third = await world.plans(number=2), await world.plans(number=3)
    page = await made(world, lead)
    assert TITLE in page.text
    assert say(STAGES[Stage.PREPARE]) in page.text
    for meeting, stage in ((second, Stage.TEACH), (third, Stage.AGAIN)):
        await lead.forges(f"lesson-of:{meeting}")
        await lead.presses(TITLE)
        page = await lead.presses(say(STAGES[stage]))
    places = [page.text.index(say(STAGES[stage])) for stage in Stage]
    assert places == sorted(places)
    await teaches(world, lan, second)
    assert "Vàng Thị Lan" in (await lead.forges("lesson:1")).text
    assert len(await talk.finds(select(Lesson))) == 1
    minh = await world.has("Lò Văn Minh")
    await minh.forges(f"meeting:{second}")
    assert TITLE in (await minh.presses(say("Lesson"))).text


async def test_figures_of_a_meeting_that_was(talk: Talk, world: World) -> None:
    """How many came of those marked, and how many reflected."""
    lead, lan, minh = await world.has("Sùng A Dơ", Role.LEAD), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await world.settles(lead)
    await made(world, lead)
    for one in (lan, minh):
        await one.forges(f"take:{world.meeting}")
    await talk.comes(BEGINS)
    await lead.forges(f"mark:{world.meeting}:{await world.expects(lan)}:0:0")
    await lead.forges(f"mark:{world.meeting}:{await world.expects(minh)}:3:0")
    await talk.comes(BEGINS + timedelta(hours=3))
    await lan.forges(f"reflect:{world.meeting}")
    await lan.says("Biết so sánh hai phân số.")
    await lan.forges("submit:1")
    told = talk.said("Came: {came} of {marked} marked; reflections: {reflections}", came=1, marked=2, reflections=1)
    assert told in (await lan.forges("lesson:1")).text


@pytest.mark.parametrize("stage", [Stage.PREPARE, Stage.TEACH])
async def test_questions_per_meeting(talk: Talk, world: World, stage: Stage) -> None:
    """A meeting that prepares has its own questions for all, without asking for the part; the others ask as before."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await made(world, lead, stage)
    await lan.forges(f"take:{world.meeting}")
    await talk.comes(BEGINS + timedelta(hours=3))
    asked = await lan.forges(f"reflect:{world.meeting}")
    if stage is Stage.TEACH:
        assert talk.said("I observed") in asked.labels
        assert talk.said(Gone.sentence) in (await lan.forges(f"part:{world.meeting}:prepare")).text
        return
    for question in QUESTIONS[Viewpoint.PREPARE]:
        assert talk.said(question) in lan.last.text
        await lan.says("Học sinh A so sánh được hai phân số.")
    await lan.forges("submit:1")
    assert [one.viewpoint for one in await talk.finds(select(Reflection))] == [Viewpoint.PREPARE]
    assert talk.said(Gone.sentence) in (await lan.forges(f"part:{world.meeting}:observer")).text
    assert talk.said(QUESTIONS[Viewpoint.PREPARE][0]) in (await lead.forges(f"thoughts:{world.meeting}:0")).text


async def test_versions_of_the_plan(talk: Talk, world: World) -> None:
    """Each file is the next version, the same bytes again are none; whoever is concerned fetches any of them."""
    say = talk.said
    lead, lan, minh = await world.has("Sùng A Dơ", Role.LEAD), *await world.have(["Vàng Thị Lan", "Lò Văn Minh"])
    await made(world, lead)
    await teaches(world, lan)
    for content in (b"first", b"second", b"second"):
        await lan.forges("lesson:1")
        await lan.presses(say("Send a lesson plan"))
        kept = await lan.sends_file("Kế hoạch bài dạy.docx", content)
    assert say("Kept as version {number}: {name}.", number=2, name="Kế hoạch bài dạy.docx") in kept.text
    assert [file.version for file in await versions(talk)] == [1, 2]
    for number, content in ((1, b"first"), (2, b"second")):
        await minh.forges("lesson:1")
        fetched = await minh.presses(say("Version {number}", number=number))
        assert [(upload.name, upload.content) for upload in fetched.uploads] == [("Kế hoạch bài dạy.docx", content)]
    assert say("Send a lesson plan") not in (await minh.forges("lesson:1")).labels
    async with talk.app.database.reading() as db:
        assert {file.sha for file in await versions(talk)} <= await files.spoken_of(db)


async def test_what_is_no_file_is_asked_again(talk: Talk, world: World) -> None:
    """Words, a sticker, an empty file: a sentence, and the file is still waited for."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await made(world, lead)
    await lead.forges("plan-new:1")
    assert talk.said(WANTS_FILE) in (await lead.says("đây ạ")).text
    await lead.sends_sticker()
    await lead.sends_file("x.docx", b"")
    assert await versions(talk) == []
    await lead.sends_file("x.docx", b"x")
    assert len(await versions(talk)) == 1


async def test_only_lead_and_demo_teacher_shape_a_lesson(talk: Talk, world: World) -> None:
    """Others see it and change nothing; whoever it does not concern does not even see it."""
    lead, lan = await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    doors = (f"lesson-is:{world.meeting}:1", f"stage:{world.meeting}:1:teach", f"unlink:{world.meeting}", "plan-new:1")
    assert talk.said(NotAllowed.sentence) in (await lan.forges(f"lesson-of:{world.meeting}")).text
    await made(world, lead)
    for door in doors:
        assert talk.said(NotAllowed.sentence) in (await lan.forges(door)).text
    school, _cluster, _meeting = await world.elsewhere()
    pa = await world.has("Giàng A Pá", school=school)
    await lead.forges("plan-new:1")
    await lead.sends_file("x.docx", b"x")
    for door in ("lesson:1", "plan-of:1:1", f"lesson-of:{world.meeting}", "plan-new:1", "lesson:99"):
        assert talk.said(Gone.sentence) in (await pa.forges(door)).text
    await teaches(world, lan)
    await lan.forges(f"stage:{world.meeting}:1:again")
    assert (await world.stands()).stage is Stage.AGAIN


async def test_the_demo_teacher_makes_one(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    await teaches(world, lan)
    assert TITLE in (await made(world, lan, Stage.TEACH)).text
    assert (await world.stands()).lesson_id == 1


async def test_titles_and_stages_that_cannot_be(talk: Talk, world: World) -> None:
    """Too short, too long, no stage, a stage pressed without its title, another cluster's lesson."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    officer = await world.has("Nguyễn Văn Cường", Role.OFFICER)
    await lead.forges(f"lesson-of:{world.meeting}")
    for typed in ("x", "t" * 5000):
        assert talk.said(NO_TITLE, most=150) in (await lead.says(typed)).text
    await lead.says(TITLE)
    assert talk.said("Please choose one of the following:") in (await lead.says("gì cũng được")).text
    await lead.says("/huy")
    for data in (f"stage:{world.meeting}:0:teach", f"stage:{world.meeting}:0:sing", f"stage:{world.meeting}:9:teach"):
        assert talk.said(Gone.sentence) in (await lead.forges(data)).text
    await made(world, lead)
    _school, _cluster, theirs = await world.elsewhere()
    assert talk.said(OTHER_CLUSTER) in (await officer.forges(f"stage:{theirs}:1:teach")).text
    assert len(await talk.finds(select(Lesson))) == 1


async def test_untied(talk: Talk, world: World) -> None:
    """The meeting is free for another lesson; the lesson and its files stay with the lead."""
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await made(world, lead)
    await lead.presses(talk.said("Not of this lesson · {meeting}", meeting=""))
    assert (await world.stands()).lesson_id is None
    assert TITLE in (await lead.forges("lesson:1")).text
    await lead.forges(f"lesson-of:{world.meeting}")
    assert TITLE in lead.last.labels


async def test_killed_in_the_middle(talk: Talk, world: World) -> None:
    lead = await world.has("Sùng A Dơ", Role.LEAD)
    await lead.forges(f"lesson-of:{world.meeting}")
    async with talk.killed():
        await lead.says(TITLE)
    async with talk.killed():
        await lead.presses(talk.said(STAGES[Stage.TEACH]))
    assert (await world.stands()).stage is Stage.TEACH
