"""Where a conversation stands: its row, and the menus that can still be answered by typing.

The newest menu answers to bare numbers, every recent one to its letter and number ("B2") and to its labels.
"""

from datetime import datetime
from functools import lru_cache
from string import ascii_uppercase

from sqlalchemy import ColumnElement, String, bindparam, cast, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import elsewhere
from bot.domain.elsewhere import UNASKED, UNASKED_IN, Menu
from bot.domain.models import Account, Dialogue, Person
from bot.long_lists import LISTED, Listing
from bot.messages import STAY, Incoming, Kind, Reply
from bot.plain import Plain
from bot.typed_numbers import LONGEST_NUMBER, copied
from bot.typed_words import in_full
from bot.vietnamese import fold, may_be

MENUS_KEPT = 6
"""How many menus can still be answered; a letter comes round again after twenty-six."""

ASKED = "asked"
"""In `shown`: the choices of the step itself, which notices and asides do not push out."""

WRITING = {"key_share": True}
"""How a conversation is read that is going to be changed."""

QUESTION = "question"
"""In `shown`: the words of what was asked, to be said again to who comes back after hours."""
LONGEST_QUESTION = 600

THE_YES = "yes"
"""In `shown`: the press that a typed yes stands for, while the choices that it stands among are the newest."""

THE_NO = "no"
"""In `shown`: the press that a typed no stands for, in the same way."""

ASKED_YES = "asked-yes"
"""In `shown`: the press that a typed yes to the step itself stands for, whenever its choices are shown again."""

ASKED_IN = "asked-in"
"""In `shown`: the messages in which the choices of the step stand, to lose them when it is over."""
ASKED_IN_KEPT = 6

OF_STEPS = "of-steps"
"""In `shown`: the letters of the menus that belong to what was begun."""

NUMBERS = "numbers"
"""In `shown`: the channels on which it was said already that choices are answered by numbers."""

LONGEST_PRESS = 64
"""Bytes that a platform lets a press carry."""


def shown_key(channel: str, key: str) -> str:
    """Return how a replaceable message is kept: its id is only good in the channel it was sent by."""
    return f"{channel}|{key}" if key else ""


def key_of(person: Person) -> str:
    """Return the key of a person's conversation: it goes on in whichever chat the person writes."""
    return f"person:{person.id}"


def is_of_person() -> ColumnElement[bool]:
    """Join people's conversations by their key."""
    return Dialogue.key == literal("person:") + cast(Person.id, String)


async def get(db: AsyncSession, key: str, now: datetime) -> Dialogue:
    """Return a conversation's row, a new one where there is none; nobody else changes it until the transaction ends."""
    return await db.get(Dialogue, key, with_for_update=WRITING) or new(db, key, now)


def new(db: AsyncSession, key: str, now: datetime) -> Dialogue:
    """Begin a conversation."""
    dialogue = blank(key, now)
    db.add(dialogue)
    return dialogue


_COLUMNS = ("step", "draft", "menu", "older", "shown", "changed_at")
_WRITTEN = Plain(
    update(Dialogue)
    .where(Dialogue.key == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in _COLUMNS})
    .execution_options(synchronize_session=False)
)


async def write(db: AsyncSession, dialogue: Dialogue) -> None:
    """Write down where a conversation stands, as the last that its message does: the session knows it no longer."""
    if dialogue in db.new:
        await db.flush()
        return
    db.expunge(dialogue)
    await _WRITTEN.changed(db, of=dialogue.key, **{f"new_{name}": getattr(dialogue, name) for name in _COLUMNS})


_STANDS = Plain(
    select(Person.id, Dialogue.key, *(getattr(Dialogue, name) for name in _COLUMNS))
    .join(Account, Account.person_id == Person.id)
    .outerjoin(Dialogue, Dialogue.key == literal("person:") + cast(Person.id, String))
    .where(Account.channel == bindparam("channel"), Account.address == bindparam("address"))
)


async def stands(db: AsyncSession, channel: str, address: str, now: datetime) -> tuple[int, Dialogue] | None:
    """Return who writes in a chat and where the conversation stands, in no session; None for a stranger."""
    found = await _STANDS.rows(db, channel=channel, address=address)
    if not found:
        return None
    person_id, key, *columns = found[0]
    known = Dialogue(key=key, **dict(zip(_COLUMNS, columns, strict=True))) if key else blank("", now)
    return person_id, known


def blank(key: str, now: datetime) -> Dialogue:
    """Return a conversation as it begins, in no session."""
    return Dialogue(key=key, step="", draft={}, menu=[], older={}, shown={}, changed_at=now)


def next_letter(dialogue: Dialogue | None) -> str:
    """Return the letter that the next menu will have."""
    letters = list(dialogue.older) if dialogue else []
    return ascii_uppercase[(ascii_uppercase.index(letters[-1]) + 1) % len(ascii_uppercase)] if letters else "A"


def remember(
    dialogue: Dialogue, reply: Reply, *, of_step: bool = False, unasked_at: datetime | None = None, channel: str = ""
) -> None:
    """Make a reply's menu the newest one, with the presses that a typed yes and a typed no stand for.

    Where the same choices are only shown once more, without their yes, it is the one of before. What is
    `of_step` belongs to what was begun, what came unasked, at that moment and by that channel, is a notice's.
    """
    letter, menu = next_letter(dialogue), reply.menu()
    unasked = unasked_at.isoformat() if unasked_at else ""
    if unasked:
        dialogue.shown = dialogue.shown | {UNASKED_IN: [channel, elsewhere.stands_beside(dialogue, channel)]}
    if unasked != dialogue.shown.get(UNASKED, ""):
        dialogue.shown = dialogue.shown | {UNASKED: unasked}
    known = [one for one in dialogue.shown.get(OF_STEPS, []) if one != letter]
    if of_step or OF_STEPS in dialogue.shown:
        dialogue.shown = dialogue.shown | {OF_STEPS: [*known, letter] if of_step else known}
    recent = {known: items for known, items in dialogue.older.items() if known != letter} | {letter: menu}
    # Assigned, never changed in place: only then does SQLAlchemy see that a JSON column has changed.
    dialogue.older = dict(list(recent.items())[-MENUS_KEPT:])
    dialogue.menu = menu
    presses = {press for _label, press in menu}
    for name, new in ((THE_YES, reply.yes), (THE_NO, reply.no)):
        before = dialogue.shown.get(name, "")
        now = new or (before if before in presses else "")
        if now != before:
            dialogue.shown = dialogue.shown | {name: now}


def ask(dialogue: Dialogue, step: str, menu: Menu, question: str = "", *, yes: str = "") -> None:
    """Let a conversation wait for something, with these choices; the question is kept while it waits."""
    dialogue.step = step
    said = question[:LONGEST_QUESTION] if step else ""
    dialogue.shown = dialogue.shown | {ASKED: menu, QUESTION: said, ASKED_YES: yes}


def listing(dialogue: Dialogue) -> Listing | None:
    """Return the long list that a conversation shows."""
    kept = dialogue.shown.get(LISTED)
    return Listing.from_json(kept) if kept else None


def keep_listing(dialogue: Dialogue, new: Listing | None) -> None:
    """Keep the long list that a conversation shows, or none."""
    kept = new.to_json() if new else None
    if kept != dialogue.shown.get(LISTED):
        rest = {name: value for name, value in dialogue.shown.items() if name != LISTED}
        dialogue.shown = rest | ({LISTED: kept} if kept else {})


def question(dialogue: Dialogue) -> str:
    """Return the question that waits for an answer."""
    return str(dialogue.shown.get(QUESTION, "")) if dialogue.step else ""


def knows_numbers(dialogue: Dialogue | None, channel: str) -> bool:
    """Say whether somebody was told on this channel that choices are answered by numbers."""
    return dialogue is not None and channel in dialogue.shown.get(NUMBERS, [])


def note_numbers(dialogue: Dialogue, channel: str) -> None:
    """Keep that they are told so now."""
    if not knows_numbers(dialogue, channel):
        dialogue.shown = dialogue.shown | {NUMBERS: [*dialogue.shown.get(NUMBERS, []), channel]}


def asked_in(dialogue: Dialogue, channel: str) -> tuple[str, ...]:
    """Return the messages of a channel in which the choices of the step itself stand."""
    kept = dialogue.shown.get(ASKED_IN, [])
    return tuple(message for where, message in kept if where == channel)


def note_asked_in(dialogue: Dialogue, channel: str, message: str) -> None:
    """Keep in which message the choices of the step stand; after a wrong answer it may be in several."""
    others = [one for one in dialogue.shown.get(ASKED_IN, []) if one != [channel, message]]
    dialogue.shown = dialogue.shown | {ASKED_IN: [*others, [channel, message]][-ASKED_IN_KEPT:]}


def forget_asked_in(dialogue: Dialogue) -> None:
    """Keep it no longer: the step is over."""
    if ASKED_IN in dialogue.shown:
        dialogue.shown = {name: value for name, value in dialogue.shown.items() if name != ASKED_IN}


def over(incoming: Incoming, dialogue: Dialogue, reply: Reply) -> tuple[str, ...]:
    """Return the messages whose choices are over: of a question that is answered, by a press or by typing, or left.

    What the answer takes the place of loses them with that; a card's and the first menu's stay.
    """
    if reply.step == STAY or not dialogue.step:
        return ()
    pressed = incoming.kind is Kind.PRESS and incoming.text in [press for _label, press in dialogue.menu]
    found = asked_in(dialogue, incoming.channel) or ((incoming.message,) if pressed else ())
    former = dialogue.shown.get(shown_key(incoming.channel, reply.key), "")
    replaced = incoming.message if reply.edits else former
    return tuple(message for message in found if message and message != replaced)


def asked(dialogue: Dialogue) -> Menu:
    """Return the choices of the step itself, whatever was shown since."""
    return list(dialogue.shown.get(ASKED, dialogue.menu)) if dialogue.step else []


def yes_of_step(dialogue: Dialogue) -> str:
    """Return the press that a typed yes stands for among the choices of the step itself; empty where none does."""
    return str(dialogue.shown.get(ASKED_YES, "")) if dialogue.step else ""


def yes_awaited(dialogue: Dialogue) -> list[str] | None:
    """Return label and press of the yes that the newest choices ask for; None where they ask for none."""
    return _shown_as(dialogue, THE_YES)


def no_awaited(dialogue: Dialogue) -> list[str] | None:
    """Return label and press of the no among the newest choices; None where there is none."""
    return _shown_as(dialogue, THE_NO)


def _shown_as(dialogue: Dialogue, name: str) -> list[str] | None:
    kept = dialogue.shown.get(name, "")
    return next(([label, press] for label, press in dialogue.menu if kept and press == kept), None)


def asked_at(dialogue: Dialogue) -> datetime:
    """Return when the newest choices were shown: with a notice, or with the last answer."""
    kept = dialogue.shown.get(UNASKED, "")
    # Before this was kept as a moment it only said whether.
    return datetime.fromisoformat(kept) if isinstance(kept, str) and kept else dialogue.changed_at


def press_for(dialogue: Dialogue, typed: str) -> str | None:
    """Return the press that a typed label, or a letter and a number, stands for."""
    found = choice_for(dialogue, typed)
    return found[1] if found else None


@lru_cache(maxsize=4096)
def _folded(label: str) -> str:
    return fold(label)


def choice_for(dialogue: Dialogue, typed: str) -> list[str] | None:
    """Return label and press of the choice whose label was typed, or its letter and number."""
    said, words = typed.split(), fold(typed).rstrip(".!")
    # Copied from the screen it has its number before it: "1. Phòng họp".
    numbered = copied(words)
    for menu in [dialogue.menu, *reversed(dialogue.older.values()), asked(dialogue)]:
        for place, (label, press) in enumerate(menu, 1):
            folded = _folded(label)
            same = folded == words or (numbered and numbered == (str(place), folded))
            if same and may_be(" ".join(said[-len(label.split()) :]), label):
                return [label, str(press)]
    letter, number = words[:1].upper(), words[1:]
    found = choice(dialogue.older.get(letter, []), number) if number.isdecimal() else None
    return found or _shortened(dialogue, typed)


def is_coded(typed: str) -> bool:
    """Say whether a letter and a number were typed, as menus that are older are answered by: "B2"."""
    words = fold(typed).rstrip(".!")
    return words[:1].isalpha() and words[1:].isdecimal()


def on_screen(dialogue: Dialogue, press: str) -> bool:
    """Say whether a choice is one of the newest or of the step itself."""
    return press in [one for _label, one in (*dialogue.menu, *asked(dialogue))]


def of_the_step(dialogue: Dialogue, press: str) -> bool:
    """Say whether a choice belongs to what was begun: it stands at the step, at a former one, or in the list shown."""
    of_steps = [dialogue.older[one] for one in dialogue.shown.get(OF_STEPS, []) if one in dialogue.older]
    if any(press == one for menu in (asked(dialogue), *of_steps) for _label, one in menu):
        return True
    shown = listing(dialogue)
    return press.startswith(LISTED) or (
        shown is not None and any(one.press == press for row in shown.rows for one in row)
    )


def forget_steps(dialogue: Dialogue) -> None:
    """Keep no menu as one of what was begun: it is over."""
    if dialogue.shown.get(OF_STEPS):
        dialogue.shown = dialogue.shown | {OF_STEPS: []}


def _shortened(dialogue: Dialogue, typed: str) -> list[str] | None:
    """Return the one choice on the screen that is typed in short or politely ("ko giới hạn ạ", "hết năm học")."""
    said = in_full(typed)
    words = fold(said)
    # Only a day goes without its first word: "em A cười" is no "Đến cuối".
    same = {words: said, f"den {words}": f"đến {said}"} if _is_until(words) else {words: said}
    for menu in (dialogue.menu, asked(dialogue)):
        named = ((in_full(label), label, press) for label, press in menu)
        found = {
            str(press): label
            for long, label, press in named
            if (typed_so := same.get(fold(long))) and may_be(typed_so, long)
        }
        if len(found) == 1:
            [(press, label)] = found.items()
            return [label, press]
    return None


def _is_until(words: str) -> bool:
    return words.startswith("het ") or words[:1].isdigit()


def choice(menu: Menu, number: str) -> list[str] | None:
    """Return label and press of a choice by its number, from 1."""
    # Whoever types more digits means no choice, and Python refuses to read thousands of them.
    place = int(number) if len(number) <= LONGEST_NUMBER else 0
    return menu[place - 1] if 1 <= place <= len(menu) else None
