"""Answering an invitation: the letters that ask, the reason for a no, and what a principal says to it."""

from dataclasses import replace

from bot.domain.letters.absences import AbsencesLetter
from bot.domain.letters.invitations import Invitation
from bot.domain.programme import answers, invitees, meetings
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import given_name
from handlers import phrases
from handlers.meeting import school

routes = Routes()

MOST_BUTTONS = 3
REASONS = (
    N_("my child is ill"),
    N_("I am ill"),
    N_("I teach at that hour"),
    N_("a family matter"),
    N_("another duty"),
)


@routes.button("leave:{meeting_id}")
async def cannot(chat: Chat, meeting_id: int) -> Reply:
    """Note at once that somebody cannot come, and ask why."""
    meeting = await meetings.get(chat.db, meeting_id)
    had_a_part = await answers.stay_away(chat.db, chat.person, chat.rights, meeting, chat.now)
    _ = chat._
    text = _("Noted: you cannot come to {meeting}.").format(meeting=phrases.meeting_line(_, meeting))
    if had_a_part:
        text += " " + _("Whoever asked you for your part is told.")
    text += "\n\n" + _("Why? Please choose or write it; your principal is told.")
    why = [Button(_(reason), f"why:{meeting_id}:{number}") for number, reason in enumerate(REASONS)]
    back = Button(_("I will come after all"), f"take:{meeting_id}")
    # Whoever is in the middle of something else goes on with it, and still has the buttons.
    step = STAY if chat.step and not chat.step.startswith(("why:", "away:")) else f"why:{meeting_id}"
    return Reply(text, (*rows(*why, across=2), (back,)), step=step)


@routes.button("why:{meeting_id}:{number}")
async def chosen(chat: Chat, meeting_id: int, number: int) -> Reply:
    """Take a reason that was offered."""
    if number >= len(REASONS):
        raise Gone
    return await because(chat, meeting_id, chat._(REASONS[number]))


@routes.step("why:{meeting_id}")
async def typed(chat: Chat, meeting_id: int) -> Reply:
    """Take a reason in somebody's own words."""
    return await because(chat, meeting_id, chat.text)


@routes.corrected("why:{meeting_id}")
async def correct(chat: Chat, meeting_id: int) -> Reply:
    """Take a reason as it reads after an edit."""
    return replace(await because(chat, meeting_id, chat.text), step=STAY)


async def because(chat: Chat, meeting_id: int, reason: str) -> Reply:
    """Keep why somebody who said no cannot come."""
    meeting = await meetings.get(chat.db, meeting_id)
    kept = await answers.explain(chat.db, chat.person, meeting, reason, chat.now)
    _ = chat._
    text = _("Noted: you cannot come to {meeting}. Reason: {reason}. Your principal is told.")
    text = text.format(meeting=phrases.meeting_line(_, meeting), reason=kept)
    again = Button(_("I will come after all"), f"take:{meeting_id}")
    # The question is answered; in the middle of something else it never took the floor.
    step = "" if chat.step == f"why:{meeting_id}" else STAY
    return Reply(text, rows(again, Button(_("Calendar"), "calendar:0")), step=step)


@routes.button("excuse:{invitee_id}:{excused}")
async def excuse(chat: Chat, invitee_id: int, excused: int) -> Reply:
    """Take a principal's word on whether somebody is excused."""
    row, meeting = await answers.excuse(
        chat.db, invitee_id, chat.person, chat.rights, excused=bool(excused), now=chat.now
    )
    _ = chat._
    text = (
        _("Noted: {name}, excused absence at {meeting}.")
        if excused
        else _("Noted: {name}, unexcused absence at {meeting}.")
    )
    name = await invitees.name_of(chat.db, row)
    other = Button(_("Unexcused"), f"excuse:{row.id}:0") if excused else Button(_("Excused"), f"excuse:{row.id}:1")
    text = text.format(name=name, meeting=phrases.meeting_line(_, meeting))
    return Reply(text, rows(other, phrases.see(_, meeting.id), across=2), step=STAY)


def invited(letter: Invitation, t: Translator) -> Reply:
    """Return the letter that invites, or asks once more, with one tap for yes and one for no."""
    meeting = letter.meeting
    head = t("You have not answered yet:") if letter.again else t("You are invited:")
    if letter.sent_by:
        head = t("{name} sends you to:").format(name=letter.sent_by)
    text = f"{head}\n{phrases.meeting_facts(t, meeting)}"
    if meeting.only_day:
        text += "\n" + t("The hour follows as soon as it is settled.")
    text += phrases.filmed(t, filmed=letter.filmed) + phrases.clash(t, letter.clash)
    if letter.parts:
        text += "\n" + t("Your part: {parts}").format(parts=phrases.part_names(t, letter.parts))
        return Reply(text, rows(phrases.see(t, meeting.id), phrases.no(t, meeting.id), across=2), step=STAY)
    return Reply(text, phrases.yes_or_no(t, meeting.id), step=STAY)


def absent(letter: AbsencesLetter, t: Translator) -> Reply:
    """Return the letter that tells a principal who cannot come and why, and asks whether they are excused."""
    lines = [t("Cannot come to {meeting}:").format(meeting=phrases.meeting_line(t, letter.meeting))]
    none_yet = t("no reason given yet")
    for one in letter.absent:
        lines.append(f"– {one.name}: {one.reason or none_yet}")
        if one.instead:
            lines.append(t("In their place you could send {name}.").format(name=one.instead.name))
    buttons = []
    for one in letter.absent[:MOST_BUTTONS]:
        name = given_name(one.name)
        buttons.append(Button(t("Excused · {name}").format(name=name), f"excuse:{one.invitee_id}:1"))
        buttons.append(Button(t("Unexcused · {name}").format(name=name), f"excuse:{one.invitee_id}:0"))
        if one.instead:
            buttons.append(school.instead(t, one.invitee_id, one.instead))
        if one.unit_id:
            buttons.append(Button(t("Send somebody else"), f"send:{letter.meeting.id}:{one.unit_id}:0"))
    return Reply("\n".join(lines), rows(*buttons, across=2), step=STAY)
