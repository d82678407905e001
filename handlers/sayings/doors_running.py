"""What is said of schools, clusters, their people and what they owe: whose card is meant, who acts, until when."""

import re
from dataclasses import replace

from bot.domain.duties import standings
from bot.domain.models import Role, Unit
from bot.domain.organisation import appointments, mandates, schools, terms
from bot.domain.organisation.mandates import ActingAt
from bot.domain.programme import meetings, questions
from bot.domain.programme.questions import Named
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, rows
from handlers import kit, phrases
from handlers.duty import duties, duty_overview, duty_theme
from handlers.meeting import my_meetings, summary
from handlers.organisation import acting as acting_talk
from handlers.organisation import acting_words, clusters, founding, offices, own_people, tree, units
from handlers.plan import plan_home
from handlers.sayings import colleague, doors_meeting, lists, places
from handlers.sayings.sentence import Sentence
from handlers.sayings.standing import WHICH

BY_OFFICER = N_("Names, sites and clusters of schools are put in order by the officer. Please tell them.")
OWN_NAME = N_("Everybody corrects their own name under My data. Names that have not joined are changed in the list.")
BY_HEAD = N_("The school's list, its topics and who acts are kept by the principal.")
NO_HEAD = N_("No principal of {school} has joined yet.")
HEAD = N_("Principal of {school}: {names}")
MORE_TIME = N_("More time is given by who receives it: please tell them. What is owed stands here.")
TROUBLE = N_(
    "Difficulties are reported by the duty of that name under My duties, or as a request for support under Official "
    "papers."
)
FACES = N_(
    "Please choose photos in which no pupil's face can be recognised. If one can, the system asks for the parents' and "
    "the pupil's consent; without it the photo is erased."
)
NOBODY_LEADS = N_("Nobody who leads it has joined yet: {clusters}.")
NO_LEAD_OF_MINE = N_("Nobody who leads your cluster has joined yet. Please ask your principal.")
LEADER_LEAVES = N_(
    "Who follows you is entered by the officer, from a day on: what is open and what was begun passes to them. Until "
    "then you can let somebody act for you."
)
TEACHER_LEAVES = N_(
    "Your principal takes you off the school's list{names}: from then on no meeting expects you. What is kept of you "
    "stands under My data; there you can have it erased."
)
OFFICER_LEAVES = N_(
    "Your colleague is entered under Offices and officers, from a day on, and your own term ends there."
)
HISTORY = N_(
    "Who did what stands with each thing: under History of a duty, on the card of a meeting, and for your own data "
    "under Who looked at my data."
)
WHO = N_("Who is meant?")
MOST = 8
"""Names that it is asked between on one screen."""
_NEW_CLUSTER = re.compile(r" (?:lap|tao|them|mo)(?: \w+)? (?:tieu )?cum (?!\d|so \d)| cum moi ")
_NEW_UNIT = re.compile(
    r" (?:lap|tao|them|mo)(?: \w+)? (?:xa|phuong|so|dac khu|diem truong|phan hieu|trung tam|co quan) "
)
_NEW_SCHOOL = re.compile(r" (?:lap|tao|them|mo)(?: \w+)? truong ")
_OF_OFFICES = re.compile(r" (?:xa|phuong|dac khu|so|phong van hoa|co quan|chuyen vien|uy ban|ubnd) ")
_OFFICE_NAME = re.compile(r" ten (?:phong|co quan|uy ban|ubnd|so) ")
_OF_HEADS = re.compile(r" chua co hieu truong ")
_OF_UNITS = re.compile(
    r" ten (?:truong|cum) | doi ten | diem truong | phan hieu | (?:khong|chua) co trong cum "
    r"| (?:them|bo|lap|tach|gop|chuyen|rut|dua|giai the|sap nhap)(?: \w+){0,2} (?:truong|cum) "
)
"""What a principal asks for that only an officer does."""
_ITS_LEAD = re.compile(r" (?:cum truong|cum pho|lam truong cum) ")
_ACTS = {
    Role.CLERK: " van thu ",
    Role.SUBJECT_HEAD: " to truong ",
    Role.DEPUTY: " (?:hieu pho|pho hieu truong) ",
    Role.DEPUTY_LEAD: " (?:cum pho|pho cum) ",
}
_ASKS_WHO = re.compile(r" ai |^ (?:bo|cat|rut|doi|thay|thu) ")
"""Who asks who it is, or ends it, is shown who acts."""
_REGISTERS = re.compile(r" dang ky ")
_CHANGES = re.compile(r" (?:sua|doi|rut|huy|bo|xoa|da|roi|xem) ")
_FOR_OTHERS = re.compile(r" cho (?:truong|cum|cac|nhung|may|@|thay|co) |^ (?:mien|tra) ")


async def organisation(chat: Chat, said: Sentence) -> Reply:
    """Open to an officer the school or cluster that is named, or what makes a new one, else all there is to do."""
    chat.must_have_joined()
    if not chat.rights.officer:
        return await _of_no_officer(chat, said)
    if _NEW_UNIT.search(said.plain):
        return await founding.begin(chat)
    if _OFFICE_NAME.search(said.plain):
        return await offices.show_offices(chat, 0)
    of_school, of_cluster = await _named(chat, said)
    if len(of_cluster) == 1:
        # With a school beside it, it is about which schools are in.
        one = of_cluster[0][0]
        schools_of_it = of_school and not _ITS_LEAD.search(said.plain)
        return await (clusters.members(chat, one, 0) if schools_of_it else tree.show_cluster(chat, one))
    if len(of_school) == 1:
        return await units.show_school(chat, of_school[0][0])
    buttons = [Button(name, f"org-school:{number}") for number, name in of_school[:MOST]]
    buttons += [Button(name, f"org-cluster:{number}") for number, name in of_cluster[:MOST]]
    return Reply(chat._(WHICH), rows(*kit.distinct(buttons))) if buttons else await _of_none(chat, said)


async def _of_no_officer(chat: Chat, said: Sentence) -> Reply:
    """Show a teacher the own cluster, and who runs something what they may put in order, or who else does."""
    changes = _OF_UNITS.search(said.plain)
    if not (chat.rights.runs_something or changes):
        return await lists.my_cluster(chat, said)
    begun = await tree.begin(chat)
    return replace(begun, text=f"{chat._(BY_OFFICER)}\n\n{begun.text}") if changes else begun


async def _of_none(chat: Chat, said: Sentence) -> Reply:
    """Begin a new cluster, school or office where a sentence asks for one, else show what can be put in order."""
    if _NEW_CLUSTER.search(said.plain):
        return await founding.begin_cluster(chat)
    if _NEW_SCHOOL.search(said.plain):
        return await founding.begin(chat)
    if _OF_HEADS.search(said.plain):
        return await units.show_schools(chat, 0)
    return await (offices.show_offices(chat, 0) if _OF_OFFICES.search(said.plain) else tree.begin(chat))


async def _named(chat: Chat, said: Sentence) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the schools and the clusters of an officer that a sentence names, each with its name."""
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today)
    every = await meetings.clusters(chat.db, rights=chat.rights)
    of_school = [(unit.id, unit.name) for unit in places.schools_of(said, seen)]
    return of_school, [(one.id, one.called) for one in places.clusters_of(said, every)]


async def plan(chat: Chat, said: Sentence) -> Reply:
    """Open the plans to who keeps them; all others have the calendar."""
    chat.must_have_joined()
    keeps = chat.rights.leads or chat.rights.officer
    return await (plan_home.home(chat) if keeps else doors_meeting.see_calendar(chat, said))


async def people(chat: Chat, said: Sentence) -> Reply:
    """Show whom a principal names of the own people, else the list of them."""
    return await _card(chat, said, "") or await own_people.begin(chat)


async def rename_other(chat: Chat, said: Sentence) -> Reply:
    """Say who corrects the name of somebody else; a principal is shown whom they mean."""
    chat.must_have_joined()
    text = chat._(OWN_NAME)
    return await _card(chat, said, text) or Reply(text, rows(Button(chat._("My data"), "me")))


async def _card(chat: Chat, said: Sentence, text: str) -> Reply | None:
    """Return the card of the one of the own people who is named, or which of several; None where nobody is."""
    if chat.someone is None or not chat.rights.principal_of:
        return None
    named = await colleague.of_own(chat, said)
    if len(named) == 1:
        return await own_people.show_one(chat, named[0][0], named[0][1].key, text)
    buttons = [Button(one.name, f"own-one:{unit_id}:{one.key}") for unit_id, one in named[:MOST]]
    return Reply(kit.after(text, chat._(WHO)), rows(*kit.distinct(buttons))) if named else None


async def acting(chat: Chat, said: Sentence) -> Reply:
    """Show who acts for whoever leads or heads something; all others hear who does, and who gives that."""
    chat.must_have_joined()
    if chat.rights.officer:
        of_school, of_cluster = await _named(chat, said)
        meant = [("unit", *one) for one in of_school] + [("cluster", *one) for one in of_cluster]
        return await (acting_talk.among(chat, meant) if len(meant) == 1 else organisation(chat, said))
    role = next((role for role, called in _ACTS.items() if re.search(called, said.plain)), None)
    every = await acting_talk.own_places(chat)
    places_of = [one for one in every if role is None or one[0] == acting_talk.kind_of(role)]
    if role and len(places_of) == 1 and not _ASKS_WHO.search(said.plain):
        return await acting_talk.of_role(chat, role, places_of[0][1])
    if places_of:
        return await acting_talk.among(chat, places_of)
    return await (who_leads(chat, said) if role is Role.DEPUTY_LEAD else who_heads(chat, said, all_who_act=True))


async def who_heads(chat: Chat, said: Sentence, *, all_who_act: bool = False, alone: bool = False) -> Reply:
    """Name the principals of the school that is named, else of the own one, and who acts there."""
    person = chat.must_have_joined()
    runs = chat.rights.runs_something
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today) if runs else []
    found = places.schools_of(said, seen)[:MOST]
    if not found and chat.rights.officer:
        return await units.show_schools(chat, 0)
    if not found and person.unit_id:
        found = [await schools.get(chat.db, person.unit_id)]
    lines = [await _heads_of(chat, unit, all_who_act=all_who_act) for unit in found]
    # Who asks for it by name needs no word of what else a principal does.
    asked = alone or " hieu truong " in said.plain
    text = "\n".join([*([] if asked else [chat._(BY_HEAD)]), *lines])
    return Reply(text, rows(Button(chat._("My data"), "me"), Button(chat._("Calendar"), "calendar:0"), across=2))


async def _head_names(chat: Chat, unit: Unit) -> str:
    """Return who heads a school today and has joined, by name; empty where nobody does."""
    terms = await appointments.heads(chat.db, unit, chat.today)
    return ", ".join(chat._("teacher {name}").format(name=term.name) for term in terms if term.joined)


async def _heads_of(chat: Chat, unit: Unit, *, all_who_act: bool) -> str:
    """Return who heads a school, and below it their deputies of today, or all who act; of oneself what that is."""
    _, names = chat._, await _head_names(chat, unit)
    lines = [_(HEAD).format(school=unit.name, names=names) if names else _(NO_HEAD).format(school=unit.name)]
    given = await mandates.of(chat.db, ActingAt(unit), chat.today)
    today = [one for one in given if terms.row_holds(one.tie, chat.today)]
    for one in today:
        if all_who_act or one.tie.role is Role.DEPUTY:
            lines.append(acting_talk.line(_, one, chat.today))
        if all_who_act and one.tie.person_id == chat.person.id:
            lines.append(acting_words.what_of(_, one))
    return "\n".join(lines)


async def not_listed(chat: Chat, said: Sentence) -> Reply:
    """Somebody is not on a list: show it to who keeps it, and to all others who that is."""
    return await (own_people.begin(chat) if _keeps_people(chat) else who_heads(chat, said))


def _keeps_people(chat: Chat) -> bool:
    return chat.someone is not None and (chat.rights.officer or bool(chat.rights.principal_of))


async def theme(chat: Chat, said: Sentence) -> Reply:
    """Begin to register a topic, or show the duty where one stands; to officers which schools have registered."""
    chat.must_have_joined()
    begins = _REGISTERS.search(said.plain) and not _CHANGES.search(said.plain)
    if begins and (form := await duty_theme.of_mine(chat)):
        return form
    if chat.rights.officer:
        return await duty_overview.kinds(chat)
    return await (duties.page(chat) if chat.rights.runs_something else who_heads(chat, said))


async def deadline(chat: Chat, said: Sentence) -> Reply:
    """Show by when one's own duties are due; to officers those of others."""
    del said
    chat.must_have_joined()
    return await (duty_overview.kinds(chat) if chat.rights.officer else duties.page(chat))


async def put_off(chat: Chat, said: Sentence) -> Reply:
    """Show what others owe to who may give them more time; who asks for it hears who gives it."""
    chat.must_have_joined()
    for_others = chat.rights.leads and _FOR_OTHERS.search(said.plain)
    if chat.rights.officer or for_others:
        return await duty_overview.kinds(chat)
    shown = await duties.page(chat)
    return replace(shown, text=f"{chat._(MORE_TIME)}\n\n{shown.text}")


async def trouble(chat: Chat, said: Sentence) -> Reply:
    """Say how difficulties are reported."""
    chat.must_have_joined()
    if not chat.rights.runs_something:
        return await who_heads(chat, said)
    buttons = Button(chat._("My duties"), "duties"), Button(chat._("Official papers"), "office-papers")
    return Reply(chat._(TROUBLE), rows(*buttons, across=2))


async def faces(chat: Chat, said: Sentence) -> Reply:
    """Say what is done with photos in which pupils can be recognised."""
    del said
    buttons = Button(chat._("Photos"), "asked:photos"), Button(chat._("My rights"), "asked:data-rights")
    return Reply(chat._(FACES), rows(*buttons, across=2))


async def year(chat: Chat, said: Sentence) -> Reply:
    """Ask of which time who runs something wants to know how it stands; all others are shown their own meetings."""
    del said
    chat.must_have_joined()
    runs = chat.rights.runs_something
    return await (summary.choose(chat) if runs else my_meetings.mine(chat, 0))


def leads_line(chat: Chat, cluster: str, one: Named) -> str:
    """Return who leads a cluster, and of its deputy that this is what they are."""
    _ = chat._
    about = [_(phrases.ACTING[Role.DEPUTY_LEAD])] if one.deputy else []
    about += [one.school] if one.school else []
    who = _("teacher {name}").format(name=one.name)
    return f"{cluster}: {who}" + (f" ({', '.join(about)})" if about else "")


async def who_leads(chat: Chat, said: Sentence) -> Reply:
    """Name who leads the clusters of a sentence, or one's own, and who acts for them."""
    chat.must_have_joined()
    _, spoken = chat._, await _clusters_named(chat, said)
    mine = {*await questions.clusters_of(chat.db, chat.person, chat.today)} | chat.rights.leads
    calendar = Button(_("Calendar"), "calendar:0")
    leads = await questions.leads(chat.db, spoken or mine, chat.today)
    if leads:
        return Reply("\n".join(leads_line(chat, cluster, one) for cluster, one in leads), rows(calendar))
    nobody = _(NOBODY_LEADS).format(clusters=", ".join(spoken.values()))
    if chat.rights.officer:
        see = [Button(name, f"org-cluster:{number}") for number, name in spoken.items()]
        every = Button(_("Leads of clusters"), "org-clusters:0")
        return Reply(nobody if spoken else _(WHICH), rows(*kit.distinct(see), every))
    return Reply(nobody if spoken else _(NO_LEAD_OF_MINE), rows(calendar))


async def _clusters_named(chat: Chat, said: Sentence) -> dict[int, str]:
    """Return the clusters that a sentence names of those that one runs, and else of one's own meetings."""
    every = await meetings.clusters(chat.db, rights=chat.rights) if chat.rights.runs_something else []
    every = every or [one.cluster for one in await questions.of_year(chat.db, chat.person, chat.rights, chat.today)]
    return {one.id: one.called for one in places.clusters_of(said, {one.id: one for one in every}.values())}


async def leaving(chat: Chat, said: Sentence) -> Reply:
    """Say what becomes of the work and the data of who leaves, and who enters it: by what they are here."""
    del said
    _, person = chat._, chat.must_have_joined()
    mine = Button(_("My data"), "me")
    if chat.rights.officer:
        return Reply(_(OFFICER_LEAVES), rows(Button(_("Organisation"), "asked:organisation"), mine, across=2))
    if chat.rights.principal_of or chat.rights.leads:
        return Reply(_(LEADER_LEAVES), rows(Button(_("Who acts for me"), "asked:acting"), mine, across=2))
    names = await _head_names(chat, await schools.get(chat.db, person.unit_id)) if person.unit_id else ""
    return Reply(_(TEACHER_LEAVES).format(names=f" ({names})" if names else ""), rows(mine))


async def history(chat: Chat, said: Sentence) -> Reply:
    """Say where it stands who did what: no list of it goes across people."""
    del said
    _ = chat._
    chat.must_have_joined()
    runs = [Button(_("Duties of others"), "duties-all")] if chat.rights.oversees_duties else []
    looks = Button(_("Who looked at my data"), "asked:looks")
    return Reply(_(HISTORY), rows(*runs, Button(_("Calendar"), "calendar:0"), looks))
