"""The words of letters about duties: reminders of one's own, what was newly written, what others have not done."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.duties import themes
from bot.domain.duties.lines import DutyLine
from bot.domain.letters.duty import DutyLetter
from bot.domain.letters.duty_again import DutyAgainLetter
from bot.domain.outbox.facts import News
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import rows
from handlers import kit
from handlers.duty import duty_words as words
from handlers.duty.duty_rule_words import short, whose_day

MOST_OWN = 5
"""Duties of one's own in one letter, two lines and a button each."""
MOST_OF_OTHERS = 10
NEWS: Mapping[News, str] = {
    "written": N_("{basis} asks: {title}, by {day}."),
    "day": N_("New day: {title}, by {day}."),
    "extended": N_("There is more time: {title}, by {day}."),
}
WRITTEN = N_("Newly asked: {title}, by {day}.")


def reminded(letter: DutyLetter, t: Translator) -> Reply:
    """Remind somebody of all that they owe these days; with a single duty its directive's own words stand below."""
    return _own(letter, t, t("To be done:"))


def chased(letter: DutyLetter, t: Translator) -> Reply:
    """Remind somebody in a superior's name."""
    return _own(letter, t, t("{author} reminds of what is to be done:").format(author=letter.by))


def _own(letter: DutyLetter, t: Translator, head: str) -> Reply:
    shown = letter.duties[:MOST_OWN]
    parts = [head, *(_mine(t, line, letter.today) for line in shown)]
    if len(letter.duties) == 1 and (sentence := words.sentence(letter.duties[0])):
        parts.append(sentence)
    return _reply(letter, t, parts, shown, Button(t("Understood"), f"duty-read:{letter.row_id}"))


def _mine(t: Translator, line: DutyLine, today: date) -> str:
    return "\n".join(part for part in (words.in_one(t, line, today), words.basis(t, line)) if part)


def _reply(letter: DutyLetter, t: Translator, parts: list[str], shown: Sequence[DutyLine], *more: Button) -> Reply:
    parts += kit.and_more(t, len(letter.duties) - len(shown))
    buttons = kit.distinct([words.button(t, line) for line in shown])
    return Reply("\n\n".join(parts), rows(*buttons, *more, Button(t("My duties"), "duties")), step=STAY)


def written(letter: DutyLetter, t: Translator) -> Reply:
    """Say that a duty was written for somebody, or that its day was changed."""
    assert letter.news
    shown = letter.duties[:MOST_OWN]
    return _reply(letter, t, [_news(t, line, letter.news) for line in shown], shown)


def _news(t: Translator, line: DutyLine, news: News) -> str:
    text = t(NEWS[news]) if line.basis or news != "written" else t(WRITTEN)
    said = text.format(basis=line.basis, title=words.title(t, line), day=t.day(line.due_on))
    return " ".join(part for part in (said, whose_day(t, line.day_source)) if part)


def sent_back(letter: DutyLetter, t: Translator) -> Reply:
    """Say that what was handed in comes back, with the sentence of who sends it."""
    [line] = letter.duties
    parts = [
        t("{author} sends back what you handed in: {title}.").format(author=letter.by, title=words.title(t, line)),
        f"“{line.reason}”" if line.reason else "",
        t("Please hand it in anew by {day}.").format(day=t.day(line.due_on)),
    ]
    # What was registered by its fields is put right in them, else the list of all would lose them.
    form = themes.of(line)
    anew = Button(t("Register a topic"), f"theme:{line.id}") if form else Button(t("Hand in"), f"duty-in:{line.id}")
    return Reply("\n\n".join(filter(None, parts)), rows(anew, Button(t("My duties"), "duties")), step=STAY)


def again(letter: DutyAgainLetter, t: Translator) -> Reply:
    """Say to who sent it back that it is handed in anew."""
    line = letter.duty
    text = t("{who} has handed in anew: {title}.").format(who=line.who, title=words.title(t, line))
    if letter.handed and letter.handed.by:
        text += "\n" + words.handed_in_by(t, letter.handed)
    return Reply(text, rows(Button(t("Look at it"), f"duty:{line.id}")), step=STAY)


def overdue(letter: DutyLetter, t: Translator) -> Reply:
    """Tell a superior what is not done at its day."""
    shown = letter.duties[:MOST_OF_OTHERS]
    lines = [t("Not done at its day:"), *(f"– {_late(t, line)}" for line in shown)]
    lines += kit.and_more(t, len(letter.duties) - len(shown))
    buttons = (
        Button(t("Remind all"), f"duty-chase-letter:{letter.row_id}"),
        Button(t("Give more time"), f"duty-more-letter:{letter.row_id}"),
        Button(t("Duties of others"), "duties-all"),
    )
    return Reply("\n".join(lines), rows(*buttons), step=STAY)


def _late(t: Translator, line: DutyLine) -> str:
    since = t("since {day}").format(day=f"{line.due_on:%d/%m/%Y}")
    matter = words.about(t, line) if line.meeting or line.month else ""
    return " – ".join(part for part in (line.who, short(t, line.code, line.title), matter, since) if part)
