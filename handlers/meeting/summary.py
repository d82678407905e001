"""Who came: of an officer's every school, a lead's clusters, a principal's own school; as text, picture and workbook.

Every figure is counted from what the newest marks say at the moment it is asked for, and nobody is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.calendar import settings
from bot.domain.models import Round
from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.papers import choosing, kinds
from bot.domain.programme import concerned, figures, meetings
from bot.domain.programme.figures import KINDS, Figures, OfPerson, OfSchool, Which
from bot.domain.programme.marks import CAME
from bot.errors import N_, Gone
from bot.messages import Attachment, Button, Reply
from bot.routes import LONGEST_NUMBER, Chat, Routes, Rows, rows
from bot.vietnamese import local, next_month
from handlers import kit, phrases
from handlers.meeting import school_year

routes = Routes()

MOST_SCHOOLS = 20
MOST_NAMES = 20
A_PAGE = 20
LETTERS = "DD"
"""Of điểm danh, in the name of a file."""
FIRST_YEAR = 2000
AT_ONCE = 5_000
"""Rows of a workbook that comes with the text; a longer one is asked for."""
NOBODY = N_("Nobody was expected.")
OPEN = N_("The roll call is not closed yet.")
ALL_OPEN = N_("The roll call is not closed yet: {number} meetings.")


LED = "led-"
"""Before a kind of time: of the clusters that a principal leads, not of their school."""


@routes.button("summary")
async def choose(chat: Chat) -> Reply:
    """Ask for a semester, the year, a month, a round or one meeting."""
    return await _choose(chat, "")


@routes.button("summary-led")
async def choose_led(chat: Chat) -> Reply:
    """Ask the same of the clusters that a principal leads."""
    return await _choose(chat, LED)


async def _choose(chat: Chat, led: str) -> Reply:
    _ = chat._
    which = await figures.seen_by(chat.db, chat.rights, chat.today, led=bool(led))
    year, second = SchoolYear.of(chat.today), (await settings.read(chat.db)).second_semester
    number = year.semester_of(chat.today, second)
    seen = await figures.meetings_seen(chat.db, replace(which, span=_days(year)), chat.now, limit=8)
    semesters = [number, 1] if number != 1 else [1]
    buttons = [Button(_("Semester {number}").format(number=one), f"sum:{led}semester:{one}") for one in semesters]
    buttons.append(Button(_("School year {year}").format(year=year), f"sum:{led}year:{year.first}"))
    if seen:
        buttons += [Button(_("A month"), f"sum-months:{led}"), Button(_("A round"), f"sum-rounds:{led}")]
    buttons += [
        Button(label, f"sum:{led}meeting:{meeting.id}")
        for label, meeting in zip(phrases.meeting_labels(seen), seen, strict=True)
    ]
    if not led and chat.rights.principal_of and chat.rights.leads and not chat.rights.officer:
        buttons.append(Button(_("My clusters"), "summary-led"))
    return Reply(_("Which attendance would you like to see?"), rows(*buttons))


def _days(year: SchoolYear) -> Span:
    return Span(year.starts, SchoolYear(year.first + 1).starts)


@routes.button("sum-months:{led}")
async def months(chat: Chat, led: str) -> Reply:
    """Ask for a month of this school year."""
    await figures.seen_by(chat.db, chat.rights, chat.today, led=bool(led))
    gone = [first for first in SchoolYear.of(chat.today).months() if first <= chat.today]
    buttons = [Button(f"{first:%m/%Y}", f"sum:{led}month:{first:%Y%m}") for first in reversed(gone)]
    return Reply(chat._("Which month?"), rows(*buttons, across=3))


@routes.button("sum-rounds:{led}")
async def rounds(chat: Chat, led: str) -> Reply:
    """Ask for a round."""
    which = await figures.seen_by(chat.db, chat.rights, chat.today, led=bool(led))
    found = await figures.rounds_seen(chat.db, which, chat.now)
    buttons = [Button(_round(chat, one), f"sum:{led}round:{one.id}") for one in found]
    return Reply(chat._("Which round?"), rows(*kit.distinct(buttons)))


def _round(chat: Chat, one: Round) -> str:
    return chat._("Round {number} · {month} · {plan}").format(
        number=one.number, month=f"{one.month:%m/%Y}", plan=one.plan.title
    )


@dataclass(frozen=True, slots=True)
class SummaryAsked:
    """What a press asks for."""

    which: Which
    title: str
    year: SchoolYear
    time: str
    """How its time is called in the name of a file: "HK1", "Dot 2"."""


async def _which(chat: Chat, kind: str, number: int) -> SummaryAsked:
    """Return what a press asks for. Raises NotAllowed, or Gone where there is no such time."""
    _, seen = chat._, await figures.seen_by(chat.db, chat.rights, chat.today, led=kind.startswith(LED))
    kind = kind.removeprefix(LED)
    year, second = SchoolYear.of(chat.today), (await settings.read(chat.db)).second_semester
    if kind == "semester" and number in (1, 2):
        title = _("Attendance, semester {number}, {year}").format(number=number, year=year)
        return SummaryAsked(replace(seen, span=year.semester(number, second)), title, year, f"HK{number}")
    if kind == "year" and FIRST_YEAR < number <= year.first:
        year = SchoolYear(number)
        return SummaryAsked(replace(seen, span=_days(year)), _("Attendance, {year}").format(year=year), year, "")
    if kind == "month" and FIRST_YEAR < number // 100 <= chat.today.year and 1 <= number % 100 <= 12:  # noqa: PLR2004
        first = date(number // 100, number % 100, 1)
        title = _("Attendance, {month}").format(month=_.month(first))
        span = Span(first, next_month(first))
        return SummaryAsked(replace(seen, span=span), title, SchoolYear.of(first), f"Thang {first.month}")
    if kind == "round":
        found = {one.id: one for one in await figures.rounds_seen(chat.db, seen, chat.now)}
        if number in found:
            one, title = found[number], _("Attendance, round {number}, {month}")
            title = title.format(number=one.number, month=_.month(one.month))
            return SummaryAsked(replace(seen, round_id=number), title, SchoolYear.of(one.month), f"Dot {one.number}")
    if kind == "meeting":
        meeting = await meetings.get(chat.db, number)
        if chat.rights.may_lead(meeting.cluster_id):
            seen = await figures.seen_by(chat.db, chat.rights, chat.today, led=True)
        which, title = replace(seen, meeting_id=number), _("Attendance, {meeting}")
        if not await figures.meetings_seen(chat.db, which, chat.now, limit=1):
            # Nobody of the school is expected there: then the meeting is shown only to whom it concerns.
            await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
        day = local(meeting.starts_at).date() if meeting.starts_at else meeting.month
        title = title.format(meeting=phrases.meeting_line(_, meeting))
        return SummaryAsked(which, title, SchoolYear.of(day), f"{day:%d-%m-%Y}")
    raise Gone


async def of_semester(chat: Chat, number: int) -> Reply:
    """Summarise a semester of this school year."""
    return await summarise(chat, "semester", number)


async def of_meeting(chat: Chat, meeting_id: int) -> Reply:
    """Summarise one meeting."""
    return await summarise(chat, "meeting", meeting_id)


@routes.button("sum:{kind}:{number}")
async def summarise(chat: Chat, kind: str, number: int) -> Reply:
    """Summarise a time or a meeting: totals, by school, and of one school who was away."""
    _, asked = chat._, await _which(chat, kind, number)
    which, title = asked.which, asked.title
    schools = await figures.by_school(chat.db, which, chat.now)
    everybody, text = figures.total(schools), [title]
    again = Button(_("‹ Another summary"), "summary")
    if open_rolls := await figures.not_closed(chat.db, which, chat.now):
        text.append(_(OPEN) if which.meeting_id else _(ALL_OPEN).format(number=open_rolls))
    if not everybody.expected:
        return Reply("\n".join([*text, "", _(NOBODY), *_by_school(chat, schools)]), rows(again))
    text += _told(chat, everybody, one=which.meeting_id is not None)
    if beyond := await figures.unexpected(chat.db, which, chat.now):
        text.append(_(phrases.BEYOND).format(number=beyond))
    text += await _away(chat, which) if len(schools) == 1 else _by_school(chat, schools)
    buttons = [*_people_buttons(chat, kind, number, schools), again]
    files = await _papers(chat, asked, schools)
    if everybody.expected > AT_ONCE:
        buttons.insert(-1, Button(_("Excel workbook"), f"sum-book:{kind}:{number}"))
        files = files[:1]
    return Reply("\n".join(text), rows(*buttons), attachments=files)


def _told(chat: Chat, of: Figures, *, one: bool) -> list[str]:
    """Return the figures; of more than `one` meeting the same people are expected again and again."""
    _ = chat._
    kinds = ", ".join(f"{_(phrases.PRESENCES[kind])} {figure}" for kind, figure in zip(KINDS, of.kinds, strict=True))
    came = _("Came: {here} of {expected} expected; answered: {answered}")
    if not one:
        came = _("Came: {here} of {expected} expected, meeting by meeting; answered: {answered}")
    return [came.format(here=of.here, expected=of.expected, answered=of.answered), kinds[:1].upper() + kinds[1:]]


def _by_school(chat: Chat, schools: Sequence[OfSchool]) -> list[str]:
    """Return one line a school, also of those that sent nobody."""
    _, guests = chat._, chat._("Guests")
    shown = [f"– {one.school or guests}: {_short(chat, one.figures)}" for one in schools[:MOST_SCHOOLS]]
    more = kit.and_more(_, len(schools) - MOST_SCHOOLS)
    return ["", _("By school (came/expected):"), *shown, *more] if shown else []


def _short(chat: Chat, of: Figures) -> str:
    """Return "12/14 (muộn 1, chưa điểm danh 2)": what is 0 is left out."""
    kinds = zip(KINDS[1:], of.kinds[1:], strict=True)
    rest = [f"{chat._(phrases.PRESENCES[kind])} {number}" for kind, number in kinds if number]
    return f"{of.here}/{of.expected}" + (f" ({', '.join(rest)})" if rest else "")


async def _away(chat: Chat, which: Which) -> list[str]:
    """Return who did not come of one school, by name."""
    _ = chat._
    away = [one for one in await figures.by_person(chat.db, which, chat.now) if one.figures.here < one.figures.expected]
    names = [f"– {one.name}: {_person(chat, one, away=True)}" for one in away[:MOST_NAMES]]
    return ["", _("Did not come:"), *names, *kit.and_more(_, len(away) - MOST_NAMES)] if names else []


def _person(chat: Chat, one: OfPerson, *, away: bool = False) -> str:
    kinds = [(kind, number) for kind, number in zip(KINDS, one.figures.kinds, strict=True) if number]
    if one.figures.expected == 1:
        return chat._(phrases.PRESENCES[kinds[0][0]])
    told = [(kind, number) for kind, number in kinds if not away or kind not in CAME]
    return ", ".join(f"{chat._(phrases.PRESENCES[kind])} {number}" for kind, number in told)


def _people_buttons(chat: Chat, kind: str, number: int, schools: Sequence[OfSchool]) -> list[Button]:
    with_people = [one for one in schools if one.figures.expected and one.unit_id]
    if len(with_people) == 1:
        unit = with_people[0].unit_id
        found = [Button(chat._("By person"), f"sum-of:{kind}.{number}:{unit}:0")]
        whole = _is_year(kind)
        return [Button(chat._("The school's year"), f"sum-year:{kind}.{number}:{unit}"), *found] if whole else found
    return [Button(chat._("By person"), f"sum-who:{kind}:{number}:0")]


@routes.button("sum-who:{kind}:{number}:{page}")
async def whose(chat: Chat, kind: str, number: int, page: int) -> Reply:
    """Ask of which school people are to be shown."""
    asked = await _which(chat, kind, number)
    schools = await figures.by_school(chat.db, asked.which, chat.now)
    schools = [one for one in schools if one.figures.expected and one.unit_id]
    buttons = kit.distinct([Button(one.school, f"sum-of:{kind}.{number}:{one.unit_id}:0") for one in schools])
    back = Button(chat._("‹ Summary"), f"sum:{kind}:{number}")
    text = f"{asked.title}\n\n" + chat._("Of which school?")
    return Reply(text, (*kit.paged(chat, buttons, page, f"sum-who:{kind}:{number}"), (back,)))


async def _one_school(chat: Chat, time: str, unit_id: int) -> tuple[SummaryAsked, OfSchool, int]:
    """Return what "year.2026" asks for of one school, its figures, and the number. Raises Gone, NotAllowed."""
    kind, _dot, digits = time.partition(".")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > LONGEST_NUMBER:
        raise Gone
    asked = await _which(chat, kind, int(digits))
    schools = await figures.by_school(chat.db, asked.which, chat.now)
    one = next((one for one in schools if one.unit_id == unit_id), None)
    if one is None:
        raise Gone
    return replace(asked, which=replace(asked.which, only=unit_id)), one, int(digits)


@routes.button("sum-of:{time}:{unit_id}:{page}")
async def of_school(chat: Chat, time: str, unit_id: int, page: int) -> Reply:
    """Show one school person by person, in the order of names."""
    _, (asked, school, number) = chat._, await _one_school(chat, time, unit_id)
    kind = time.partition(".")[0]
    # Within what one may see: a principal's own school, or the meetings of a lead's clusters.
    found = await figures.by_person(chat.db, asked.which, chat.now)
    sheet = kit.page_of(found, page, A_PAGE)
    lines = [asked.title, school.school, *_told(chat, school.figures, one=asked.which.meeting_id is not None), ""]
    lines += [f"– {one.name}: {_person(chat, one)}" for one in sheet.shown]
    turns: Rows = sheet.turns(chat, f"sum-of:{kind}.{number}:{unit_id}")
    whole = _is_year(kind)
    picture = [Button(_("The school's year"), f"sum-year:{kind}.{number}:{unit_id}")] if whole else []
    return Reply("\n".join(lines), (*turns, *rows(*picture, Button(_("‹ Summary"), f"sum:{kind}:{number}"))))


@routes.button("sum-year:{time}:{unit_id}")
async def year_of(chat: Chat, time: str, unit_id: int) -> Reply:
    """Send the picture of one school's year, with the same in words."""
    _, (asked, school, number) = chat._, await _one_school(chat, time, unit_id)
    if not _is_year(time):
        raise Gone
    title = _("{school}, school year {year}").format(school=school.school, year=asked.year)
    drawn = school_year.picture(chat, asked.which, unit_id, asked.year, title)
    text = "\n".join([title, *await school_year.lines(chat, asked.which, unit_id, asked.year)])
    back = Button(_("‹ Summary"), f"sum:{time.partition('.')[0]}:{number}")
    return Reply(text, rows(back), attachments=(drawn,))


def _is_year(kind: str) -> bool:
    return kind.removeprefix(LED).partition(".")[0] == "year"


@routes.button("sum-book:{kind}:{number}")
async def workbook(chat: Chat, kind: str, number: int) -> Reply:
    """Send the workbook by itself, which is long."""
    asked = await _which(chat, kind, number)
    schools = await figures.by_school(chat.db, asked.which, chat.now)
    back = Button(chat._("‹ Summary"), f"sum:{kind}:{number}")
    return Reply(asked.title, rows(back), attachments=(await _papers(chat, asked, schools))[1:])


async def _papers(chat: Chat, asked: SummaryAsked, schools: Sequence[OfSchool]) -> tuple[Attachment, ...]:
    # They are drawn after the commit, outside of the transaction, and are told what to read as of when.
    facts = {"which": asked.which.to_json(), "title": asked.title, "language": chat._.language}
    facts |= {"at": chat.now.isoformat()}
    whose = await choosing.whose(chat.db, asked.which, schools)
    name = kinds.file_name(LETTERS, whose, asked.time, year=asked.year, ending=".xlsx")
    return (
        Attachment("photo", "diem-danh.png", paper="attendance-chart", facts=facts),
        Attachment("document", name, paper="attendance-book", facts=facts),
    )
