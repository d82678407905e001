"""What came without a meeting: held with the conversation until it is said of which one it is, and only then filed.

Right below the evidence of a meeting one yes files it there; else it is asked of which meeting it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.asides import HELD
from bot.domain.models import Meeting, MeetingState
from bot.domain.programme import concerned, meetings
from bot.errors import Gone
from bot.media import KeptFile
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases

routes = Routes()

SHOWS_EVIDENCE = frozenset(["photos", "evidence", "evidence-link", "evidence-mine", "faces", "held", "link-give"])
"""What choices begin with that stand below the evidence of a meeting; the number of the meeting follows."""


@dataclass(frozen=True, slots=True)
class HeldPiece:
    """One thing that is held; only a file has a name, perhaps an empty one."""

    sha: str
    album: str
    caption: str
    name: str | None = None


def held(chat: Chat) -> list[HeldPiece]:
    """Return what is held."""
    return [HeldPiece(*kept) for kept in chat.draft.get(HELD, [])]


def put(chat: Chat, kept: KeptFile) -> None:
    """Hold a photo or a file, which is stored already."""
    one = [kept.sha, chat.incoming.album, chat.text if kept.picture else ""]
    new = one if kept.picture else [*one, kept.name]
    others = [row for row in chat.draft.get(HELD, []) if row[0] != kept.sha]
    chat.draft[HELD] = [*others, new]


def take(chat: Chat) -> list[HeldPiece]:
    """Return what is held, and hold it no longer."""
    pieces = held(chat)
    chat.draft.pop(HELD, None)
    return pieces


def received(chat: Chat) -> str:
    """Say what is held: how many photos, which file, or how many of both."""
    _, pieces = chat._, held(chat)
    files = [one for one in pieces if one.name is not None]
    if not files:
        return _("Photos received: {number}.").format(number=len(pieces))
    if len(pieces) == 1:
        return _("File received: {name}.").format(name=files[0].name or _("this file"))
    return _("Photos and files received: {number}.").format(number=len(pieces))


async def at_hand(chat: Chat) -> Meeting | None:
    """Return the meeting whose evidence was just shown, or below whose notice this was sent, once it has begun."""
    presses = [one.press.split(":") for row in chat.newest for one in row]
    shown = {int(parts[1]) for parts in presses if parts[0] in SHOWS_EVIDENCE and parts[1:] and parts[1].isdecimal()}
    if chat.under and chat.under.topic.meeting_id:
        shown = {chat.under.topic.meeting_id}
    if len(shown) != 1:
        return None
    try:
        meeting = await meetings.get(chat.db, shown.pop())
        await concerned.must_concern(chat.db, meeting, chat.person, chat.rights)
    except Gone:
        return None
    begun = meeting.starts_at is not None and meeting.starts_at <= chat.now
    return meeting if begun and meeting.state is MeetingState.SETTLED else None


def here(chat: Chat, meeting: Meeting) -> Button:
    """Return the yes that files all that is held at a meeting."""
    return Button(chat._("Yes, keep it there"), f"held:{meeting.id}")


def ask_here(chat: Chat, meeting: Meeting) -> Reply:
    """Ask whether what is held is of this meeting."""
    _ = chat._
    asked = _("Keep it as evidence of this meeting?\n{meeting}").format(meeting=phrases.meeting_line(_, meeting))
    yes = Button(here(chat, meeting).label, f"held:{meeting.id}", yes=True)
    others = [Button(_("Another meeting"), "held-which"), Button(_("Of none, throw it away"), "held-away")]
    return _reply(chat, asked, [yes, *others])


def ask(chat: Chat, open_now: Sequence[Meeting]) -> Reply:
    """Ask of which meeting it is."""
    labels = phrases.meeting_labels(open_now)
    which = [Button(label, f"held:{one.id}") for label, one in zip(labels, open_now, strict=True)]
    away = Button(chat._("Of none, throw it away"), "held-away")
    return _reply(chat, chat._("Of which meeting? After the choice it is kept there."), [*which, away])


def _reply(chat: Chat, asked: str, buttons: Sequence[Button]) -> Reply:
    album = chat.incoming.album
    key = f"unasked:{album}" if album else ""
    return Reply(f"{received(chat)} {asked}", rows(*buttons), key=key, series="unasked", step=STAY)


@routes.button("held-away")
async def away(chat: Chat) -> Reply:
    """Hold it no longer; its files go when nothing speaks of them."""
    chat.must_have_joined()
    chat.draft.pop(HELD, None)
    return Reply(chat._("It was not kept."), await phrases.home(chat), step=STAY)
