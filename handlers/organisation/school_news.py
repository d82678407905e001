"""What became of schools: their heads say "Đã rõ", and officers see which school has not, and remind them."""

from bot.domain.endings import schools_told
from bot.domain.endings.schools_told import SchoolKeeper, Unknown
from bot.domain.outbox.school_changes import SchoolChange
from bot.errors import N_
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit

routes = Routes()

SAID = {
    "renamed": N_("{former} is called {to} from {day} on."),
    "moved": N_("{school}: from {day} on in {to}, no longer in {former}."),
    "in": N_("{school} is in {to} from {day} on."),
    "out": N_("{school} is no longer in {to} from {day} on."),
    "under": N_("{school} stands under {to} from {day} on."),
    "into": N_("{school} goes on in {to} from {day} on."),
}
A_PAGE = 8
"""Schools on one page of a phone."""


def doer(chat: Chat) -> SchoolKeeper:
    """Return who speaks as who changes something."""
    return SchoolKeeper(chat.must_have_joined(), chat.rights, chat.now)


def line(t: Translator, change: SchoolChange) -> str:
    """Return what becomes of a school, in one sentence."""
    return t(SAID[change.kind]).format(
        school=change.school, former=change.former, to=change.to, day=t.short_day(change.day)
    )


def button(t: Translator, news_id: int) -> Button:
    """Return the button with which a school's head says that they know of it."""
    return Button(t("Understood"), f"know-school:{news_id}")


@routes.button("know-school:{news_id}")
async def know(chat: Chat, news_id: int) -> Reply:
    """Note that a school's head knows of it; a second press changes nothing."""
    new = await schools_told.know(chat.db, news_id, chat.must_have_joined(), chat.rights, chat.now)
    text = chat._("Thank you, it is noted.") if new else chat._("It is noted already. Thank you.")
    return Reply(text, rows(Button(chat._("Calendar"), "calendar:0")), step=STAY)


@routes.button("school-news:{page}")
async def show(chat: Chat, page: int, said: str = "") -> Reply:
    """Show an officer which schools have not said to know of what became of them, and who heads them."""
    _, stands = chat._, await schools_told.standing(chat.db, chat.rights, chat.now)
    unknown = stands.unknown
    head = _("Changes of schools: {told}. Acknowledged: {known}. Not yet: {unknown}.").format(
        told=stands.told, known=stands.told - len(unknown), unknown=len(unknown)
    )
    some = unknown[page * A_PAGE : (page + 1) * A_PAGE]
    lines = [head, *(f"– {_one(_, one)}" for one in some)]
    more = [Button(_("More ›"), f"school-news:{page + 1}")] if len(unknown) > (page + 1) * A_PAGE else []
    chase = [Button(_("Chase the rest"), "school-news-chase")] if any(one.heads for one in unknown) else []
    return Reply(kit.after(said, "\n".join(lines)), rows(*chase, *more, Button(_("‹ Organisation"), "org")))


def _one(t: Translator, one: Unknown) -> str:
    who = ", ".join(one.heads) or t("no principal has joined")
    return f"{line(t, one.change)} ({who})"


@routes.button("school-news-chase")
async def chase(chat: Chat) -> Reply:
    """Remind the heads who have not; within twenty hours of the last time nobody."""
    number = await schools_told.chase(chat.db, doer(chat))
    _ = chat._
    said = _("{number} people are told once more.").format(number=number)
    return await show(chat, 0, said if number else _("They were reminded lately already, so nobody was told again."))
