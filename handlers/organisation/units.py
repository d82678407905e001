"""Schools in the tree: which commune one stands under, and in which other school one goes on, from which day."""

from collections.abc import Sequence
from datetime import date

from bot.domain.endings import schools_told
from bot.domain.models import Unit, UnitKind
from bot.domain.organisation import appointments, merging, schools, tree
from bot.domain.organisation.reach import OFFICES
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.organisation import school_news
from handlers.organisation.offices import KINDS, office_card
from handlers.organisation.tree import term_line

routes = Routes()

MOST_NAMES = 10


@routes.button("org-schools:{page}")
async def show_schools(chat: Chat, page: int) -> Reply:
    """Show the schools there are."""
    kit.must_oversee(chat)
    buttons = [Button(school.name, f"org-school:{school.id}") for school in await _schools(chat)]
    if not buttons:
        return Reply(chat._("There is no school yet. Please put a plan in first."), await phrases.home(chat))
    return Reply(chat._("Which school?"), kit.paged(chat, buttons, page, "org-schools"))


async def _schools(chat: Chat) -> Sequence[Unit]:
    return await schools.all_schools(chat.db, chat.today, rights=chat.rights)


@routes.button("org-school:{unit_id}")
async def show_school(chat: Chat, unit_id: int) -> Reply:
    """Show one school."""
    return await school_card(chat, await kit.overseen_unit(chat, unit_id))


async def school_card(chat: Chat, school: Unit, said: str = "") -> Reply:
    """Return a school's card, or an office's, after what has just been said about it."""
    if school.kind in OFFICES:
        return await office_card(chat, school, said)
    _, db, today = chat._, chat.db, chat.today
    above, clusters = await tree.parent_of(db, school, today), await tree.clusters_of(db, school, today)
    heads, below = await appointments.heads(db, school, today), await tree.children_of(db, school, today)
    people = await appointments.people_at(db, school)
    lines = [f"{school.name} ({_(KINDS[school.kind])})"]
    lines.append(_("Stands under: {unit}").format(unit=above.name if above else _("not stated yet")))
    lines.append(_("Clusters: {clusters}").format(clusters=", ".join(one.called for one in clusters) or "–"))
    if below:
        lines.append(_("Branches and sites: {units}").format(units=", ".join(one.name for one in below)))
    lines.append(_("People who have joined: {number}").format(number=len(people)))
    lines += [_("Principals:"), *(term_line(chat, term) for term in heads)] if heads else []
    if school.merged_into_id and school.valid_to:
        heir = await schools.get(db, school.merged_into_id)
        text = _("Ends on {day} and goes on in {school}.")
        lines.append(text.format(day=_.day(school.valid_to), school=heir.name))
        return Reply(kit.after(said, "\n".join(lines)), rows(Button(_("‹ Schools"), "org-schools:0")))
    buttons = [Button(_("End: {name}").format(name=term.name), f"term:{term.tie.id}") for term in heads]
    buttons.append(Button(_("Deputies and clerk"), f"acting-of:unit:{school.id}"))
    buttons.append(Button(_("Move to another commune"), f"org-move:{school.id}:0"))
    buttons.append(Button(_("Another name"), f"unit-name:{school.id}"))
    buttons.append(Button(_("End it"), f"unit-end:{school.id}"))
    buttons.append(Button(_("Merge into another school"), f"org-merge:{school.id}:0"))
    text = kit.after(said, "\n".join(lines))
    return Reply(text, rows(*buttons, Button(_("‹ Schools"), "org-schools:0")))


@routes.button("org-move:{unit_id}:{page}")
async def choose_parent(chat: Chat, unit_id: int, page: int) -> Reply:
    """Ask where a unit is to stand; a commune that is not known yet is typed."""
    unit = await kit.overseen_unit(chat, unit_id)
    parents = await tree.parents_for(chat.db, chat.rights, unit, chat.today)
    buttons = [Button(parent.name, f"org-under:{unit_id}:{parent.id}") for parent in parents]
    text = chat._("Where does {unit} move to? Please choose, or write the name of a commune or ward:")
    shown = kit.paged(chat, buttons, page, f"org-move:{unit_id}")
    return kit.ask(chat, text.format(unit=unit.name), shown, step=f"org-move:name:{unit_id}")


@routes.step("org-move:name:{unit_id}")
async def name_parent(chat: Chat, unit_id: int) -> Reply:
    """Take the name of a commune; it is only made when the move is confirmed."""
    unit, name = await kit.overseen_unit(chat, unit_id), tree.read_name(chat.text)
    day = chat.draft.get("day") if chat.draft.get("unit") == unit_id and "heir" not in chat.draft else None
    chat.forget()
    chat.draft |= {"unit": unit_id, "name": name}
    if day:
        chat.draft["day"] = day
        return await _show_move(chat)
    return _ask_move_day(chat, unit, name)


@routes.button("org-under:{unit_id}:{parent_id}")
async def take_parent(chat: Chat, unit_id: int, parent_id: int) -> Reply:
    """Take a unit that is known."""
    unit, parent = await kit.overseen_unit(chat, unit_id), await kit.overseen_unit(chat, parent_id)
    chat.forget()
    chat.draft |= {"unit": unit_id, "parent": parent_id}
    return _ask_move_day(chat, unit, parent.name)


def _ask_move_day(chat: Chat, unit: Unit, parent: str) -> Reply:
    text = chat._("From which day does {unit} stand under {parent}?").format(unit=unit.name, parent=parent)
    return kit.ask_day(chat, text, "move-day", step="org-move:day")


@routes.step("org-move:day")
@routes.button("move-day:{pressed}")
async def take_move_day(chat: Chat, pressed: str = "") -> Reply:
    """Show a move before it is made."""
    kit.must_oversee(chat)
    day = kit.near_day(chat, pressed)
    await _unit_of_draft(chat)
    chat.draft["day"] = day.isoformat()
    return await _show_move(chat)


async def _show_move(chat: Chat) -> Reply:
    _, day, unit = chat._, date.fromisoformat(chat.draft["day"]), await _unit_of_draft(chat)
    above = await tree.parent_of(chat.db, unit, day)
    lines = [
        _("{unit}, from {day}:").format(unit=unit.name, day=_.day(day)),
        _("Before: {before}").format(before=above.name if above else "–"),
        _("Now: {now}").format(now=await _parent_name(chat)),
        "",
        _("What happened before that day stays as it was. Is this right?"),
    ]
    return kit.ask(
        chat, "\n".join(lines), rows(Button(_("Yes, move it"), "unit-moved", yes=True)), step="org-move:sure"
    )


async def _unit_of_draft(chat: Chat) -> Unit:
    kit.must_have(chat, "unit")
    return await schools.get(chat.db, chat.draft["unit"])


async def _parent_name(chat: Chat) -> str:
    if "parent" in chat.draft:
        return (await schools.get(chat.db, chat.draft["parent"])).name
    return str(chat.draft["name"])


@routes.button("unit-moved")
async def move(chat: Chat) -> Reply:
    """Move the unit as it was shown."""
    kit.must_oversee(chat)
    kit.must_have(chat, step="org-move:sure")
    unit, day = await _unit_of_draft(chat), date.fromisoformat(chat.draft["day"])
    if "parent" in chat.draft:
        parent = await schools.get(chat.db, chat.draft["parent"])
    else:
        parent = await tree.found(chat.db, chat.rights, UnitKind.COMMUNE, chat.draft["name"])
    await schools_told.move(chat.db, school_news.doer(chat), unit, parent, day)
    said = chat._("Moved: {unit} stands under {parent} from {day}.")
    return await school_card(chat, unit, said.format(unit=unit.name, parent=parent.name, day=chat._.day(day)))


@routes.button("org-merge:{unit_id}:{page}")
async def choose_heir(chat: Chat, unit_id: int, page: int) -> Reply:
    """Ask in which school this one goes on."""
    school = await kit.overseen_unit(chat, unit_id)
    others = [other for other in await _schools(chat) if other.id != unit_id]
    buttons = [Button(other.name, f"org-into:{unit_id}:{other.id}") for other in others]
    text = chat._("In which school does {school} go on?").format(school=school.name)
    return Reply(text, kit.paged(chat, buttons, page, f"org-merge:{unit_id}"))


@routes.button("org-into:{unit_id}:{heir_id}")
async def take_heir(chat: Chat, unit_id: int, heir_id: int) -> Reply:
    """Ask from which day."""
    school, heir = await kit.overseen_unit(chat, unit_id), await kit.overseen_unit(chat, heir_id)
    merging.check(school, heir)
    chat.forget()
    chat.draft |= {"unit": unit_id, "heir": heir_id}
    text = chat._("From which day does {school} go on in {heir}?").format(school=school.name, heir=heir.name)
    return kit.ask_day(chat, text, "merge-day", step="org-merge:day")


@routes.step("org-merge:day")
@routes.button("merge-day:{pressed}")
async def take_merge_day(chat: Chat, pressed: str = "") -> Reply:
    """Show what a merger changes before it is made."""
    kit.must_oversee(chat)
    _, day, (school, heir) = chat._, kit.near_day(chat, pressed), await _pair(chat)
    change = await merging.preview(chat.db, school, heir, day)
    chat.draft["day"] = day.isoformat()
    lines = [
        _("{school} goes on in {heir} from {day}.").format(school=school.name, heir=heir.name, day=_.day(day)),
        "",
        _("People who go over: {number}").format(number=change.people),
        _("Meetings ahead that {heir} then hosts: {number}").format(heir=heir.name, number=change.meetings),
        _("Clusters: {clusters}").format(clusters=", ".join(change.clusters[:MOST_NAMES]) or "–"),
    ]
    if change.leads:
        lines.append(_("It then leads: {clusters}").format(clusters=", ".join(change.leads)))
    for comes, stands in change.twice[:MOST_NAMES]:
        both = _("{heir} is in {stands} and comes into {comes} as well: in both until one is ended.")
        lines.append(both.format(heir=heir.name, stands=stands.called, comes=comes.called))
    lines.append(_("The term of its principal ends. Marks and meetings before that day keep its name."))
    lines += ["", _("This cannot be undone in the chat. Is this right?")]
    return kit.ask(
        chat, "\n".join(lines), rows(Button(_("Yes, merge them"), "units-merged", yes=True)), step="org-merge:sure"
    )


async def _pair(chat: Chat) -> tuple[Unit, Unit]:
    kit.must_have(chat, "unit", "heir")
    return await schools.get(chat.db, chat.draft["unit"]), await schools.get(chat.db, chat.draft["heir"])


kit.only_buttons(routes, "org-move:sure", "org-merge:sure")


@routes.button("units-merged")
async def merge(chat: Chat) -> Reply:
    """Merge as it was shown. Raises BadInput at a second tap."""
    kit.must_oversee(chat)
    kit.must_have(chat, step="org-merge:sure")
    school, heir = await _pair(chat)
    day = date.fromisoformat(chat.draft["day"])
    await schools_told.merge(chat.db, school_news.doer(chat), school, heir, day)
    said = chat._("Merged: {school} goes on in {heir} from {day}.")
    return await school_card(chat, heir, said.format(school=school.name, heir=heir.name, day=chat._.day(day)))
