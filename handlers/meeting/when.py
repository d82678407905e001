"""Asking a lead for a meeting's day and hour: free half-days to choose from, or anything that can be typed.

What was read is shown with the next question. Of a meeting that has its hour only that is asked which changes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import (
    USUAL,
    Deadline,
    Half,
    Impossible,
    Moments,
    No,
    Open,
    Question,
    Result,
    Stretch,
)
from bot.domain.models import Meeting, MeetingState
from bot.domain.organisation.school_year import SchoolYear
from bot.domain.programme import halfdays, meetings, pieces, spoken_days
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold, local
from handlers import kit, phrases
from handlers.meeting import beside_the_hour, calendar, read_back, settle

routes = Routes()

HOURS = (time(7, 30), time(8), time(13, 30), time(14))
MOST_CHOICES = 6

NO_DAY = N_("No day was found in this. Please write day and hour, for example: 14h ngày 26/10.")
NO_SUCH_DAY = N_("There is no such day. Please write day and hour, for example: 14h ngày 26/10.")
NOT_THIS_YEAR = N_("There is no such day in the school year {year}. Please check the day.")
NO_SUCH_HOUR = N_("There is no such hour. Please write the hour, for example: 14h or 7h30.")
BACKWARDS = N_("The end lies before the beginning. Please write both once more, for example: 8h-11h ngày 26/10.")
A_DEADLINE = N_("That is a last day ({day}) and not the day of the meeting. On which day is it?")
CANNOT = {
    No.DAY: NO_SUCH_DAY,
    No.NOT_THIS_YEAR: NOT_THIS_YEAR,
    No.HOUR: NO_SUCH_HOUR,
    No.OVER: meetings.PAST_HOUR,
    No.OTHER_YEAR: meetings.TOO_FAR,
    No.BACKWARDS: BACKWARDS,
}
# What is typed where a meeting moves, and names what does not.
_THE_SEATS = re.compile(r"\b(?:so cho|cho ngoi|so nguoi|seats)\b")
_THE_REST = re.compile(
    r"\b(?:giu nguyen|(?:ngay|gio|lich) cu|khong doi|nhu cu|van the|(?:chi|doi) (?:doi )?phong|keep|room)\b"
)


_AS_LAST = re.compile(
    r"\b(?:lap lai|(?:nhu|giong|y nhu|theo) (?:lan|buoi|thang|ky) truoc|nhu (?:moi khi|moi lan|thuong le)|"
    r"as last time)\b"
)
NONE_AS_LAST = N_("No free day of this month is like the last meeting's. Please write day and hour.")


@routes.button("settle:{meeting_id}")
async def ask_day(chat: Chat, meeting_id: int) -> Reply:
    """Ask for day and hour, with free half-days to choose from."""
    meeting = await kit.led(chat, meeting_id)
    await settle.begin(chat, meeting)
    _ = chat._
    text = _("{meeting}\n\nOn which day and at what hour? (For example: 14h ngày 26/10)")
    if meeting.only_day:
        text = _("{meeting}\n\nAt what hour? (For example: 14h; another day can be typed as well)")
    if settle.moves(chat):
        text = _(
            "{meeting}\n\nWhat changes? Please write the new day and hour (for example: 14h ngày 26/10), or choose."
        )
    later = beside_the_hour.later(chat, meeting) if settle.moves(chat) else None
    text = _(beside_the_hour.PUT_OFF) if later else text
    text = text.format(meeting=phrases.meeting_facts(_, meeting))
    proposed = await halfdays.proposals(chat.db, meeting, chat.now, later)
    free = [read_back.half_day(_, meeting, starts_at) for starts_at in proposed]
    if free:
        text += "\n" + _("These half-days are free; another day can be typed.")
    kept = settle.ways(chat, meeting) if settle.moves(chat) else ()
    return kit.ask(chat, text, (*kept, *rows(*free, across=2)), step=f"settle:when:{meeting_id}")


async def moved(chat: Chat, meeting: Meeting) -> Reply:
    """Begin to move a meeting by a sentence that may name its new day: "dời buổi 10/12 sang 17/12"."""
    found = reader.read(chat.text, chat.today, SchoolYear.read(meeting.cluster.school_year))
    hour_comes = meeting.only_day and isinstance(found, Moments) and found.starts is not None
    other_day = isinstance(found, Moments) and found.day not in (None, meeting.on_day)
    beside = beside_the_hour.read(chat.text)
    if not isinstance(found, Moments) or (
        found.instead_of is None and not hour_comes and not (other_day or any(beside))
    ):
        return await ask_day(chat, meeting.id)
    await settle.begin(chat, meeting)
    beside_the_hour.keep(chat, meeting, chat.text)
    return await _take(chat, meeting, found)


async def typed(chat: Chat, meeting: Meeting, text: str) -> Reply:
    """Begin to settle a meeting by a day that was typed before the meeting was known, with the room and seats there."""
    await settle.begin(chat, meeting)
    beside_the_hour.keep(chat, meeting, text)
    found = reader.read(text, chat.today, SchoolYear.read(meeting.cluster.school_year))
    if isinstance(found, Question):
        return _ask_which(chat, meeting, found)
    return await _take(chat, meeting, found) if isinstance(found, Moments) else await ask_day(chat, meeting.id)


@routes.button("half:{meeting_id}:{day}:{hour}")
async def choose_half(chat: Chat, meeting_id: int, day: int, hour: int) -> Reply:
    """Take a half-day that was offered."""
    meeting = await kit.led(chat, meeting_id)
    try:
        starts_at = datetime.strptime(f"{day:08} {hour:04}", "%Y%m%d %H%M")  # noqa: DTZ007 - the hour of the school's wall
    except ValueError:
        raise Gone from None
    if chat.draft.get("meeting") != meeting.id:
        # The button is of an older message: what was gathered since is of another meeting and is dropped.
        await settle.begin(chat, meeting)
    return await _take(chat, meeting, Moments((Stretch(starts_at.date(), starts_at.time()),)))


@routes.step("settle:when:{meeting_id}")
async def take_day(chat: Chat, meeting_id: int) -> Reply:
    """Take what was typed: day and hour, one of them, several days, or that all stays."""
    meeting, typed = await kit.led(chat, meeting_id), fold(chat.text)
    found = read(chat, meeting, beside_the_hour.weeks_later(meeting, chat.text) or "")
    # "Sau Tết 8h" names no day yet.
    by_tet = spoken_days.TET.search(f" {typed} ")
    if isinstance(found, Moments) and (found.day or (found.starts and not by_tet)):
        beside_the_hour.keep(chat, meeting, chat.text)
        return await _take(chat, meeting, found)
    if settle.moves(chat) and (_THE_SEATS.search(typed) or _THE_REST.search(typed)):
        return await settle.change(chat, meeting, "capacity" if _THE_SEATS.search(typed) else "room")
    if isinstance(found, Question):
        return _ask_which(chat, meeting, found)
    if _AS_LAST.search(typed):
        return await _as_last(chat, meeting)
    if isinstance(found, Open):
        chat.forget()
        return await calendar.show(chat, meeting, chat._("Nothing is changed; the day can be settled at any time."))
    return await _free_then(chat, meeting)


async def _as_last(chat: Chat, meeting: Meeting) -> Reply:
    """Offer the days that are like the cluster's last meeting. Raises BadInput where there is none."""
    free = await halfdays.like_last(chat.db, meeting, chat.now)
    if not free:
        raise BadInput(NONE_AS_LAST)
    buttons = (read_back.half_day(chat._, meeting, starts_at) for starts_at in free)
    text = chat._("As at the last meeting, these are free; another day can be typed.")
    return kit.ask(chat, text, rows(*buttons, across=2), step=f"settle:when:{meeting.id}")


async def _free_then(chat: Chat, meeting: Meeting) -> Reply:
    """Offer free half-days of the month that was named ("tháng 12"), or of the weeks beside Tết. Raises BadInput."""
    words = " ".join(re.findall(r"\w+", fold(chat.text)))
    span = spoken_days.read_span(f" {words} ", chat.text, chat.today, None)
    free = await halfdays.proposals(chat.db, meeting, chat.now, span) if span else []
    if not free:
        raise BadInput(NO_DAY)
    text = chat._("These half-days are free; another day can be typed.")
    buttons = (read_back.half_day(chat._, meeting, starts_at) for starts_at in free)
    return kit.ask(chat, text, rows(*buttons, across=2), step=f"settle:when:{meeting.id}")


def read(chat: Chat, meeting: Meeting, typed: str = "") -> Result:
    """Read what was typed for a meeting. Raises BadInput for a day or hour that cannot be, and for a deadline."""
    year = SchoolYear.read(meeting.cluster.school_year)
    found = reader.read(reader.as_days(typed or chat.text), chat.today, year)
    if isinstance(found, Impossible):
        raise BadInput(CANNOT[found.why], year=str(year))
    if isinstance(found, Deadline):
        last = found.day
        raise BadInput(A_DEADLINE, day=lambda t: t.short_day(last))
    return found


def _ask_which(chat: Chat, meeting: Meeting, asked: Question) -> Reply:
    """Show the readings as buttons; anything else can be typed."""
    choices = asked.candidates[:MOST_CHOICES]
    chat.draft["asked"] = [read_back.kept(one) for one in choices]
    buttons = [Button(read_back.said(chat._, one), f"meant:{meeting.id}:{place}") for place, one in enumerate(choices)]
    text = read_back.which(chat._, asked)
    return kit.ask(chat, text, rows(*kit.distinct(buttons)), step=f"settle:when:{meeting.id}")


@routes.button("meant:{meeting_id}:{place}")
async def choose_meant(chat: Chat, meeting_id: int, place: int) -> Reply:
    """Take one of the readings that were asked about. Raises Gone for one of an older question."""
    meeting = await kit.led(chat, meeting_id)
    asked = chat.draft.get("asked", ())
    if chat.draft.get("meeting") != meeting.id or place >= len(asked):
        raise Gone
    return await _take(chat, meeting, read_back.taken(asked[place]))


async def take_other(chat: Chat, meeting: Meeting, typed: str) -> Reply | None:
    """Take another day or hour that was typed where something else was asked; None where it is not only that.

    Raises BadInput for a day or hour that cannot be.
    """
    if not reader.is_only_a_time(typed):
        return None
    found = read(chat, meeting, typed)
    if isinstance(found, Question):
        return _ask_which(chat, meeting, found)
    return await _take(chat, meeting, found) if isinstance(found, Moments) else None


async def _take(chat: Chat, meeting: Meeting, found: Moments) -> Reply:
    """Go on where day and hour are known, else ask for the one that is missing; moving keeps what was not said."""
    found = _with_known(chat, meeting, found)
    if found.day is None:
        return _ask_which_day(chat, meeting, found) if found.starts else _no_day()
    if found.starts is None:
        return _ask_hour(chat, meeting, found)
    spans = pieces.of(found)
    for begins, _ends in spans:
        meetings.check_hour(meeting, begins, chat.now)
    settle.remember(chat, spans)
    noted = await _notes(chat, meeting, spans[0][0])
    said = "\n".join([*noted, read_back.said(chat._, found) + "."])
    return await settle.go_on(chat, meeting, said, "\n".join(noted))


def _no_day() -> Reply:
    raise BadInput(NO_DAY)


def _with_known(chat: Chat, meeting: Meeting, found: Moments) -> Moments:
    """Fill in the day or the hour that was given before, or that a settled meeting has."""
    if found.day is None and "days" in chat.draft:
        known = [date.fromisoformat(day) for day in chat.draft["days"]]
        return replace(found, parts=tuple(replace(part, day=day) for day in known for part in found.parts))
    if found.day is None and meeting.only_day and meeting.day and found.starts:
        return replace(found, parts=tuple(replace(part, day=meeting.day) for part in found.parts))
    stands = settle.so_far(chat)
    hour, until = chat.draft.get("hour", ("", ""))
    if found.starts is None and found.half is None and len(found.parts) == 1 and found.parts[0].last is None:
        if hour:
            starts, ends = time.fromisoformat(hour), time.fromisoformat(until) if until else None
            return replace(found, parts=(replace(found.parts[0], starts=starts, ends=ends),))
        if len(stands) == 1 and local(stands[0][0]).date() == local(stands[0][1]).date():
            starts, ends = (local(one).time() for one in stands[0])
            return replace(found, parts=(replace(found.parts[0], starts=starts, ends=ends),))
    return found


def _ask_which_day(chat: Chat, meeting: Meeting, found: Moments) -> Reply:
    part = found.parts[0]
    chat.draft["hour"] = [f"{part.starts:%H:%M}", f"{part.ends:%H:%M}" if part.ends else ""]
    text = chat._("On which day, at {hour}? (For example: 26/10)").format(hour=read_back.said(chat._, found))
    return kit.ask(chat, text, step=f"settle:when:{meeting.id}")


def _ask_hour(chat: Chat, meeting: Meeting, found: Moments) -> Reply:
    named = list(dict.fromkeys(day for part in found.parts for day in pieces.days(part)))
    chat.draft["days"] = [day.isoformat() for day in named]
    usual = USUAL[found.half] if found.half else HOURS
    choices = [Button(f"{hour:%H:%M}", f"hour:{meeting.id}:{hour:%Hh%M}") for hour in usual]
    if len(named) == 1 and meeting.state is MeetingState.PLANNED and halfdays.may_be_day(meeting, named[0]):
        choices.append(Button(chat._("No hour yet"), f"day-only:{meeting.id}:{named[0]:%Y%m%d}"))
    days = ", ".join(chat._.short_day(day) for day in named)
    text = chat._("At what hour on {day}?").format(day=days)
    if found.half is Half.ALL_DAY:
        text += " " + chat._("(For example: 7h30-16h30)")
    return kit.ask(chat, text, rows(*choices, across=len(HOURS)), step=f"settle:hour:{meeting.id}")


@routes.button("day-only:{meeting_id}:{day}")
async def keep_day(chat: Chat, meeting_id: int, day: str) -> Reply:
    """Give the meeting its day; its hour can be settled later."""
    meeting = await kit.led(chat, meeting_id)
    try:
        named = date.fromisoformat(day)
    except ValueError:
        raise Gone from None
    await halfdays.set_day(chat.db, meeting, chat.rights, named, by_id=chat.person.id, now=chat.now)
    chat.forget()
    return await calendar.show(chat, meeting, chat._("The day is kept. You are asked for the hour before it."))


@routes.step("settle:hour:{meeting_id}", digits=True)
@routes.button("hour:{meeting_id}:{pressed}")
async def take_hour(chat: Chat, meeting_id: int, pressed: str = "") -> Reply:
    """Take the hour of the day that was given, as it was offered or typed; another day can be typed as well."""
    meeting = await kit.led(chat, meeting_id)
    if "days" not in chat.draft or chat.draft.get("meeting") != meeting.id:
        raise BadInput(NO_SUCH_HOUR)
    typed = pressed or chat.text
    for text in reader.as_hours(typed):
        found = reader.read(text, chat.today, SchoolYear.read(meeting.cluster.school_year))
        if isinstance(found, Moments) and found.starts:
            return await _take(chat, meeting, found)
        if isinstance(found, Question):
            return _ask_which(chat, meeting, _dated(chat, found))
    raise BadInput(NO_SUCH_HOUR)


def _dated(chat: Chat, asked: Question) -> Question:
    """Return the question with the day that was given."""
    day = date.fromisoformat(chat.draft["days"][0])

    def dated(one: Moments) -> Moments:
        return replace(one, parts=tuple(replace(part, day=part.day or day) for part in one.parts))

    return replace(asked, candidates=tuple(map(dated, asked.candidates)))


async def _notes(chat: Chat, meeting: Meeting, starts_at: datetime) -> Sequence[str]:
    """Return warnings about a day: outside the plan's month, a day off, other meetings on it."""
    _, found = chat._, await halfdays.remarks(chat.db, meeting, starts_at)
    notes = []
    if meetings.outside_month(meeting, starts_at):
        notes.append(_("Please note: the plan gives {month}.").format(month=_.month(meeting.month)))
    if found.off:
        off = halfdays.day_off(local(starts_at).date(), _.language)
        notes.append(_("Please note: a day off ({name}).").format(name=off))
    elif found.own is not None:
        notes.append(_("Please note: a day off ({name}).").format(name=found.own or _("set by the organisation")))
    elif found.sunday:
        notes.append(_("Please note: a Sunday."))
    told = _("Please note, on that day: {meeting}.")
    return notes + [told.format(meeting=phrases.meeting_line(_, other)) for other in found.others[:2]]


def asked(meeting: Meeting, t: Translator) -> Reply:
    """Return a letter that asks a lead for the day of a meeting that has only a month."""
    text = t("{meeting}\n\nThis meeting waits for its day. Settling it takes five taps; then sign-up opens.")
    if meeting.day:
        text = t(
            "{meeting}\n\nThis meeting has its day and waits for its hour. Everybody is invited for the day, "
            "and is told the hour once you settle it."
        )
    text = text.format(meeting=phrases.meeting_facts(t, meeting))
    label = t("Settle the hour") if meeting.day else t("Settle the day")
    return Reply(text, rows(Button(label, f"settle:{meeting.id}")), step=STAY)
