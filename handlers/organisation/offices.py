"""Offices and their officers: who oversees what; a name put right, an officer's appointment ended, an office's end."""

from bot.domain.models import Role, Unit, UnitKind
from bot.domain.organisation import appointments, reach, schools, tree
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.organisation.tree import term_line

routes = Routes()

KINDS = {
    UnitKind.MINISTRY: N_("ministry (bộ)"),
    UnitKind.DEPARTMENT: N_("department (sở)"),
    UnitKind.OFFICE: N_("office (phòng)"),
    UnitKind.COMMUNE: N_("commune or ward"),
    UnitKind.SCHOOL: N_("school"),
    UnitKind.CENTRE: N_("centre"),
    UnitKind.BRANCH: N_("branch"),
    UnitKind.SITE: N_("site"),
}


@routes.button("org-offices:{page}")
async def show_offices(chat: Chat, page: int) -> Reply:
    """Show the offices that one oversees."""
    kit.must_oversee(chat)
    found = await schools.offices(chat.db, chat.rights)
    buttons = [Button(office.name, f"org-school:{office.id}") for office in found]
    return Reply(chat._("Which office?"), kit.paged(chat, buttons, page, "org-offices"))


async def office_card(chat: Chat, office: Unit, said: str = "") -> Reply:
    """Return an office's card, after what has just been said about it."""
    _, db, today = chat._, chat.db, chat.today
    above = await tree.parent_of(db, office, today)
    far = (await reach.of_offices(db, [office.id], today))[office.id]
    under = await schools.all_schools(db, today) if far is None else await schools.all_of(db, far.units, today)
    officers = await appointments.officers(db, office, today)
    lines = [f"{office.name} ({_(KINDS[office.kind])})"]
    if above:
        lines.append(_("Stands under: {unit}").format(unit=above.name))
    lines.append(_("Schools: {number}").format(number=len(under)))
    lines += [_("Officers:"), *(term_line(chat, term) for term in officers)] if officers else [_("No officer yet.")]
    buttons = [Button(_("End: {name}").format(name=term.name), f"term:{term.tie.id}") for term in officers]
    buttons.append(Button(_("Another officer"), f"link:{Role.OFFICER}:{office.id}"))
    if office.kind is not UnitKind.MINISTRY:
        buttons.append(Button(_("Move under another office"), f"org-move:{office.id}:0"))
    buttons.append(Button(_("Another name"), f"unit-name:{office.id}"))
    buttons.append(Button(_("End it"), f"unit-end:{office.id}"))
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons, Button(_("‹ Offices"), "org-offices:0")))
