"""The organisation's own days off: listed, added by a typed day or range, taken out. For officers."""

from datetime import date

from bot.domain.calendar import days_off
from bot.domain.calendar.days_off import Leave
from bot.domain.plan import replanning
from bot.errors import Gone
from bot.i18n import Translator, shortened
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit

routes = Routes()

SURE = "day-off:sure"


def line(t: Translator, leave: Leave) -> str:
    """Return days off in one line: "01/02/2027–15/02/2027 Nghỉ Tết"."""
    span = f"{leave.first:%d/%m/%Y}" + (f"–{leave.last:%d/%m/%Y}" if leave.length > 1 else "")
    return f"{span} {leave.name}".rstrip()


@routes.button("days-off:{page}")
async def home(chat: Chat, page: int) -> Reply:
    """Show the days off ahead and take a new one."""
    return await show(chat, page=page)


async def show(chat: Chat, said: str = "", *, page: int = 0) -> Reply:
    """Return the days off ahead, after what has just been said about them."""
    kit.must_govern(chat)
    chat.forget()
    _, leaves = chat._, await days_off.ahead(chat.db, chat.today)
    lines = [_("Days off, beside Sundays and public holidays:")]
    lines += [f"– {line(_, leave)}" for leave in leaves] or [_("none")]
    lines += ["", _("To add one, please write it: 20/11 Hội giảng, or 01/02/2027 - 15/02/2027 Nghỉ Tết.")]
    buttons = [
        Button(
            shortened(_("Take out: {day}").format(day=line(_, leave)), kit.LONGEST_LABEL),
            f"day-off-out:{leave.first.isoformat()}",
        )
        for leave in leaves
    ]
    back = rows(Button(_("‹ Reminders and quiet days"), "settings"))
    text = kit.after(said, "\n".join(lines))
    return Reply(text, (*kit.paged(chat, buttons, page, "days-off"), *back), step="day-off:add")


@routes.step("day-off:add")
async def take(chat: Chat) -> Reply:
    """Take a typed day or range and show it."""
    kit.must_govern(chat)
    _, leave = chat._, days_off.read(chat.text, chat.today)
    chat.draft |= {"first": leave.first.isoformat(), "last": leave.last.isoformat(), "name": leave.name}
    text = _("Before: {before}\nAfter: {after}\n\nLet these be days off? Nothing that can wait leaves then.").format(
        before=await _before(chat, leave), after=_("off: {day}").format(day=line(_, leave))
    )
    if leave.length > 1:
        text = _("{number} days.").format(number=leave.length) + "\n" + text
    buttons = Button(_("Yes, days off"), "day-off-yes", yes=True), Button(_("No, leave it"), "days-off:0")
    return Reply(text, rows(*buttons), step=SURE)


async def _before(chat: Chat, leave: Leave) -> str:
    known = [one for one in await days_off.ahead(chat.db, chat.today) if one.first <= leave.last]
    met = [line(chat._, one) for one in known if one.last >= leave.first]
    return chat._("off: {day}").format(day="; ".join(met)) if met else chat._("as every week")


kit.only_buttons(routes, SURE)


@routes.button("day-off-yes")
async def add(chat: Chat) -> Reply:
    """Set the days that were shown; idempotent."""
    kit.must_govern(chat)
    if chat.step != SURE or "first" not in chat.draft:
        return await show(chat)
    first, last = (date.fromisoformat(chat.draft[end]) for end in ("first", "last"))
    await days_off.add(chat.db, chat.rights, Leave(first, last, chat.draft["name"]), by_id=chat.person.id)
    # Reminders that are planned for these days move to a working day before them.
    await replanning.plan_anew(chat.db, chat.now)
    return await show(chat, chat._("Done. Reminders that fall on these days leave before them."))


@routes.button("day-off-out:{first}")
async def ask_out(chat: Chat, first: str) -> Reply:
    """Ask before days become ordinary ones again."""
    kit.must_govern(chat)
    _, leave = chat._, await days_off.find(chat.db, kit.read_day(chat, first), chat.today)
    text = _("Before: {before}\nAfter: {after}\n\nTake it out?").format(
        before=_("off: {day}").format(day=line(_, leave)), after=_("as every week")
    )
    yes = Button(_("Yes, take it out"), f"day-off-gone:{first}:{leave.length}", yes=True)
    return Reply(text, rows(yes, Button(_("No, leave it"), "days-off:0")))


@routes.button("day-off-gone:{first}:{length}")
async def take_out(chat: Chat, first: str, length: int) -> Reply:
    """Let the days be ordinary ones again. Raises Gone where they are not as they were shown."""
    kit.must_govern(chat)
    leave = await days_off.find(chat.db, kit.read_day(chat, first), chat.today)
    # Somebody may have made the leave longer or shorter since it was shown.
    if leave.length != length:
        raise Gone
    await days_off.take_out(chat.db, chat.rights, leave)
    await replanning.plan_anew(chat.db, chat.now)
    return await show(chat, chat._("Taken out. These are ordinary days again."))
