"""The library of sample papers: read, switched on whole or duty by duty after what would follow, switched off."""

from collections.abc import Sequence
from datetime import date

from bot.domain.duties import copies, issuing, orders, rules
from bot.domain.duties.catalogue.papers import PAPERS, SamplePaper
from bot.domain.duties.copies import Orderer
from bot.domain.duties.orders import Effect
from bot.domain.models import DutyRule, Owner
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_rule_words as words
from handlers.duty.duty_rules import card

routes = Routes()

SURE = "paper:sure"
AS_IT_STANDS = 0
"""In a press, in place of an office."""
LEVELS = {
    "mn": N_("preschool"),
    "th": N_("primary school"),
    "thcs": N_("lower secondary school"),
    "thpt": N_("upper secondary school"),
    "gdtx": N_("continuing education"),
}
ALL_LEVELS = "all"
"""In a press, in place of a level."""
PEOPLE = {
    Owner.SCHOOL: N_("{number} principals"),
    Owner.OFFICE: N_("{number} officers"),
    Owner.CLUSTER: N_("{number} people who lead clusters"),
    Owner.GENERAL: N_("{number} people who lead clusters"),
    Owner.GROUP: N_("{number} core teachers"),
}
"""Who is known before a meeting is held; of the others their kind is said."""
MOST_LINES = 14
CHANGED = N_("Something has changed since you looked.")
ON_ALREADY = N_("This is switched on already.")
OFF_ALREADY = N_("This is switched off already.")


def _paper(chat: Chat, key: str) -> SamplePaper:
    kit.must_oversee(chat)
    if key not in PAPERS:
        raise Gone
    return PAPERS[key]


async def orderer(chat: Chat) -> Orderer:
    """Return for which office's schools who speaks orders."""
    return await copies.orderer(chat.db, await _office(chat), chat.rights, chat.today)


@routes.button("papers")
async def library(chat: Chat) -> Reply:
    """Show the sample papers, and which of them are in force."""
    kit.must_oversee(chat)
    await rules.ensure(chat.db, chat.now)
    _, on = chat._, {one.key for one in await orders.in_force(chat.db, await orderer(chat))}
    text = _("Sample papers. None of them holds before you switch it on. Which one would you like to see?")
    buttons = [Button(f"{paper.place}{' ✓' * (key in on)}", f"paper:{key}") for key, paper in PAPERS.items()]
    return Reply(text, rows(*buttons, Button(_("‹ Papers"), "rules")))


@routes.button("paper:{key}")
async def show(chat: Chat, key: str) -> Reply:
    """Show one paper: from when to when it holds, for whom, and what of it is switched on."""
    return await _card(chat, _paper(chat, key))


async def _card(chat: Chat, paper: SamplePaper, said: str = "") -> Reply:
    _, who = chat._, await orderer(chat)
    found = await orders.of_paper(chat.db, paper.key, who)
    on, off = [rule for rule in found if not rule.sample], [rule for rule in found if rule.sample]
    every = len({rule.code for rule in found})
    lines = [
        paper.name[:1].upper() + paper.name[1:],
        _("It holds: {when}").format(when=_validity(_, paper, chat.today)),
        _("For: {levels}").format(levels=", ".join(_(LEVELS[one]) for one in paper.levels) or _("all levels")),
        _("Switched on: {on} of {all} duties.").format(on=len({rule.code for rule in on}), all=every),
    ]
    buttons = [Button(_("See each duty ({number})").format(number=len(found)), f"rules:{paper.key}:0")]
    mine = [rule for rule in on if copies.theirs(rule, who)]
    if mine != on and (office := await copies.asked_above(chat.db, found, who)):
        lines.append(
            _("Of these {office} has on, also for your schools: {number}.").format(
                office=office, number=len({rule.code for rule in on} - {rule.code for rule in mine})
            )
        )
    if off:
        buttons.append(Button(_("Switch the paper on"), f"paper-on:{paper.key}"))
    if mine and (chat.rights.governs or all(rule.scope_id for rule in mine)):
        buttons.append(Button(_("Switch the paper off"), f"paper-off:{paper.key}"))
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons, Button(_("‹ Sample papers"), "papers")))


def _validity(t: Translator, paper: SamplePaper, today: date) -> str:
    if not paper.orders:
        return t("it is an article and orders nothing")
    since = f"{paper.since:%d/%m/%Y}"
    if paper.until is None:
        return t("from {since}").format(since=since)
    said = t("from {since} to {until}").format(since=since, until=f"{paper.until:%d/%m/%Y}")
    return said if today <= paper.until else t("{span} (it is over)").format(span=said)


@routes.button("paper-on:{pressed}")
async def ask_on(chat: Chat, pressed: str) -> Reply:
    """Show what switching the whole paper on would do, after for which level where the office has a plan for each."""
    key, _dot, level = pressed.partition(".")
    paper, who = _paper(chat, key), await orderer(chat)
    off = [rule for rule in await orders.of_paper(chat.db, key, who) if rule.sample]
    if not level and (levels := await copies.levels_to_ask(chat.db, off, who.office_id, chat.today)):
        return _ask_level(chat, levels, f"paper-on:{key}.")
    level = _level(level)
    chosen = await orders.choose(chat.db, key, chat.now, who, level)
    if not chosen.effects:
        return await _card(chat, paper, chat._(ON_ALREADY))
    return await _preview(chat, chosen.effects, chosen.left_out, level=level)


@routes.button("rule-on:{rule_id}")
@routes.button("rule-on:{rule_id}:{level}")
async def ask_one(chat: Chat, rule_id: int, level: str = "") -> Reply:
    """Show what switching one duty of a paper on would do."""
    kit.must_oversee(chat)
    who = await orderer(chat)
    rule = await orders.as_it_stands(chat.db, await rules.get(chat.db, rule_id), who)
    if not rule.sample:
        return await card(chat, rule, chat._(ON_ALREADY))
    if not level and (levels := await copies.levels_to_ask(chat.db, [rule], who.office_id, chat.today)):
        return _ask_level(chat, levels, f"rule-on:{rule_id}:")
    level = _level(level)
    off = orders.for_level([rule], level)
    return await _preview(chat, await orders.effects(chat.db, off, chat.now, who.office_id), level=level)


def _ask_level(chat: Chat, levels: Sequence[str], press: str) -> Reply:
    """Ask for which of the office's plans it is switched on: each level has its own of it."""
    buttons = [Button(chat._(LEVELS[one]).capitalize(), f"{press}{one}") for one in levels]
    text = chat._("Your office has a plan for each level. For which schools is it switched on?")
    return Reply(text, rows(*buttons, Button(chat._("All levels"), f"{press}{ALL_LEVELS}")))


def _level(pressed: str) -> str:
    if pressed and pressed not in {*LEVELS, ALL_LEVELS}:
        raise Gone
    return "" if pressed == ALL_LEVELS else pressed


async def _office(chat: Chat) -> int | None:
    """Return the office for whose schools who speaks orders."""
    return await issuing.ordering_office(chat.db, chat.person.id, chat.today)


async def _preview(
    chat: Chat, effects: Sequence[Effect], left_out: Sequence[DutyRule] = (), said: str = "", *, level: str = ""
) -> Reply:
    _ = chat._
    chat.forget()
    ids = [abs(one.rule.id) for one in effects]
    chat.draft |= {"rules": ids, "seen": _seen(effects), "level": level}
    lines = what_follows(_, effects)
    if left_out:
        asked = "; ".join(words.short(_, rule.code, rule.title) for rule in left_out)
        lines += ["", _("Left out, since the same is asked already: {names}.").format(names=asked)]
    if others := await copies.below(chat.db, [one.rule for one in effects], await orderer(chat)):
        own = _("These have it on for their own schools, which are not reminded twice: {offices}.")
        lines += ["", own.format(offices=", ".join(others))]
    if unknown := await orders.unknown_levels(chat.db, [one.rule for one in effects], chat.now):
        lines += ["", _("{number} schools whose level nobody knows are reached as well.").format(number=unknown)]
    lines += ["", _("Nothing holds yet. In whose name?")]
    return kit.ask(chat, kit.after(said, "\n".join(lines)), rows(*await _names(chat, effects)), step=SURE)


def _seen(effects: Sequence[Effect]) -> list[list[int]]:
    return [[one.rule.id, one.rule.version, one.people] for one in effects]


async def _names(chat: Chat, effects: Sequence[Effect]) -> list[Button]:
    """Return a yes for each name: one's own offices, and the paper's own where it still holds."""
    offices = await issuing.offices_of(chat.db, chat.person.id, chat.today)
    if len(offices) == 1:
        buttons = [Button(chat._("By our office's plan"), f"paper-yes:{offices[0].id}")]
    else:
        buttons = kit.distinct([Button(one.name, f"paper-yes:{one.id}") for one in offices])
    if await orders.may_cite(chat.db, [one.rule for one in effects], await _office(chat), chat.today):
        buttons.append(Button(chat._("As the paper stands"), f"paper-yes:{AS_IT_STANDS}"))
    return buttons


def what_follows(t: Translator, effects: Sequence[Effect]) -> list[str]:
    """Return what switching some duties on would do, a line each."""
    head = t("If you switch these {number} duties on:").format(number=len(effects))
    lines = [f"– {_effect(t, one)}" for one in effects[:MOST_LINES]]
    return [head, *lines, *kit.and_more(t, len(effects) - MOST_LINES)]


def _effect(t: Translator, one: Effect) -> str:
    rule = one.rule
    title, when = words.short(t, rule.code, rule.title), _when(t, one)
    if not one.letters and one.first is None:
        return f"{title}: {when}"
    parts = [_whom(t, one), t("{number} messages each").format(number=one.letters), when]
    if one.first:
        parts.append(t("next on {day}").format(day=f"{one.first:%d/%m/%Y}"))
    return f"{title}: {', '.join(parts)}"


def _whom(t: Translator, one: Effect) -> str:
    if one.deputies:
        return t("{number} principals, {deputies} deputies").format(
            number=one.people - one.deputies, deputies=one.deputies
        )
    return t(PEOPLE[one.rule.owner]).format(number=one.people) if one.rule.owner in PEOPLE else words.who(t, one.rule)


def _when(t: Translator, one: Effect) -> str:
    return t(words.NO_DAY_YET) if one.over else words.when_and_whose(t, one.rule, one.day_source)


kit.only_buttons(routes, SURE)


@routes.button("paper-yes:{office_id}")
async def switch_on(chat: Chat, office_id: int) -> Reply:
    """Switch on what was shown. Raises BadInput at a second tap; where something changed it is shown again."""
    kit.must_oversee(chat)
    kit.must_have(chat, "rules", "seen", step=SURE)
    chosen, level, who = await _chosen(chat), chat.draft.get("level", ""), await orderer(chat)
    off = [await orders.as_it_stands(chat.db, rule, who) for rule in chosen]
    effects = await orders.effects(chat.db, orders.for_level(off, level), chat.now, who.office_id)
    if _seen(effects) != chat.draft["seen"]:
        return await _preview(chat, effects, said=chat._(CHANGED), level=level)
    new = await orders.switch_on(
        chat.db,
        [rule.id for rule in chosen],
        chat.rights,
        office_id=office_id or None,
        by_id=chat.person.id,
        now=chat.now,
        level=level,
    )
    said = chat._("Switched on: {number} duties.").format(number=len(new))
    if len(chosen) == 1:
        return await card(chat, new[0] if new else chosen[0], said)
    return await _card(chat, orders.paper(chosen[0]), said)


async def _chosen(chat: Chat) -> list[DutyRule]:
    return [await rules.get(chat.db, rule_id) for rule_id in chat.draft["rules"]]


@routes.button("paper-off:{key}")
async def ask_off(chat: Chat, key: str) -> Reply:
    """Show what switching a paper off would do."""
    paper, who = _paper(chat, key), await orderer(chat)
    found = await orders.of_paper(chat.db, key, who)
    on = [rule for rule in found if not rule.sample and copies.theirs(rule, who)]
    if not on:
        return await _card(chat, paper, chat._(OFF_ALREADY))
    return await _ask_off(chat, on)


@routes.button("rule-off:{rule_id}")
async def ask_one_off(chat: Chat, rule_id: int) -> Reply:
    """Show what switching one duty off would do."""
    kit.must_oversee(chat)
    rule = await rules.get(chat.db, rule_id)
    if rule.sample:
        return await card(chat, rule, chat._(OFF_ALREADY))
    return await _ask_off(chat, [rule])


async def _ask_off(chat: Chat, on: Sequence[DutyRule]) -> Reply:
    _, ids = chat._, [rule.id for rule in on]
    chat.forget()
    chat.draft |= {"off": ids}
    text = _("Switch {number} duties off? Their reminders stop at once, and {open} open duties are closed.")
    text = text.format(number=len(on), open=await orders.open_duties(chat.db, ids))
    return kit.ask(chat, text, rows(Button(_("Yes, switch off"), "paper-off-yes", yes=True)), step=SURE)


@routes.button("paper-off-yes")
async def switch_off(chat: Chat) -> Reply:
    """Switch off what was shown. Raises BadInput at a second tap."""
    kit.must_oversee(chat)
    kit.must_have(chat, "off", step=SURE)
    ids = chat.draft["off"]
    off = await orders.switch_off(chat.db, ids, chat.rights, chat.now)
    said, first = chat._("Switched off: {number} duties.").format(number=len(off)), await rules.get(chat.db, ids[0])
    if len(ids) == 1:
        return await card(chat, await orders.as_it_stands(chat.db, first, await orderer(chat)), said)
    return await _card(chat, orders.paper(first), said)
