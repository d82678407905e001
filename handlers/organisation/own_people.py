"""`/nguoi`: the people of one's own school by name: who has joined, who has not, who is on leave, who is not there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.letters.membership import MembershipLetter
from bot.domain.models import LeaveKind
from bot.domain.organisation import arrivals, membership, own_people, schools
from bot.domain.organisation.membership import Head, NewLeave
from bot.domain.organisation.own_people import Belonging, OwnPeople, OwnPerson
from bot.errors import N_, BadInput, Gone, Unfound
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.organisation.start import LEVELS

routes = Routes()

BELONGINGS = {
    Belonging.JOINED: N_("Joined: {number}"),
    Belonging.MISSING: N_("Not joined yet: {number}"),
    Belonging.LEFT: N_("Blocked or withdrawn: {number}"),
    Belonging.AWAY: N_("On long leave: {number}"),
}
BELONGS = {
    Belonging.JOINED: N_("Has joined."),
    Belonging.MISSING: N_("On the school's list, has not joined yet."),
    Belonging.LEFT: N_("Has joined and then blocked the system: nothing reaches them."),
    Belonging.AWAY: N_("On long leave: not expected at meetings until it ends."),
}
LEAVES = {
    LeaveKind.MATERNITY: N_("Maternity leave"),
    LeaveKind.ILLNESS: N_("Long sick leave"),
    LeaveKind.OTHER: N_("Other long leave"),
}
MOSTLY = {LeaveKind.MATERNITY: (6, 7), LeaveKind.ILLNESS: (1, 3), LeaveKind.OTHER: (1, 3)}
"""How many months a leave mostly lasts (BLLĐ 2019, Điều 139: six, and one more for each further child)."""
LEAVE = "leave"
MOST_ALIKE = 3
LINES = 6
"""Choices of a first screen at most."""
NEWS = {
    "moved": N_(
        "{by} has taken you off the people of {school}: you have moved away. What you did there is kept. In the new "
        "school ask the principal for the link, or choose the school under My data."
    ),
    "not_ours": N_(
        "{by} says that you are not of {school}, so no meetings are announced to you from there. If you chose the "
        "wrong school, open your own school's link, or choose the school under My data. If you are of it, please "
        "talk to the principal."
    ),
    "leave": N_("{by} has put you on leave at {school} from {first} to the end of {last}: no meeting expects you."),
    "let_in": N_("{by} has confirmed that you are of {school}. Its meetings come to you from now on."),
    "not_let_in": N_(
        "{by} says that you are not of {school}; your school was not changed. If you chose the wrong school, choose "
        "again under My data. If you are of it, please talk to the principal."
    ),
    "gone": N_("{who} has gone to another school and is not among the people of {school} any more."),
    "back": N_("{by} has you back at {school} from today on: meetings expect you again."),
}
ABOUT_SEARCH = N_("To find somebody, type a part of the name.")
NOBODY_CALLED = N_("Nobody here is called '{typed}'. Please type one word of the name, for example: Lan.")


def acting(chat: Chat) -> Head:
    """Return who speaks as who acts on a school's people; what they may is checked by the act."""
    return Head(chat.must_have_joined(), chat.rights, chat.now)


async def of_school(chat: Chat, unit_id: int) -> OwnPeople:
    """Return everybody of a school. Raises NotAllowed unless who speaks heads it or is an officer."""
    chat.must_have_joined()
    return await own_people.of_school(chat.db, chat.rights, unit_id, chat.today)


@routes.command("nguoi", "giaovien")
@routes.button("people")
@routes.button("people-schools:{page}")
async def begin(chat: Chat, page: int = 0) -> Reply:
    """Show the own school; ask which one where there are several."""
    chat.must_have_joined()
    chat.rights.must_head_any()
    if len(chat.rights.principal_of) == 1 and not chat.rights.officer:
        return await show(chat, *chat.rights.principal_of)
    found = await schools.all_schools(chat.db, chat.today)
    own = [one for one in found if chat.rights.may_head(one.id)]
    buttons = [Button(school.name, f"people:{school.id}") for school in own]
    return Reply(chat._("Of which school?"), kit.paged(chat, buttons, page, "people-schools"))


@routes.button("people:{unit_id}")
async def show(chat: Chat, unit_id: int, said: str = "") -> Reply:
    """Show how many people of a school stand how, and where each list is."""
    _, found = chat._, await of_school(chat, unit_id)
    people = _("{school}: {number} people.").format(school=found.school.name, number=len(found.people))
    lines = [people, counts(chat, found), _(ABOUT_SEARCH)]
    buttons = [
        Button(_(label).format(number=number), f"ownlist:{unit_id}:{standing}:0")
        for standing, label in BELONGINGS.items()
        if (number := len(found.standing(standing)))
    ]
    if waiting := await arrivals.open_at(chat.db, chat.rights, unit_id):
        buttons.insert(0, Button(_("Newcomers to answer: {number}").format(number=len(waiting)), f"arrivals:{unit_id}"))
    buttons.append(Button(_("Message to forward"), f"invite-own:{unit_id}"))
    if len(buttons) < LINES:
        buttons.append(Button(_("Roster as a file"), "roster"))
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons), step=f"own-find:{unit_id}")


def counts(chat: Chat, found: OwnPeople) -> str:
    """Return how many stand how, in a line; who withdrew is counted and has no name."""
    numbers = {one: len(found.standing(one)) for one in Belonging}
    return chat._("Joined {joined} · not yet {missing} · blocked or withdrawn {left} · on long leave {away}").format(
        joined=numbers[Belonging.JOINED],
        missing=numbers[Belonging.MISSING],
        left=numbers[Belonging.LEFT] + found.withdrawn,
        away=numbers[Belonging.AWAY],
    )


@routes.button("ownlist:{unit_id}:{standing}:{page}")
async def show_some(chat: Chat, unit_id: int, standing: str, page: int) -> Reply:
    """Show by name who stands so."""
    if standing not in set(Belonging):
        raise Gone
    _, found = chat._, await of_school(chat, unit_id)
    some = found.standing(Belonging(standing))
    lines = [found.school.name, _(BELONGINGS[Belonging(standing)]).format(number=len(some))]
    if standing == Belonging.LEFT and found.withdrawn:
        lines.append(_("Withdrew their consent, so that no name is left: {number}").format(number=found.withdrawn))
    lines.append(_(ABOUT_SEARCH))
    beside = [Button(_("Message to forward"), f"invite-own:{unit_id}")] if standing == Belonging.MISSING else []
    shown = kit.paged(chat, labelled(chat, unit_id, some), page, f"ownlist:{unit_id}:{standing}")
    return Reply("\n".join(lines), (*shown, *rows(*beside, _back(chat, unit_id))), step=f"own-find:{unit_id}")


def labelled(chat: Chat, unit_id: int, some: Sequence[OwnPerson]) -> list[Button]:
    """Return a button a person; two of one name are told apart by their subject."""
    labels = kit.told_apart(chat._, [(one.name, one.subject) for one in some])
    named = zip(labels, some, strict=True)
    return kit.distinct([Button(label, f"own-one:{unit_id}:{one.key}") for label, one in named])


def subject_of(chat: Chat, one: OwnPerson) -> str:
    """Return what somebody teaches."""
    return one.subject or chat._(kit.MANY_SUBJECTS)


def _back(chat: Chat, unit_id: int) -> Button:
    return Button(chat._("‹ People of the school"), f"people:{unit_id}")


@routes.step("own-find:{unit_id}")
async def find(chat: Chat, unit_id: int) -> Reply:
    """Show who is called so: one person at once, several as a list."""
    _, found = chat._, await of_school(chat, unit_id)
    called = found.called(chat.text)
    if not called:
        raise Unfound(NOBODY_CALLED, typed=chat.text[:40])
    if len(called) == 1:
        return await show_one(chat, unit_id, called[0].key)
    text = _("Called '{typed}': {number}").format(typed=chat.text[:40], number=len(called))
    some = [*labelled(chat, unit_id, called[: 2 * kit.A_PAGE]), _back(chat, unit_id)]
    lines = [text, *kit.and_more(_, len(called) - 2 * kit.A_PAGE)]
    return Reply("\n".join(lines), rows(*some), step=f"own-find:{unit_id}")


@routes.button("own-one:{unit_id}:{key}")
async def show_one(chat: Chat, unit_id: int, key: str, said: str = "") -> Reply:
    """Show one person, and what can be done."""
    _, found = chat._, await of_school(chat, unit_id)
    one = found.one(key)
    about = ", ".join([subject_of(chat, one), *([_(LEVELS[one.level])] if one.level in LEVELS else [])])
    lines = [one.name, about, _(BELONGS[one.standing])]
    waits = [f"{new.id}" for new in await arrivals.open_at(chat.db, chat.rights, unit_id) if key == f"p{new.person_id}"]
    buttons = [Button(_("Yes, of my school"), f"arrival-yes:{new}") for new in waits]
    buttons += [Button(_("Is not of my school"), f"arrival-no:{new}") for new in waits]
    if one.standing is Belonging.MISSING:
        buttons.append(Button(_("Message to forward"), f"invite-own:{unit_id}:{key}"))
    if one.leave:
        lines.append(leave_line(chat, one))
        buttons.append(Button(_("Is back at work"), f"own-back:{unit_id}:{key}"))
    buttons.append(Button(_("Change the leave") if one.leave else _("Put on leave"), f"own-leave:{unit_id}:{key}"))
    if key != f"p{chat.person.id}":
        # Who leaves their own school is followed by another head first, whom the officer enters.
        buttons.append(Button(_("Take off the list"), f"own-off:{unit_id}:{key}"))
    for other in found.alike(one)[:MOST_ALIKE]:
        label = _("Same person as {name}").format(name=f"{other.name} · {subject_of(chat, other)}")
        # The earlier one is the one that more hangs on, and that others know.
        earlier, later = sorted((int(other.key[1:]), int(key[1:])))
        buttons.append(Button(label, f"same:{earlier}:{later}"))
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons, _back(chat, unit_id)))


def leave_line(chat: Chat, one: OwnPerson) -> str:
    """Return somebody's leave in one line: what for, from when to when."""
    if one.leave is None:
        return ""
    days = {"first": f"{one.leave.first_day:%d/%m/%Y}", "last": f"{one.leave.last_day:%d/%m/%Y}"}
    return chat._("{leave}: from {first} to the end of {last}").format(leave=chat._(LEAVES[one.leave.kind]), **days)


@routes.button("own-off:{unit_id}:{key}")
async def ask_off(chat: Chat, unit_id: int, key: str) -> Reply:
    """Say what taking somebody off does, and ask why."""
    _, found = chat._, await of_school(chat, unit_id)
    one = found.one(key)
    text = _("Take {name} off {school}? No meeting expects them from here any more; what they did so far is kept.")
    lines = [text.format(name=one.name, school=found.school.name)]
    buttons = [Button(_("Yes, has moved away"), f"own-moved:{unit_id}:{key}", yes=True)]
    if key.startswith("p"):
        lines.append(_("{name} will be told.").format(name=one.name))
        buttons.append(Button(_("Is not of my school"), f"not-ours:{unit_id}:{key}"))
    stays = Button(_("No, leave it so"), f"own-one:{unit_id}:{key}")
    return Reply("\n".join(lines), rows(*buttons, stays), step=f"own-off:{unit_id}:{key}")


kit.only_buttons(routes, "own-off:{unit_id}:{key}")


@routes.button("own-moved:{unit_id}:{key}")
async def moved(chat: Chat, unit_id: int, key: str) -> Reply:
    """Take somebody off who has moved away."""
    return await _off(chat, unit_id, key, ours=True)


@routes.button("not-ours:{unit_id}:{key}")
async def not_ours(chat: Chat, unit_id: int, key: str) -> Reply:
    """Take somebody off who never was of the school."""
    return await _off(chat, unit_id, key, ours=False)


async def _off(chat: Chat, unit_id: int, key: str, *, ours: bool) -> Reply:
    name = await membership.take_off(chat.db, acting(chat), unit_id, key, ours=ours)
    return await show(chat, unit_id, chat._("{name} is off the list of the school.").format(name=name))


@routes.button("own-leave:{unit_id}:{key}")
async def ask_kind(chat: Chat, unit_id: int, key: str) -> Reply:
    """Ask what the leave is for."""
    one = (await of_school(chat, unit_id)).one(key)
    text = chat._("Why is {name} on leave? Only you and the officer see this.").format(name=one.name)
    chat.forget()
    chat.draft[LEAVE] = {"unit": unit_id, "key": key}
    buttons = [Button(chat._(label), f"own-kind:{kind}") for kind, label in LEAVES.items()]
    return Reply(text, rows(*buttons, kit.leave(chat)), step="own-leave:kind")


kit.only_buttons(routes, "own-leave:kind", "own-leave:sure")


@routes.button("own-kind:{kind}")
async def ask_first(chat: Chat, kind: str) -> Reply:
    """Ask for the first day of the leave."""
    begun = _begun(chat)
    if kind not in set(LeaveKind):
        raise Gone
    begun["kind"] = kind
    one = (await of_school(chat, begun["unit"])).one(begun["key"])
    text = chat._("From which day is {name} on leave?").format(name=one.name)
    return kit.ask_day(chat, text, "own-first", step="own-leave:first")


def _begun(chat: Chat, *has: str) -> dict[str, Any]:
    """Return the leave that was begun. Raises BadInput where it was not, or not as far as this."""
    begun: dict[str, Any] = chat.draft.get(LEAVE, {})
    if not begun or not begun.keys() >= set(has):
        raise BadInput(kit.NOT_FINISHED)
    return begun


@routes.step("own-leave:first")
@routes.button("own-first:{pressed}")
async def ask_last(chat: Chat, pressed: str = "") -> Reply:
    """Take the first day, and ask for the last one; what a leave mostly lasts stands beside it."""
    begun, first = _begun(chat, "kind"), kit.near_day(chat, pressed)
    begun["first"] = first.isoformat()
    if "last" in begun and date.fromisoformat(begun["last"]) >= first:
        return await _read_back(chat)
    months = MOSTLY[LeaveKind(begun["kind"])]
    likely = [membership.months_later(first, number) for number in months]
    buttons = [Button(f"{day:%d/%m/%Y}", f"own-last:{day.isoformat()}") for day in likely]
    one = (await of_school(chat, begun["unit"])).one(begun["key"])
    text = chat._("{name}: from {day}. Which is the last day of the leave?")
    text = text.format(name=one.name, day=f"{first:%d/%m/%Y}")
    return kit.ask(chat, text, rows(*buttons, across=2), step="own-leave:last")


@routes.step("own-leave:last")
@routes.button("own-last:{pressed}")
async def ask_sure(chat: Chat, pressed: str = "") -> Reply:
    """Take the last day, and read the leave back before it counts."""
    begun = _begun(chat, "kind", "first")
    first, last = date.fromisoformat(begun["first"]), kit.near_day(chat, pressed)
    membership.check_leave(first, last, chat.today)
    begun["last"] = last.isoformat()
    return await _read_back(chat)


async def _read_back(chat: Chat) -> Reply:
    _, begun = chat._, _begun(chat, "kind", "first", "last")
    first, last = (date.fromisoformat(begun[name]) for name in ("first", "last"))
    one = (await of_school(chat, begun["unit"])).one(begun["key"])
    text = _("{name}: {leave} from {first} to the end of {last}. Not expected at meetings meanwhile. Is this right?")
    text = text.format(
        name=one.name, leave=_(LEAVES[LeaveKind(begun["kind"])]), first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"
    )
    yes = Button(_("Yes, put on leave"), "own-leave-yes", yes=True)
    return kit.ask(chat, text, rows(yes), step="own-leave:sure")


@routes.button("own-leave-yes")
async def put_on_leave(chat: Chat) -> Reply:
    """Put somebody on leave as it was read back."""
    kit.must_have(chat, LEAVE, step="own-leave:sure")
    begun = chat.draft.pop(LEAVE)
    first, last = (date.fromisoformat(begun[one]) for one in ("first", "last"))
    new, unit_id = NewLeave(LeaveKind(begun["kind"]), first, last), begun["unit"]
    name = await membership.put_on_leave(chat.db, acting(chat), unit_id, begun["key"], new)
    text = chat._("{name} is on leave to the end of {last}, and back by themselves after that.")
    return await show(chat, unit_id, text.format(name=name, last=f"{last:%d/%m/%Y}"))


@routes.button("own-back:{unit_id}:{key}")
async def back(chat: Chat, unit_id: int, key: str) -> Reply:
    """Have somebody back from today on."""
    name = await membership.end_leave(chat.db, acting(chat), unit_id, key)
    text = chat._("{name} is back: expected at meetings again from today.").format(name=name)
    return await show(chat, unit_id, text)


def told(letter: MembershipLetter, t: Translator) -> Reply:
    """Return what somebody is told of their place at a school, and what to do where it is wrong."""
    facts = letter.facts
    days = {"first": f"{facts.first:%d/%m/%Y}", "last": f"{facts.last:%d/%m/%Y}"} if facts.first and facts.last else {}
    text = t(NEWS[facts.news]).format(
        school=letter.school, by=phrases.name_of(t, letter.by, letter.acted), who=letter.who, **days
    )
    button = Button(t("People of my school"), f"people:{facts.unit}") if facts.who else Button(t("My data"), "me")
    return Reply(text, rows(button), step=STAY)
