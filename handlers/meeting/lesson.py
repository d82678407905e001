"""A lesson through its meetings: made from a meeting's card, with its stages, its figures and its plan's versions."""

from collections.abc import Sequence

from bot.domain.models import Lesson, LessonFile, Meeting, Stage
from bot.domain.programme import concerned, faces, lessons, meetings, parts
from bot.domain.programme.lessons import MeetingProgress
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.media import FILMS
from bot.messages import Attachment, Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases
from handlers.meeting import ask_parts

routes = Routes()

MOST_FILES = 5
STAGES = {
    Stage.PREPARE: N_("Meeting 1: agree on the lesson plan"),
    Stage.TEACH: N_("Meeting 2: teach the demo lesson and learn from it"),
    Stage.AGAIN: N_("Teach it again"),
}
WANTS_FILE = N_("Please send the lesson plan as a file, for example Word or PDF.")


@routes.button("lesson-of:{meeting_id}")
async def of_meeting(chat: Chat, meeting_id: int) -> Reply:
    """Show the lesson of a meeting; without one ask which it is, or for a new one."""
    meeting = await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    if meeting.lesson_id:
        return await show(chat, meeting.lesson_id)
    return await _choose(chat, meeting_id)


async def _choose(chat: Chat, meeting_id: int) -> Reply:
    """Ask which lesson of the cluster a meeting is about, or for a new one's title."""
    meeting = await _shaped(chat, meeting_id)
    _ = chat._
    known = await lessons.of_cluster(chat.db, meeting.cluster_id)
    buttons = [Button(lesson.title, f"lesson-is:{meeting_id}:{lesson.id}") for lesson in known]
    text = _("Which lesson is {meeting} about? Please type the title of a new lesson, or choose one:")
    text = text.format(meeting=phrases.meeting_line(_, meeting))
    return kit.ask(chat, text, rows(*buttons), step=f"lesson:title:{meeting_id}")


async def _shaped(chat: Chat, meeting_id: int) -> Meeting:
    meeting = await meetings.get(chat.db, meeting_id)
    if not await lessons.may_shape(chat.db, meeting, chat.person, chat.rights):
        raise NotAllowed
    return meeting


@routes.step("lesson:title:{meeting_id}", title=True)
async def take_title(chat: Chat, meeting_id: int) -> Reply:
    """Take the title of a new lesson."""
    await _shaped(chat, meeting_id)
    chat.draft["title"] = lessons.read_title(chat.text)
    return _ask_stage(chat, meeting_id, 0, chat.draft["title"])


@routes.button("lesson-is:{meeting_id}:{lesson_id}")
async def choose_lesson(chat: Chat, meeting_id: int, lesson_id: int) -> Reply:
    """Take a lesson of the list."""
    await _shaped(chat, meeting_id)
    return _ask_stage(chat, meeting_id, lesson_id, await lessons.title_of(chat.db, lesson_id))


def _ask_stage(chat: Chat, meeting_id: int, lesson_id: int, title: str) -> Reply:
    _ = chat._
    buttons = [Button(_(name), f"stage:{meeting_id}:{lesson_id}:{stage}") for stage, name in STAGES.items()]
    text = _("{title}\n\nWhat does this meeting do with the lesson?").format(title=title)
    return kit.ask(chat, text, rows(*buttons), step=f"lesson:stage:{meeting_id}")


kit.only_buttons(routes, "lesson:stage:{meeting_id}")


@routes.button("stage:{meeting_id}:{lesson_id}:{stage}")
async def take_stage(chat: Chat, meeting_id: int, lesson_id: int, stage: str) -> Reply:
    """Tie the meeting to the lesson; the number 0 stands for the new one whose title was typed."""
    if stage not in set(Stage):
        raise Gone
    meeting = await _shaped(chat, meeting_id)
    if lesson_id:
        lesson = await lessons.link(chat.db, meeting, lesson_id, Stage(stage), by=chat.person, rights=chat.rights)
    elif chat.step == f"lesson:stage:{meeting_id}" and "title" in chat.draft:
        title, by = chat.draft["title"], chat.person
        lesson = await lessons.make(chat.db, meeting, title, Stage(stage), by=by, rights=chat.rights, now=chat.now)
    else:
        raise Gone
    # Only a flush gives a new lesson its id, by which it is read to be shown.
    await chat.db.flush()
    return await show(chat, lesson.id)


@routes.button("lesson:{lesson_id}")
async def show(chat: Chat, lesson_id: int) -> Reply:
    """Show a lesson: its meetings in order with parts and figures, and the versions of its plan."""
    lesson, found = await lessons.seen(chat.db, lesson_id, chat.person, chat.rights)
    files = await lessons.files(chat.db, lesson_id)
    text = await _page(chat, lesson, found, files)
    buttons = [
        Button(label, f"meeting:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(found), found, strict=True)
    ]
    buttons += [
        Button(
            chat._("Version {number}").format(number=file.version) + f" · {file.name}",
            f"plan-of:{lesson_id}:{file.version}",
        )
        for file in files[:MOST_FILES]
    ]
    if await lessons.may_add(chat.db, found, chat.person, chat.rights):
        buttons.append(Button(chat._("Send a lesson plan"), f"plan-new:{lesson_id}"))
        buttons += [
            Button(
                chat._("Not of this lesson · {meeting}").format(meeting=phrases.meeting_label(meeting)),
                f"unlink:{meeting.id}",
            )
            for meeting in found
            if await lessons.may_shape(chat.db, meeting, chat.person, chat.rights)
        ]
    return Reply(text, rows(*buttons))


async def _page(chat: Chat, lesson: Lesson, found: Sequence[Meeting], files: Sequence[LessonFile]) -> str:
    _ = chat._
    ids = [meeting.id for meeting in found]
    given, figures = await parts.given(chat.db, ids), await lessons.progress(chat.db, found)
    blocks = [_("Lesson: {title}").format(title=lesson.title)]
    for meeting in found:
        lines = [_(STAGES[meeting.stage])] if meeting.stage else []
        lines.append(phrases.meeting_line(_, meeting))
        lines += [said] if (said := ask_parts.told(_, given[meeting.id], every=False)) else []
        lines += [_figures(chat, figures[meeting.id])] if phrases.is_running(meeting, chat.now) else []
        blocks.append("\n".join(lines))
    plans = [
        _("Version {number}").format(number=file.version) + f": {file.name}, {local(file.at):%d/%m/%Y}"
        for file in files[:MOST_FILES]
    ]
    blocks.append("\n".join([_("Lesson plan:"), *plans]) if plans else _("No lesson plan has been sent yet."))
    return "\n\n".join(blocks)


def _figures(chat: Chat, progress: MeetingProgress) -> str:
    text = chat._("Came: {came} of {marked} marked; reflections: {reflections}")
    return text.format(came=progress.came, marked=progress.marked, reflections=progress.reflections)


@routes.button("unlink:{meeting_id}")
async def unlink(chat: Chat, meeting_id: int) -> Reply:
    """Untie a meeting from its lesson."""
    meeting = await meetings.get(chat.db, meeting_id)
    await lessons.unlink(chat.db, meeting, by=chat.person, rights=chat.rights)
    text = chat._("{meeting} belongs to no lesson now.").format(meeting=phrases.meeting_line(chat._, meeting))
    return Reply(text, rows(phrases.see(chat._, meeting_id)))


@routes.button("plan-new:{lesson_id}")
async def ask_file(chat: Chat, lesson_id: int) -> Reply:
    """Ask for the next version of the lesson's plan."""
    _lesson, found = await lessons.seen(chat.db, lesson_id, chat.person, chat.rights)
    if not await lessons.may_add(chat.db, found, chat.person, chat.rights):
        raise NotAllowed
    return kit.ask(chat, chat._(WANTS_FILE), step=f"lesson:file:{lesson_id}")


@routes.step("lesson:file:{lesson_id}", Kind.FILE, Kind.TEXT)
async def take_file(chat: Chat, lesson_id: int) -> Reply:
    """Keep the file as the next version."""
    # Text is taken by this step as well, so that who types is told what is wanted instead of leaving the step.
    if chat.kept is None:
        raise BadInput(WANTS_FILE)
    sha, name, by = chat.kept.sha, chat.kept.name, chat.person
    file = await lessons.add_file(chat.db, lesson_id, sha, name, by=by, rights=chat.rights, now=chat.now)
    text = chat._("Kept as version {number}: {name}.").format(number=file.version, name=file.name)
    return Reply(text, rows(Button(chat._("See the lesson"), f"lesson:{lesson_id}")))


@routes.button("plan-of:{lesson_id}:{number}")
async def fetch(chat: Chat, lesson_id: int, number: int) -> Reply:
    """Send one version of the lesson's plan."""
    file = await lessons.file(chat.db, lesson_id, number, chat.person, chat.rights)
    document = not file.name.lower().endswith(FILMS)
    await faces.must_be_shown(chat.db, file.sha, chat.person, document=document)
    text = chat._("Version {number}").format(number=number)
    back = rows(Button(chat._("See the lesson"), f"lesson:{lesson_id}"))
    return Reply(text, back, attachments=(Attachment("document", file.name, sha=file.sha),))
