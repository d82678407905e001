"""What a superior does about what others owe: has them reminded, gives more time, excuses."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain import quiet
from bot.domain.duties import audience, chasing, ledger
from bot.domain.duties.chasing import Chased
from bot.domain.duties.lines import Line
from bot.domain.models import DutyState
from bot.errors import N_, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import duty_words as words
from handlers.call_off import at_night
from handlers.duties import card
from handlers.duty_overview import overseen
from handlers.duty_rule_change import deadline

routes = Routes()

MORE_DAYS = (3, 7)
"""The days that are offered to give more time."""
CLOSED = N_("This is closed already; nothing was changed.")
ALL_CLOSED = N_("All of it is closed meanwhile; nothing needs to be done.")


@routes.button("duty-excuse:{duty_id}")
async def ask_reason(chat: Chat, duty_id: int) -> Reply:
    """Ask why a duty is excused."""
    line = await overseen(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return await card(chat, line, chat._(CLOSED))
    text = chat._("{who}: {title}\n\nWhy is it excused? Whoever owes it will read this.")
    text = text.format(who=line.who, title=words.title(chat._, line))
    return Reply(text, rows(Button(chat._("Leave it"), "leave-it")), step=f"duty-excuse:{duty_id}")


@routes.step("duty-excuse:{duty_id}")
async def take_reason(chat: Chat, duty_id: int) -> Reply:
    """Excuse a duty with the reason that was typed."""
    line = await ledger.excuse(chat.db, duty_id, chat.person, chat.rights, chat.text, now=chat.now)
    return await card(chat, line, chat._("Excused. No further reminder will come."))


@routes.button("duty-more:{duty_id}")
async def ask_day(chat: Chat, duty_id: int) -> Reply:
    """Ask until when more time is given."""
    line = await overseen(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return await card(chat, line, chat._(CLOSED))
    text = chat._("{who}: {title}\nBy when until now: {day}\n\nUntil which day? Please choose, or write a day.")
    text = text.format(who=line.who, title=words.title(chat._, line), day=chat._.day(line.due_on))
    return await _ask_day(chat, text, [line], f"one:{duty_id}")


@routes.button("duty-more-letter:{row_id}")
async def ask_day_of_letter(chat: Chat, row_id: int) -> Reply:
    """Ask until when more time is given for all that a letter spoke of and that is still open."""
    found = await _of_letter(chat, row_id)
    if not found:
        return _all_closed(chat)
    text = chat._("Still open: {number}\n\nUntil which day is there time for them? Please choose, or write a day.")
    return await _ask_day(chat, text.format(number=len(found)), found, f"letter:{row_id}")


async def _of_letter(chat: Chat, row_id: int) -> Sequence[Line]:
    ids = await ledger.of_letter(chat.db, row_id, chat.person.id)
    return await ledger.open_and_overseen(chat.db, ids, chat.person, chat.rights, chat.now)


def _all_closed(chat: Chat) -> Reply:
    return Reply(chat._(ALL_CLOSED), rows(Button(chat._("‹ Duties of others"), "duties-all")))


async def _ask_day(chat: Chat, text: str, lines: Sequence[Line], which: str) -> Reply:
    """Ask for a day and offer working ones, counted from today or from the latest due day."""
    when = await quiet.read(chat.db)
    since = max([chat.today, *(line.due_on for line in lines)])
    days = sorted({when.workday_after(since + timedelta(days=more)) for more in MORE_DAYS})
    buttons = [Button(chat._.day(day), f"duty-day:{which}:{day:%Y%m%d}") for day in days]
    return Reply(text, rows(*buttons, Button(chat._("Leave it"), "leave-it")), step=f"duty-more:{which}")


@routes.button("duty-day:{what}:{number}:{day}")
async def choose_day(chat: Chat, what: str, number: int, day: int) -> Reply:
    """Give more time until a day that was offered."""
    try:
        chosen = date.fromisoformat(f"{day:08}")
    except ValueError:
        raise Gone from None
    return await _extend(chat, what, number, chosen)


@routes.step("duty-more:{what}:{number}")
async def take_day(chat: Chat, what: str, number: int) -> Reply:
    """Give more time until the day that was typed."""
    return await _extend(chat, what, number, deadline(chat))


async def _extend(chat: Chat, what: str, number: int, day: date) -> Reply:
    if what == "one":
        return await _extend_one(chat, number, day)
    if what != "letter":
        raise Gone
    found = await _of_letter(chat, number)
    if not found:
        return _all_closed(chat)
    said = chat._("This is its day already.")
    if any(line.due_on != day for line in found):
        await ledger.extend(chat.db, [line.id for line in found], day, chat.person, chat.rights, now=chat.now)
        said = await _given(chat, day)
    return Reply(said, rows(Button(chat._("‹ Duties of others"), "duties-all")))


async def _extend_one(chat: Chat, duty_id: int, day: date) -> Reply:
    line = await overseen(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return await card(chat, line, chat._(CLOSED))
    if line.due_on == day:
        return await card(chat, line, chat._("This is its day already."))
    [later] = await ledger.extend(chat.db, [duty_id], day, chat.person, chat.rights, now=chat.now)
    return await card(chat, later, await _given(chat, day))


async def _given(chat: Chat, day: date) -> str:
    said = chat._("There is time until {day} now. Whoever owes it is told.").format(day=chat._.day(day))
    leaves_at = await quiet.leaves(chat.db, chat.now)
    return said + (at_night(chat, leaves_at) if leaves_at > chat.now else "")


@routes.button("duty-chase:{duty_id}")
async def chase(chat: Chat, duty_id: int) -> Reply:
    """Have whoever owes a duty reminded."""
    done = await chasing.chase(chat.db, [duty_id], chat.person, chat.rights, chat.now)
    return await card(chat, await overseen(chat, duty_id), _chased(chat, done))


def _chased(chat: Chat, done: Chased) -> str:
    _ = chat._
    if done.people:
        said = _("{number} people are reminded.").format(number=done.people)
        return said + (at_night(chat, done.due_at) if done.due_at > chat.now else "")
    if done.already:
        return _("They were reminded a short time ago; tomorrow they can be reminded again.")
    return _("Nobody was reminded: nothing is open any more, or nobody is there to be reminded.")


@routes.button("duty-chase-all:{rule_id}")
async def chase_all(chat: Chat, rule_id: int) -> Reply:
    """Have all reminded who have not done what a rule asks; many only after a yes."""
    return await _chase_many(chat, "rule", rule_id)


@routes.button("duty-chase-letter:{row_id}")
async def chase_of_letter(chat: Chat, row_id: int) -> Reply:
    """Have all reminded of whom a letter spoke and who have not done it meanwhile."""
    return await _chase_many(chat, "letter", row_id)


@routes.button("duty-chase-yes:{what}:{number}:{people}")
async def chase_surely(chat: Chat, what: str, number: int, people: int) -> Reply:
    """Have many reminded, as many as were shown."""
    return await _chase_many(chat, what, number, people)


async def _chase_many(chat: Chat, what: str, number: int, seen: int = 0) -> Reply:
    _, ids = chat._, await _ids(chat, what, number)
    people = await chasing.reach_of(chat.db, ids, chat.person, chat.rights, chat.now)
    if people > audience.MANY and people != seen:
        yes = Button(_("Yes, remind {number} people").format(number=people), f"duty-chase-yes:{what}:{number}:{people}")
        text = _("That is many people: {number}. Nothing has been sent yet. Remind them all?").format(number=people)
        return Reply(text, rows(yes, Button(_("Leave it"), "leave-it")))
    done = await chasing.chase(chat.db, ids, chat.person, chat.rights, chat.now)
    return Reply(_chased(chat, done), rows(_back(chat, what, number)))


async def _ids(chat: Chat, what: str, number: int) -> Sequence[int]:
    chat.refuse_strangers()
    if what == "letter":
        return await ledger.of_letter(chat.db, number, chat.person.id)
    if what != "rule":
        raise Gone
    found = await ledger.standing(chat.db, number, chat.person, chat.rights, chat.now)
    return [line.id for line in found if line.state is DutyState.OPEN]


def _back(chat: Chat, what: str, number: int) -> Button:
    if what == "rule":
        return Button(chat._("‹ All who owe it"), f"duty-kind:{number}:0")
    return Button(chat._("‹ Duties of others"), "duties-all")
