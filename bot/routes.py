"""What handlers are given and how they say which messages they answer.

A handler is a plain async function of a `Chat` and of what its pattern names: "join:{meeting_id}" hands over
`meeting_id`, as an int where the handler says so. What does not fit the pattern does not reach the handler.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from inspect import signature
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Transaction
from bot.domain import typed_texts
from bot.domain.asides import OUTLASTS
from bot.domain.models import Person, Purpose
from bot.domain.organisation.people import Rights
from bot.domain.outbox.outbox import Due
from bot.domain.typed_texts import Typed
from bot.errors import N_, NotRegistered, Unfound
from bot.i18n import Translator
from bot.long_lists import Listing
from bot.media import KeptFile
from bot.messages import OF_THREE, OF_TWO, Button, Incoming, Kind, Reply
from bot.settings import Settings
from bot.vietnamese import local

A_WHILE = timedelta(hours=6)
AS_TEXT = "as-text:"
"""Begins a press that stands for typing what follows: a number or the name of a command that is the answer."""
AS_COMMAND = "as-command:"
"""Begins a press that stands for typing the command of that name."""
Rows = tuple[tuple[Button, ...], ...]
LONGEST_NUMBER = 9  # PostgreSQL's ids end at ten digits, and a forged longer one would be an error instead of no row
NAME_FIRST = N_("Please finish joining first: send your full name, for example: Sùng A Dơ.")


@dataclass(frozen=True, slots=True)
class WayIn:
    """How somebody comes in by one channel: by its address where it has one, else by the bot's name and a code."""

    channel: str
    called: str
    address: str


@dataclass
class Chat:
    """The one object in every handler's hand: who speaks, in which transaction, in which language, when."""

    db: AsyncSession
    incoming: Incoming
    now: datetime
    settings: Settings
    link: Callable[[str], str]
    """Turns the payload of an invitation into the address that opens the chat with it."""
    ways_in: Callable[[str], Sequence["WayIn"]]
    """Turns it into the ways in by every channel that is served."""
    someone: Person | None
    rights: Rights
    draft: dict[str, Any]
    """What a conversation of several steps has gathered; emptied when it ends."""
    step: str
    kept: KeptFile | None = None
    """The photo or file that came, already checked and stored."""
    ready: Any = None
    """What the route's `first` returned."""
    earlier: tuple[Typed, ...] = ()
    """The texts that this conversation brought last, the newest at the end."""
    chose: bool = False
    """Whether this is a choice or a command, typed or pressed."""
    became: str = ""
    """What this text has become, where that is another place than the step it was typed at: an edit goes there."""
    under: Due | None = None
    """The notice that this message is the platform's own reply to."""
    language: str = ""
    question: str = ""
    """What the conversation waits for an answer to, in words, and the choices beside it."""
    choices: Rows = ()
    newest: Rows = ()
    """The choices that were shown last, a notice's too."""
    listing: Listing | None = None
    """The long list that the conversation shows."""
    whole: Sequence[Button] = ()
    """All choices of a list of which this answer shows one page: what is typed is looked for in them."""
    source: str = ""
    """Instead of `whole`, what gives it once somebody types; see `handlers.listing.source`."""
    unfound: Unfound | None = None
    """What a search says to this text that found nothing by it: the answer where it means nothing else either."""
    to_erase: list[str] = field(default_factory=list)
    """Digests of files to erase once this is committed."""

    def must_have_joined(self) -> Person:
        """Return who speaks. Raises NotRegistered for a stranger, and for who has not given a name yet."""
        if self.someone is None:
            raise NotRegistered
        if not self.someone.name:
            raise NotRegistered(NAME_FIRST)
        return self.someone

    @property
    def person(self) -> Person:
        """The person who speaks. Raises as `must_have_joined` does."""
        return self.must_have_joined()

    @property
    def before_edit(self) -> Typed | None:
        """How a text that was edited read before, and where it went; None for any other, and for an older one."""
        key = typed_texts.message_key(self.incoming) if self.incoming.edited else ""
        return next((one for one in self.earlier if key and one.message == key), None)

    def forget(self) -> None:
        """Empty the draft, but for the photos that are held and for what was left for later."""
        self.draft = {name: self.draft[name] for name in OUTLASTS if name in self.draft}

    @property
    def _(self) -> Translator:
        """The translator of who speaks."""
        return Translator(self.someone.language if self.someone else self.language)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local(self.now).date()

    @property
    def text(self) -> str:
        """What was typed."""
        return self.incoming.text.removeprefix(AS_TEXT)

    @property
    def rest(self) -> str:
        """What was typed after the command."""
        return self.incoming.text.partition(" ")[2].strip()


Handler = Callable[..., Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a message before its transaction is open: all that slow work has to go by."""

    draft: Mapping[str, Any]
    kept: KeptFile | None
    file: Callable[[str], Awaitable[bytes]]
    """Returns the bytes of a kept file. Raises FileNotFoundError where it was erased."""


First = Callable[[Before], Awaitable[Any]]
"""Slow work that a route wants done while no transaction is open, so that nobody waits for it, such as reading a file.

Its result comes as `chat.ready`; a `Refusal` is answered as a handler's.
"""


class NotReady(Exception):
    """What a handler needs takes long to find out: it is asked again once `work` is done, with no transaction open.

    For what only the handler knows: which work that is hangs on what it has just read. It keeps what it finds itself.
    """

    def __init__(self, work: Callable[[Transaction], Awaitable[None]]) -> None:
        super().__init__()
        self.work = work
        """Is given what opens a reading transaction."""


@dataclass(frozen=True)
class Route:
    """A pattern, the handler behind it, and for a step the kinds of messages it takes."""

    pattern: str
    handler: Handler
    kinds: frozenset[Kind] = frozenset({Kind.TEXT})
    first: First | None = None
    digits: bool = False
    """A step whose answer may be a bare number."""
    lasts: timedelta | None = A_WHILE
    """How long a step waits before what is typed is asked about first; None for as long as it takes."""
    hears: bool = False
    """A step that hears by itself what is no answer to it, as where nothing is expected."""
    prose: bool = False
    """A step at which somebody writes to others: any words may be the answer, also a mere yes or thanks."""
    title: bool = False
    """A step that asks for a title, which may itself be a question: "Vì sao lá cây có màu xanh?"."""
    _fits: re.Pattern[str] = field(init=False, repr=False)
    begins: str = field(init=False, repr=False)
    """What stands before its first place: most routes are passed over by it."""
    numbers: frozenset[str] = field(init=False, repr=False)
    """The places that take a number."""

    def __post_init__(self) -> None:
        shape = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^:]*)", re.escape(self.pattern))
        hints = signature(self.handler).parameters
        object.__setattr__(self, "_fits", re.compile(shape))
        object.__setattr__(self, "begins", self.pattern.partition("{")[0])
        # The annotation is a word where a module postpones them.
        object.__setattr__(self, "numbers", frozenset(name for name in hints if hints[name].annotation in (int, "int")))

    @property
    def names(self) -> tuple[str, ...]:
        """The places of the pattern."""
        return tuple(self._fits.groupindex)

    def arguments(self, data: str) -> dict[str, Any] | None:
        """Return what the pattern finds in `data`, or None where it does not fit."""
        if not (found := self._fits.fullmatch(data)):
            return None
        values: dict[str, Any] = found.groupdict()
        for name in self.numbers & values.keys():
            if not values[name].isascii() or not values[name].isdecimal() or len(values[name]) > LONGEST_NUMBER:
                return None
            values[name] = int(values[name])
        return values


class Routes:
    """The routes of one topic, or of all. Raises ValueError for a command that two topics answer."""

    def __init__(self, *topics: "Routes") -> None:
        self.commands: dict[str, Route] = {}
        self.buttons: list[Route] = []
        self.steps: list[Route] = []
        self.loose: list[Route] = []
        self.under: dict[Purpose, Route] = {}
        self.edits: list[Route] = []
        for topic in topics:
            self._take(topic)

    def _take(self, topic: "Routes") -> None:
        twice = self.commands.keys() & topic.commands.keys()
        if twice:
            raise ValueError(f"two routes for the commands {sorted(twice)}")
        self.commands |= topic.commands
        self.buttons += topic.buttons
        self.steps += topic.steps
        self.loose += topic.loose
        self.under |= topic.under
        self.edits += topic.edits

    def command(self, *names: str) -> Callable[[Handler], Handler]:
        """Answer a command, and its bare name where nothing else is expected; names are folded."""
        return self._add(lambda handler: self.commands.update({name: Route(name, handler) for name in names}))

    def button(self, pattern: str, *, first: First | None = None) -> Callable[[Handler], Handler]:
        """Answer a press whose data fits."""
        return self._add(lambda handler: self.buttons.append(Route(pattern, handler, first=first)))

    def step(
        self,
        pattern: str,
        *kinds: Kind,
        first: First | None = None,
        digits: bool = False,
        lasts: timedelta | None = A_WHILE,
        hears: bool = False,
        prose: bool = False,
        title: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Answer what comes while a reply's `step` fits; without `kinds` only text. Bare numbers only with `digits`."""
        takes = frozenset(kinds or (Kind.TEXT,))
        more = (first, digits, lasts, hears, prose, title)
        return self._add(lambda handler: self.steps.append(Route(pattern, handler, takes, *more)))

    def replies(self, *purposes: Purpose, kinds: Collection[Kind] = (Kind.TEXT,)) -> Callable[[Handler], Handler]:
        """Answer what is sent as the platform's own reply to a notice of these purposes; it comes as `chat.under`."""
        return self._add(
            lambda handler: self.under.update({one: Route(str(one), handler, frozenset(kinds)) for one in purposes})
        )

    def corrected(self, pattern: str) -> Callable[[Handler], Handler]:
        """Answer the edit of a text that was typed at a step, or has become something, that fits; see `bot.picking`."""
        return self._add(lambda handler: self.edits.append(Route(pattern, handler)))

    def otherwise(self, *kinds: Kind) -> Callable[[Handler], Handler]:
        """Answer what nothing else was expected for; tried in order."""
        return self._add(lambda handler: self.loose.append(Route("", handler, frozenset(kinds))))

    @staticmethod
    def _add(keep: Callable[[Handler], Any]) -> Callable[[Handler], Handler]:
        def remember(handler: Handler) -> Handler:
            keep(handler)
            return handler

        return remember


Found = tuple[Route, dict[str, Any]]


class Surroundings(Protocol):
    """What stands around every answer, whatever it is about."""

    def before(self, chat: Chat, route: Route, /) -> Reply | None:
        """Return what is said instead of what was asked for, None where nothing stands in its way."""

    async def after(self, chat: Chat, found: Found, reply: Reply, /) -> Reply:
        """Return the answer with what is to be said below it; what it showed of others is written down."""


def match(routes: Iterable[Route], data: str) -> Found | None:
    """Return the first route that fits, with its arguments."""
    begun = (route for route in routes if data.startswith(route.begins))
    return next(((route, found) for route in begun if (found := route.arguments(data)) is not None), None)


def rows(*buttons: Button, across: int = 1) -> Rows:
    """Lay buttons out in rows of at most `across`: a label that would be cut beside others has a row to itself."""
    laid: list[list[Button]] = []
    room = 0
    for button in buttons:
        beside = min(across, _abreast(button.label))
        if laid and len(laid[-1]) < min(room, beside):
            laid[-1].append(button)
            room = min(room, beside)
        else:
            laid.append([button])
            room = beside
    return tuple(tuple(row) for row in laid)


def _abreast(label: str) -> int:
    """Return in a row of how many a label is shown whole."""
    if len(label) <= OF_THREE:
        return 3
    return 2 if len(label) <= OF_TWO else 1
