"""Who came: of an officer's every school, a lead's clusters, a principal's own school; as text, picture and workbook.

Every figure is counted from what the newest marks say at the moment it is asked for, and nobody is ranked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain.calendar import settings
from bot.domain.models import Round
from bot.domain.organisation.school_year import SchoolYear, Span
from bot.domain.programme import concerned, figures, meetings
from bot.domain.programme.figures import KINDS, Figures, OfPerson, OfSchool, Which
from bot.domain.programme.marks import CAME
from bot.errors import N_, Gone
from bot.messages import Attachment, Button, Reply
from bot.routes import LONGEST_NUMBER, Chat, Routes, Rows, rows
from bot.vietnamese import fold, next_month
from handlers import kit, phrases

routes = Routes()

MOST_SCHOOLS = 20
MOST_NAMES = 20
A_PAGE = 20
LONGEST_NAME = 60
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
    buttons += [Button(phrases.meeting_label(meeting), f"sum:{led}meeting:{meeting.id}") for meeting in seen]
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


async def _which(chat: Chat, kind: str, number: int) -> tuple[Which, str]:
    """Return what a press asks for, with its title. Raises NotAllowed, or Gone where there is no such time."""
    _, seen = chat._, await figures.seen_by(chat.db, chat.rights, chat.today, led=kind.startswith(LED))
    kind = kind.removeprefix(LED)
    year, second = SchoolYear.of(chat.today), (await settings.read(chat.db)).second_semester
    if kind == "semester" and number in (1, 2):
        title = _("Attendance, semester {number}, {year}").format(number=number, year=year)
        return replace(seen, span=year.semester(number, second)), title
    if kind == "year" and FIRST_YEAR < number <= year.first:
        return replace(seen, span=_days(SchoolYear(number))), _("Attendance, {year}").format(year=SchoolYear(number))
    if kind == "month" and FIRST_YEAR < number // 100 <= chat.today.year and 1 <= number % 100 <= 12:  # noqa: PLR2004
        first = date(number // 100, number % 100, 1)
        return replace(seen, span=Span(first, next_month(first))), _("Attendance, {month}").format(month=_.month(first))
    if kind == "round":
        found = {one.id: one for one in await figures.rounds_seen(chat.db, seen, chat.now)}
        if number in found:
            title = _("Attendance, round {number}, {month}")
            return replace(seen, round_id=number), title.format(
                number=found[number].number, month=_.month(found[number].month)
            )
    if kind == "meeting":
        meeting = await meetings.get(chat.db, number)
        if chat.rights.may_lead(meeting.cluster_id):
            seen = await figures.seen_by(chat.db, chat.rights, chat.today, led=True)
        which, title = replace(seen, meeting_id=number), _("Attendance, {meeting}")
        if not await figures.meetings_seen(chat.db, which, chat.now, limit=1):
            # Nobody of the school is expected there: then the meeting is shown only to whom it concerns.
            await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
        return which, title.format(meeting=phrases.meeting_line(_, meeting))
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
    _, (which, title) = chat._, await _which(chat, kind, number)
    schools = await figures.by_school(chat.db, which, chat.now)
    everybody, text = figures.total(schools), [title]
    again = Button(_("‹ Another summary"), "summary")
    if open_rolls := await figures.not_closed(chat.db, which, chat.now):
        text.append(_(OPEN) if which.meeting_id else _(ALL_OPEN).format(number=open_rolls))
    if not everybody.expected:
        return Reply("\n".join([*text, "", _(NOBODY), *_by_school(chat, schools)]), rows(again))
    text += _told(chat, everybody)
    text += await _away(chat, which) if len(schools) == 1 else _by_school(chat, schools)
    buttons = [*_people_buttons(chat, kind, number, schools), again]
    files = _papers(chat, which, title)
    if everybody.expected > AT_ONCE:
        buttons.insert(-1, Button(_("Excel workbook"), f"sum-book:{kind}:{number}"))
        files = files[:1]
    return Reply("\n".join(text), rows(*buttons), attachments=files)


def _told(chat: Chat, of: Figures) -> list[str]:
    _ = chat._
    kinds = ", ".join(f"{_(phrases.PRESENCES[kind])} {figure}" for kind, figure in zip(KINDS, of.kinds, strict=True))
    came = _("Came: {here} of {expected} expected; answered: {answered}")
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
        return [Button(chat._("By person"), f"sum-of:{kind}.{number}:{with_people[0].unit_id}:0")]
    return [Button(chat._("By person"), f"sum-who:{kind}:{number}:0")]


@routes.button("sum-who:{kind}:{number}:{page}")
async def whose(chat: Chat, kind: str, number: int, page: int) -> Reply:
    """Ask of which school people are to be shown."""
    which, title = await _which(chat, kind, number)
    schools = [one for one in await figures.by_school(chat.db, which, chat.now) if one.figures.expected and one.unit_id]
    buttons = kit.distinct([Button(one.school, f"sum-of:{kind}.{number}:{one.unit_id}:0") for one in schools])
    back = Button(chat._("‹ Summary"), f"sum:{kind}:{number}")
    text = f"{title}\n\n" + chat._("Of which school?")
    return Reply(text, (*kit.paged(chat, buttons, page, f"sum-who:{kind}:{number}"), (back,)))


@routes.button("sum-of:{time}:{unit_id}:{page}")
async def of_school(chat: Chat, time: str, unit_id: int, page: int) -> Reply:
    """Show one school person by person, in the order of names."""
    kind, _dot, digits = time.partition(".")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > LONGEST_NUMBER:
        raise Gone
    number = int(digits)
    _, (which, title) = chat._, await _which(chat, kind, number)
    schools = {one.unit_id: one for one in await figures.by_school(chat.db, which, chat.now)}
    if unit_id not in schools:
        raise Gone
    # Within what one may see: a principal's own school, or the meetings of a lead's clusters.
    found = await figures.by_person(chat.db, replace(which, only=unit_id), chat.now)
    sheet = kit.page_of(found, page, A_PAGE)
    lines = [title, schools[unit_id].school, *_told(chat, schools[unit_id].figures), ""]
    lines += [f"– {one.name}: {_person(chat, one)}" for one in sheet.shown]
    turns: Rows = sheet.turns(chat, f"sum-of:{kind}.{number}:{unit_id}")
    return Reply("\n".join(lines), (*turns, (Button(_("‹ Summary"), f"sum:{kind}:{number}"),)))


@routes.button("sum-book:{kind}:{number}")
async def workbook(chat: Chat, kind: str, number: int) -> Reply:
    """Send the workbook by itself, which is long."""
    which, title = await _which(chat, kind, number)
    back = Button(chat._("‹ Summary"), f"sum:{kind}:{number}")
    return Reply(title, rows(back), attachments=_papers(chat, which, title)[1:])


def _papers(chat: Chat, which: Which, title: str) -> tuple[Attachment, ...]:
    # They are drawn after the commit, outside of the transaction, and are told what to read as of when.
    facts = {"which": which.to_json(), "title": title, "language": chat._.language, "at": chat.now.isoformat()}
    name = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:LONGEST_NAME]
    return (
        Attachment("photo", f"{name}.png", paper="attendance-chart", facts=facts),
        Attachment("document", f"{name}.xlsx", paper="attendance-book", facts=facts),
    )
