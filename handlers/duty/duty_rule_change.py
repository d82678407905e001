"""Changing a rule: its new value is typed, shown beside the old one, and kept after a yes.

Buttons and steps carry the rule's version, so that nobody overwrites what somebody else has changed meanwhile.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.calendar import settings
from bot.domain.calendar.settings import CHANGED_MEANWHILE, OrganisationSettings, Rung
from bot.domain.duties import audience, rules, typed
from bot.domain.duties.rules import Edit
from bot.domain.models import Anchor, DutyRule, DutyState
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import fold
from handlers import kit
from handlers.duty import duty_rule_words as words
from handlers.duty.duty_rules import card, seen_by

routes = Routes()

SURE = "rule:sure"
_EACH_YEAR = re.compile(r"\b(?:(?:hang|moi) nam|(?:each|every) year|yearly)\b")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One thing of a rule that can be changed; its new value stands in the draft as JSON keeps it."""

    ask: str
    read: Callable[[Chat, DutyRule], Any]
    """Reads what was typed. Raises BadInput."""
    now: Callable[[Translator, DutyRule, OrganisationSettings], str]
    then: Callable[[Translator, DutyRule, Any, OrganisationSettings], str]
    make: Callable[[Chat, DutyRule, Any, Edit], Awaitable[DutyRule]]


def _read_day(chat: Chat, rule: DutyRule) -> Any:
    day, yearly = kit.read_day(chat), bool(_EACH_YEAR.search(fold(chat.text)))
    anchor = rules.day_anchor(rule, yearly=yearly)
    rules.check_day(day, anchor, chat.now)
    return [day.isoformat(), anchor is Anchor.YEARLY]


def _say_day(t: Translator, _rule: DutyRule, value: Any, _common: OrganisationSettings) -> str:
    day = date.fromisoformat(value[0])
    if value[1]:
        return t("by the end of {day} each year").format(day=f"{day:%d/%m}")
    return t("by the end of {day}").format(day=f"{day:%d/%m/%Y}")


async def _make_day(chat: Chat, rule: DutyRule, value: Any, edit: Edit) -> DutyRule:
    return await rules.change_day(chat.db, rule.id, date.fromisoformat(value[0]), edit, yearly=value[1])


def _read_shift(chat: Chat, rule: DutyRule) -> Any:
    shift = typed.read_shift(chat.text, rule.anchor)
    rules.check_shift(rule, shift)
    return shift


async def _make_shift(chat: Chat, rule: DutyRule, value: Any, edit: Edit) -> DutyRule:
    return await rules.change_shift(chat.db, rule.id, value, edit)


async def _make_reminders(chat: Chat, rule: DutyRule, value: Any, edit: Edit) -> DutyRule:
    return await rules.change_reminders(chat.db, rule.id, None if value is None else tuple(value), edit)


def _read_ladder(chat: Chat, _rule: DutyRule) -> Any:
    ladder = typed.read_ladder(chat.text)
    return None if ladder is None else [[str(rung), days] for rung, days in ladder]


async def _make_ladder(chat: Chat, rule: DutyRule, value: Any, edit: Edit) -> DutyRule:
    ladder = None if value is None else tuple((Rung(rung), days) for rung, days in value)
    return await rules.change_ladder(chat.db, rule.id, ladder, edit)


def _in_force(t: Translator, *, paused: bool) -> str:
    return t("paused") if paused else t("in force")


async def _make_pause(chat: Chat, rule: DutyRule, value: Any, edit: Edit) -> DutyRule:
    return await (rules.pause if value else rules.resume)(chat.db, rule.id, edit)


PAUSE = "pause"
CHANGES = {
    "day": RuleChange(
        N_("By which day is it to be done? For example: 15/11, 30/05/2024, or 15/11 each year."),
        _read_day,
        lambda t, rule, _common: words.when(t, rule),
        _say_day,
        _make_day,
    ),
    "shift": RuleChange(
        N_("How many days before or after? For example: 3 days after. 0 is the day itself."),
        _read_shift,
        lambda t, rule, _common: words.when(t, rule),
        lambda t, rule, value, _common: words.shifted(t, rule.anchor, value),
        _make_shift,
    ),
    "reminders": RuleChange(
        N_("How many days before is it reminded of? For example: 7, 3, 1. Also possible: none, default."),
        lambda chat, _rule: typed.read_reminders(chat.text),
        lambda t, rule, common: words.reminded(t, rule.reminders, common),
        lambda t, _rule, value, common: words.reminded(t, value, common),
        _make_reminders,
    ),
    "ladder": RuleChange(
        N_("Who is told after how many days? For example: lead 3, officer 7. Also possible: nobody, default."),
        _read_ladder,
        lambda t, rule, common: words.climbs(t, rule.ladder, common),
        lambda t, _rule, value, common: words.climbs(t, value, common),
        _make_ladder,
    ),
    PAUSE: RuleChange(
        "",
        lambda _chat, rule: rule.paused_at is None,
        lambda t, rule, _common: _in_force(t, paused=rule.paused_at is not None),
        lambda t, _rule, value, _common: _in_force(t, paused=value),
        _make_pause,
    ),
}


@routes.button("rule-to:{kind}:{rule_id}:{seen}")
async def ask(chat: Chat, kind: str, rule_id: int, seen: int) -> Reply:
    """Ask for the new value."""
    chat.must_have_joined()
    if kind not in CHANGES or kind == PAUSE:
        raise Gone
    rule = await seen_by(chat, rule_id)
    if rule.version != seen:
        return await card(chat, rule, chat._(CHANGED_MEANWHILE))
    common = await settings.read(chat.db)
    lines = [words.title(chat._, rule), chat._("Now: {now}").format(now=CHANGES[kind].now(chat._, rule, common))]
    text = "\n".join([*lines, "", chat._(CHANGES[kind].ask)])
    return kit.ask(chat, text, step=f"rule-type:{kind}:{rule_id}:{seen}")


@routes.step("rule-type:{kind}:{rule_id}:{seen}", digits=True)
async def take(chat: Chat, kind: str, rule_id: int, seen: int) -> Reply:
    """Take what was typed, and show it beside what holds."""
    rule = await seen_by(chat, rule_id)
    if rule.version != seen:
        return await card(chat, rule, chat._(CHANGED_MEANWHILE))
    return await _preview(chat, rule, kind, CHANGES[kind].read(chat, rule))


@routes.button("rule-pause:{rule_id}:{seen}")
async def pause(chat: Chat, rule_id: int, seen: int) -> Reply:
    """Show what a pause would change."""
    return await _ask_pause(chat, rule_id, seen, paused=True)


@routes.button("rule-resume:{rule_id}:{seen}")
async def resume(chat: Chat, rule_id: int, seen: int) -> Reply:
    """Show what the end of a pause would change."""
    return await _ask_pause(chat, rule_id, seen, paused=False)


async def _ask_pause(chat: Chat, rule_id: int, seen: int, *, paused: bool) -> Reply:
    chat.must_have_joined()
    rule = await seen_by(chat, rule_id)
    if rule.version != seen:
        return await card(chat, rule, chat._(CHANGED_MEANWHILE))
    return await _preview(chat, rule, PAUSE, paused)


async def _preview(chat: Chat, rule: DutyRule, kind: str, value: Any) -> Reply:
    _, change, common = chat._, CHANGES[kind], await settings.read(chat.db)
    number = (await rules.counts(chat.db, rule.id)).get(DutyState.OPEN, 0)
    people = await audience.reach(chat.db, rule, chat.now)
    chat.forget()
    chat.draft |= {"rule": rule.id, "seen": rule.version, "kind": kind, "value": value}
    lines = [
        words.title(_, rule),
        _("Before: {before}").format(before=change.now(_, rule, common)),
        _("Now: {now}").format(now=change.then(_, rule, value, common)),
        "",
        _("Open duties that go by it: {number}. People it concerns: {people}.").format(number=number, people=people),
        _("Is this right?"),
    ]
    yes = _("Yes, for {people} people").format(people=people) if people > audience.MANY else _("Yes, change it")
    buttons = [Button(yes, "rule-yes:as-shown")]
    # A directive that names no day may mean each year; what a person wrote is for one year.
    if kind == "day" and rule.anchor is Anchor.NONE and rule.author_id is None and not value[1]:
        buttons.append(Button(_("Yes, and each year"), "rule-yes:yearly"))
    return kit.ask(chat, "\n".join(lines), rows(*buttons), step=SURE)


kit.only_buttons(routes, SURE)


@routes.button("rule-yes:{manner}")
async def make(chat: Chat, manner: str) -> Reply:
    """Change the rule as it was shown. Raises BadInput at a second tap."""
    chat.must_have_joined()
    kit.must_have(chat, "kind", step=SURE)
    rule, kind, value = await seen_by(chat, chat.draft["rule"]), chat.draft["kind"], chat.draft["value"]
    if rule.version != chat.draft["seen"]:
        return await card(chat, rule, chat._(CHANGED_MEANWHILE))
    if manner == "yearly" and kind == "day":
        value = [value[0], True]
    edit = Edit(chat.person.id, chat.rights, chat.draft["seen"], chat.now)
    changed = await CHANGES[kind].make(chat, rule, value, edit)
    return await card(chat, changed, chat._("Changed."))
