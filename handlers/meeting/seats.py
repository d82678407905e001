"""`/dangky`: one tap takes a seat, one gives it up; who finds no seat waits for one."""

from bot.domain.calendar import settings
from bot.domain.letters.offers import SeatOffer
from bot.domain.models import SeatState
from bot.domain.programme import meetings, seats
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()

NO_SEAT = N_("You have no seat yet.")
NOTHING_OPEN = N_(
    "No meeting is open for sign-up now. When a lead settles the day of a meeting, it will be here; "
    "the whole plan is in the calendar."
)


@routes.command("dangky", "dangki")
@routes.button("signup")
async def sign_up(chat: Chat) -> Reply:
    """Show the meetings that are open, each with one button."""
    _ = chat._
    open_now = await meetings.open_to(chat.db, chat.person, chat.rights, chat.now)
    if not open_now:
        return Reply(_(NOTHING_OPEN), rows(Button(_("Calendar"), "calendar:0")))
    places = await seats.states(chat.db, chat.person, open_now)
    lines, buttons = [_("Open for sign-up:")], []
    for meeting in open_now[:8]:
        place = places.get(meeting.id, SeatState.GIVEN_UP)
        lines.append(f"{phrases.meeting_facts(_, meeting)}\n{_(phrases.PLACES.get(place, NO_SEAT))}")
        here = place in (SeatState.HELD, SeatState.WAITING)
        label = _("Give up · {meeting}") if here else _("Sign up · {meeting}")
        name = phrases.meeting_label(meeting)
        buttons.append(Button(label.format(meeting=name), f"{'leave' if here else 'take'}:{meeting.id}"))
    return Reply("\n\n".join(lines), rows(*buttons))


@routes.button("take:{meeting_id}")
async def take(chat: Chat, meeting_id: int) -> Reply:
    """Take a seat, or a place in the waiting list."""
    meeting = await meetings.get(chat.db, meeting_id)
    place = await seats.take(chat.db, chat.person, chat.rights, meeting, chat.now)
    _, before = chat._, (await settings.read(chat.db)).before
    calendar_file = () if place is SeatState.WAITING else phrases.for_calendar(_, meeting, chat.now)
    if place is SeatState.WAITING:
        text = _(
            "All seats of {meeting} are taken. You are on the waiting list; when a seat becomes free you will be asked."
        )
        give_up = Button(_("Leave the waiting list"), f"leave:{meeting_id}")
    else:
        reminded = _("You have a seat at {meeting}. Reminders before it: {spans}.")
        text = reminded if any(before) else _("You have a seat at {meeting}.")
        give_up = Button(_("Give the seat up"), f"leave:{meeting_id}")
    text = text.format(meeting=phrases.meeting_line(_, meeting), spans=kit.spans(_, before))
    # Sent as a message of its own: a file cannot replace a former message.
    return Reply(text, rows(give_up, Button(_("Calendar"), "calendar:0")), step=STAY, attachments=calendar_file)


@routes.button("leave:{meeting_id}")
async def leave(chat: Chat, meeting_id: int) -> Reply:
    """Give a seat up."""
    meeting = await meetings.get(chat.db, meeting_id)
    await seats.give_up(chat.db, chat.person, meeting, chat.now)
    _ = chat._
    text = _("Your seat at {meeting} is given up.").format(meeting=phrases.meeting_line(_, meeting))
    again = Button(_("Sign up again"), f"take:{meeting_id}")
    return Reply(text, rows(again, Button(_("Calendar"), "calendar:0")), step=STAY)


def offered(letter: SeatOffer, t: Translator) -> Reply:
    """Return a letter that offers a freed seat to who has waited longest."""
    meeting = phrases.meeting_line(t, letter.meeting)
    text = t("A seat at {meeting} has become free for you. It is kept until {until}.")
    yes = Button(t("Take the seat"), f"take:{letter.meeting.id}")
    no = Button(t("No, thank you"), f"leave:{letter.meeting.id}")
    return Reply(text.format(meeting=meeting, until=t.moment(letter.until)), rows(yes, no), step=STAY)
