"""Who acts for whom: a principal's deputies, heads of subject groups and clerk, a lead's deputy; given and ended."""

from collections.abc import Sequence
from datetime import date

from bot.domain.endings import mandates_told
from bot.domain.models import Only, Role
from bot.domain.organisation import appointments, mandates, schools
from bot.domain.organisation.mandates import ActingAt, Mandate
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, Gone
from bot.i18n import Translator
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.organisation import acting_words

routes = Routes()

EXTENTS: tuple[Only | None, ...] = (None, *Only)
"""What a press carries of how much is given is its place here."""
RANKS = tuple(phrases.ACTING)
"""What a press carries of a role is its place here."""
OPEN = "open"
BY_HEADS = N_("Who acts is given by the principal or the lead themselves, or by the officer.")
AFTER_THE_RUNNING = N_("{name} acts already; the new term begins on {day}.")


@routes.button("acting")
async def begin(chat: Chat) -> Reply:
    """Show the own schools and clusters; where there is but one, at once who acts there."""
    places = await own_places(chat)
    return await (among(chat, places) if places else _only_read(chat))


async def own_places(chat: Chat) -> list[tuple[str, int, str]]:
    """Return where who speaks may give something, each as it is opened, with its name."""
    heads, leads = await mandates.own_places(chat.db, chat.must_have_joined(), chat.today)
    own = [await schools.get(chat.db, unit) for unit in sorted(heads)]
    led = [await appointments.cluster(chat.db, cluster) for cluster in sorted(leads)]
    return [("unit", one.id, one.name) for one in own] + [("cluster", one.id, one.called) for one in led]


async def among(chat: Chat, places: Sequence[tuple[str, int, str]]) -> Reply:
    """Show who acts in the one of these places; of several it is asked which."""
    if len(places) == 1:
        return await show(chat, *places[0][:2])
    buttons = [Button(name, f"acting-of:{kind}:{number}") for kind, number, name in places]
    return Reply(chat._("Who acts for you, and where?"), rows(*buttons))


async def _only_read(chat: Chat) -> Reply:
    """Show a deputy, who makes no deputies, who acts in their place."""
    own = [ActingAt(await schools.get(chat.db, unit)) for unit in sorted(chat.rights.principal_of)]
    own += [ActingAt(None, await appointments.cluster(chat.db, number)) for number in sorted(chat.rights.leads)]
    lines = [said for place in own for said in _lines(chat, place, await mandates.of(chat.db, place, chat.today))]
    return Reply(kit.after(chat._(BY_HEADS), "\n".join(lines)), await phrases.home(chat))


def _lines(chat: Chat, place: ActingAt, there: Sequence[Mandate]) -> list[str]:
    said = chat._("{place}: who acts for its head").format(place=place.name)
    return [said, *([line(chat._, one, chat.today) for one in there] or [chat._("Nobody so far.")])]


async def _place(chat: Chat, kind: str, number: int) -> ActingAt:
    """Return a place. Raises NotAllowed unless who speaks may give something there."""
    person = chat.must_have_joined()
    if kind not in {"unit", "cluster"}:
        raise Gone
    unit = await schools.get(chat.db, number) if kind == "unit" else None
    cluster = await appointments.cluster(chat.db, number) if kind == "cluster" else None
    place = ActingAt(unit, cluster)
    await mandates.must_give(chat.db, chat.rights, person, place, chat.today)
    return place


@routes.button("acting-of:{kind}:{number}")
async def show(chat: Chat, kind: str, number: int, said: str = "") -> Reply:
    """Show who acts in a school or a cluster, and what can be given there."""
    _, place = chat._, await _place(chat, kind, number)
    there = await mandates.of(chat.db, place, chat.today)
    lines = _lines(chat, place, there)
    roles = mandates.OF_CLUSTER if place.cluster else mandates.OF_SCHOOL
    buttons = [
        Button(_("Add: {role}").format(role=_(phrases.ACTING[role])), f"acting-add:{RANKS.index(role)}:{number}:0")
        for role in roles
    ]
    buttons += [Button(_("End: {name}").format(name=one.name), f"acting-end:{one.tie.id}") for one in there]
    if place.unit and chat.rights.oversees_unit(number):
        buttons.append(Button(f"‹ {place.name}", f"org-school:{number}"))
    if place.cluster and chat.rights.oversees_cluster(number):
        buttons.append(Button(f"‹ {place.name}", f"org-cluster:{number}"))
    return Reply(kit.after(said, "\n".join(lines)), rows(*buttons))


def line(t: Translator, one: Mandate, today: date) -> str:
    """Return in a line who acts, as what, and for how long."""
    role = acting_words.called(t, one.tie.role, one.subject)
    said = t("– {name}: {role}").format(name=one.name, role=role)
    if one.tie.only:
        said += t(", duties and papers only")
    if one.tie.instead:
        said += t(", alone")
    said += t(", from {day}").format(day=f"{one.tie.valid_from:%d/%m/%Y}") if one.tie.valid_from > today else ""
    return said + (t(", until {day}").format(day=f"{one.tie.valid_to:%d/%m/%Y}") if one.tie.valid_to else "")


async def of_role(chat: Chat, role: Role, number: int) -> Reply:
    """Ask who is to be it where nobody is yet, else show who acts there."""
    kind = kind_of(role)
    there = await mandates.of(chat.db, await _place(chat, kind, number), chat.today)
    missing = role not in {one.tie.role for one in there}
    return await (choose_person(chat, RANKS.index(role), number, 0) if missing else show(chat, kind, number))


def _role(rank: int) -> Role:
    if not 0 <= rank < len(RANKS):
        raise Gone
    return RANKS[rank]


def kind_of(role: str) -> str:
    """Return whether it is given in a school or in a cluster."""
    return "cluster" if role in mandates.OF_CLUSTER else "unit"


@routes.button("acting-add:{rank}:{number}:{page}")
async def choose_person(chat: Chat, rank: int, number: int, page: int) -> Reply:
    """Ask who is to act."""
    role = _role(rank)
    _, place = chat._, await _place(chat, kind_of(role), number)
    people = await mandates.people_for(chat.db, place, chat.today)
    buttons = [Button(one.name, f"acting-who:{rank}:{number}:{one.id}") for one in people]
    text = _("{role} of {place}: who?") if buttons else _("Nobody of {place} has joined yet.")
    called = _(phrases.ACTING[role])
    text = text.format(role=called[:1].upper() + called[1:], place=place.name)
    return Reply(text, kit.paged(chat, buttons, page, f"acting-add:{rank}:{number}"))


@routes.button("acting-who:{rank}:{number}:{person_id}")
async def take_person(chat: Chat, rank: int, number: int, person_id: int) -> Reply:
    """Ask whether a deputy acts beside or instead; of others the last day at once."""
    role = _role(rank)
    _, place = chat._, await _place(chat, kind_of(role), number)
    person = await appointments.person(chat.db, person_id)
    if person.id not in {one.id for one in await mandates.people_for(chat.db, place, chat.today)}:
        raise Gone
    first = await mandates.first_free(chat.db, role, person, place, chat.today)
    chat.forget()
    chat.draft["acting"] = {"role": role, "number": number, "person": person_id, "instead": False, "only": None}
    if first != chat.today:
        chat.draft["acting"]["first"] = first.isoformat()
    if role not in mandates.DEPUTIES:
        return _ask_day(chat, person.name)
    if role in mandates.IN_PARTS:
        extents = (Button(_("Everything"), "acting-what:0"), Button(_("Duties and papers only"), "acting-what:1"))
        text = _("{name}, {place}: what may they do?").format(name=person.name, place=place.name)
        return kit.ask(chat, text, rows(*extents), step="acting:what")
    return _ask_how(chat, person.name, place.name)


@routes.button("acting-what:{extent}")
async def take_extent(chat: Chat, extent: int) -> Reply:
    """Take how much is given; of everything ask who gets the letters, of a part the last day at once."""
    kit.must_have(chat, "acting", step="acting:what")
    about = chat.draft["acting"]
    if not 0 <= extent < len(EXTENTS):
        raise Gone
    about["only"] = EXTENTS[extent]
    name, place = (await appointments.person(chat.db, about["person"])).name, await _placed(chat)
    return _ask_day(chat, name) if about["only"] else _ask_how(chat, name, place.name)


async def _placed(chat: Chat) -> ActingAt:
    """Return the place that is being spoken of."""
    about = chat.draft["acting"]
    return await _place(chat, kind_of(about["role"]), about["number"])


def _ask_how(chat: Chat, name: str, place: str) -> Reply:
    _ = chat._
    buttons = (Button(_("Both get the letters"), "acting-how:0"), Button(_("Only the deputy"), "acting-how:1"))
    text = _("{name}, {place}: who gets the letters?").format(name=name, place=place)
    return kit.ask(chat, text, rows(*buttons), step="acting:how")


@routes.button("acting-how:{instead}")
async def take_how(chat: Chat, instead: int) -> Reply:
    """Take who gets the letters, and ask for the last day."""
    kit.must_have(chat, "acting", step="acting:how")
    chat.draft["acting"]["instead"] = bool(instead)
    return _ask_day(chat, (await appointments.person(chat.db, chat.draft["acting"]["person"])).name)


def _ask_day(chat: Chat, name: str) -> Reply:
    _, first = chat._, _first(chat)
    ends = SchoolYear.of(first).ends
    buttons = (
        Button(_("To the end of the school year"), f"acting-day:{ends.isoformat()}"),
        Button(_("Until it is ended"), f"acting-day:{OPEN}"),
    )
    text = _("Until which day does {name} act? Please choose, or write the last day:").format(name=name)
    if first != chat.today:
        text = f"{_(AFTER_THE_RUNNING).format(name=name, day=_.day(first))}\n{text}"
    return kit.ask(chat, text, rows(*buttons), step="acting:day")


@routes.step("acting:day")
@routes.button("acting-day:{pressed}")
async def take_day(chat: Chat, pressed: str = "") -> Reply:
    """Show what is given before it counts."""
    kit.must_have(chat, "acting", step="acting:day")
    day = None if pressed == OPEN else kit.near_day(chat, pressed)
    about = chat.draft["acting"]
    mandates.check_days(_first(chat), day, chat.today)
    about["day"] = day.isoformat() if day else ""
    return await _read_back(chat)


def _first(chat: Chat) -> date:
    """Return the first day of what is being given: today, unless another one was chosen."""
    first = chat.draft["acting"].get("first")
    return date.fromisoformat(first) if first else chat.today


@routes.button("acting-from")
async def ask_first(chat: Chat) -> Reply:
    """Ask from which day somebody acts who does not begin today."""
    kit.must_have(chat, "acting", step="acting:sure")
    text = chat._("From which day? Until then nothing changes.")
    return kit.ask_day(chat, text, "acting-first", step="acting:first")


@routes.step("acting:first")
@routes.button("acting-first:{pressed}")
async def take_first(chat: Chat, pressed: str = "") -> Reply:
    """Take the first day, and show it all once more."""
    kit.must_have(chat, "acting", step="acting:first")
    first, about = kit.near_day(chat, pressed), chat.draft["acting"]
    last = date.fromisoformat(about["day"]) if about.get("day") else None
    mandates.check_days(first, last, chat.today)
    about["first"] = first.isoformat()
    return await _read_back(chat)


async def _read_back(chat: Chat) -> Reply:
    _, about = chat._, chat.draft["acting"]
    day = date.fromisoformat(about["day"]) if about["day"] else None
    role, place = Role(about["role"]), await _place(chat, kind_of(about["role"]), about["number"])
    person = await appointments.person(chat.db, about["person"])
    called = acting_words.called(_, role, person.subject)
    lines = [
        _("{name}: {role}, {place}").format(name=person.name, role=called, place=place.name),
        acting_words.when(_, _first(chat), day, chat.today),
        acting_words.what(_, role, about["only"]) + (_(", alone") if about["instead"] else "") + ".",
        "",
        _("Is this right?"),
    ]
    buttons = Button(_("Yes, give it"), "acting-yes", yes=True), Button(_("Begins on another day"), "acting-from")
    return kit.ask(chat, "\n".join(lines), rows(*buttons), step="acting:sure")


kit.only_buttons(routes, "acting:what", "acting:how", "acting:sure")


@routes.button("acting-yes")
async def give(chat: Chat) -> Reply:
    """Give it as it was shown."""
    kit.must_have(chat, "acting", step="acting:sure")
    about = chat.draft["acting"]
    kind = kind_of(about["role"])
    place, person = await _place(chat, kind, about["number"]), await appointments.person(chat.db, about["person"])
    await mandates_told.give(
        chat.db,
        chat.rights,
        Role(about["role"]),
        person,
        place,
        since=_first(chat),
        until=date.fromisoformat(about["day"]) if about["day"] else None,
        instead=about["instead"],
        only=Only(about["only"]) if about["only"] else None,
        by=chat.person,
        now=chat.now,
    )
    return await show(chat, kind, about["number"], chat._("Given. {name} will be told.").format(name=person.name))


@routes.button("acting-end:{mandate_id}")
async def ask_end(chat: Chat, mandate_id: int) -> Reply:
    """Ask once before it is ended."""
    mandate, place = await mandates.get(chat.db, mandate_id)
    await mandates.must_give(chat.db, chat.rights, chat.must_have_joined(), place, chat.today)
    text = chat._("{name} does not act for {place} any more from now on. Is this right?")
    yes = Button(chat._("Yes, end it"), f"acting-ended:{mandate_id}", yes=True)
    return kit.ask(chat, text.format(name=mandate.name, place=place.name), rows(yes), step="acting:ending")


@routes.button("acting-ended:{mandate_id}")
async def end(chat: Chat, mandate_id: int) -> Reply:
    """End it. A second press changes nothing."""
    mandate = await mandates_told.end(chat.db, chat.rights, mandate_id, by=chat.must_have_joined(), now=chat.now)
    kind, number = ("cluster", mandate.tie.cluster_id) if mandate.tie.cluster_id else ("unit", mandate.tie.unit_id)
    return await show(chat, kind, number or 0, chat._("Ended. {name} will be told.").format(name=mandate.name))


kit.only_buttons(routes, "acting:ending")
