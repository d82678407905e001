"""After a meeting: a lead closes the roll call, and who was there and is not marked so says it ("Tôi có dự")."""

from bot.domain.letters.closing import Contested, OpenRoll
from bot.domain.models import Contest
from bot.domain.programme import closing, concerned, meetings
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases

routes = Routes()

ABSENT_MODE = 3
"""In which a tap on a name writes an unexcused absence."""


def asked(letter: OpenRoll, t: Translator) -> Reply:
    """Ask a lead, once, what becomes of who is not marked."""
    number = letter.meeting.id
    text = t("{meeting} is over. Not marked: {number}. Who said that they cannot come is excused already.")
    text = text.format(meeting=phrases.meeting_line(t, letter.meeting), number=letter.unmarked)
    if letter.names:
        text += "\n" + t("They are: {names}.").format(names=", ".join(letter.names))
    buttons = (
        Button(t("Absent, unexcused"), f"roll-close:{number}:absent"),
        Button(t("Leave them as they are"), f"roll-close:{number}:as-is"),
        Button(t("Choose one by one"), f"names:{number}:{ABSENT_MODE}:0"),
    )
    return Reply(text, rows(*buttons), step=STAY)


@routes.button("roll-close:{meeting_id}")
async def ask(chat: Chat, meeting_id: int) -> Reply:
    """Ask the same when a lead closes the roll by themselves."""
    meeting = await kit.led(chat, meeting_id)
    left = await closing.number_unmarked(chat.db, meeting.id)
    if left and not meeting.roll_closed_at and meetings.is_over(meeting, chat.now):
        names = await closing.names_unmarked(chat.db, {meeting.id: left})
        return asked(OpenRoll(meeting, left, names.get(meeting.id, ())), chat._)
    return await close(chat, meeting_id, "as-is")


@routes.button("roll-close:{meeting_id}:{how}")
async def close(chat: Chat, meeting_id: int, how: str) -> Reply:
    """Close the roll call; a second tap says that it is closed."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    absent = how == "absent"
    number = await closing.close(chat.db, meeting, chat.rights, absent=absent, by=chat.person, now=chat.now)
    if number is None:
        text = _("The roll call is closed already: {meeting}.")
    elif absent:
        text = _("The roll call is closed: {meeting}. Unexcused absences: {number} more.")
    else:
        text = _("The roll call is closed: {meeting}. Left as not marked: {number}.")
    text = text.format(meeting=phrases.meeting_name(_, meeting), number=number)
    buttons = Button(_("Summary of attendance"), f"sum:led-meeting:{meeting_id}"), phrases.see(_, meeting_id)
    return Reply(text, rows(*buttons))


@routes.button("was-there:{meeting_id}")
async def was_there(chat: Chat, meeting_id: int) -> Reply:
    """Note that somebody says they were there, for lead and secretary to decide."""
    _, meeting = chat._, await meetings.get(chat.db, meeting_id)
    await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    said = await closing.contest(chat.db, meeting, chat.person, chat.now)
    text = {
        None: _("Noted: you say that you were at {meeting}. The lead or the secretary decides."),
        True: _("It was decided: you were at {meeting}."),
        False: _("It was decided: the mark of {meeting} stays. Please ask the lead."),
    }[said.granted]
    return Reply(text.format(meeting=phrases.meeting_name(_, meeting)), rows(Button(_("My meetings"), "mine:0")))


def contested(letter: Contested, t: Translator) -> Reply:
    """Tell a lead or secretary that somebody says they were there, and ask."""
    text = t("{name} ({school}) says that they were at {meeting}. On the roll: {presence}.")
    text = text.format(
        name=letter.name,
        school=letter.school,
        meeting=phrases.meeting_line(t, letter.meeting),
        presence=t(phrases.PRESENCES[letter.presence]),
    )
    yes = Button(t("Yes, was there"), f"contest:{letter.invitee_id}:yes")
    return Reply(text, rows(yes, Button(t("No, the mark stays"), f"contest:{letter.invitee_id}:no")), step=STAY)


@routes.button("contest:{invitee_id}:{answer}")
async def decide(chat: Chat, invitee_id: int, answer: str) -> Reply:
    """Decide it; the first decision holds, and a second one is told what it was."""
    granted = answer == "yes"
    said: Contest = await closing.decide(chat.db, invitee_id, chat.person, chat.rights, granted=granted, now=chat.now)
    _ = chat._
    return Reply(_("Decided: was there, marked present.") if said.granted else _("Decided: the mark stays."))


def decided(letter: Contested, t: Translator) -> Reply:
    """Tell who said that they were there what was decided."""
    text = (
        t("It was decided: you were at {meeting}.")
        if letter.granted
        else t("It was decided: the mark of {meeting} stays. Please ask the lead.")
    )
    return Reply(text.format(meeting=phrases.meeting_line(t, letter.meeting)), step=STAY)
