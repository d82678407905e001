"""What officers set for the organisation: how early it reminds, who hears of delays, its quiet, its semesters."""

from collections.abc import Callable
from typing import Any

from bot.domain.calendar import days_off, settings, settings_typed
from bot.domain.calendar.settings import ChangedMeanwhile, Hours, Ladder
from bot.domain.organisation.school_year import DayOfYear
from bot.domain.plan import replanning
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty.duty_rule_words import RUNGS
from handlers.settings.days_off import line

routes = Routes()

MOST_SHOWN = 3
NAMES = {
    "before": N_("Reminders before meetings"),
    "ask_again": N_("Asking who has not answered"),
    "reminders": N_("Reminders before deadlines"),
    "ladder": N_("Who is told of delays"),
    "quiet": N_("Quiet hours"),
    "second_semester": N_("Start of semester 2"),
    "code": N_("Code after the end"),
}
ASK = {
    "before": N_(
        "How long before a meeting are its people reminded? Please write up to three spans with their unit, "
        "for example: 7 days, 1 day, 2 hours."
    ),
    "ask_again": N_(
        "How long before a meeting is who has not answered the invitation asked once more? Please write a span with "
        "its unit, for example: 3 days."
    ),
    "reminders": N_(
        "How many days before a deadline is who owes something reminded? Please write up to six numbers, "
        "for example: 30, 14, 7, 3, 1."
    ),
    "ladder": N_(
        "Who is told how many days after the due day that something is not done? For example: "
        "principal 1, lead 3, officer 7."
    ),
    "quiet": N_("From when to when does nothing leave that can wait? For example: 20h-6h30."),
    "second_semester": N_("On which day does the second semester begin? For example: 19/1."),
    "code": N_(
        "For how many minutes after a meeting's end does the code of its roll call still work? For example: 30."
    ),
}


def _reminders(t: Translator, days: tuple[int, ...]) -> str:
    return t("{days} days").format(days=", ".join(map(str, days)))


def _ladder(t: Translator, ladder: Ladder) -> str:
    return ", ".join(f"{t(RUNGS[rung])} {days}" for rung, days in ladder)


def hours_words(_t: Translator, hours: Hours) -> str:
    """Return quiet hours: "21:00–06:30"."""
    return f"{hours[0]:%H:%M}–{hours[1]:%H:%M}"


def _day(_t: Translator, day: DayOfYear) -> str:
    return f"{day[1]:02}/{day[0]:02}"


def _minutes(t: Translator, minutes: tuple[int]) -> str:
    return t("{number} minutes").format(number=minutes[0])


WORDS: dict[str, Callable[[Translator, Any], str]] = {
    "before": kit.spans,
    "ask_again": kit.spans,
    "reminders": _reminders,
    "ladder": _ladder,
    "quiet": hours_words,
    "second_semester": _day,
    "code": _minutes,
}


@routes.button("settings")
async def show(chat: Chat, said: str = "") -> Reply:
    """Return what holds on one screen, after what has just been said about it."""
    kit.must_govern(chat)
    _, now = chat._, await settings.read(chat.db)
    leaves = await days_off.ahead(chat.db, chat.today)
    lines = [
        _("Before a meeting: {spans}").format(spans=kit.spans(_, now.before)),
        _("Who has not answered is asked again: {spans}").format(spans=kit.spans(_, now.ask_again)),
        _("Before a deadline: {days}").format(days=_reminders(_, now.reminders)),
        _("Told of delays, days after the due day: {ladder}").format(ladder=_ladder(_, now.ladder)),
        _("Nothing that can wait leaves from {since} to {until}, on Sundays and on public holidays.").format(
            since=f"{now.quiet[0]:%H:%M}", until=f"{now.quiet[1]:%H:%M}"
        ),
        _("Your own days off ahead: {days}").format(
            days="; ".join(line(_, leave) for leave in leaves[:MOST_SHOWN]) or _("none")
        ),
    ]
    lines[-1] = " ".join([lines[-1], *kit.and_more(_, len(leaves) - MOST_SHOWN)])
    lines.append(_("The second semester begins on {day}.").format(day=_day(_, now.second_semester)))
    lines.append(_("A roll call's code works until {minutes} after the end.").format(minutes=_minutes(_, now.code)))
    buttons = [Button(_(label), f"settings:{name}") for name, label in NAMES.items()]
    buttons += [Button(_("Days off"), "days-off:0"), Button(_("Quiet hours of a school"), "hours-schools:0")]
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons))


@routes.button("settings:{name}")
async def ask(chat: Chat, name: str) -> Reply:
    """Show one setting as it is and ask for the new one."""
    kit.must_govern(chat)
    if name not in NAMES:
        raise Gone
    _ = chat._
    chat.forget()
    # The version that is shown: a change by somebody else until the yes is noticed by it.
    chat.draft["seen"] = (await settings.versions(chat.db)).get(name, 0)
    held = getattr(await settings.read(chat.db), name)
    text = _("It is now: {now}").format(now=WORDS[name](_, held)) + "\n\n" + _(ASK[name])
    offered = [(number, one) for number, one in enumerate(settings_typed.presets(name)) if one != held]
    buttons = [Button(_label(_, name, one), f"setting-pick:{name}:{number}") for number, one in offered]
    return Reply(text, rows(*buttons, Button(_("Leave it"), "settings")), step=f"settings:{name}")


def _label(t: Translator, name: str, value: Any) -> str:
    return t("As usual") if name == "ladder" else WORDS[name](t, value)


@routes.step("settings:{name}", digits=True)
async def take(chat: Chat, name: str) -> Reply:
    """Take what was typed."""
    kit.must_govern(chat)
    return await _sure(chat, name, settings_typed.READERS[name](chat.text))


@routes.button("setting-pick:{name}:{number}")
async def pick(chat: Chat, name: str, number: int) -> Reply:
    """Take what was offered."""
    kit.must_govern(chat)
    if name not in NAMES or number >= len(settings_typed.presets(name)) or "seen" not in chat.draft:
        raise Gone
    return await _sure(chat, name, settings_typed.presets(name)[number])


async def _sure(chat: Chat, name: str, value: Any) -> Reply:
    """Show before and after, and ask for the yes."""
    _, held = chat._, getattr(await settings.read(chat.db), name)
    if value == held:
        return await show(chat, _("It is so already; nothing was changed."))
    chat.draft["value"] = settings.to_json(value)
    text = _("{what}\nBefore: {before}\nAfter: {after}\n\nChange it?").format(
        what=_(NAMES[name]), before=WORDS[name](_, held), after=WORDS[name](_, value)
    )
    buttons = Button(_("Yes, change it"), f"setting-yes:{name}", yes=True), Button(_("No, leave it"), "settings")
    return Reply(text, rows(*buttons), step=f"setting-sure:{name}")


kit.only_buttons(routes, "setting-sure:{name}")


@routes.button("setting-yes:{name}")
async def change(chat: Chat, name: str) -> Reply:
    """Change it; idempotent: a second tap shows how it stands."""
    kit.must_govern(chat)
    if chat.step != f"setting-sure:{name}" or name not in NAMES:
        return await show(chat)
    value, seen = settings.from_json(name, chat.draft["value"]), chat.draft["seen"]
    try:
        await settings.change(chat.db, chat.rights, name, value, seen=seen, by_id=chat.person.id, now=chat.now)
    except ChangedMeanwhile as no:
        return await show(chat, chat._.refusal(no))
    await replanning.plan_anew(chat.db, chat.now)
    return await show(chat, chat._("Changed. It holds from now on, for what lies ahead."))
