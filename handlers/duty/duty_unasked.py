"""A link, a file or a photo that came without being asked for: which duty it is for is asked before it closes one."""

from collections.abc import Collection, Sequence

from bot.domain.duties import history, ledger
from bot.domain.duties.ledger import HANDED
from bot.domain.duties.lines import DutyLine
from bot.domain.models import Proof, Purpose
from bot.domain.outbox import told
from bot.domain.outbox.outbox import Due
from bot.domain.papers.passing import KINDS_OF_FILES
from bot.i18n import shortened
from bot.media import KeptFile
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_hand_in, duty_rule_words
from handlers.duty import duty_words as words

routes = Routes()

GIVEN = "duty-given"
"""In a draft: what came, until it is said what it is for."""
SURE = "duty-given"
SHORT = 200
MOST = 6
REMINDING = (Purpose.DUTY, Purpose.DUTY_NEW, Purpose.CHASE)


async def offer_text(chat: Chat) -> Reply | None:
    """Offer to hand in a link that was typed right below a reminder of duties; None where that is not what it is."""
    if not has_link(chat.text):
        return None
    return await _offer_lately(chat)


async def offer_file(chat: Chat) -> Reply | None:
    """Offer to hand in a file that came right below a reminder of duties; None where it is none of theirs."""
    return await _offer_lately(chat)


async def _offer_lately(chat: Chat) -> Reply | None:
    last = await told.last(chat.db, chat.person.id, chat.now, *REMINDING)
    return await offer_below(chat, last)


async def offer_below(chat: Chat, notice: Due | None) -> Reply | None:
    """Offer to hand in what came for the duties that a notice has spoken of; None where none of them takes it."""
    if notice is None or not history.speaks_of_duties(notice):
        return None
    return _offer(chat, await _open(chat, history.spoken_of(notice.facts)), chat.text)


async def offer_link(chat: Chat, baskets: Sequence[Button], link: str) -> Reply | None:
    """Ask where a link belongs that came out of the blue: to an open duty, or into one of these `baskets`.

    Return None where nothing waits for one.
    """
    _, found = chat._, await _open(chat)
    if not baskets:
        return _offer(chat, found, link)
    chat.draft[GIVEN] = {"note": link}
    text = _("Where does this link belong?") + f"\n\n{shortened(link, SHORT)}"
    buttons = kit.distinct([*_buttons(chat, found), *baskets])
    return Reply(text, rows(*buttons, Button(_("No, something else"), "leave-it")), step=SURE)


def has_link(text: str) -> bool:
    """Say whether a text holds the address of a page."""
    return any(word.lower().startswith(("https://", "http://")) for word in text.split())


async def _open(chat: Chat, spoken: Collection[int] | None = None) -> list[DutyLine]:
    """Return which of one's open duties take what came; with `spoken` only of those that were spoken of."""
    mine = await ledger.mine(chat.db, chat.person, chat.rights, chat.now)
    picture = chat.kept is not None and chat.kept.picture
    takes = HANDED - {Proof.VIDEO} if picture else HANDED
    # A paper goes up as a file of text.
    written = chat.kept is not None and chat.kept.name.lower().endswith(KINDS_OF_FILES)
    takes |= {Proof.PAPER} if written else frozenset()
    return [line for line in mine if (spoken is None or line.id in spoken) and line.proof in takes]


def _offer(chat: Chat, found: Sequence[DutyLine], note: str) -> Reply | None:
    if not found:
        return None
    _, kept = chat._, chat.kept
    chat.draft[GIVEN] = (
        {"note": note, "sha": kept.sha, "name": kept.name, "picture": kept.picture} if kept else {"note": note}
    )
    what = kept.name or _("this file") if kept else shortened(note, SHORT)
    no = Button(_("No, something else"), "leave-it")
    if len(found) == 1:
        text = _("Hand this in for “{title}”?\n\n{what}").format(title=words.title(_, found[0]), what=what)
        return Reply(text, rows(Button(_("Yes, hand it in"), f"duty-give:{found[0].id}", yes=True), no), step=SURE)
    buttons = kit.distinct(_buttons(chat, found))
    return Reply(_("Which duty is this for?\n\n{what}").format(what=what), rows(*buttons, no), step=SURE)


def _buttons(chat: Chat, found: Sequence[DutyLine]) -> list[Button]:
    return [
        Button(duty_rule_words.short(chat._, line.code, line.title), f"duty-give:{line.id}") for line in found[:MOST]
    ]


@routes.button("duty-give:{duty_id}")
async def give(chat: Chat, duty_id: int) -> Reply:
    """Hand in what came. Raises BadInput at a second tap, else as handing in does."""
    kit.must_have(chat, GIVEN, step=SURE)
    given = chat.draft[GIVEN]
    kept = KeptFile(given["sha"], given["name"], picture=given["picture"]) if "sha" in given else None
    return await duty_hand_in.take_given(chat, duty_id, given["note"], kept)
