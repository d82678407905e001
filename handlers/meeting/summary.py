"""Who came: a principal's own school, an officer's every school; a semester or one meeting; text, chart, workbook.

Every figure is counted from the marks at the moment it is asked for.
"""

from collections.abc import Sequence

from bot.domain.calendar import settings
from bot.domain.models import Presence
from bot.domain.organisation import merging
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import concerned, figures, meetings
from bot.domain.programme.figures import MarkLine
from bot.errors import Gone, NotAllowed
from bot.messages import Attachment, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import phrases

routes = Routes()

MOST_SCHOOLS = 20


async def _schools(chat: Chat) -> list[int] | None:
    """Return the schools whose marks may be seen, merged ones too; None stands for all.

    Raises NotAllowed unless who speaks is an officer or a principal.
    """
    if chat.rights.officer:
        return None
    if not chat.rights.principal_of:
        raise NotAllowed
    return sorted(await merging.with_merged(chat.db, chat.rights.principal_of, chat.today))


@routes.button("summary")
async def choose(chat: Chat) -> Reply:
    """Ask for a semester or one meeting."""
    _ = chat._
    schools = await _schools(chat)
    year, second = SchoolYear.of(chat.today), (await settings.read(chat.db)).second_semester
    number = year.semester_of(chat.today, second)
    span = year.semester(number, second)
    marked = await figures.meetings_with_marks(chat.db, school_ids=schools, span=span)
    buttons = [Button(_("Semester {number}").format(number=number), f"sum:semester:{number}")]
    if number != 1:
        buttons.append(Button(_("Semester {number}").format(number=1), "sum:semester:1"))
    buttons += [Button(phrases.meeting_label(meeting), f"sum:meeting:{meeting.id}") for meeting in marked]
    return Reply(_("Which attendance would you like to see?"), rows(*buttons))


@routes.button("sum:semester:{number}")
async def of_semester(chat: Chat, number: int) -> Reply:
    """Summarise a semester of this school year."""
    _, schools = chat._, await _schools(chat)
    if number not in (1, 2):
        raise Gone
    span = SchoolYear.of(chat.today).semester(number, (await settings.read(chat.db)).second_semester)
    lines = await figures.lines(chat.db, school_ids=schools, span=span)
    title = _("Attendance, semester {number}").format(number=number)
    return _summary(chat, title, lines, {"schools": schools, "span": [span.since.isoformat(), span.until.isoformat()]})


@routes.button("sum:meeting:{meeting_id}")
async def of_meeting(chat: Chat, meeting_id: int) -> Reply:
    """Summarise one meeting."""
    meeting = await meetings.get(chat.db, meeting_id)
    schools = None if chat.rights.may_lead(meeting.cluster_id) else await _schools(chat)
    lines = await figures.lines(chat.db, school_ids=schools, meeting_id=meeting_id)
    if not lines:
        # Nobody of the school was marked there: then the meeting is shown only to whom it concerns.
        await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    title = chat._("Attendance, {meeting}").format(meeting=phrases.meeting_line(chat._, meeting))
    return _summary(chat, title, lines, {"schools": schools, "meeting": meeting_id})


def _summary(chat: Chat, title: str, lines: Sequence[MarkLine], facts: dict[str, object]) -> Reply:
    _ = chat._
    again = rows(Button(_("‹ Another summary"), "summary"))
    if not lines:
        return Reply(f"{title}\n\n" + _("No mark has been made yet."), again)
    count = figures.count(lines)
    text = [
        title,
        _("Came: {here} of {expected} ({share} %)").format(here=count.here, expected=count.expected, share=count.share),
    ]
    text.append(
        _("In time {present}, late {late}; absent: excused {excused}, unexcused {absent}").format(
            present=count.present, late=count.late, excused=count.excused, absent=count.absent
        )
    )
    text += _absent(chat, lines) if not chat.rights.officer else _by_school(chat, lines)
    # Chart and workbook are drawn after the commit, outside of the transaction: they are told whose marks to read.
    facts = facts | {"title": title, "language": _.language}
    return Reply(
        "\n".join(text),
        again,
        attachments=(
            Attachment("photo", "diem-danh.png", paper="attendance-chart", facts=facts),
            Attachment("document", "diem-danh.xlsx", paper="attendance-book", facts=facts),
        ),
    )


def _absent(chat: Chat, lines: Sequence[MarkLine]) -> list[str]:
    missing = [line for line in lines if line.presence in (Presence.EXCUSED, Presence.ABSENT)]
    names = [f"– {line.person} ({chat._(phrases.PRESENCES[line.presence])})" for line in missing[:MOST_SCHOOLS]]
    return [chat._("Absent:"), *names] if names else []


def _by_school(chat: Chat, lines: Sequence[MarkLine]) -> list[str]:
    schools: dict[str, list[MarkLine]] = {}
    for line in lines:
        schools.setdefault(line.school, []).append(line)
    told = []
    for school in sorted(schools, key=fold)[:MOST_SCHOOLS]:
        count = figures.count(schools[school])
        told.append(f"– {school}: {count.here}/{count.expected}")
    return [chat._("By school (came/marked):"), *told]
