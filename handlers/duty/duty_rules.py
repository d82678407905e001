"""What the directives ask, of whom and by when: read directive by directive, one card a rule."""

from collections.abc import Sequence

from bot.domain.calendar import settings
from bot.domain.duties import audience, rules
from bot.domain.duties.catalogue.entry import DIRECTIVES, LAW, WITH_A_DAY, directive_of
from bot.domain.models import DutyRule, DutyState
from bot.errors import N_, Gone, NotAllowed
from bot.i18n import shortened
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_rule_words as words

routes = Routes()

OWN = "own"
PLACES = {
    "000": "Lạc Thủy, 11/2023",
    "001": "Mường Chà, 10/2023",
    "002": "Khoái Châu, 26/11/2020",
    "003": "TP. Hồ Chí Minh, 2019-2020",
    "004": "Hòa Bình, 2017-2018",
}
NOTHING_WRITTEN = N_("Nobody has written a duty here yet.")


@routes.button("rules")
async def begin(chat: Chat) -> Reply:
    """Show the directives that duties come from; a lead goes straight to what they wrote."""
    chat.must_have_joined()
    # The catalogue may have grown with a new version of the service since rules were last looked at.
    await rules.ensure(chat.db, chat.now)
    if not chat.rights.officer:
        return await of_directive(chat, OWN, 0)
    _, found = chat._, await rules.everything(chat.db)
    buttons = [_directive(chat, found, directive, PLACES[directive]) for directive in DIRECTIVES]
    buttons += [_directive(chat, found, LAW, _("Law")), _directive(chat, found, OWN, _("Written here"))]
    text = _("Duties come from these papers. {number} rules are in force. Which paper would you like to see?")
    return Reply(text.format(number=sum(rule.paused_at is None for rule in found)), rows(*buttons))


def _directive(chat: Chat, found: Sequence[DutyRule], directive: str, name: str) -> Button:
    number = sum(directive_of(rule.code) == (directive if directive != OWN else "") for rule in found)
    return Button(f"{name} ({number})", f"rules:{directive}:0")


@routes.button("rules:{directive}:{page}")
async def of_directive(chat: Chat, directive: str, page: int) -> Reply:
    """Show the rules of one directive, or those that people wrote."""
    chat.must_have_joined()
    if directive not in {*DIRECTIVES, LAW, OWN}:
        raise Gone
    if not (chat.rights.officer or (directive == OWN and chat.rights.leads)):
        raise NotAllowed
    _, wanted = chat._, directive if directive != OWN else ""
    found = [
        rule for rule in await rules.everything(chat.db) if directive_of(rule.code) == wanted and _may_see(chat, rule)
    ]
    buttons = kit.paged(
        chat, [Button(_label(chat, rule), f"rule:{rule.id}") for rule in found], page, f"rules:{directive}"
    )
    below = [Button(_("Write a duty"), "duty-new")] if directive == OWN else []
    below += [Button(_("‹ Papers"), "rules")] if chat.rights.officer else []
    text = _("Which rule? (⏸ paused, · has no day yet)") if found else _(NOTHING_WRITTEN)
    return Reply(text, (*buttons, *rows(*below)))


def _may_see(chat: Chat, rule: DutyRule) -> bool:
    return rules.may_change(rule, chat.rights, chat.person.id)


def _label(chat: Chat, rule: DutyRule) -> str:
    sign = "⏸ " if rule.paused_at else "· " if rule.day is None and rule.anchor in WITH_A_DAY else ""
    number = rule.code or (f"{rule.day:%d/%m}" if rule.day else "")
    return shortened(f"{sign}{number} {words.title(chat._, rule)}".strip(), kit.LONGEST_LABEL)


@routes.button("rule:{rule_id}")
async def show(chat: Chat, rule_id: int) -> Reply:
    """Show one rule."""
    chat.must_have_joined()
    return await card(chat, await seen_by(chat, rule_id))


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
    if rule.sentence and rule.code:
        lines += ["", f"“{rule.sentence}”"]
    return Reply(kit.after(said, "\n".join(lines)), rows(*_choices(chat, rule)))


async def _facts(chat: Chat, rule: DutyRule) -> list[str]:
    _, common, by_state = chat._, await settings.read(chat.db), await rules.counts(chat.db, rule.id)
    reached = await audience.reach(chat.db, rule, chat.now)
    return [
        _("Paused: nobody is told of it.") if rule.paused_at else _("In force."),
        _("Who: {who}").format(who=words.who(_, rule)),
        _("By when: {when}").format(when=words.when(_, rule)),
        _("Reminders: {days}").format(days=words.reminded(_, rule.reminders, common)),
        _("Where it is not done: {ladder}").format(ladder=words.climbs(_, rule.ladder, common)),
        _("Open: {open}. Done: {done}. People it concerns now: {people}.").format(
            open=by_state.get(DutyState.OPEN, 0), done=by_state.get(DutyState.DONE, 0), people=reached
        ),
        _("Basis: {basis}").format(basis=rule.basis or "–"),
    ]


def _choices(chat: Chat, rule: DutyRule) -> list[Button]:
    _, tail = chat._, f"{rule.id}:{rule.version}"
    # Presses carry the version that is shown: one that comes after somebody else's change is noticed.
    counted = rule.anchor not in WITH_A_DAY
    return [
        Button(_("Change the number of days"), f"rule-to:shift:{tail}")
        if counted
        else Button(_("Change the day"), f"rule-to:day:{tail}"),
        Button(_("Change the reminders"), f"rule-to:reminders:{tail}"),
        Button(_("Change who is told"), f"rule-to:ladder:{tail}"),
        Button(_("Resume the rule"), f"rule-resume:{tail}")
        if rule.paused_at
        else Button(_("Pause the rule"), f"rule-pause:{tail}"),
        Button(_("‹ Rules"), f"rules:{directive_of(rule.code) or OWN}:0"),
    ]
