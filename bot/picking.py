"""Which handler answers a message: what is expected next from this person, then buttons, commands, free text."""

from bot.domain import dialogues
from bot.domain.models import Dialogue
from bot.errors import N_, BadInput, Gone
from bot.messages import Incoming, Kind
from bot.routes import Found, Routes, match
from bot.vietnamese import fold

WANTS_TEXT = N_("The system is waiting for an answer in letters. Please type it, or choose:")
WANTS_PHOTO = N_("The system is waiting for a photo. Please send it, or choose:")
LEAVE = "huy"
NOTHING_OF_THIS = "0"


class Picker:
    """Finds the route of a message; it reads nothing but the message and where the conversation stands."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    def certain(self, incoming: Incoming) -> Found | None:
        """Return what answers a press or a command, wherever the conversation stands; else None.

        Raises Gone for a press that no button fits.
        """
        if incoming.kind is Kind.PRESS:
            return self._press(incoming.text)
        return self._command(incoming.text) if incoming.kind is Kind.TEXT else None

    def pick(self, incoming: Incoming, dialogue: Dialogue, *, picture: bool = False) -> Found:
        """Return what answers a message. Raises Gone or BadInput where nothing does.

        A `picture` that was sent as a file is taken where either is expected, and elsewhere for the photo it is.
        """
        if found := self.certain(incoming):
            return found
        if incoming.kind is Kind.TEXT and (found := self._typed(incoming.text, dialogue)):
            return found
        expected = self._expected(dialogue.step)
        # A step that takes presses answers everything else itself, and numbers stay choices.
        kind = Kind.PHOTO if picture else incoming.kind
        if expected and not expected[0].kinds.isdisjoint({incoming.kind, kind, Kind.PRESS}):
            return expected
        if expected and incoming.kind not in (Kind.PHOTO, Kind.FILE):
            raise BadInput(WANTS_TEXT if Kind.TEXT in expected[0].kinds else WANTS_PHOTO)
        return next((route, {}) for route in self._routes.loose if kind in route.kinds)

    def takes_text(self, step: str) -> bool:
        """Say whether free text is expected at a step, so that numbers are no choices."""
        return self._takes(step, Kind.TEXT)

    def takes_file(self, step: str) -> bool:
        """Say whether a file is expected at a step."""
        return self._takes(step, Kind.FILE)

    def _takes(self, step: str, kind: Kind) -> bool:
        expected = self._expected(step)
        return bool(expected and kind in expected[0].kinds)

    def _expected(self, step: str) -> Found | None:
        return match(self._routes.steps, step) if step else None

    def _press(self, data: str) -> Found:
        found = match(self._routes.buttons, data)
        if found is None:
            raise Gone
        return found

    def _command(self, text: str) -> Found | None:
        first, *_ = text.split(maxsplit=1) or [""]
        if first.startswith("/"):
            return self._routes.commands.get(fold(first[1:].partition("@")[0]), self._routes.loose[-1]), {}
        return (self._routes.commands[LEAVE], {}) if fold(text) == LEAVE else None

    def _typed(self, text: str, dialogue: Dialogue) -> Found | None:
        """Take a typed choice for its press; while text is expected numbers are just text."""
        waiting = self.takes_text(dialogue.step)
        if press := dialogues.press_for(dialogue, text, numbers=not waiting):
            return self._press(press)
        return (self._routes.commands[LEAVE], {}) if not waiting and text.strip() == NOTHING_OF_THIS else None
