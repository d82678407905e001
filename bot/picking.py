"""Which handler answers a message: what is expected next from this person, then buttons, commands, free text."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot import at_a_step
from bot.at_a_step import GOING_ON, LATER, LEAVE
from bot.domain import dialogues, elsewhere, typed_texts
from bot.domain.models import Dialogue, Purpose
from bot.domain.organisation import accounts
from bot.errors import N_, BadInput, Gone, NoSuchChoice, WhichChoice, WhichNumber
from bot.messages import Incoming, Kind
from bot.routes import A_WHILE, AS_COMMAND, AS_TEXT, Found, Route, Routes, match
from bot.typed_numbers import number_in
from bot.typed_words import denies, yes_or_no
from bot.vietnamese import fold

WANTS_TEXT = N_("The system is waiting for an answer in letters. Please type it, or choose:")
WANTS_TEXT_FOR = N_("The system is waiting for an answer in letters. Please type it, or choose:\n\n{question}")
"""With the question, which a sticker may have pushed out of sight."""
WANTS_PHOTO = N_("The system is waiting for a photo. Please send it, or choose:")
A_FEW_WORDS = 4
"""So many words with a no among them are nothing but a no."""
NOTHING_OF_THIS = "0"
STAYS_WITH = frozenset([GOING_ON, "leave-it", "for-later"])
"""Presses about what was begun itself, wherever they stand."""
_ANSWERS = (AS_TEXT, at_a_step.AS_TYPED)
"""Presses that give an answer which was typed."""
NO_STEP = "?"
"""Where an edit goes that corrects nothing."""
NOTHING_NEW = "="
"""Where an edit goes that reads as before, which some platforms tell of, and a choice that was sent twice."""
NO_PHOTO = "!"
"""Where a text goes that came where only photos are taken."""
SENT_TWICE = timedelta(seconds=1)
"""As exactly as platforms date messages."""


def _goes_on_from(former: str, step: str) -> bool:
    """Say whether a step is a later one of the same questions, about the same things; some keep those in the draft."""
    one, other = former.split(":"), step.split(":")
    about = [[part for part in parts if part.isdecimal()] for parts in (one, other)]
    return bool(step) and former != step and one[0] == other[0] and about[1] in (about[0], [])


def as_meant(incoming: Incoming, dialogue: Dialogue) -> Incoming:
    """Return a message as what it stands for: who was asked whether a number is their answer may type the yes."""
    if incoming.kind is Kind.PRESS:
        return replace(incoming, text=_as_typed(incoming.text, dialogue))
    menu = elsewhere.menu_in(dialogue, incoming.channel)
    if incoming.kind is not Kind.TEXT or not any(press.startswith(_ANSWERS) for _label, press in menu):
        return incoming
    number = number_in(incoming.text)
    found = dialogues.choice(menu, number) if number else None
    press = found[1] if found else dialogues.press_for(dialogue, incoming.text) or ""
    if not press.startswith(_ANSWERS):
        return incoming
    return replace(incoming, kind=Kind.PRESS, text=_as_typed(press, dialogue))


def _as_typed(press: str, dialogue: Dialogue) -> str:
    """Return a press that stands for a text of before with that text; see `bot.at_a_step.typed_at`.

    A second press finds the next question, which that text does not answer.
    """
    if not press.startswith(at_a_step.AS_TYPED):
        return press
    known = [one for one in reversed(typed_texts.typed(dialogue)) if one.step == dialogue.step]
    return next((f"{AS_TEXT}{one.text}" for one in known if at_a_step.typed_at(one.at) == press), press)


def _sent_twice(incoming: Incoming, dialogue: Dialogue) -> bool:
    """Say whether a choice was typed once more within a second: nobody has read the next question by then."""
    last = typed_texts.typed(dialogue)[-1:]
    if incoming.kind is not Kind.TEXT or incoming.edited or incoming.at is None or not last:
        return False
    [before] = last
    return before.chosen and before.text == incoming.text and abs(incoming.at - before.at) <= SENT_TWICE


def _loose(step: str) -> str:
    """Return a step, none for the one after a sentence that was not understood."""
    return "" if step.startswith("heard:") else step


class Picker:
    """Finds the route of a message; it reads nothing but the message and where the conversation stands."""

    def __init__(self, routes: Routes, numbered: Collection[str] = ()) -> None:
        self._routes = routes
        self._numbered = numbered
        """The channels that show choices as numbers."""
        self._choices = {id(route) for route in (*routes.buttons, *routes.commands.values())}

    def certain(self, incoming: Incoming) -> Found | None:
        """Return what answers a press or a command, wherever the conversation stands; else None.

        Raises Gone for a press that no button fits.
        """
        if incoming.edited:
            return None
        if incoming.kind is Kind.PRESS:
            return None if incoming.text.startswith(_ANSWERS) else self._press(incoming.text)
        return self._command(incoming.text) if incoming.kind is Kind.TEXT else None

    def pick(
        self,
        incoming: Incoming,
        dialogue: Dialogue,
        *,
        picture: bool = False,
        now: datetime | None = None,
        under: Purpose | None = None,
    ) -> Found:
        """Return what answers a message. Raises Gone or BadInput where nothing does.

        A `picture` that was sent as a file is taken where either is expected, and elsewhere for the photo it is. What
        is a reply to a notice, of the purpose `under`, answers that and nothing else.
        """
        fresh = as_meant(replace(incoming, edited=False), dialogue)
        if found := self._once_more(incoming, dialogue) or self.certain(fresh):
            return found
        incoming = fresh
        if incoming.kind is Kind.PRESS:
            return self._text_of_a_press(incoming, dialogue)
        found = self._under(incoming, under, picture=picture)
        if incoming.kind is Kind.TEXT:
            found = found or self._typed(incoming, dialogue, now) or self._said_yes(incoming, dialogue, now)
        return found or self._by_step(incoming, dialogue, now, picture=picture)

    def _by_step(self, incoming: Incoming, dialogue: Dialogue, now: datetime | None, *, picture: bool) -> Found:
        """Return what answers where the conversation stands. Raises BadInput for what is not taken there."""
        expected = self._expected(dialogue.step)
        text = incoming.text if incoming.kind is Kind.TEXT else None
        if expected and text is not None and (door := self._no_answer(expected[0], text, dialogue, now)):
            return door
        if expected and incoming.kind in (Kind.PHOTO, Kind.FILE) and at_a_step.is_late(expected[0], dialogue, now):
            # Whose it is is asked: what was asked hours ago may be about something else.
            expected = None
        # A step that takes presses answers everything else itself, and numbers stay choices.
        kind = Kind.PHOTO if picture else incoming.kind
        if expected and not expected[0].kinds.isdisjoint({incoming.kind, kind, Kind.PRESS}):
            return expected
        if expected is None or incoming.kind in (Kind.PHOTO, Kind.FILE):
            return self.loose(kind), {}
        if Kind.TEXT in expected[0].kinds:
            question = dialogues.question(dialogue)
            raise BadInput(WANTS_TEXT_FOR if question else WANTS_TEXT, question=question)
        # A sentence may be about another door; whose it is not is told what is waited for.
        heard = match(self._routes.edits, NO_PHOTO) if text is not None else None
        if heard is None:
            raise BadInput(WANTS_PHOTO)
        return heard

    def loose(self, kind: Kind) -> Route:
        """Return what answers a kind of message that nothing else was expected for."""
        return next(route for route in self._routes.loose if kind in route.kinds)

    def _once_more(self, incoming: Incoming, dialogue: Dialogue) -> Found | None:
        """Return what answers an edit, and a choice that was sent twice; None where neither came."""
        if incoming.edited:
            return self._edit(incoming, dialogue)
        return match(self._routes.edits, NOTHING_NEW) if _sent_twice(incoming, dialogue) else None

    def _edit(self, incoming: Incoming, dialogue: Dialogue) -> Found | None:
        """Return what corrects what a text has become; None where it did nothing yet, and is heard anew."""
        typed = typed_texts.typed(dialogue)
        known = next((one for one in typed if one.message == typed_texts.message_key(incoming)), None)
        if known and known.text == incoming.text:
            return match(self._routes.edits, NOTHING_NEW)
        if known and (found := match(self._routes.edits, known.step)):
            return found
        if known and _goes_on_from(known.step, dialogue.step) and (step := self._expected(known.step)):
            # An answer of questions that go on: it is given once more, and the next question follows.
            return step if Kind.TEXT in step[0].kinds else None
        # Refused, or not understood: the conversation still stands where it stood.
        stands = known is not None and known is typed[-1] and _loose(known.step) == _loose(dialogue.step)
        return None if stands else match(self._routes.edits, NO_STEP)

    def _under(self, incoming: Incoming, purpose: Purpose | None, *, picture: bool) -> Found | None:
        """Return what answers a reply to a notice, where its purpose takes what was sent."""
        route = self._routes.under.get(purpose) if purpose else None
        kinds = {incoming.kind, Kind.PHOTO if picture else incoming.kind}
        return (route, {}) if route and not route.kinds.isdisjoint(kinds) else None

    def _text_of_a_press(self, incoming: Incoming, dialogue: Dialogue) -> Found:
        expected = self._expected(dialogue.step)
        forgotten = incoming.text.startswith(at_a_step.AS_TYPED)
        if expected is None or forgotten or Kind.TEXT not in expected[0].kinds:
            raise Gone
        return expected

    def corrects(self, incoming: Incoming, route: Route) -> bool:
        """Say whether an edit gives the answer of a step once more."""
        return incoming.edited and any(route is one for one in self._routes.steps)

    def is_choice(self, route: Route) -> bool:
        """Say whether this is what a button or a command does, typed or pressed."""
        return id(route) in self._choices

    def takes_text(self, step: str) -> bool:
        """Say whether free text is expected at a step."""
        return self._takes(step, Kind.TEXT)

    def takes_file(self, step: str) -> bool:
        """Say whether a file is asked for at a step: where one is to choose, it may come instead, and nobody asks."""
        return self._takes(step, Kind.FILE) and not self._takes(step, Kind.PRESS)

    def _takes(self, step: str, kind: Kind) -> bool:
        expected = self._expected(step)
        return bool(expected and kind in expected[0].kinds)

    def _expected(self, step: str) -> Found | None:
        return match(self._routes.steps, step) if step else None

    def _press(self, data: str) -> Found:
        if data.startswith(AS_COMMAND):
            return self._routes.commands.get(data.removeprefix(AS_COMMAND), self._routes.loose[-1]), {}
        found = match(self._routes.buttons, data)
        if found is None:
            raise Gone
        return found

    def _command(self, text: str) -> Found | None:
        first, *_ = text.split(maxsplit=1) or [""]
        if first.startswith("/"):
            return self._routes.commands.get(fold(first[1:].partition("@")[0]), self._routes.loose[-1]), {}
        return (self._routes.commands[LEAVE], {}) if fold(text) == LEAVE else None

    def _no_answer(self, route: Route, text: str, dialogue: Dialogue, now: datetime | None) -> Found | None:
        """Return the door of what was typed at a step and is no answer to it; see `bot.at_a_step` for what is refused.

        Hours later, and where only choices are taken, the name of a command opens it.
        """
        if name := at_a_step.way_out(text):
            return self._routes.commands[name], {}
        if at_a_step.goes_on(text):
            return self._press(GOING_ON)
        free = at_a_step.is_free(route)
        name = at_a_step.command_in(text, self._routes.commands) if free or Kind.TEXT not in route.kinds else None
        if name and (not free or at_a_step.is_late(route, dialogue, now)):
            return self._routes.commands[name], {}
        at_a_step.must_be_fresh(route, dialogue, now)
        if name:
            at_a_step.must_be_meant(text, at_a_step.press_of_command(name))
        at_a_step.must_say_something(route, dialogue, text)
        return None

    def _typed(self, incoming: Incoming, dialogue: Dialogue, now: datetime | None) -> Found | None:
        """Take a typed choice for its press: by its label, by letter and number, by its number on the screen.

        Where any text is expected, a label that is on the screen no more is asked about.
        """
        expected = self._expected(dialogue.step)
        free = (
            expected is not None
            and at_a_step.is_free(expected[0])
            and not at_a_step.is_late(expected[0], dialogue, now)
        )
        if found := self._choice(incoming, dialogue, free=free):
            return self._press(found[1])
        waiting = self.takes_text(dialogue.step)
        if not waiting and incoming.text.strip() == NOTHING_OF_THIS:
            return self._routes.commands[LEAVE], {}
        number = number_in(incoming.text, words=not waiting)
        return self._numbers(incoming.channel, number, dialogue) if number and dialogue.menu else None

    def _choice(self, incoming: Incoming, dialogue: Dialogue, *, free: bool) -> list[str] | None:
        """Return the choice that was typed by its label or letter. Raises WhichCommand where it may be an answer."""
        found = dialogues.choice_for(dialogue, incoming.text)
        if found is None or not free or dialogues.on_screen(dialogue, found[1]):
            return found
        coded = dialogues.is_coded(incoming.text)
        # Only where choices are numbers have they letters; elsewhere "B2" is the name of a room.
        if coded and incoming.channel not in self._numbered:
            return None
        at_a_step.must_be_meant(incoming.text, found)
        return found

    def _said_yes(self, incoming: Incoming, dialogue: Dialogue, now: datetime | None) -> Found | None:
        """Take a typed yes for the press that the newest message asks for, and a no for its no, or for leaving it.

        What was asked hours ago is not answered by it, nor what a notice asks in another chat.
        """
        if elsewhere.is_elsewhere(dialogue, incoming.channel):
            return None
        asked, no = dialogues.yes_awaited(dialogue), dialogues.no_awaited(dialogue)
        if asked is None or now is None or now - max(dialogue.changed_at, dialogues.asked_at(dialogue)) > A_WHILE:
            return None
        label, press = asked
        said = yes_or_no(incoming.text, label, no[0] if no else "")
        if said is False and no and denies(incoming.text):
            return self._press(no[1])
        if said is False and no:
            return self._routes.commands[LEAVE], {}
        if (
            said is False
            and not self.takes_text(dialogue.step)
            and dialogue.step
            and len(incoming.text.split()) <= A_FEW_WORDS
        ):
            return self._routes.commands[LEAVE], {}
        return self._press(press) if said else None

    def _numbers(self, channel: str, number: str, dialogue: Dialogue) -> Found | None:
        """Take a bare number for its choice.

        Raises WhichNumber where it may be the answer as well, NoSuchChoice where it is neither.
        """
        menu = elsewhere.menu_in(dialogue, channel)
        expected, found = self._expected(dialogue.step), dialogues.choice(menu, number)
        answers = expected is not None and expected[0].digits
        other = dialogues.choice(dialogues.asked(dialogue), number)
        if found and other and found[1] != other[1] and elsewhere.is_unasked(dialogue):
            raise WhichChoice(number, found, other, answers=answers)
        if found is None:
            # So many digits are the code that ties another chat.
            if answers or channel not in self._numbered or len(number) == accounts.DIGITS:
                return None
            raise NoSuchChoice(number=number)
        if not answers or any(press.startswith(_ANSWERS) for _label, press in menu):
            return self._press(found[1])
        if channel in self._numbered:
            raise WhichNumber(number, found)
        return None

    def leads_away(self, incoming: Incoming, dialogue: Dialogue, route: Route) -> bool:
        """Say whether what answers a message is another door than what was begun: it is kept then."""
        if any(route is one for one in self._routes.steps):
            return False
        if route.handler in [one.handler for name in (LEAVE, LATER) if (one := self._routes.commands.get(name))]:
            return False
        if not any(route is one for one in self._routes.buttons):
            return True
        press = incoming.text
        if incoming.kind is not Kind.PRESS:
            number = number_in(incoming.text)
            menu = elsewhere.menu_in(dialogue, incoming.channel)
            found = dialogues.choice_for(dialogue, incoming.text) or (
                dialogues.choice(menu, number) if number else None
            )
            press = found[1] if found else ""
        return bool(press) and press not in STAYS_WITH and not dialogues.of_the_step(dialogue, press)
