"""The words of reminders of a meeting: of a seat or a part, before it; to reflect, after it."""

from bot.domain.letters.reminders import Reminder
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import rows
from handlers import phrases
from handlers.meeting import acknowledge, ask_parts


def before(letter: Reminder, t: Translator) -> Reply:
    """Remind somebody of a meeting that they come to."""
    meeting = letter.meeting
    if letter.silent:
        line = phrases.meeting_line(t, meeting)
        text = t("{meeting}: do you come?").format(meeting=line) + phrases.clash(t, letter.clash)
        return Reply(text, phrases.yes_or_no(t, meeting.id), step=STAY)
    text = t("Reminder:") + "\n" + phrases.meeting_facts(t, meeting)
    text += phrases.filmed(t, filmed=letter.filmed) + phrases.clash(t, letter.clash)
    buttons = [*acknowledge.ask(t, meeting, letter.asks), phrases.see(t, meeting.id)]
    if letter.parts:
        text += "\n" + t("Your part: {parts}").format(parts=phrases.part_names(t, letter.parts))
    else:
        if meeting.capacity is not None:
            text += "\n\n" + t("If you cannot come, please say so: somebody else can have your seat.")
        buttons.append(phrases.no(t, meeting.id))
    return Reply(text, rows(*buttons), step=STAY)


def part(letter: Reminder, t: Translator) -> Reply:
    """Remind somebody of their own part, with what it means."""
    text = t("Reminder of your part: {parts}").format(parts=phrases.part_names(t, letter.parts))
    meanings = "\n".join(f"– {t(ask_parts.MEANINGS[kind])}" for kind in letter.parts)
    text += f"\n{meanings}\n\n{phrases.meeting_facts(t, letter.meeting)}"
    buttons = (*acknowledge.ask(t, letter.meeting, letter.asks), phrases.see(t, letter.meeting.id))
    return Reply(text, rows(*buttons), step=STAY)


def reflect(letter: Reminder, t: Translator) -> Reply:
    """Invite somebody who came to reflect."""
    meeting = letter.meeting
    text = t("{meeting} has ended. Thank you for coming. What did you see in the pupils' learning? (about 5 minutes)")
    begin, photos = Button(t("Reflect"), f"reflect:{meeting.id}"), Button(t("Send photos"), f"photos:{meeting.id}")
    return Reply(text.format(meeting=phrases.meeting_name(t, meeting)), rows(begin, photos), step=STAY)
