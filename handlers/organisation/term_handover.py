"""The words of a handover of a term, and resuming a settling that the former lead had begun."""

from bot.domain.endings import term_handover
from bot.domain.letters.handover import HandoverLetter
from bot.domain.programme import meetings, pieces
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases
from handlers.meeting import settle, when

routes = Routes()


def told(letter: HandoverLetter, t: Translator) -> Reply:
    """Return a letter about a hand-over, to whichever side its reader is on."""
    day, side = t.day(letter.facts.day), letter.facts.side
    if side == "successor":
        return _to_successor(letter, t, day)
    text = t("Your term for {what} ends on {day}. Thank you for your work.").format(what=letter.what, day=day)
    if side == "former":
        text = t("Your term for {what} ended on {day}. Thank you for your work.").format(what=letter.what, day=day)
        text += "\n" + t("Open tasks and drafts have gone to: {names}.").format(names=", ".join(letter.others))
    return Reply(text, rows(Button(t("Calendar"), "calendar:0")), step=STAY)


def _to_successor(letter: HandoverLetter, t: Translator, day: str) -> Reply:
    moved = letter.facts.moved
    lines = [t("You lead {what} from {day}.").format(what=letter.what, day=day)]
    if letter.others:
        lines.append(t("You take over from: {names}.").format(names=", ".join(letter.others)))
    lines += [
        t(sentence).format(number=number)
        for sentence, number in (
            (N_("Meetings that wait for their day: {number}"), letter.waiting),
            (N_("Drafts of plans: {number}"), moved.plans),
            (N_("Parts that were asked for and wait for an answer: {number}"), moved.parts),
            (N_("Messages that wait for the lead: {number}"), moved.letters),
        )
        if number
    ]
    buttons = [
        Button(t("Go on: {meeting}").format(meeting=phrases.meeting_label(meeting)), f"go-on:{letter.row_id}:{place}")
        for place, meeting in enumerate(letter.begun)
    ]
    return Reply("\n".join(lines), rows(*buttons, Button(t("Settle days"), "settle")), step=STAY)


@routes.button("go-on:{row_id}:{place}")
async def go_on(chat: Chat, row_id: int, place: int) -> Reply:
    """Resume settling a meeting where the former lead had stopped. Raises Gone where nothing was begun."""
    begun = await term_handover.begun_settling(chat.db, row_id, place, chat.person)
    if begun is None:
        raise Gone
    meeting = await meetings.get(chat.db, begun.meeting)
    chat.rights.must_lead(meeting.cluster_id)
    gathered = begun.draft
    if "spans" not in gathered:
        return await when.ask_day(chat, meeting.id)
    chat.forget()
    chat.draft |= gathered
    return await settle.go_on(chat, meeting, phrases.hours(chat._, pieces.taken(gathered["spans"])) + ".")
