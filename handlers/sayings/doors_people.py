"""What is asked of people over all schools: how many have joined, somebody's telephone, two entries who are one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.duties import standings
from bot.domain.organisation import own_people, roster_count, schools, tree
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from handlers import kit
from handlers.organisation import own_people as own_talk
from handlers.organisation import units
from handlers.sayings import colleague, doors_running, places
from handlers.sayings.sentence import Sentence

NO_NUMBERS = N_("The system keeps no telephone numbers.")
JOINED = N_("Joined: {people} people of {schools} schools, of {all}.")
NOT_YET = N_("Nobody has joined yet: {number} schools")
ON_LISTS = N_("On lists and not joined yet: {number} people")
BY_PRINCIPAL = N_("Two entries who are one person are put together by the principal of the school.")
TWO_ALIKE = N_("Open one of the two entries; its “Same person as …” puts them together. Names that are alike:")
NONE_ALIKE = N_("No two people of the school who have joined have names that are alike.")
NO_COMMUNE = N_("It is not stated yet under which commune or ward {school} stands.")
MOST_NAMES = 12
MOST_SCHOOLS = 40
_OF_LEAD = re.compile(r" (?:cum truong|cum pho|truong cum|chuyen vien) ")


async def telephone(chat: Chat, said: Sentence) -> Reply:
    """Say that no numbers are kept, and who leads the cluster or heads the school, who may know them."""
    of_lead = _OF_LEAD.search(said.plain)
    shown = await (doors_running.who_leads(chat, said) if of_lead else doors_running.who_heads(chat, said, alone=True))
    return replace(shown, text=f"{chat._(NO_NUMBERS)}\n{shown.text}")


async def joined(chat: Chat, said: Sentence) -> Reply:
    """Say in one figure how many have joined, of all the schools one may ask about, and where nobody has.

    Who heads one school alone, or names one, is shown its people.
    """
    chat.must_have_joined()
    rights = chat.rights
    if not rights.oversees_duties:
        return await doors_running.people(chat, said)
    seen = await standings.schools_seen(chat.db, rights, chat.today)
    seen = places.schools_of(said, seen) or seen
    if not seen:
        return await units.show_schools(chat, 0)
    if len(seen) == 1 and rights.may_head(seen[0].id):
        return await own_talk.show(chat, seen[0].id)
    counts = await roster_count.joined_at(chat.db, [unit.id for unit in seen])
    _, without = chat._, [unit for unit in seen if not counts[unit.id].joined]
    total = sum(one.joined for one in counts.values())
    lines = [_(JOINED).format(people=total, schools=len(seen) - len(without), all=len(seen))]
    if without:
        lines.append(_(NOT_YET).format(number=len(without)))
        lines += [f"– {unit.name}" for unit in without[:MOST_NAMES]] + kit.and_more(_, len(without) - MOST_NAMES)
    if waiting := sum(one.waiting for one in counts.values()):
        lines.append(_(ON_LISTS).format(number=waiting))
        short = sorted(seen, key=lambda unit: -counts[unit.id].waiting)[:MOST_NAMES]
        lines += [f"– {unit.name}: {counts[unit.id].waiting}" for unit in short if counts[unit.id].waiting]
    by_school = [Button(_("People by school"), "people")] if rights.officer else []
    return Reply("\n".join(lines), rows(Button(_("Invite"), "invite"), *by_school, across=2))


async def doubled(chat: Chat, said: Sentence) -> Reply:
    """Show to a principal which of the own people may be entered twice, whom they name first; others hear who does."""
    chat.must_have_joined()
    if not chat.rights.principal_of:
        shown = await (own_talk.begin(chat) if chat.rights.officer else doors_running.who_heads(chat, said, alone=True))
        return replace(shown, text=f"{chat._(BY_PRINCIPAL)}\n\n{shown.text}")
    if await colleague.of_own(chat, said):
        return await doors_running.people(chat, said)
    _, buttons = chat._, []
    for unit_id in sorted(chat.rights.principal_of):
        found = await own_people.of_school(chat.db, chat.rights, unit_id, chat.today)
        buttons += own_talk.labelled(chat, unit_id, [one for one in found.people if found.alike(one)])
    if not buttons:
        shown = await own_talk.begin(chat)
        return replace(shown, text=f"{_(NONE_ALIKE)}\n\n{shown.text}")
    return Reply(_(TWO_ALIKE), rows(*buttons))


async def commune(chat: Chat, said: Sentence) -> Reply:
    """Name the schools of the commune that one's school stands under; an officer opens the schools that there are."""
    person = chat.must_have_joined()
    if chat.rights.officer or not person.unit_id:
        return await doors_running.organisation(chat, said)
    school = await schools.get(chat.db, person.unit_id)
    above = await tree.parent_of(chat.db, school, chat.today)
    calendar = rows(
        Button(chat._("Calendar"), "calendar:0"), Button(chat._("My cluster"), "asked:my-cluster"), across=2
    )
    if above is None:
        return Reply(chat._(NO_COMMUNE).format(school=school.name), calendar)
    names = [unit.name for unit in await tree.children_of(chat.db, above, chat.today)]
    return Reply("\n".join(_named(chat, above.name, names)), calendar)


def _named(chat: Chat, where: str, names: Sequence[str]) -> list[str]:
    head = chat._("{cluster}: {number} schools").format(cluster=where, number=len(names))
    return [head, *(f"– {name}" for name in names[:MOST_SCHOOLS]), *kit.and_more(chat._, len(names) - MOST_SCHOOLS)]
