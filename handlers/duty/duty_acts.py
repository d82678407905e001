"""What a superior does about duties of others: chases them, gives more time, excuses."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.calendar import quiet
from bot.domain.duties import audience, chasing, ledger
from bot.domain.duties.chasing import ChasedDuties
from bot.domain.duties.lines import DutyLine
from bot.domain.models import DutyState
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, Rows, rows
from bot.vietnamese import local
from handlers import kit
from handlers.duty import duty_words as words
from handlers.duty.duties import card
from handlers.duty.duty_overview import overseen

routes = Routes()

A_MOMENT = timedelta(microseconds=1)
"""Taken off an end that is not included."""
MORE_DAYS = (3, 7)
"""The days that are offered to give more time."""
CLOSED = N_("This is closed already; nothing was changed.")
ITS_DAY = N_("This is its day already.")
ALL_CLOSED = N_("All of it is closed meanwhile; nothing needs to be done.")


@routes.button("duty-excuse:{duty_id}")
async def ask_reason(chat: Chat, duty_id: int) -> Reply:
    """Ask why a duty is excused."""
    line = await overseen(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return await card(chat, line, chat._(CLOSED))
    text = chat._("{who}: {title}\n\nWhy is it excused? Whoever owes it will read this.")
    text = text.format(who=line.who, title=words.title(chat._, line))
    return kit.ask(chat, text, step=f"duty-excuse:{duty_id}")


@routes.step("duty-excuse:{duty_id}")
async def take_reason(chat: Chat, duty_id: int) -> Reply:
    """Excuse a duty with the reason that was typed."""
    await overseen(chat, duty_id)
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
    return kit.ask(chat, text, await _days(chat, [line], f"duty-day:{duty_id}"), step=f"duty-more:{duty_id}")


async def _days(chat: Chat, lines: Sequence[DutyLine], press: str) -> Rows:
    """Return buttons of working days after today and the latest due day, none after a duty has ended to be of use."""
    when, due = await quiet.read(chat.db), max(line.due_on for line in lines)
    since = max(chat.today, due)
    days = {when.workday_after(since + timedelta(days=more)) for more in MORE_DAYS}
    if until := [end for line in lines if (end := ledger.ends(line))]:
        last = local(min(until) - A_MOMENT).date()
        days = {min(day, last) for day in days if last > due}
    return rows(*(Button(chat._.day(day), f"{press}:{day.isoformat()}") for day in sorted(days)))


@routes.step("duty-more:{duty_id}")
@routes.button("duty-day:{duty_id}:{pressed}")
async def extend(chat: Chat, duty_id: int, pressed: str = "") -> Reply:
    """Give more time until the day that was offered or typed."""
    day, line = kit.read_day(chat, pressed), await overseen(chat, duty_id)
    if line.state is not DutyState.OPEN:
        return await card(chat, line, chat._(CLOSED))
    if line.due_on == day:
        return await card(chat, line, chat._(ITS_DAY))
    if not pressed:
        return _read_back(chat, [line], day, f"duty-day:{duty_id}", step=f"duty-more:{duty_id}")
    [later] = await ledger.extend(chat.db, [duty_id], day, chat.person, chat.rights, now=chat.now)
    return await card(chat, later, await _given(chat, day))


@routes.button("duty-more-letter:{row_id}")
async def ask_day_of_letter(chat: Chat, row_id: int) -> Reply:
    """Ask until when more time is given for all that a letter spoke of and that is still open."""
    found = await _of_letter(chat, row_id)
    if not found:
        return _after(chat, chat._(ALL_CLOSED))
    text = chat._("Still open: {number}\n\nUntil which day is there time for them? Please choose, or write a day.")
    text = text.format(number=len(found))
    return kit.ask(chat, text, await _days(chat, found, f"duty-days:{row_id}"), step=f"duty-more-letter:{row_id}")


async def _of_letter(chat: Chat, row_id: int) -> Sequence[DutyLine]:
    ids = await ledger.of_letter(chat.db, row_id, chat.person.id)
    return await ledger.open_and_overseen(chat.db, ids, chat.person, chat.rights, chat.now)


def _after(chat: Chat, said: str) -> Reply:
    return Reply(said, rows(Button(chat._("‹ Duties of others"), "duties-all")))


@routes.step("duty-more-letter:{row_id}")
@routes.button("duty-days:{row_id}:{pressed}")
async def extend_of_letter(chat: Chat, row_id: int, pressed: str = "") -> Reply:
    """Give more time for all of a letter until the day that was offered or typed."""
    day, found = kit.read_day(chat, pressed), await _of_letter(chat, row_id)
    if not found:
        return _after(chat, chat._(ALL_CLOSED))
    if all(line.due_on == day for line in found):
        return _after(chat, chat._(ITS_DAY))
    if not pressed:
        return _read_back(chat, found, day, f"duty-days:{row_id}", step=f"duty-more-letter:{row_id}")
    await ledger.extend(chat.db, [line.id for line in found], day, chat.person, chat.rights, now=chat.now)
    return _after(chat, await _given(chat, day))


def _read_back(chat: Chat, found: Sequence[DutyLine], day: date, press: str, *, step: str) -> Reply:
    """Show a typed day before it counts; another one can be typed instead."""
    ledger.check_later(found, day, chat.today)
    text = chat._("More time until the end of {day}?").format(day=chat._.day(day))
    return kit.ask(
        chat, text, rows(Button(chat._("Yes, until then"), f"{press}:{day.isoformat()}", yes=True)), step=step
    )


async def _given(chat: Chat, day: date) -> str:
    said = chat._("There is time until {day} now. Whoever owes it is told.").format(day=chat._.day(day))
    leaves_at = await quiet.leaves(chat.db, chat.now)
    return f"{said}\n{kit.at_night(chat._, leaves_at)}" if leaves_at > chat.now else said


@routes.button("duty-chase:{duty_id}")
async def chase(chat: Chat, duty_id: int) -> Reply:
    """Have whoever owes a duty reminded."""
    line = await overseen(chat, duty_id)
    done = await chasing.chase(chat.db, [duty_id], chat.person, chat.rights, chat.now)
    return await card(chat, line, _chased(chat, done))


def _chased(chat: Chat, done: ChasedDuties) -> str:
    _ = chat._
    if done.people:
        said = _("{number} people are reminded.").format(number=done.people)
        return f"{said}\n{kit.at_night(_, done.due_at)}" if done.due_at > chat.now else said
    if done.already:
        return _("They were reminded a short time ago; tomorrow they can be reminded again.")
    return _("Nobody was reminded: nothing is open any more, or nobody is there to be reminded.")


@routes.button("duty-chase-all:{rule_id}")
@routes.button("duty-chase-all:{rule_id}:{people}")
async def chase_all(chat: Chat, rule_id: int, people: int = 0) -> Reply:
    """Have all reminded who have not done what a rule asks; many only after a yes to their number."""
    chat.must_have_joined()
    found = await ledger.standing(chat.db, rule_id, chat.person, chat.rights, chat.now)
    ids = [line.id for line in found if line.state is DutyState.OPEN]
    back = Button(chat._("‹ All who owe it"), f"duty-kind:{rule_id}:0")
    return await _chase_many(chat, ids, people, f"duty-chase-all:{rule_id}", back)


@routes.button("duty-chase-letter:{row_id}")
@routes.button("duty-chase-letter:{row_id}:{people}")
async def chase_of_letter(chat: Chat, row_id: int, people: int = 0) -> Reply:
    """Have all reminded whom a letter named and who have not done it since; many only after a yes to their number."""
    ids = await ledger.of_letter(chat.db, row_id, chat.person.id)
    back = Button(chat._("‹ Duties of others"), "duties-all")
    return await _chase_many(chat, ids, people, f"duty-chase-letter:{row_id}", back)


async def _chase_many(chat: Chat, ids: Sequence[int], seen: int, press: str, back: Button) -> Reply:
    _, people = chat._, await chasing.reach_of(chat.db, ids, chat.person, chat.rights, chat.now)
    # A yes is to the number that was shown: where it has changed since, it is asked again.
    if people > audience.MANY and people != seen:
        yes = Button(_("Yes, remind {number} people").format(number=people), f"{press}:{people}", yes=True)
        text = _("That is many people: {number}. Nothing has been sent yet. Remind them all?").format(number=people)
        return Reply(text, rows(yes, kit.leave(chat)))
    done = await chasing.chase(chat.db, ids, chat.person, chat.rights, chat.now)
    return Reply(_chased(chat, done), rows(back))
