"""One person, two chats: a code from one to the other, which of them notices go to, cutting one off."""

from bot.domain.organisation import accounts
from bot.domain.outbox import quota
from bot.domain.outbox.facts import QuotaUsed
from bot.errors import BadInput
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import phrases
from handlers.organisation import same_person
from handlers.organisation.same_person import CHANNELS

routes = Routes()


def channel_name(channel: str) -> str:
    """Return how people call a channel."""
    return CHANNELS.get(channel, channel)


@routes.button("accounts")
async def show(chat: Chat) -> Reply:
    """Show one's chats and what can be done with them."""
    _, person = chat._, chat.person
    mine = await accounts.of(chat.db, person)
    lines, buttons = [_("Your chats:")], []
    for account in mine:
        preferred = account.channel == person.preferred_channel or len(mine) == 1
        lines.append(f"– {channel_name(account.channel)}" + (_(" (notices come here)") if preferred else ""))
        if len(mine) > 1 and not preferred:
            label = _("Notices by {channel}").format(channel=channel_name(account.channel))
            buttons.append(Button(label, f"prefer:{account.id}"))
        if len(mine) > 1:
            label = _("Cut off {channel}").format(channel=channel_name(account.channel))
            buttons.append(Button(label, f"cutoff:{account.id}"))
    buttons.append(Button(_("Add a chat"), "addchat"))
    return Reply("\n".join(lines), rows(*buttons), step=STAY)


@routes.button("addchat")
async def add(chat: Chat) -> Reply:
    """Give the code to send from the other chat."""
    secret = chat.settings.secret.reveal()
    code = await accounts.code(chat.db, chat.person, secret=secret, now=chat.now)
    text = chat._("In the other chat (Zalo or Telegram), send to the bot within 15 minutes:\n\nlienket {code}")
    return Reply(text.format(code=code), step=STAY)


@routes.command("lienket")
async def tie(chat: Chat) -> Reply:
    """Tie this chat to the person whose code was sent: its digits alone count. Raises BadInput for none in it."""
    digits = "".join(letter for letter in chat.text if letter.isdecimal())
    if not digits and chat.someone:
        return await show(chat)
    if not digits:
        raise BadInput(accounts.NO_CODE, digits=accounts.DIGITS)
    return await tie_by(chat, digits)


async def tie_by(chat: Chat, code: str) -> Reply:
    """Tie this chat to the person whose code it is."""
    if chat.someone is not None:
        return await same_person.by_code(chat, code)
    here = chat.incoming
    await accounts.must_have_room(chat.db, here.channel, chat.settings.people_on(here.channel))
    secret = chat.settings.secret.reveal()
    person = await accounts.tie(chat.db, here.channel, here.address, code, secret=secret, now=chat.now)
    # From here on the router answers this person: their language, their conversation, their rights.
    chat.someone = person
    new = {one.id for one in await accounts.of(chat.db, person) if one.address == here.address}
    await same_person.told_elsewhere(chat, person, new)
    text = chat._("This chat is tied to you, {person}. What you began in the other one goes on here.")
    return Reply(text.format(person=phrases.addressed(chat._, person)), await phrases.home(chat), step=STAY)


@routes.button("prefer:{account_id}")
async def prefer(chat: Chat, account_id: int) -> Reply:
    """Let notices come to one of the chats."""
    account = await accounts.prefer(chat.db, chat.person, account_id)
    text = chat._("From now on notices come by {channel}.").format(channel=channel_name(account.channel))
    return Reply(text, await phrases.home(chat), step=STAY)


@routes.button("cutoff:{account_id}")
async def cut_off(chat: Chat, account_id: int) -> Reply:
    """Take a chat off."""
    account = await accounts.cut_off(chat.db, chat.person, account_id)
    text = chat._("{channel} is cut off; nothing more will come there.").format(channel=channel_name(account.channel))
    return Reply(text, step=STAY)


async def quota_lines(chat: Chat) -> list[str]:
    """Return for an officer how much of each sold month is used."""
    if not chat.rights.officer:
        return []
    lines = []
    for channel in chat.settings.sold_channels:
        most = chat.settings.messages_on(channel)
        used = await quota.used(chat.db, channel, most or 0, chat.now)
        lines.append(told(chat._, channel, used.number, used.most))
    return lines


async def over_quota(chat: Chat, people: list[int], text: str, *, photo: bool) -> str:
    """Return a warning where telling these people so much would pass a channel's month, else nothing."""
    each = quota.pieces(text, photo=photo)
    for channel in chat.settings.sold_channels:
        used = await quota.used(chat.db, channel, chat.settings.messages_on(channel) or 0, chat.now)
        needed = await quota.needed(chat.db, channel, people, each)
        if needed > used.left:
            text = chat._("This needs {needed} messages of {channel}, and only {left} are left this month.")
            return text.format(needed=needed, channel=channel_name(channel), left=used.left)
    return ""


def nearly_used(used: QuotaUsed, t: Translator) -> Reply:
    """Return the letter that warns officers of a sold month."""
    so_far = told(t, used.channel, used.number, used.most)
    return Reply(so_far + " " + t("Please announce sparingly, or have the plan enlarged."), step=STAY)


def told(t: Translator, channel: str, number: int, most: int) -> str:
    """Return how much of a channel's month is used, in a sentence."""
    return t("{channel} this month: {number} of {most} messages used.").format(
        channel=channel_name(channel), number=number, most=most
    )
