"""`/tochuc`: who leads which cluster from when to when. Officers appoint, end terms and take appointments back."""

from collections.abc import Sequence
from datetime import date

from bot.domain.endings import schools_told, term_handover
from bot.domain.models import Cluster, HowAppointed, Person, Unit
from bot.domain.organisation import appointments, mandates, schools, tree, units
from bot.domain.organisation import clusters as of_clusters
from bot.domain.organisation.appointments import Term
from bot.domain.organisation.mandates import ActingAt
from bot.domain.organisation.terms import A_DAY
from bot.domain.programme import meetings
from bot.errors import N_, BadInput, Gone
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.organisation import acting
from handlers.organisation.start import LEVELS

routes = Routes()

ANY_LEVEL = "any"
"""In a press: a cluster is for several levels."""

HOWS = {
    HowAppointed.GIVEN: N_("appointed"),
    HowAppointed.ELECTED: N_("elected"),
    HowAppointed.ROTATING: N_("in rotation"),
}


@routes.command("tochuc")
@routes.button("org")
async def begin(chat: Chat) -> Reply:
    """Show what an officer can put in order; a principal has the roster of the own school."""
    _ = chat._
    chat.must_have_joined()
    if not chat.rights.leads:
        chat.rights.must_head_any()
    own, roster = Button(_("People of my school"), "people"), Button(_("Roster as a file"), "roster")
    if not chat.rights.officer:
        for_me = Button(_("Who acts for me"), "acting")
        return Reply(
            _("What would you like to do?"), rows(*((own, roster) if chat.rights.principal_of else ()), for_me)
        )
    buttons = [Button(_("Leads of clusters"), "org-clusters:0"), Button(_("Schools"), "org-schools:0")]
    buttons += [Button(_("New office or school"), "unit-new"), Button(_("New cluster"), "cluster-new")]
    buttons.append(Button(_("Offices and officers"), "org-offices:0"))
    buttons += [Button(_("List of schools (file)"), "unit-list"), Button(_("People of a school"), "people"), roster]
    if number := len((await schools_told.standing(chat.db, chat.rights, chat.now)).unknown):
        buttons.append(Button(_("Schools to answer: {number}").format(number=number), "school-news:0"))
    if chat.rights.reach is None or chat.rights.reach.governs:
        buttons.append(Button(_("Reminders and quiet days"), "settings"))
    return Reply(_("What would you like to put in order?"), rows(*buttons))


@routes.button("org-clusters:{page}")
async def clusters(chat: Chat, page: int) -> Reply:
    """Show the clusters."""
    _ = chat._
    kit.must_oversee(chat)
    found = await meetings.clusters(chat.db, rights=chat.rights)
    if not found:
        return Reply(_("There is no cluster yet. Please put a plan in first."), await phrases.home(chat))
    ended = {one.id: one.valid_to is not None and one.valid_to < chat.today for one in found}
    buttons = [
        Button(f"✗ {one.called}" if ended[one.id] else one.called, f"org-cluster:{one.id}")
        for one in sorted(found, key=lambda one: ended[one.id])
    ]
    text = _("Which cluster? (✗: ended)") if any(ended.values()) else _("Which cluster?")
    return Reply(text, kit.paged(chat, buttons, page, "org-clusters"))


@routes.button("org-cluster:{cluster_id}")
async def show_cluster(chat: Chat, cluster_id: int) -> Reply:
    """Show a cluster: its schools today, who leads it now and later."""
    return await cluster_card(chat, await kit.overseen_cluster(chat, cluster_id))


async def cluster_card(chat: Chat, cluster: Cluster, said: str = "") -> Reply:
    """Return a cluster's card, after what has just been said about it."""
    _ = chat._
    terms = await appointments.of_cluster(chat.db, cluster, chat.today)
    members = await tree.members(chat.db, cluster.id, cluster.day_in(chat.today))
    lines = [f"{cluster.called} ({cluster.school_year})"]
    if not cluster.subject:
        lines.append(level_line(_, cluster, members))
    if cluster.valid_from:
        lines.append(_("First day: {day}").format(day=_.day(cluster.valid_from)))
    if cluster.decision_no:
        lines.append(_("Decision: {number}").format(number=cluster.decision_no))
    if cluster.parent_id:
        above = await appointments.cluster(chat.db, cluster.parent_id)
        lines.append(_("Part of: {cluster}").format(cluster=above.called))
    if parts := await of_clusters.parts_of(chat.db, cluster):
        lines.append(_("Its parts: {clusters}").format(clusters=", ".join(part.name for part in parts)))
    lines.append(_("Schools: {number}").format(number=len(members)))
    if cluster.valid_to:
        lines.append(_("Last day: {day}").format(day=_.day(cluster.valid_to)))
        back = Button(_("Bring it back"), f"cluster-back:{cluster.id}")
        return Reply(kit.after(said, "\n".join(lines)), rows(back, Button(_("‹ Clusters"), "org-clusters:0")))
    lines += [term_line(chat, term) for term in terms] or [_("Nobody leads it.")]
    deputies = await mandates.of(chat.db, ActingAt(cluster=cluster), chat.today)
    lines += [acting.line(_, one, chat.today) for one in deputies]
    first = Button(_("Appoint"), f"appoint:{cluster.id}") if members else _its_schools(_, cluster)
    buttons = [first]
    buttons += [Button(_("End: {name}").format(name=term.name), f"term:{term.tie.id}") for term in terms]
    buttons.append(Button(_("Level, decision, schools"), f"about:{cluster.id}"))
    buttons.append(Button(_("Another name"), f"cluster-name:{cluster.id}"))
    buttons.append(Button(_("Deputy leads"), f"acting-of:cluster:{cluster.id}"))
    buttons.append(Button(_("End the cluster"), f"cluster-end:{cluster.id}"))
    text = kit.after(said, "\n".join(lines))
    return Reply(text, rows(*buttons, Button(_("‹ Clusters"), "org-clusters:0")))


def level_line(t: Translator, cluster: Cluster, members: Sequence[Unit]) -> str:
    """Return for which level of schooling a cluster is; of one for several, which its schools teach."""
    if cluster.level in LEVELS:
        return t("Level: {level}").format(level=t(LEVELS[cluster.level]))
    taught = {level for school in members for level in units.parse(school.name).levels}
    said = ", ".join(t(name) for level, name in LEVELS.items() if level in taught)
    return t("Level: {level}").format(level=said or t("Several levels"))


def _its_schools(t: Translator, cluster: Cluster) -> Button:
    return Button(t("Schools of the cluster"), f"about-schools:{cluster.id}:0")


def term_line(chat: Chat, term: Term) -> str:
    """Return a term in one line: name, days, how it came about."""
    _, tie = chat._, term.tie
    line = _("– {name}, from {day}").format(name=term.name, day=f"{tie.valid_from:%d/%m/%Y}")
    if tie.valid_to:
        line += " " + _("to {day}").format(day=f"{tie.valid_to:%d/%m/%Y}")
    if tie.how:
        line += f" ({_(HOWS[tie.how])})"
    return line if term.joined else line + " " + _("[has not joined yet]")


@routes.button("appoint:{cluster_id}")
@routes.button("appoint:{cluster_id}:{page}")
async def choose_school(chat: Chat, cluster_id: int, page: int = 0) -> Reply:
    """Ask for the school of who is to lead, or for the one that is to lead itself."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    members = await tree.members(chat.db, cluster_id, cluster.day_in(chat.today))
    if not members:
        none = chat._("{cluster} has no schools yet. Its lead is one of them: please add them first.")
        return Reply(none.format(cluster=cluster.called), rows(_its_schools(chat._, cluster)))
    buttons = [Button(school.name, f"appoint-at:{cluster_id}:{school.id}:0") for school in members]
    text = chat._("Who is to lead {cluster}? Please choose the school first:").format(cluster=cluster.called)
    return Reply(text, kit.paged(chat, buttons, page, f"appoint:{cluster_id}"))


@routes.button("appoint-at:{cluster_id}:{unit_id}:{page}")
async def choose_holder(chat: Chat, cluster_id: int, unit_id: int, page: int) -> Reply:
    """Show the people of a school, and for a general cluster the school itself."""
    cluster, school = await kit.overseen_cluster(chat, cluster_id), await schools.get(chat.db, unit_id)
    people = await appointments.people_at(chat.db, school)
    labels = kit.told_apart(chat._, [(person.name, person.subject) for person in people])
    named = zip(labels, people, strict=True)
    buttons = kit.distinct([Button(label, f"holder:{cluster_id}:person:{person.id}") for label, person in named])
    if not cluster.subject:
        label = chat._("The school itself (its principal acts)")
        buttons.insert(0, Button(label, f"holder:{cluster_id}:unit:{unit_id}"))
    if not buttons:
        raise BadInput(N_("Nobody of {school} has joined yet. Please choose another school."), school=school.name)
    return Reply(
        chat._("Who at {school}?").format(school=school.name),
        kit.paged(chat, buttons, page, f"appoint-at:{cluster_id}:{unit_id}"),
    )


@routes.button("holder:{cluster_id}:{kind}:{number}")
async def take_holder(chat: Chat, cluster_id: int, kind: str, number: int) -> Reply:
    """Ask for the first day."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    chat.forget()
    chat.draft |= {"cluster": cluster_id, "kind": kind, "holder": number}
    holder = await _holder(chat)
    appointments.check(cluster, holder)
    text = chat._("From which day does {name} lead {cluster}?").format(name=holder.name, cluster=cluster.called)
    return kit.ask_day(chat, text, "first-day", step="appoint:day")


async def _holder(chat: Chat) -> Person | Unit:
    kit.must_have(chat, "cluster", "kind", "holder")
    if chat.draft["kind"] == "person":
        return await appointments.person(chat.db, chat.draft["holder"])
    if chat.draft["kind"] == "unit":
        return await schools.get(chat.db, chat.draft["holder"])
    raise Gone


@routes.step("appoint:day")
@routes.button("first-day:{pressed}")
async def take_first_day(chat: Chat, pressed: str = "") -> Reply:
    """Take the first day, and ask how the appointment came about, where that is not known yet."""
    kit.must_oversee(chat)
    day = kit.near_day(chat, pressed)
    holder = await _holder(chat)
    cluster = await appointments.cluster(chat.db, chat.draft["cluster"])
    appointments.check(cluster, holder, day)
    await appointments.rivals(chat.db, cluster, holder, day)
    chat.draft["day"] = day.isoformat()
    if "how" in chat.draft:
        return await preview(chat)
    buttons = [Button(chat._(how_said), f"how:{how}") for how, how_said in HOWS.items()]
    return Reply(chat._("How did it come about?"), rows(*buttons, across=3), step="appoint:how")


kit.only_buttons(routes, "appoint:how", "appoint:sure")


@routes.button("how:{how}")
async def take_how(chat: Chat, how: str) -> Reply:
    """Take how it came about, and show the appointment before it is made."""
    kit.must_oversee(chat)
    kit.must_have(chat, step="appoint:how")
    if how not in set(HowAppointed):
        raise Gone
    chat.draft["how"] = how
    return await preview(chat)


async def preview(chat: Chat) -> Reply:
    """Show the appointment that was gathered, and who leads on that day already."""
    _, holder, day, how = chat._, await _holder(chat), date.fromisoformat(chat.draft["day"]), chat.draft["how"]
    cluster = await appointments.cluster(chat.db, chat.draft["cluster"])
    others = await appointments.rivals(chat.db, cluster, holder, day)
    chat.draft["others"] = [term.tie.id for term in others]
    lines = [
        _("{name} leads {cluster}").format(name=holder.name, cluster=cluster.called),
        _("from {day} ({how})").format(day=_.day(day), how=_(HOWS[HowAppointed(how)])),
    ]
    beside = Button(_("Appoint beside them") if others else _("Yes, appoint"), "appointed:beside", yes=not others)
    if not others:
        return kit.ask(chat, "\n".join([*lines, "", _("Is this right?")]), rows(beside), step="appoint:sure")
    lines += ["", _("On that day these lead it already:"), *(term_line(chat, term) for term in others), ""]
    last = day - A_DAY
    lines.append(_("End these terms on {day}? Open tasks and drafts then go to the successor.").format(day=_.day(last)))
    instead = Button(_("Yes, appoint and end them"), "appointed:instead")
    return kit.ask(chat, "\n".join(lines), rows(instead, beside), step="appoint:sure")


@routes.button("appointed:{manner}")
async def appointed(chat: Chat, manner: str) -> Reply:
    """Appoint as it was shown. Raises BadInput at a second tap."""
    kit.must_oversee(chat)
    kit.must_have(chat, "how", step="appoint:sure")
    cluster = await appointments.cluster(chat.db, chat.draft["cluster"])
    holder, day = await _holder(chat), date.fromisoformat(chat.draft["day"])
    others = await appointments.rivals(chat.db, cluster, holder, day)
    if [term.tie.id for term in others] != chat.draft["others"]:
        return await preview(chat)  # somebody else has changed it meanwhile
    tie = await term_handover.appoint(
        chat.db,
        chat.rights,
        cluster,
        holder,
        from_day=day,
        how=HowAppointed(chat.draft["how"]),
        instead=manner == "instead",
        by=chat.person,
        now=chat.now,
    )
    said = chat._("Appointed. Whom it concerns will be told.")
    if tie.valid_from > chat.today:
        said = chat._("Appointed. It takes effect by itself on {day}; whom it concerns will be told then.")
        said = said.format(day=chat._.day(tie.valid_from))
    return await cluster_card(chat, cluster, said)


async def _term(chat: Chat, appointment_id: int) -> Term:
    """Return a term. Raises NotAllowed unless who speaks oversees what it is of."""
    kit.must_oversee(chat)
    term = await appointments.get(chat.db, appointment_id)
    appointments.must_oversee(chat.rights, term)
    return term


@routes.button("term:{appointment_id}")
async def ask_end(chat: Chat, appointment_id: int) -> Reply:
    """Ask for the last day of a term; one that has not begun can be taken back instead."""
    _, term = chat._, await _term(chat, appointment_id)
    if term.tie.valid_from > chat.today:
        text = _("{term}\n\nThis term has not begun. Take the appointment back?")
        yes = Button(_("Yes, take it back"), f"taken-back:{appointment_id}", yes=True)
        return Reply(text.format(term=term_line(chat, term)), rows(yes, kit.leave(chat)))
    text = _("{term}\n\nWhat is the last day of this term?").format(term=term_line(chat, term))
    return kit.ask_day(chat, text, f"last-day:{appointment_id}", step=f"term:day:{appointment_id}")


@routes.step("term:day:{appointment_id}")
@routes.button("last-day:{appointment_id}:{pressed}")
async def take_last_day(chat: Chat, appointment_id: int, pressed: str = "") -> Reply:
    """Show the end of a term before it is kept."""
    _, term, day = chat._, await _term(chat, appointment_id), kit.near_day(chat, pressed)
    appointments.check_end(term, day, chat.today)
    text = _("{name}: the term ends on {day}. Rights end with that day. Is this right?")
    yes = Button(_("Yes, end it"), f"ended:{appointment_id}:{day.isoformat()}", yes=True)
    text = text.format(name=term.name, day=_.day(day))
    return kit.ask(chat, text, rows(yes), step=f"term:sure:{appointment_id}")


kit.only_buttons(routes, "term:sure:{appointment_id}")


@routes.button("ended:{appointment_id}:{pressed}")
async def ended(chat: Chat, appointment_id: int, pressed: str) -> Reply:
    """End the term as it was shown. Raises BadInput at a second tap."""
    term, day = await _term(chat, appointment_id), kit.near_day(chat, pressed)
    kit.must_have(chat, step=f"term:sure:{appointment_id}")
    await term_handover.end(chat.db, chat.rights, term, day, now=chat.now)
    said = chat._("The term ends on {day}; {name} will be told.").format(day=chat._.day(day), name=term.name)
    return await _after(chat, term, said)


@routes.button("taken-back:{appointment_id}")
async def taken_back(chat: Chat, appointment_id: int) -> Reply:
    """Take an appointment back that has not begun."""
    term = await _term(chat, appointment_id)
    await appointments.take_back(chat.db, chat.rights, term, now=chat.now)
    return await _after(chat, term, chat._("The appointment was taken back."))


async def _after(chat: Chat, term: Term, said: str) -> Reply:
    if term.tie.cluster_id:
        return await cluster_card(chat, await appointments.cluster(chat.db, term.tie.cluster_id), said)
    unit = await schools.get(chat.db, term.tie.unit_id or 0)
    return Reply(said, rows(Button(f"‹ {unit.name}", f"org-school:{unit.id}")))
