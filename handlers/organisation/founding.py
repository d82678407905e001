"""Offices, schools and clusters made, renamed and ended one by one: what is typed is shown before it counts."""

from collections.abc import Sequence
from datetime import date

from bot.domain.endings import schools_told
from bot.domain.models import Unit, UnitKind
from bot.domain.organisation import founding, schools, tree
from bot.domain.organisation.people import ASK_OFFICER
from bot.domain.organisation.reach import OFFICES
from bot.domain.organisation.school_year import SchoolYear
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.organisation import school_news
from handlers.organisation.offices import KINDS
from handlers.organisation.start import LEVELS
from handlers.organisation.tree import ANY_LEVEL, cluster_card
from handlers.organisation.units import school_card

routes = Routes()

SEVERAL_LEVELS = N_("Several levels")
ANOTHER_DAY = N_("Another day")

NOTHING_ABOVE = N_("Nothing stands here yet that {name} could belong to. Please make its school or office first.")


@routes.button("unit-new")
async def begin(chat: Chat) -> Reply:
    """Ask for the name, which says what kind of unit it is."""
    kit.must_oversee(chat)
    chat.forget()
    text = chat._("What is it called? For example: Sở GD&ĐT Điện Biên, UBND xã Na Sang, TH Hoa Ban, TTGDTX Hoa Ban.")
    return kit.ask(chat, text, step="unit-new:name")


@routes.step("unit-new:name", digits=True)
async def take_name(chat: Chat) -> Reply:
    """Take the name, and ask under which unit it stands."""
    kit.must_oversee(chat)
    _, name = chat._, tree.read_name(chat.text)
    kind = founding.kind_of(name) or founding.teaching_kind(name)
    chat.draft["unit_new"] = name
    above = await _above(chat, kind)
    buttons = [Button(one.name, f"unit-new-under:{one.id}") for one in above]
    if not above:
        await founding.must_not_stand_beside(chat.db, name, kind, chat.today)
        if kind not in OFFICES:
            raise BadInput(NOTHING_ABOVE, name=name)
        if not chat.rights.sees_all:
            raise NotAllowed(ASK_OFFICER)
        buttons.append(Button(_("Under none"), "unit-new-under:0"))
    text = _("{name} ({kind}). Under which unit does it stand?").format(name=name, kind=_(KINDS[kind]))
    return kit.ask(chat, text, rows(*buttons), step="unit-new:under")


async def _above(chat: Chat, kind: UnitKind) -> Sequence[Unit]:
    if kind in {UnitKind.BRANCH, UnitKind.SITE}:
        return await schools.all_schools(chat.db, chat.today, rights=chat.rights)
    found = await schools.offices(chat.db, chat.rights)
    return [one for one in found if tree.may_stand_under(kind, one.kind)]


kit.only_buttons(routes, "unit-new:under", "unit-new:sure", "unit-end:sure", "cluster-new:level", "cluster-new:sure")


@routes.button("unit-new-under:{unit_id}")
async def take_above(chat: Chat, unit_id: int) -> Reply:
    """Show the unit before it is made."""
    kit.must_have(chat, "unit_new", step="unit-new:under")
    above = await kit.overseen_unit(chat, unit_id) if unit_id else None
    name = chat.draft["unit_new"]
    kind = founding.kind_of(name) or founding.teaching_kind(name)
    try:
        await founding.must_be_new(chat.db, name, kind, above, chat.today)
    except BadInput as taken:
        return kit.ask(chat, chat._.refusal(taken), step="unit-new:name")
    chat.draft["unit_new_under"] = unit_id
    text = chat._("{name}, under {above}, from today on. Is this right?")
    text = text.format(name=chat.draft["unit_new"], above=above.name if above else "–")
    return kit.ask(chat, text, rows(Button(chat._("Yes, make it"), "unit-new-yes", yes=True)), step="unit-new:sure")


@routes.button("unit-new-yes")
async def make(chat: Chat) -> Reply:
    """Make it as it was shown."""
    kit.must_have(chat, "unit_new", step="unit-new:sure")
    number = chat.draft["unit_new_under"]
    above = await kit.overseen_unit(chat, number) if number else None
    unit = await founding.make(chat.db, chat.rights, chat.draft["unit_new"], above, chat.today)
    return await school_card(chat, unit, chat._("Made."))


@routes.button("unit-name:{unit_id}")
async def ask_name(chat: Chat, unit_id: int) -> Reply:
    """Ask for another name."""
    unit = await kit.overseen_unit(chat, unit_id)
    text = chat._("What is {unit} called from now on?").format(unit=unit.name)
    return kit.ask(chat, text, step=f"unit-name:{unit_id}")


@routes.step("unit-name:{unit_id}", digits=True)
async def take_other_name(chat: Chat, unit_id: int) -> Reply:
    """Take another name and ask from when it holds; a spelling that is put right holds for every day."""
    unit = await kit.overseen_unit(chat, unit_id)
    name, another = await founding.new_name(chat.db, chat.rights, unit, chat.text, chat.today)
    if not another:
        return _ask_renamed(chat, unit.name, name, chat.today, f"unit-name-yes:{unit_id}")
    chat.draft["unit_name"] = name
    text = chat._("From which day is {unit} called {name}?").format(unit=unit.name, name=name)
    return kit.ask_day(chat, text, f"unit-named:{unit_id}", step=f"unit-named:{unit_id}")


@routes.step("unit-named:{unit_id}")
@routes.button("unit-named:{unit_id}:{pressed}")
async def take_name_day(chat: Chat, unit_id: int, pressed: str = "") -> Reply:
    """Take the day from which the name holds, and show both before they count."""
    unit, day = await kit.overseen_unit(chat, unit_id), kit.near_day(chat, pressed)
    kit.must_have(chat, "unit_name", step=f"unit-named:{unit_id}")
    return _ask_renamed(chat, unit.name, chat.draft["unit_name"], day, f"unit-name-yes:{unit_id}")


def _ask_renamed(chat: Chat, former: str, name: str, day: date, press: str) -> Reply:
    chat.draft["renamed"], chat.draft["renamed_on"] = name, day.isoformat()
    text = chat._("From {day} on {former} is called {name}. Is this right?")
    text = text.format(day=chat._.day(day), former=former, name=name)
    return kit.ask(chat, text, rows(Button(chat._("Yes, rename it"), press, yes=True)), step=press)


kit.only_buttons(routes, "unit-name-yes:{unit_id}", "cluster-name-yes:{cluster_id}")


@routes.button("unit-name-yes:{unit_id}")
async def rename(chat: Chat, unit_id: int) -> Reply:
    """Rename a unit as it was shown; what is past keeps the former name."""
    unit = await kit.overseen_unit(chat, unit_id)
    kit.must_have(chat, "renamed", step=f"unit-name-yes:{unit_id}")
    former, name = unit.name, chat.draft["renamed"]
    day = date.fromisoformat(chat.draft["renamed_on"])
    await schools_told.rename(chat.db, school_news.doer(chat), unit, name, day)
    said = chat._("{former} is called {to} from {day} on.").format(former=former, to=name, day=chat._.day(day))
    return await school_card(chat, unit, said if "unit_name" in chat.draft else chat._("Changed."))


@routes.button("unit-end:{unit_id}")
async def ask_end(chat: Chat, unit_id: int) -> Reply:
    """Ask for the last day."""
    unit = await kit.overseen_unit(chat, unit_id)
    text = chat._("What is the last day of {unit}?").format(unit=unit.name)
    return kit.ask_day(chat, text, f"unit-last:{unit_id}", step=f"unit-end:day:{unit_id}")


@routes.step("unit-end:day:{unit_id}")
@routes.button("unit-last:{unit_id}:{pressed}")
async def take_last_day(chat: Chat, unit_id: int, pressed: str = "") -> Reply:
    """Show the end before it is kept."""
    unit, day = await kit.overseen_unit(chat, unit_id), kit.near_day(chat, pressed)
    text = chat._("{unit} ends with {day}; what happened before stays. Is this right?")
    yes = Button(chat._("Yes, end it"), f"unit-ended:{unit_id}:{day.isoformat()}", yes=True)
    return kit.ask(chat, text.format(unit=unit.name, day=chat._.day(day)), rows(yes), step="unit-end:sure")


@routes.button("unit-ended:{unit_id}:{pressed}")
async def end(chat: Chat, unit_id: int, pressed: str) -> Reply:
    """End it as it was shown. A second press finds that it has ended."""
    unit, day = await kit.overseen_unit(chat, unit_id), kit.near_day(chat, pressed)
    kit.must_have(chat, step="unit-end:sure")
    await founding.end(chat.db, chat.rights, unit, day)
    said = chat._("{unit} ends with {day}.").format(unit=unit.name, day=chat._.day(day))
    return Reply(said, rows(Button(chat._("‹ Schools"), "org-schools:0")))


@routes.button("cluster-new")
async def begin_cluster(chat: Chat) -> Reply:
    """Ask for the name of a cluster."""
    kit.must_oversee(chat)
    chat.forget()
    return kit.ask(chat, chat._("What is the cluster called? For example: Cụm số 1."), step="cluster-new:name")


@routes.step("cluster-new:name", digits=True)
async def take_cluster_name(chat: Chat) -> Reply:
    """Take the name, and ask for the level."""
    kit.must_oversee(chat)
    chat.draft["cluster_new"] = _cluster_name(chat.text)
    buttons = [Button(chat._(name), f"cluster-new-of:{level}") for level, name in LEVELS.items()]
    buttons.append(Button(chat._(SEVERAL_LEVELS), f"cluster-new-of:{ANY_LEVEL}"))
    return kit.ask(chat, chat._("For which level of schooling is it?"), rows(*buttons), step="cluster-new:level")


@routes.button("cluster-new-of:{level}")
async def take_cluster_level(chat: Chat, level: str) -> Reply:
    """Take the level; of several own offices ask which one's cluster it is."""
    kit.must_oversee(chat)
    kit.must_have(chat, "cluster_new", step="cluster-new:level")
    if level not in {*LEVELS, ANY_LEVEL}:
        raise Gone
    chat.draft["cluster_new_level"] = level
    found = await _own_offices(chat)
    if len(found) == 1:
        return await take_cluster_office(chat, found[0].id)
    if not found:
        raise BadInput(founding.NO_OFFICE)
    buttons = [Button(one.name, f"cluster-new-at:{one.id}") for one in found]
    return kit.ask(chat, chat._("Which office's cluster is it?"), rows(*buttons), step="cluster-new:level")


async def _own_offices(chat: Chat) -> Sequence[Unit]:
    """Return whose a new cluster may be: the own offices; of who oversees everything those above communes."""
    found = await schools.offices(chat.db, chat.rights)
    if chat.rights.reach:
        return [one for one in found if one.id in chat.rights.reach.offices]
    return [one for one in found if one.kind is not UnitKind.COMMUNE] or found


@routes.button("cluster-new-at:{unit_id}")
async def take_cluster_office(chat: Chat, unit_id: int) -> Reply:
    """Take whose cluster it is, and ask for its first day."""
    kit.must_have(chat, "cluster_new", "cluster_new_level", step="cluster-new:level")
    chat.draft["cluster_new_at"] = (await kit.overseen_unit(chat, unit_id)).id
    return _ask_first_day(chat)


def _ask_first_day(chat: Chat) -> Reply:
    text = chat._("From which day does {cluster} work?").format(cluster=chat.draft["cluster_new"])
    return kit.ask_day(chat, text, "cluster-new-from", step="cluster-new:day")


@routes.step("cluster-new:day")
@routes.button("cluster-new-from:{pressed}")
async def take_first_day(chat: Chat, pressed: str = "") -> Reply:
    """Take the first day and make the cluster; where it is past, what was read is shown first."""
    kit.must_have(chat, "cluster_new", "cluster_new_at", step="cluster-new:day")
    first = kit.near_day(chat, pressed)
    if first >= chat.today:
        return await _make_cluster(chat, first)
    office = await kit.overseen_unit(chat, chat.draft["cluster_new_at"])
    chat.draft["cluster_new_from"] = first.isoformat()
    text = chat._("{cluster}, {level}, of {office}, has worked since {day}. Is this right?").format(
        cluster=chat.draft["cluster_new"],
        level=chat._(LEVELS.get(chat.draft["cluster_new_level"], SEVERAL_LEVELS)),
        office=office.name,
        day=chat._.day(first),
    )
    buttons = (
        Button(chat._("Yes, make it"), "cluster-new-yes", yes=True),
        Button(chat._(ANOTHER_DAY), "cluster-new-day"),
    )
    return kit.ask(chat, text, rows(*buttons), step="cluster-new:sure")


@routes.button("cluster-new-yes")
async def make_as_shown(chat: Chat) -> Reply:
    """Make the cluster whose first day is past as it was shown."""
    kit.must_have(chat, "cluster_new", "cluster_new_from", step="cluster-new:sure")
    return await _make_cluster(chat, date.fromisoformat(chat.draft["cluster_new_from"]))


@routes.button("cluster-new-day")
async def ask_other_day(chat: Chat) -> Reply:
    """Ask for the first day once more."""
    kit.must_have(chat, "cluster_new", "cluster_new_from", step="cluster-new:sure")
    return _ask_first_day(chat)


async def _make_cluster(chat: Chat, first: date) -> Reply:
    """Make the cluster; its schools and lead come next. A name that is taken then is asked anew.

    It is of the day's school year; one that has worked since a year that is over is of this one, where it is seen.
    """
    office, level = await kit.overseen_unit(chat, chat.draft["cluster_new_at"]), chat.draft["cluster_new_level"]
    try:
        cluster = await founding.make_cluster(
            chat.db,
            chat.rights,
            chat.draft["cluster_new"],
            office=office,
            level=None if level == ANY_LEVEL else level,
            year=SchoolYear.of(max(first, chat.today)),
            first=first,
        )
    except BadInput as taken:
        return kit.ask(chat, chat._.refusal(taken), step="cluster-new:name")
    return await cluster_card(chat, cluster, chat._("Made."))


@routes.button("cluster-name:{cluster_id}")
async def ask_cluster_name(chat: Chat, cluster_id: int) -> Reply:
    """Ask for another name of a cluster."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    text = chat._("What is {unit} called from now on?").format(unit=cluster.called)
    return kit.ask(chat, text, step=f"cluster-name:{cluster_id}")


@routes.step("cluster-name:{cluster_id}", digits=True)
async def take_renamed_cluster(chat: Chat, cluster_id: int) -> Reply:
    """Show the other name of a cluster before it counts; a bare number is one as well."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    return _ask_renamed(chat, cluster.called, _cluster_name(chat.text), chat.today, f"cluster-name-yes:{cluster_id}")


def _cluster_name(typed: str) -> str:
    bare = typed.strip()
    return tree.read_name(f"Cụm số {int(bare)}" if bare.isdecimal() else bare)


@routes.button("cluster-name-yes:{cluster_id}")
async def rename_cluster(chat: Chat, cluster_id: int) -> Reply:
    """Rename a cluster as it was shown."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    kit.must_have(chat, "renamed", step=f"cluster-name-yes:{cluster_id}")
    await founding.rename_cluster(chat.db, chat.rights, cluster, chat.draft["renamed"])
    return await cluster_card(chat, cluster, chat._("Changed."))
