"""What a paper asks that an officer has put in: sentence by sentence, each with who owes it and by when, then a yes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.duties import directives, issuing, orders
from bot.domain.duties.directives import MAY_OWE, Directive
from bot.domain.duties.orders import Effect
from bot.domain.models import DutyRule, Owner
from bot.domain.organisation import naming
from bot.domain.plan import Draft
from bot.errors import N_, Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty import duty_rule_words as words
from handlers.duty.duty_papers import LEVELS, what_follows
from handlers.plan.plan_file import plan_file_of, reads

routes = Routes()

SAID = "orders"
IN_OWN_NAME = "own"
"""In a press: the paper is another office's."""
LOOKING = "plan:looking"
"""The step of a plan file that is looked at, which takes another file instead."""
A_PAGE = 6
"""Sentences of a paper on one screen."""
NOTHING_LEFT = N_("Every sentence is left out. Please take at least one, or leave.")
CHANGED = N_("Something has changed since you looked.")
OF_NO_OFFICE = N_(
    "The paper does not say which office issued it. As it stands it is for your schools only where your own office or "
    "one above it issued it."
)
YEARS_OVER = N_("The paper is for the school year {years}, which is over.")


def asks_something(draft: Draft | None, today: date) -> int:
    """Return how many duties a paper's text seems to give."""
    return len(_read(draft, today).asks) if draft else 0


def _read(draft: Draft, today: date) -> Directive:
    # An issuer that the paper does not name is left out: the office that puts it in may be another one.
    issuer, _kind = naming.issuer(draft.issuer, draft.superior, draft.town)
    return directives.read(draft, issuer, today)


def _said(chat: Chat) -> dict[str, Any]:
    """Return what was said of the file that is looked at now; of another file it does not hold."""
    file = plan_file_of(chat)
    which = file.get("sha") or file.get("text", "")
    said: dict[str, Any] = chat.draft.get(SAID, {})
    if said.get("of") != which:
        said = chat.draft[SAID] = {"of": which, "out": [], "who": {}, "day": {}}
    return said


def _directive(chat: Chat) -> Directive:
    """Return the paper with what the officer has said of it. Raises BadInput where none is being read."""
    kit.must_oversee(chat)
    plan_file_of(chat)
    if chat.ready is None:
        raise Gone
    said, read = _said(chat), _read(chat.ready, chat.today)
    return replace(
        read,
        left_out=frozenset(said["out"]),
        owners={int(number): Owner(who) for number, who in said["who"].items()},
        days={int(number): date.fromisoformat(day) for number, day in said["day"].items()},
    )


@routes.button("orders:list:{page}", first=reads)
async def show(chat: Chat, page: int = 0) -> Reply:
    """Show a page of what the paper asks."""
    return await listed(chat, page)


async def listed(chat: Chat, page: int = 0, said: str = "") -> Reply:
    """Return a page of what the paper asks: what was read, and what is left out so far."""
    _, directive = chat._, _directive(chat)
    held = await directives.standing(chat.db, directive, await _office(chat, directive))
    shown = kit.page_of(range(len(directive.asks)), page, A_PAGE)
    lines = [
        directive.heading.basis(),
        _("For: {levels}").format(levels=", ".join(_(LEVELS[one]) for one in directive.levels) or _("all levels")),
        _("It seems to ask for {number} things. None of them counts before your yes.").format(
            number=len(directive.asks)
        ),
        "",
        *(_line(chat, directive, number, held) for number in shown.shown),
    ]
    each = [Button(_("Sentence {number}").format(number=number + 1), f"orders:one:{number}") for number in shown.shown]
    go_on = Button(_("Go on with {number}").format(number=len(_chosen(directive, held))), "orders:all")
    turns = shown.turns(chat, "orders:list")
    return kit.ask(
        chat,
        kit.after(said, "\n".join(lines)),
        (*rows(*each, across=3), *turns, *rows(go_on)),
        step=LOOKING,
    )


def _line(chat: Chat, directive: Directive, number: int, held: frozenset[int]) -> str:
    rule = directive.rule(number, chat.now)
    sign = "✓ " if number in held else "✗ " if number in directive.left_out else ""
    return f"{number + 1}. {sign}{rule.title}\n   {words.who(chat._, rule)}; {words.when_and_whose(chat._, rule)}"


def _chosen(directive: Directive, held: frozenset[int]) -> list[int]:
    return [number for number in range(len(directive.asks)) if number not in held | directive.left_out]


def _number(directive: Directive, number: int) -> int:
    if not 0 <= number < len(directive.asks):
        raise Gone
    return number


@routes.button("orders:one:{number}", first=reads)
async def one(chat: Chat, number: int) -> Reply:
    """Show one sentence: the paper's own words, who, by when."""
    directive = _directive(chat)
    return _card(chat, directive, _number(directive, number))


def _card(chat: Chat, directive: Directive, number: int, said: str = "") -> Reply:
    _, rule = chat._, directive.rule(number, chat.now)
    lines = [
        f"“{rule.sentence}” ({rule.basis})",
        _("Who: {who}").format(who=words.who(_, rule)),
        _("By when: {when}").format(when=words.when_and_whose(_, rule)),
    ]
    out = number in directive.left_out
    lines += [_("Left out.")] if out else []
    flip = Button(_("Take it up") if out else _("Leave it out"), f"orders:flip:{number}")
    day = Button(_("Another day"), f"orders:day:{number}")
    who = Button(_("Somebody else owes it"), f"orders:who:{number}")
    back = Button(_("‹ All of the paper"), f"orders:list:{number // A_PAGE}")
    return Reply(kit.after(said, "\n".join(lines)), rows(flip, day, who, back), step=LOOKING)


@routes.button("orders:flip:{number}", first=reads)
async def flip(chat: Chat, number: int) -> Reply:
    """Leave a sentence out, or take it up again."""
    directive = _directive(chat)
    _said(chat)["out"] = sorted(directive.left_out ^ {_number(directive, number)})
    return await listed(chat, number // A_PAGE)


@routes.button("orders:day:{number}", first=reads)
async def ask_day(chat: Chat, number: int) -> Reply:
    """Ask for the day of a sentence that names none, or another one."""
    directive = _directive(chat)
    _number(directive, number)
    return kit.ask(chat, chat._("By which day? For example: before 15/11, or 15/11/2026."), step=f"orders:day:{number}")


@routes.step("orders:day:{number}", first=reads)
async def take_day(chat: Chat, number: int) -> Reply:
    """Take the day, and show what was read of it."""
    directive, day = _directive(chat), kit.near_day(chat)
    _said(chat)["day"][str(_number(directive, number))] = day.isoformat()
    return _card(chat, _directive(chat), number)


@routes.button("orders:who:{number}", first=reads)
async def ask_who(chat: Chat, number: int) -> Reply:
    """Ask who owes it."""
    directive = _directive(chat)
    _number(directive, number)
    buttons = [Button(chat._(words.OWNERS[owner]), f"orders:is:{number}:{owner.value}") for owner in MAY_OWE]
    return kit.ask(chat, chat._("Who is to do it?"), rows(*buttons), step=LOOKING)


@routes.button("orders:is:{number}:{owner}", first=reads)
async def choose_who(chat: Chat, number: int, owner: str) -> Reply:
    """Take who owes it."""
    directive = _directive(chat)
    if owner not in {one.value for one in MAY_OWE}:
        raise Gone
    _said(chat)["who"][str(_number(directive, number))] = owner
    return _card(chat, _directive(chat), number)


@routes.button("orders:all", first=reads)
async def preview(chat: Chat) -> Reply:
    """Show what the yes would do: how many people, how many messages, the next days."""
    return await _preview(chat)


async def _chosen_rules(chat: Chat) -> tuple[Directive, Sequence[DutyRule]]:
    directive = _directive(chat)
    held = await directives.standing(chat.db, directive, await _office(chat, directive))
    return directive, [rule for rule in directive.rules(chat.now) if -rule.id - 1 not in held]


async def _office(chat: Chat, directive: Directive) -> int | None:
    """Return the office for whose schools the paper is put in."""
    return await issuing.ordering_office(chat.db, chat.person.id, chat.today, directive.heading.issuer)


async def _effects(chat: Chat, directive: Directive, chosen: Sequence[DutyRule]) -> list[Effect]:
    return await orders.effects(chat.db, chosen, chat.now, await _office(chat, directive))


async def _preview(chat: Chat, said: str = "") -> Reply:
    _, (directive, chosen) = chat._, await _chosen_rules(chat)
    if not chosen:
        return await listed(chat, 0, _(NOTHING_LEFT))
    effects = await _effects(chat, directive, chosen)
    _said(chat)["seen"] = [[-one.rule.id, one.people] for one in effects]
    lines = what_follows(_, effects)
    if unknown := await orders.unknown_levels(chat.db, chosen, chat.now):
        lines += ["", _("{number} schools whose level nobody knows are reached as well.").format(number=unknown)]
    name, yes = await _in_whose_name(chat, directive)
    text = kit.after(said, "\n".join([*lines, "", *name, _("Is this right?")]))
    return kit.ask(chat, text, rows(*yes, Button(_("‹ All of the paper"), "orders:list:0")), step=LOOKING)


async def _in_whose_name(chat: Chat, directive: Directive) -> tuple[list[str], list[Button]]:
    """Return what the duties would rest on, and the yes for each name; a foreign paper is taken up in the own only.

    Of a paper that says no office, or of a year that is over, neither name is the one that a typed yes means.
    """
    _, office, issuer = chat._, await _office(chat, directive), directive.heading.issuer
    stands = Button(_("Yes, they hold from now"), "orders:yes", yes=True)
    as_it_stands = _("Basis: {basis}").format(basis=directive.heading.basis())
    if office is None:
        return [as_it_stands], [stands]
    own = Button(_("By our office's plan"), f"orders:yes:{IN_OWN_NAME}", yes=True)
    in_own_name = (await issuing.own_name(chat.db, office, chat.today)).basis(directive.levels)
    if not await issuing.may_cite(chat.db, office, issuer, chat.today):
        basis = _("Basis: {basis}").format(basis=in_own_name)
        return [_(directives.OF_ANOTHER).format(issuer=issuer), basis], [own]
    if naming.says_which(issuer) and not directive.over:
        return [as_it_stands], [stands, replace(own, yes=False)]
    doubts = [_(OF_NO_OFFICE)] if not naming.says_which(issuer) else []
    doubts += [_(YEARS_OVER).format(years=directive.over)] if directive.over else []
    either = replace(stands, label=_("As the paper stands"), yes=False), replace(own, yes=False)
    names = [f"– {either[1].label}: {in_own_name}", f"– {either[0].label}: {directive.heading.basis()}"]
    return [*doubts, *names], [*reversed(either)]


@routes.button("orders:yes", first=reads)
@routes.button("orders:yes:{name}", first=reads)
async def adopt(chat: Chat, name: str = "") -> Reply:
    """Put in what was shown. Raises BadInput at a second tap; where something changed it is shown again."""
    kit.must_oversee(chat)
    kit.must_have(chat, SAID)
    directive, chosen = await _chosen_rules(chat)
    effects = await _effects(chat, directive, chosen)
    if [[-one.rule.id, one.people] for one in effects] != _said(chat).get("seen"):
        return await _preview(chat, chat._(CHANGED))
    new = await directives.adopt(
        chat.db,
        chat.rights,
        directive,
        chat.now,
        office_id=await _office(chat, directive),
        in_own_name=name == IN_OWN_NAME,
    )
    basis = new[0].basis if new and name == IN_OWN_NAME else directive.heading.basis()
    text = chat._("{number} duties hold from now: {basis}.").format(number=len(new), basis=basis)
    return Reply(text, rows(Button(chat._("Rules of duties"), "rules")))
