"""A link that comes out of the blue: for which duty it is, or into the evidence of which meeting, is asked first."""

from bot.domain.models import Meeting
from bot.errors import N_
from bot.i18n import shortened
from bot.messages import Button, Kind, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.duty import duty_unasked
from handlers.duty.duty_unasked import GIVEN, SURE
from handlers.meeting import evidence, held, send_photos

routes = Routes()

MOST_BASKETS = 4
NOWHERE = N_("Nothing waits for a link now. It was not kept; please send it where it is asked for.")


async def offer(chat: Chat) -> Reply | None:
    """Ask where a link belongs; None for a text without any."""
    if not duty_unasked.has_link(chat.text):
        return None
    if here := await held.at_hand(chat):
        return _ask_here(chat, here)
    if lately := await duty_unasked.offer_text(chat):
        return lately
    return await _ask_where(chat, chat.text)


def _ask_here(chat: Chat, meeting: Meeting) -> Reply:
    """Ask whether a link is of the meeting whose evidence was just shown."""
    _ = chat._
    chat.draft[GIVEN] = {"note": chat.text}
    asked = _("Keep it as evidence of this meeting?\n{meeting}").format(meeting=phrases.meeting_line(_, meeting))
    yes = Button(_("Yes, keep it there"), f"link-give:{meeting.id}", yes=True)
    text = f"{asked}\n\n{shortened(chat.text, duty_unasked.SHORT)}"
    return Reply(text, rows(yes, Button(_("Somewhere else"), "link-where"), kit.leave(chat)), step=SURE)


@routes.button("link-where")
async def where_else(chat: Chat) -> Reply:
    """Ask where else the link belongs."""
    kit.must_have(chat, GIVEN, step=SURE)
    return await _ask_where(chat, chat.draft[GIVEN]["note"])


async def _ask_where(chat: Chat, link: str) -> Reply:
    takes = (await send_photos.takes_photos(chat))[:MOST_BASKETS]
    labels = phrases.meeting_labels(takes)
    baskets = [Button(label, f"link-give:{one.id}") for label, one in zip(labels, takes, strict=True)]
    offered = await duty_unasked.offer_link(chat, baskets, link)
    return offered or Reply(
        chat._(NOWHERE), rows(Button(chat._("My duties"), "duties"), Button(chat._("Help"), "help"))
    )


@routes.step(SURE, Kind.PRESS)
async def choose_first(chat: Chat) -> Reply:
    """Hold a photo or a file that comes meanwhile, and ask for its meeting; the first question waits on."""
    if chat.kept is None:
        return await kit.please_choose(chat)
    return await (send_photos.unasked(chat) if chat.kept.picture else send_photos.no_files(chat))


@routes.button("link-give:{meeting_id}")
async def give(chat: Chat, meeting_id: int) -> Reply:
    """Put the link into the evidence of a meeting. Raises BadInput at a second tap, else as evidence does."""
    kit.must_have(chat, GIVEN, step=SURE)
    return await evidence.keep_link(chat, meeting_id, chat.draft[GIVEN]["note"])
