"""Whom a meeting expects, as the card that settles it shows and keeps it; `narrow` asks for what a choice needs."""

from collections.abc import Sequence

from bot.domain.models import Expects, Meeting
from bot.domain.outbox import quota
from bot.domain.programme import clashes, invitations, narrowing
from bot.domain.programme.narrowing import Chosen
from bot.domain.programme.pieces import FromTo
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import Button
from bot.routes import Chat, Rows, rows
from handlers import phrases

MOST_CLASHES = 5
LABELS = {
    Expects.EVERYBODY: N_("Everybody"),
    Expects.NUMBERS: N_("So many of each school"),
    Expects.SCHOOLS: N_("Some schools"),
    Expects.PEOPLE: N_("Some people"),
}


def choices(chat: Chat, meeting: Meeting) -> Rows:
    """Return one button a kind; the one that holds is marked."""
    held = chosen(chat).expects
    marked = [
        Button(("● " if one is held else "○ ") + chat._(label), f"whom:{meeting.id}:{one}")
        for one, label in LABELS.items()
    ]
    return rows(*marked, across=2)


def chosen(chat: Chat) -> Chosen:
    """Return what was chosen so far."""
    kept = chat.draft.get("whom")
    if kept is None:
        return Chosen()
    return Chosen(Expects(kept["expects"]), kept["quota"], kept["number"], tuple(kept["ids"]))


def remember(chat: Chat, what: Chosen) -> None:
    """Keep what was chosen."""
    chat.draft["whom"] = {
        "expects": what.expects,
        "quota": what.quota,
        "number": what.number,
        "ids": [*what.ids],
    }


async def line(chat: Chat, meeting: Meeting) -> str:
    """Return in words whom the meeting expects."""
    _, what = chat._, chosen(chat)
    if what.expects is Expects.NUMBERS:
        text = _("Expected: {number} people of each school ({quota}); their principals name them")
        return text.format(number=what.number, quota=what.quota)
    if what.expects is Expects.SCHOOLS:
        names = [one.name for one in await narrowing.schools(chat.db, meeting, chat.now) if one.id in what.ids]
        return _("Expected: {names}").format(names=", ".join(names))
    if what.expects is Expects.PEOPLE:
        return _("Expected: {number} people by name").format(number=len(what.ids))
    return _("Expected: everybody whom it concerns")


async def lines(chat: Chat, meeting: Meeting, spans: Sequence[FromTo]) -> list[str]:
    """Return whom the meeting expects, who of them stands elsewhere at these hours, and what inviting them costs."""
    return [await line(chat, meeting), *await _clashes(chat, meeting, spans), *await _costs(chat, meeting)]


async def _clashes(chat: Chat, meeting: Meeting, spans: Sequence[FromTo]) -> list[str]:
    """Say who of those expected stands in another meeting at that hour; it forbids nothing."""
    _, at_each = chat._, dict[int, tuple[Meeting, list[str]]]()
    for name, other in await clashes.at(chat.db, meeting, spans, chat.today):
        at_each.setdefault(other.id, (other, []))[1].append(name)
    # Most stand in one other meeting: it is named once.
    text = _("At another meeting at that hour ({meeting}): {names}")
    return [
        text.format(meeting=phrases.meeting_label(other), names=_clashing(_, names))
        for other, names in [*at_each.values()][:MOST_CLASHES]
    ]


def _clashing(t: Translator, names: Sequence[str]) -> str:
    more = len(names) - MOST_CLASHES
    others = [t("and {number} more people").format(number=more)] if more > 0 else []
    return ", ".join([*names[:MOST_CLASHES], *others])


async def _costs(chat: Chat, meeting: Meeting) -> list[str]:
    """Say what inviting costs on channels whose messages are sold: one message each, with what else is due then."""
    channels = chat.settings.sold_channels
    invited = await invitations.would_be(chat.db, meeting, chat.now) if channels else []
    lines = []
    for channel in channels:
        needed = await quota.needed(chat.db, channel, invited, 1)
        left = (await quota.used(chat.db, channel, chat.settings.messages_on(channel) or 0, chat.now)).left
        text = chat._("Inviting takes {needed} messages of {channel}; {left} are left this month.")
        if needed:
            lines.append(text.format(needed=needed, channel=channel.capitalize(), left=left))
    return lines
