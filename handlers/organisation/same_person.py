"""Two who are one: a new phone or account, confirmed by the former one's code or yes, or by the principal."""

from bot.domain.endings import one_person
from bot.domain.endings import same_person as two
from bot.domain.endings.one_person import Belongings
from bot.domain.letters.account import AccountLetter
from bot.domain.letters.same_person import SamePersonLetter
from bot.domain.models import Person
from bot.domain.organisation import accounts, appointments, people
from bot.domain.organisation.membership import Head
from bot.errors import N_, Refusal
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import local
from handlers import kit, phrases

routes = Routes()

CHANNELS = {"telegram": "Telegram", "zalo": "Zalo"}
COUNTED = {
    "seats": N_("sign-ups {number}"),
    "marks": N_("attendance {number}"),
    "reflections": N_("reflections {number}"),
    "photos": N_("photos {number}"),
    "parts": N_("parts {number}"),
    "duties": N_("duties {number}"),
}
SAME_CHAT = N_("This chat is yours already; the code is for another one.")


def called(channel: str) -> str:
    """Return how people call a channel."""
    return CHANNELS.get(channel, channel)


async def told_elsewhere(chat: Chat, person: Person, new: set[int]) -> None:
    """Tell the other chats of a person that this one has become theirs; here it is said at once."""
    mine = await accounts.of(chat.db, person)
    if others := [one for one in mine if one.id not in new]:
        await two.tell(chat.db, person, new, chat.now, only={one.id for one in others})


def belongings(t: Translator, one: Belongings) -> str:
    """Return in a line who somebody is and how much hangs on them."""
    counts = [t(label).format(number=number) for name, label in COUNTED.items() if (number := getattr(one, name))]
    where = ", ".join(filter(None, (one.school, *map(called, one.channels))))
    return f"– {one.name or '?'} ({where}): " + (", ".join(counts) or t("nothing yet"))


async def _shown(chat: Chat, keep: Person, double: Person) -> str:
    """Return what goes over, by name and counts. Raises as `one_person.must_be_one` does."""
    one_person.must_be_one(keep, double)
    _ = chat._
    both = [belongings(_, await one_person.belongings(chat.db, one)) for one in (keep, double)]
    return "\n".join([_("Put these two together? They are one person from then on:"), *both])


async def by_code(chat: Chat, code: str) -> Reply:
    """Ask whether this chat's person and the one whose code was typed are one. Raises Refusal where names differ."""
    secret = chat.settings.secret.reveal()
    owner = await accounts.whose(chat.db, code, secret=secret, now=chat.now)
    mine = chat.must_have_joined()
    if owner.id == mine.id:
        raise Refusal(SAME_CHAT)
    text = await _shown(chat, owner, mine)
    digits = "".join(code.split())
    return Reply(text, rows(Button(chat._("Yes, I am both"), f"i-am-both:{digits}", yes=True), kit.leave(chat)))


@routes.button("i-am-both:{code}")
async def am_both(chat: Chat, code: str) -> Reply:
    """Put the two together whose owner holds both chats; the code is used up."""
    mine, secret = chat.must_have_joined(), chat.settings.secret.reveal()
    owner = await accounts.use_up(chat.db, code, secret=secret, now=chat.now)
    if owner.id == mine.id:
        raise Refusal(SAME_CHAT)
    await two.join(chat.db, owner, mine, chat.now, by=owner.id)
    # From here on the router answers this person: their language, their conversation, their rights.
    chat.someone = owner
    chat.rights = await people.rights(chat.db, owner.id, chat.today)
    text = chat._("Done: everything is under {name} now, in all your chats.").format(name=owner.name)
    return Reply(text, await phrases.home(chat))


@routes.button("claim-yes:{row_id}")
async def yes(chat: Chat, row_id: int) -> Reply:
    """The two are one."""
    head = Head(chat.must_have_joined(), chat.rights, chat.now)
    old, _new = await two.decide(chat.db, head, row_id, same=True)
    text = chat._("Done: both accounts are {name}'s now, and both were told.").format(name=old.name)
    return Reply(text, await phrases.home(chat))


@routes.button("claim-no:{row_id}")
async def no(chat: Chat, row_id: int) -> Reply:
    """They are two: nothing is put together."""
    head = Head(chat.must_have_joined(), chat.rights, chat.now)
    await two.decide(chat.db, head, row_id, same=False)
    text = chat._("Noted: they are two people, and nothing was put together.")
    return Reply(text, await phrases.home(chat))


@routes.button("same:{keep_id}:{double_id}")
async def preview(chat: Chat, keep_id: int, double_id: int) -> Reply:
    """Show a principal what hangs on two people of the school, and ask whether they are one."""
    keep, double = await appointments.person(chat.db, keep_id), await appointments.person(chat.db, double_id)
    chat.must_have_joined()
    one_person.must_vouch(chat.rights, keep, double)
    text = await _shown(chat, keep, double)
    yes = Button(chat._("Yes, they are one person"), f"same-yes:{keep_id}:{double_id}", yes=True)
    return Reply(text, rows(yes, Button(chat._("No, two people"), "leave-it")))


@routes.button("same-yes:{keep_id}:{double_id}")
async def vouch(chat: Chat, keep_id: int, double_id: int) -> Reply:
    """Put two people of the school together."""
    keep, double = await appointments.person(chat.db, keep_id), await appointments.person(chat.db, double_id)
    await two.vouch(chat.db, Head(chat.must_have_joined(), chat.rights, chat.now), keep, double)
    text = chat._("Done: both accounts are {name}'s now, and both were told.").format(name=keep.name)
    return Reply(text, await phrases.home(chat))


def asked(letter: SamePersonLetter, t: Translator) -> Reply:
    """Return the question whether somebody who has joined anew is who they say."""
    facts = {"name": letter.name, "channel": called(letter.channel)}
    if letter.is_me:
        text = t("Somebody has joined by another account of {channel} and says that they are you, {name}. Is it you?")
        labels = t("Yes, it is me"), t("No, it is not me")
    else:
        text = t(
            "{name} has joined anew by {channel} and says that they are {former}, and that the former account is "
            "lost. Is it the same person? Please be sure: everything of the former account goes over."
        )
        subject = letter.subject or t(kit.MANY_SUBJECTS)
        joined = t("joined on {day}").format(day=f"{local(letter.joined_at):%d/%m/%Y}")
        facts["former"] = f"{letter.former} ({subject}, {joined})"
        labels = t("Yes, the same person"), t("No, two people")
    yes, no = Button(labels[0], f"claim-yes:{letter.id}", yes=True), Button(labels[1], f"claim-no:{letter.id}")
    return Reply(text.format(**facts), rows(yes, no), step=STAY)


def tied(letter: AccountLetter, t: Translator) -> Reply:
    """Return what each chat is told once another one is the same person's."""
    facts = letter.facts
    lines = [
        t("This account now belongs to {name}, with everything that was there before.").format(name=letter.name)
        if facts.new
        else t("Another account of {channel} now belongs to you, {name}.").format(
            channel=called(facts.tied), name=letter.name
        )
    ]
    if letter.by:
        lines.append(t("Teacher {by} has vouched for it.").format(by=letter.by))
    lines.append(t("If this was not you, cut that account off under My chats, and tell your principal."))
    return Reply("\n".join(lines), rows(Button(t("My chats"), "accounts")), step=STAY)
