"""A link that comes out of the blue: for which duty it is, or into the evidence of which meeting, is asked first."""

from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.duty import duty_unasked
from handlers.duty.duty_unasked import GIVEN, SURE
from handlers.meeting import evidence, send_photos

routes = Routes()

MOST_BASKETS = 4
NOWHERE = N_("Nothing waits for a link now. It was not kept; please send it where it is asked for.")


async def offer(chat: Chat) -> Reply | None:
    """Ask where a link belongs; None for a text without any."""
    if not duty_unasked.has_link(chat.text):
        return None
    if lately := await duty_unasked.offer_text(chat):
        return lately
    takes = (await send_photos.takes_photos(chat))[:MOST_BASKETS]
    labels = phrases.meeting_labels(takes)
    baskets = [Button(label, f"link-give:{one.id}") for label, one in zip(labels, takes, strict=True)]
    offered = await duty_unasked.offer_link(chat, baskets)
    return offered or Reply(
        chat._(NOWHERE), rows(Button(chat._("My duties"), "duties"), Button(chat._("Help"), "help"))
    )


@routes.button("link-give:{meeting_id}")
async def give(chat: Chat, meeting_id: int) -> Reply:
    """Put the link into the evidence of a meeting. Raises BadInput at a second tap, else as evidence does."""
    kit.must_have(chat, GIVEN, step=SURE)
    return await evidence.keep_link(chat, meeting_id, chat.draft[GIVEN]["note"])
