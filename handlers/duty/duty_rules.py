"""The duties in force and what they rest on; the rules of one paper, one card a rule."""

from collections.abc import Sequence

from bot.domain.calendar import settings
from bot.domain.duties import audience, copies, issuing, orders, rules
from bot.domain.duties.catalogue.entry import WITH_A_DAY, paper_of
from bot.domain.duties.catalogue.papers import LAW, PAPERS
from bot.domain.duties.copies import Orderer
from bot.domain.duties.orders import InForce
from bot.domain.models import DutyRule, DutyState
from bot.errors import N_, Gone, NotAllowed
from bot.i18n import shortened
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_rule_words as words

routes = Routes()

OWN = "own"
NOTHING_WRITTEN = N_("Nobody has written a duty here yet.")
NO_PAPER_YET = N_("No paper is in force yet. What stands in the sample papers holds once you switch it on.")


@routes.button("rules")
async def begin(chat: Chat) -> Reply:
    """Show what the duties in force rest on; a lead goes straight to what they wrote."""
    chat.must_have_joined()
    # The catalogue may have grown with a new version of the service since rules were last looked at.
    await rules.ensure(chat.db, chat.now)
    if not chat.rights.officer:
        return await of_directive(chat, OWN, 0)
    _, found = chat._, await orders.in_force(chat.db, await _orderer(chat))
    lines = [_("{number} duties are in force:").format(number=sum(one.number for one in found))]
    lines += [f"– {_on_what(chat, one)}: {one.number}" for one in found]
    if not any(one.key in PAPERS for one in found):
        lines += ["", _(NO_PAPER_YET)]
    by_key = {one.key: sum(other.number for other in found if other.key == one.key) for one in found}
    buttons = [Button(f"{_name(chat, key)} ({number})", f"rules:{key or OWN}:0") for key, number in by_key.items()]
    buttons += [Button(_("Sample papers"), "papers"), Button(_("Write a duty"), "duty-new")]
    return Reply("\n".join(lines), rows(*buttons))


def _name(chat: Chat, key: str) -> str:
    return PAPERS[key].place if key in PAPERS else chat._("Law") if key == LAW else chat._("Written here")


def _on_what(chat: Chat, one: InForce) -> str:
    """Return what rules rest on: where that is the own office's order, the sample is only where it was found."""
    if one.own:
        return chat._("{own} (sample: {place})").format(own=one.own, place=PAPERS[one.key].place)
    return PAPERS[one.key].name if one.key in PAPERS else _name(chat, one.key)


@routes.button("rules:{directive}:{page}")
async def of_directive(chat: Chat, directive: str, page: int) -> Reply:
    """Show the rules of one paper, or those that people wrote."""
    chat.must_have_joined()
    if directive not in {*PAPERS, LAW, OWN}:
        raise Gone
    if not (chat.rights.officer or (directive == OWN and chat.rights.leads)):
        raise NotAllowed
    _, wanted = chat._, directive if directive != OWN else ""
    found = [rule for rule in await _of_paper(chat, wanted) if _may_see(chat, rule)]
    labelled = [Button(_label(chat, rule), f"rule:{abs(rule.id)}") for rule in found]
    buttons = kit.paged(chat, kit.distinct(labelled), page, f"rules:{directive}")
    below = [Button(_("Write a duty"), "duty-new")] if directive == OWN else []
    if chat.rights.officer:
        below.append(
            Button(_("‹ Paper"), f"paper:{directive}") if directive in PAPERS else Button(_("‹ Papers"), "rules")
        )
    text = _("Which rule? (○ not switched on, ⏸ paused, · has no day yet)") if found else _(NOTHING_WRITTEN)
    return Reply(text, (*buttons, *rows(*below)))


async def _orderer(chat: Chat) -> Orderer:
    office = await issuing.ordering_office(chat.db, chat.person.id, chat.today)
    return await copies.orderer(chat.db, office, chat.rights, chat.today)


async def _of_paper(chat: Chat, wanted: str) -> Sequence[DutyRule]:
    if wanted in PAPERS:
        return await orders.of_paper(chat.db, wanted, await _orderer(chat))
    return [rule for rule in await rules.everything(chat.db) if paper_of(rule.code) == wanted]


def _may_see(chat: Chat, rule: DutyRule) -> bool:
    return rules.may_change(rule, chat.rights, chat.person.id)


def _label(chat: Chat, rule: DutyRule) -> str:
    sign = (
        "○ "
        if rule.sample
        else "⏸ "
        if rule.paused_at
        else "· "
        if rule.day is None and rule.anchor in WITH_A_DAY
        else ""
    )
    # What stands in a paper is found by its name, what people wrote by its day as well.
    number = f"{rule.day:%d/%m}" if rule.day and not rule.code else ""
    level = f" · {_levels(rule)}" if rule.copied and rule.levels else ""
    name = sign + f"{number} {words.short(chat._, rule.code, rule.title)}".strip()
    return shortened(name, kit.LONGEST_LABEL - len(level)) + level


def _levels(rule: DutyRule) -> str:
    return ", ".join(level.upper() for level in rule.levels or ())


@routes.button("rule:{rule_id}")
async def show(chat: Chat, rule_id: int) -> Reply:
    """Show one rule."""
    chat.must_have_joined()
    rule = await orders.as_it_stands(chat.db, await rules.get(chat.db, rule_id), await _orderer(chat))
    return await card(chat, rule if rule.id < 0 else await seen_by(chat, rule_id))


async def seen_by(chat: Chat, rule_id: int) -> DutyRule:
    """Return a rule. Raises NotAllowed unless who speaks may change it."""
    rule = await rules.get(chat.db, rule_id)
    if not _may_see(chat, rule):
        raise NotAllowed
    return rule


async def card(chat: Chat, rule: DutyRule, said: str = "") -> Reply:
    """Return a rule's card, after what has just been said about it."""
    _ = chat._
    lines = [words.title(_, rule), *await _facts(chat, rule)]
    if rule.sentence and rule.quoted:
        lines += ["", f"“{rule.sentence}”"]
    elif rule.sentence and rule.code:
        sample = f"“{rule.sentence}” ({PAPERS[paper_of(rule.code)].name})"
        lines += ["", _("Sample: {sentence}").format(sentence=sample)]
    return Reply(kit.after(said, "\n".join(lines)), rows(*_choices(chat, rule)))


async def _facts(chat: Chat, rule: DutyRule) -> list[str]:
    _, common, by_state = chat._, await settings.read(chat.db), await rules.counts(chat.db, rule.id)
    reached = await audience.reach(chat.db, rule, chat.now)
    return [
        _stands(chat, rule),
        *([_("For: {levels}").format(levels=_levels(rule))] if rule.copied and rule.levels else []),
        _("Who: {who}").format(who=words.who(_, rule)),
        _("By when: {when}").format(when=words.when_and_whose(_, rule)),
        _("Reminders: {days}").format(days=words.reminded(_, rule.reminders, common)),
        _("Where it is not done: {ladder}").format(ladder=words.climbs(_, rule.ladder, common)),
        _("Open: {open}. Done: {done}. People it concerns now: {people}.").format(
            open=by_state.get(DutyState.OPEN, 0), done=by_state.get(DutyState.DONE, 0), people=reached
        ),
        *([] if rule.sample else [_("Basis: {basis}").format(basis=rule.basis or "–")]),
    ]


def _stands(chat: Chat, rule: DutyRule) -> str:
    _ = chat._
    if rule.sample:
        return _("Only in a sample paper: nobody is told of it.")
    return _("Paused: nobody is told of it.") if rule.paused_at else _("In force.")


def _switch(chat: Chat, rule: DutyRule) -> list[Button]:
    """Return what lets a rule hold and stop. What the law asks and what people wrote can only rest."""
    _, tail = chat._, f"{rule.id}:{rule.version}"
    if rule.sample:
        return [Button(_("Switch it on"), f"rule-on:{abs(rule.id)}")]
    if rule.paused_at:
        buttons = [Button(_("Resume the rule"), f"rule-resume:{tail}")]
    else:
        buttons = [Button(_("Pause the rule"), f"rule-pause:{tail}")]
    return [*buttons, Button(_("Switch it off"), f"rule-off:{rule.id}")] if paper_of(rule.code) in PAPERS else buttons


def _choices(chat: Chat, rule: DutyRule) -> list[Button]:
    _, tail = chat._, f"{rule.id}:{rule.version}"
    # Presses carry the version that is shown: one that comes after somebody else's change is noticed.
    counted = rule.anchor not in WITH_A_DAY
    back = Button(_("‹ Rules"), f"rules:{paper_of(rule.code) or OWN}:0")
    if rule.id < 0:  # another office has it; one's own is changed once it is on
        return [*_switch(chat, rule), back]
    return [
        Button(_("Change the number of days"), f"rule-to:shift:{tail}")
        if counted
        else Button(_("Change the day"), f"rule-to:day:{tail}"),
        Button(_("Change the reminders"), f"rule-to:reminders:{tail}"),
        Button(_("Change who is told"), f"rule-to:ladder:{tail}"),
        *_switch(chat, rule),
        back,
    ]
