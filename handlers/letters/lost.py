"""The words of what did not arrive, for the leads of a meeting."""

from bot.domain.letters.lost import LostLetters
from bot.i18n import Translator
from bot.messages import STAY, Reply
from bot.routes import rows
from handlers import phrases


def missed(letter: LostLetters, t: Translator) -> Reply:
    """Say how many messages about a meeting did not reach people, or may not have."""
    text = t(
        "{number} messages about {meeting} could not leave in time, failed, or may not have arrived. "
        "Please tell those people yourself if needed."
    )
    text = text.format(number=letter.number, meeting=phrases.meeting_line(t, letter.meeting))
    return Reply(text, rows(phrases.see(t, letter.meeting.id)), step=STAY)
