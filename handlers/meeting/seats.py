"""`/dangky`: one tap takes a seat, one gives it up; who finds no seat waits for one."""

from collections.abc import Mapping, Sequence

from bot.domain.calendar import settings
from bot.domain.letters.offers import SeatNews, SeatOffer
from bot.domain.models import Coming, Meeting, SeatState
from bot.domain.programme import clashes, meetings, reminders, seats
from bot.domain.programme.seats import Standing
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()

MOST_MEETINGS = 6
MOST_NAMES = 5
NOTHING_OPEN = N_(
    "No meeting is open for sign-up now. When a lead settles the day of a meeting, it will be here; "
    "the whole plan is in the calendar."
)


@routes.command("dangky", "dangki")
@routes.button("signup")
@routes.button("signup:{number}")
async def sign_up(chat: Chat, number: int = 0) -> Reply:
    """Show one page of the meetings that are open, each with its answers."""
    _ = chat._
    open_now = await meetings.open_to(chat.db, chat.person, chat.rights, chat.now)
    if not open_now:
        return Reply(_(NOTHING_OPEN), rows(Button(_("Calendar"), "calendar:0")))
    page = kit.page_of(open_now, number, MOST_MEETINGS)
    stands = await seats.standings(chat.db, chat.person, page.shown)
    lines, buttons = [_("Open for sign-up:")], []
    for meeting in page.shown:
        standing = [_(phrases.STANDINGS[stands[meeting.id]])] if meeting.id in stands else []
        lines.append("\n".join([phrases.meeting_facts(_, meeting), *standing]))
        buttons += _answers(chat, meeting, stands)
    return Reply("\n\n".join(lines), (*rows(*buttons), *page.turns(chat, "signup")))


def _answers(chat: Chat, meeting: Meeting, stands: Mapping[int, Standing]) -> list[Button]:
    """Return the answers that change something: both to who has not answered yet."""
    name, answer = phrases.meeting_label(meeting), stands.get(meeting.id, Coming.NO)
    yes = Button(chat._("I will come · {meeting}").format(meeting=name), f"take:{meeting.id}")
    no = Button(chat._("I cannot come · {meeting}").format(meeting=name), f"leave:{meeting.id}")
    comes = answer in (Coming.YES, Coming.WAITING)
    return [*([] if comes else [yes]), *([] if answer is Coming.NO else [no])]


@routes.button("take:{meeting_id}")
async def take(chat: Chat, meeting_id: int) -> Reply:
    """Take a seat, or a place in the waiting list."""
    meeting = await meetings.get(chat.db, meeting_id)
    place = await seats.take(chat.db, chat.person, chat.rights, meeting, chat.now)
    _, before = chat._, (await settings.read(chat.db)).before
    if meeting.only_day:
        before = tuple(hours for hours in before if hours >= reminders.DAYS)
    calendar_file = () if place is SeatState.WAITING else phrases.for_calendar(_, meeting, chat.now)
    if place is SeatState.WAITING:
        text = _(
            "All seats of {meeting} are taken. You are on the waiting list; when a seat becomes free you will be asked."
        )
    elif meeting.capacity is None:
        text = _("Noted: you come to {meeting}.")
    else:
        text = _("You have a seat at {meeting}.")
    if place is not SeatState.WAITING and any(before):
        text += " " + _("Reminders before it: {spans}.")
    text = text.format(meeting=phrases.meeting_line(_, meeting), spans=kit.spans(_, before))
    text += phrases.clash(_, await clashes.of_one(chat.db, meeting, chat.person.id))
    # Sent as a message of its own: a file cannot replace a former message.
    # The no stands second: whoever types a "1" twice has not said yes and then no.
    answered = rows(Button(_("Calendar"), "calendar:0"), phrases.no(_, meeting_id), across=2)
    # Whoever changes a no is not asked for its reason any more.
    step = "" if chat.step == f"why:{meeting_id}" else STAY
    return Reply(text, answered, step=step, attachments=calendar_file)


def offered(letter: SeatOffer, t: Translator) -> Reply:
    """Return a letter that offers a freed seat to who has waited longest."""
    meeting = phrases.meeting_line(t, letter.meeting)
    text = t("A seat at {meeting} has become free for you. It is kept until {until}; then it goes to who waits behind.")
    yes = Button(t("Take the seat"), f"take:{letter.meeting.id}")
    no = phrases.no(t, letter.meeting.id)
    return Reply(text.format(meeting=meeting, until=t.moment(letter.until)), rows(yes, no), step=STAY)


def lapsed(letter: SeatNews, t: Translator) -> Reply:
    """Return the letter that says a seat was not taken in time, and that its reader waits behind the others."""
    text = t(
        "You did not take the seat at {meeting} in time, so it goes to who waits behind you. You stay on the waiting "
        "list, after them."
    )
    text = text.format(meeting=phrases.meeting_line(t, letter.meeting))
    return Reply(text, phrases.yes_or_no(t, letter.meeting.id), step=STAY)


def unwanted(letter: SeatNews, t: Translator) -> Reply:
    """Return the letter that shows a lead seats which nobody takes."""
    text = unwanted_line(t, letter.names) + "\n" + phrases.meeting_line(t, letter.meeting)
    return Reply(text, rows(phrases.see(t, letter.meeting.id)), step=STAY)


def unwanted_line(t: Translator, names: Sequence[str]) -> str:
    """Return which seats nobody has taken, with whom they were offered to."""
    text = t("{number} seats were offered to everybody who waits, and nobody took them: {names}.")
    shown = [*names[:MOST_NAMES], *kit.and_more(t, len(names) - MOST_NAMES)]
    return text.format(number=len(names), names=", ".join(shown))
