"""What the conversations repeat: pages, questions that can be left, steps of buttons only, days, the night."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from bot import vietnamese
from bot.domain.calendar.reading import reader
from bot.domain.calendar.reading.results import Deadline, Impossible, Moments, No, Question, Stretch
from bot.domain.models import Cluster, Meeting, Scope, Unit
from bot.domain.organisation import appointments, consents, schools, tree
from bot.domain.programme import meetings
from bot.domain.typed_texts import Typed
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator, shortened
from bot.long_lists import TURNS
from bot.messages import STAY, Button, Kind, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.slices import Slice
from handlers import listing

A_PAGE = 8
MANY_SUBJECTS = N_("General classes (several subjects)")
LONGEST_LABEL = 40
"""Letters of a button that a phone shows in one line."""
NO_DAY = N_("No day was found in this. Please write a day, for example: 15/1 or 01/02/2027.")
NO_SUCH_DAY = N_("There is no such day. Please write a day, for example: 15/1 or 01/02/2027.")
ONE_DAY = N_("Please write one day. This may be read as: {days}.")
NOT_FINISHED = N_("This was not finished. Please begin again.")
PLEASE_CHOOSE = N_("Please choose one of the following:")
ONLY_A_TIME = N_("This is a day or an hour; it is asked for later. Please write what it is about.")
CHOOSE_FOR = N_("Please choose one of the following:\n\n{question}")
QUESTION_SHOWN = 240
"""So many letters of a question are said once more above its choices."""
PARTED_WITHIN, SECONDS_LATER, AT_LEAST = timedelta(seconds=10), timedelta(seconds=5), timedelta(seconds=0.7)
"""Within these a text is a further part of the one before: where it is sure; where it reads so. Faster than the last
nobody types: that is a machine, which waits for each answer."""
A_WHOLE_MESSAGE = 1900
"""Letters of a message that an app may have cut: Zalo parts at 2,000, Telegram at 4,096."""
IN_QUIET = N_("Nothing is sent by night or on days off: the message will leave at {when}.")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list, of `count` pages; its number begins at 0."""

    shown: Sequence[Item]
    number: int
    count: int

    def turns(self, chat: Chat, press: str, labels: tuple[str, str] = TURNS) -> Rows:
        """Return the buttons to the pages before and after; `press` goes without the number of the page."""
        before, after = (chat._(label) for label in labels)
        buttons = []
        if self.number:
            buttons.append(Button(before.format(number=self.number), f"{press}:{self.number - 1}"))
        if self.number + 1 < self.count:
            buttons.append(Button(after.format(number=self.number + 2), f"{press}:{self.number + 1}"))
        return rows(*buttons, across=2)


def page_of(found: Sequence[Item], number: int, most: int = A_PAGE) -> Page[Item]:
    """Return one page of a list."""
    count = max(1, -(-len(found) // most))
    # The list may have become shorter since the button to this page was shown.
    number = min(number, count - 1)
    return Page(found[number * most : (number + 1) * most], number, count)


def page_at(found: Slice[Item], most: int = A_PAGE) -> Page[Item]:
    """Return the page of a list of which only that was read."""
    return Page(found.rows, found.first // most, max(1, -(-found.total // most)))


def paged(chat: Chat, buttons: Sequence[Button], number: int, press: str) -> Rows:
    """Return one page of buttons, one a row, and those that turn it; `press` goes without the number of the page.

    What is typed while it is shown is looked for in all of them.
    """
    page = page_of(buttons, number)
    chat.whole = buttons if page.count > 1 else ()
    return (*rows(*page.shown), *page.turns(chat, press))


def packed(texts: Sequence[str], most: int) -> list[list[str]]:
    """Return texts page by page, at most so many letters on each; a longer text has a page to itself."""
    pages: list[list[str]] = []
    for text in texts:
        if pages and sum(len(one) + 1 for one in pages[-1]) + len(text) <= most:
            pages[-1].append(text)
        else:
            pages.append([text])
    return pages


def distinct(buttons: Sequence[Button], most: int = LONGEST_LABEL) -> list[Button]:
    """Return the buttons with labels that fit and that differ also without case and accents, as they may be typed."""
    taken: set[str] = set()
    found = []
    for button in buttons:
        label, number = shortened(button.label, most), 1
        while vietnamese.fold(label) in taken:
            number += 1
            tail = f" ({number})"
            label = shortened(button.label, most - len(tail)) + tail
        taken.add(vietnamese.fold(label))
        found.append(replace(button, label=label))
    return found


def told_apart(t: Translator, people: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return names as a list shows them: of two alike with the subject that each teaches."""
    twice = Counter(vietnamese.fold(name) for name, _subject in people)
    return [
        f"{name} · {subject or t(MANY_SUBJECTS)}" if twice[vietnamese.fold(name)] > 1 else name
        for name, subject in people
    ]


def after(said: str, text: str) -> str:
    """Return a text below what has just been said, if something was."""
    return f"{said}\n\n{text}" if said else text


def and_more(t: Translator, number: int) -> list[str]:
    """Return the line below a list that says how many more there are, if any."""
    return [t("and {number} more").format(number=number)] if number > 0 else []


def leave(chat: Chat) -> Button:
    """Return the button that leaves what was begun."""
    return Button(chat._("Leave it"), "leave-it")


def for_later(chat: Chat) -> Button:
    """Return the button that leaves for later what was begun: it is kept, and reminded of."""
    return Button(chat._("For later"), "for-later")


def ask(chat: Chat, text: str, choices: Rows = (), *, step: str, later: bool = False) -> Reply:
    """Return a question that can be left; its answer comes to `step` or is one of the choices.

    What takes thought, or something that is not at hand, may also be left for `later`.
    """
    below = (for_later(chat), leave(chat)) if later else (leave(chat),)
    return Reply(text, (*choices, below), step=step)


def ask_consent(chat: Chat, scope: Scope) -> Reply:
    """Ask somebody who has not agreed that this is kept; the yes leads on to it."""
    label = chat._("Yes, keep them")
    return Reply(chat._(consents.NOT_ALLOWED[scope]), rows(Button(label, f"allow:{scope}"), leave(chat)), step=STAY)


def goes_on(chat: Chat, *steps: str) -> Typed | None:
    """Return the text before, answered at one of these steps, that this one goes on with; None where it is its own.

    An app parts a long text by itself; people send a second half within seconds, before they have read the next
    question. What begins like a sentence of its own is one.
    """
    last = chat.earlier[-1] if chat.earlier else None
    if last is None or last.chosen or chat.incoming.kind is not Kind.TEXT or not last.step.startswith(steps):
        return None
    gap = chat.now - last.at
    if gap <= PARTED_WITHIN and (chat.incoming.hasty or len(last.text) >= A_WHOLE_MESSAGE):
        return last
    return last if AT_LEAST <= gap <= SECONDS_LATER and _is_second_half(last.text, chat.text) else None


def _is_second_half(first: str, second: str) -> bool:
    begins = second.lstrip()[:1]
    return begins.islower() or begins in "-–,.;:(…" or first.rstrip()[-1:] in ",;:–-…"


def joined(first: str, second: str) -> str:
    """Return two parts of one text."""
    return f"{first.rstrip()} {second.lstrip()}" if len(first) >= A_WHOLE_MESSAGE else f"{first}\n{second}"


def only_buttons(routes: Routes, *steps: str) -> None:
    """Answer whatever else comes at these steps with the choices, once more."""
    for step in steps:
        routes.step(step, Kind.PRESS)(please_choose)


async def please_choose(chat: Chat, **_places: str) -> Reply:
    """Say once more what the choice is for. Raises BadInput with it, but where what was typed is in the list shown."""
    if chat.incoming.kind is Kind.TEXT and (found := await listing.find(chat)):
        return found
    if chat.question:
        raise BadInput(CHOOSE_FOR, question=shortened(chat.question, QUESTION_SHOWN))
    raise BadInput(PLEASE_CHOOSE)


def must_have(chat: Chat, *names: str, step: str = "", otherwise: str = NOT_FINISHED) -> None:
    """Raise BadInput unless the draft has these names and, where one is given, the conversation is at that step.

    A second tap finds neither: what ended took its step and its draft along.
    """
    if (step and chat.step != step) or not chat.draft.keys() >= set(names):
        raise BadInput(otherwise)


def ask_day(chat: Chat, text: str, press: str, *, step: str, today: bool = True) -> Reply:
    """Ask for a day, which is typed (then it comes to `step`) or chosen (then `press` carries it, see `near_day`).

    Without `today` the running day is not offered, where it would be refused.
    """
    first = vietnamese.next_month(chat.today)
    buttons = [Button(chat._("Today"), f"{press}:{chat.today.isoformat()}")] if today else []
    buttons.append(Button(f"{first:%d/%m/%Y}", f"{press}:{first.isoformat()}"))
    return ask(chat, text, rows(*buttons, across=2), step=step)


def near_day(chat: Chat, carried: str = "") -> date:
    """Return what `read_day` does. Raises BadInput also where the day is years away."""
    day = read_day(chat, carried)
    tree.check_day(day, chat.today)
    return day


def read_day(chat: Chat, carried: str = "") -> date:
    """Return the day that a press carries in ISO form, else the one that was typed; of a deadline its last day.

    Raises Gone where a press carries none, BadInput where none was typed, several, or one that does not exist.
    """
    if carried:
        try:
            return date.fromisoformat(carried)
        except ValueError:
            raise Gone from None
    match reader.read(chat.text, chat.today):
        case Deadline(day, None):
            return day
        case Moments((Stretch(date() as day, None, None, None, None),)):
            return day
        case Impossible(No.DAY):
            raise BadInput(NO_SUCH_DAY)
        case Moments() | Question() as found:
            days = _which(chat._, found)
            raise BadInput(ONE_DAY, days=days) if days else BadInput(NO_DAY)
        case _:
            raise BadInput(NO_DAY)


def _which(t: Translator, found: Moments | Question) -> str:
    """Return the days that something typed may mean."""
    days = found.days if isinstance(found, Moments) else [day for one in found.candidates for day in one.days]
    between = t("or")
    return f" {between} ".join(f"{day:%d/%m/%Y}" for day in days)


def at_night(t: Translator, leaves_at: datetime) -> str:
    """Return the sentence that says when what may not leave by night or on a day off will."""
    return t(IN_QUIET).format(when=t.moment(leaves_at))


def must_oversee(chat: Chat) -> None:
    """Raise NotAllowed unless who speaks is an officer: what they may not change is not shown to them either."""
    chat.must_have_joined()
    chat.rights.must_oversee()


def must_govern(chat: Chat) -> None:
    """Raise NotAllowed unless who speaks is an officer of an office under no other: what is for all is theirs."""
    chat.must_have_joined()
    chat.rights.must_govern()


async def overseen_cluster(chat: Chat, cluster_id: int) -> Cluster:
    """Return a cluster. Raises NotAllowed unless who speaks is an officer whose word reaches it."""
    must_oversee(chat)
    cluster = await appointments.cluster(chat.db, cluster_id)
    chat.rights.must_oversee_cluster(cluster_id)
    return cluster


async def overseen_unit(chat: Chat, unit_id: int) -> Unit:
    """Return a unit. Raises NotAllowed unless who speaks is an officer whose word reaches it."""
    must_oversee(chat)
    unit = await schools.get(chat.db, unit_id)
    chat.rights.must_oversee_unit(unit_id)
    return unit


async def led(chat: Chat, meeting_id: int) -> Meeting:
    """Return a meeting. Raises NotAllowed unless who speaks leads its cluster."""
    meeting = await meetings.get(chat.db, meeting_id)
    chat.rights.must_lead(meeting.cluster_id)
    return meeting


def spans(t: Translator, hours: tuple[int, ...]) -> str:
    """Return how long before a meeting is reminded: "7 days, 1 day, 2 hours"."""
    return ", ".join(_span(t, one) for one in hours if one) or t("not at all")


def _span(t: Translator, hours: int) -> str:
    number, rest = divmod(hours, 24)
    if rest:
        return t("1 hour") if hours == 1 else t("{number} hours").format(number=hours)
    return t("1 day") if number == 1 else t("{number} days").format(number=number)


def must_be_words(chat: Chat) -> None:
    """Raise BadInput for a text that is only a day or an hour, where a topic or a task is asked for."""
    if reader.is_only_a_time(chat.text):
        raise BadInput(ONLY_A_TIME)
