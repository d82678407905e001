"""An officer or a lead writes a duty: what, by when, which schools; how many people that is, and a yes."""

from collections.abc import Sequence
from datetime import date

from bot.domain.duties import audience, rules
from bot.domain.models import Anchor, Cluster, Unit
from bot.domain.organisation import appointments
from bot.domain.programme import meetings
from bot.errors import N_, BadInput, NotAllowed
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.duty.duty_rules import card

routes = Routes()

TITLE, DAY, WHOSE, SCHOOLS, SURE = (f"duty-new:{step}" for step in ("title", "day", "whose", "schools", "sure"))
ALL = 0
"""In a press, in place of a cluster."""
IN_HAND = frozenset({DAY, WHOSE, SCHOOLS, SURE})
NO_CLUSTER = N_("You lead no cluster with schools in it. Please ask the officer.")
CHANGED_NUMBER = N_("The number of schools or people has changed since you looked.")


def _must_lead(chat: Chat) -> None:
    chat.must_have_joined()
    chat.rights.must_lead_any()


def _must_be_writing(chat: Chat) -> None:
    # Another conversation may have a draft with the same names in it, so the step is asked for too.
    _must_lead(chat)
    if chat.step not in IN_HAND:
        raise BadInput(kit.NOT_FINISHED)
    kit.must_have(chat, "day")


@routes.button("duty-new")
async def begin(chat: Chat) -> Reply:
    """Ask what is to be done."""
    _must_lead(chat)
    chat.forget()
    text = chat._("What are schools to do? For example: hand in the list of topics.")
    return kit.ask(chat, text, step=TITLE)


@routes.step(TITLE, title=True)
async def take_title(chat: Chat) -> Reply:
    """Take what is to be done, and ask for the first thing that is still missing: by which day."""
    _must_lead(chat)
    kit.must_be_words(chat)
    chat.draft["title"] = rules.read_title(chat.text)
    if "day" in chat.draft:
        return await _ask_whose(chat)
    text = chat._("By which day? For example: before 15/11, or 15/11/2026.")
    return kit.ask(chat, text, step=DAY)


@routes.step(DAY)
async def take_day(chat: Chat) -> Reply:
    """Take the day, and ask whose schools."""
    _must_lead(chat)
    day = kit.read_day(chat)
    rules.check_day(day, Anchor.DAY, chat.now)
    chat.draft["day"] = day.isoformat()
    return await _ask_whose(chat)


async def _clusters(chat: Chat) -> Sequence[Cluster]:
    return [*await meetings.clusters(chat.db, rights=chat.rights)]


async def _ask_whose(chat: Chat) -> Reply:
    """Ask whose schools, and then which; show it all where that is known."""
    if "figures" in chat.draft:
        return await _preview(chat)
    if "cluster" in chat.draft:
        return await turn(chat, 0)
    clusters = await _clusters(chat)
    if not clusters:
        raise BadInput(NO_CLUSTER)
    if len(clusters) == 1 and not chat.rights.officer:
        return await choose_cluster(chat, clusters[0].id)
    buttons = [Button(one.name, f"duty-for:{one.id}") for one in clusters]
    if chat.rights.officer:
        buttons.insert(0, Button(chat._("Schools of all clusters"), f"duty-for:{ALL}"))
    return kit.ask(chat, chat._("Schools of which cluster?"), rows(*buttons), step=WHOSE)


@routes.button("duty-for:{cluster_id}")
async def choose_cluster(chat: Chat, cluster_id: int) -> Reply:
    """Show the schools of a cluster, or with 0 of all, none of them chosen yet."""
    _must_be_writing(chat)
    chat.draft |= {"cluster": cluster_id, "schools": []}
    chat.draft.pop("figures", None)
    return await turn(chat, 0)


async def _choosable(chat: Chat) -> Sequence[Unit]:
    kit.must_have(chat, "cluster")
    return await rules.choosable(chat.db, chat.rights, chat.draft["cluster"] or None, chat.today)


@routes.button("duty-page:{page}")
async def turn(chat: Chat, page: int) -> Reply:
    """Show one page of schools; a tap chooses one, another tap takes it back."""
    _must_be_writing(chat)
    _, schools, chosen = chat._, await _choosable(chat), set(chat.draft.get("schools", ()))
    if not schools:
        raise BadInput(NO_CLUSTER)
    signs = {True: "✓ ", False: ""}
    taps = [Button(signs[one.id in chosen] + one.name, f"duty-tap:{one.id}:{page}") for one in schools]
    first = [Button(_("All {number} schools").format(number=len(schools)), "duty-all")]
    if chosen:
        first.insert(0, Button(_("Go on with {number} schools").format(number=len(chosen)), "duty-chosen"))
    text = _("Which schools? Please take all, or tap some. Chosen: {number}.").format(number=len(chosen))
    shown = kit.paged(chat, taps, page, "duty-page")
    return Reply(text, (*rows(*first), *shown, (kit.leave(chat),)), step=SCHOOLS, edits=True)


@routes.button("duty-tap:{unit_id}:{page}")
async def tap(chat: Chat, unit_id: int, page: int) -> Reply:
    """Choose a school, or take it back."""
    _must_be_writing(chat)
    if unit_id not in {one.id for one in await _choosable(chat)}:
        raise NotAllowed
    chat.draft["schools"] = sorted(set(chat.draft.get("schools", ())) ^ {unit_id})
    return await turn(chat, page)


@routes.button("duty-all")
async def take_all(chat: Chat) -> Reply:
    """Take every school that was shown."""
    _must_be_writing(chat)
    chat.draft["schools"] = [one.id for one in await _choosable(chat)]
    return await _preview(chat)


@routes.button("duty-chosen")
async def take_chosen(chat: Chat) -> Reply:
    """Take the schools that were tapped."""
    _must_be_writing(chat)
    kit.must_have(chat, "cluster")
    return await _preview(chat)


async def _figures(chat: Chat) -> tuple[list[int], int]:
    """Return the schools that are meant and the number of people who would be messaged."""
    chosen, cluster = chat.draft.get("schools", ()), chat.draft.get("cluster")
    schools = await rules.owing(chat.db, chat.rights, chosen, cluster or None, chat.today)
    return schools, await audience.reach(chat.db, schools, chat.now)


async def _preview(chat: Chat, said: str = "") -> Reply:
    _, (schools, people) = chat._, await _figures(chat)
    chat.draft["figures"] = [len(schools), people]
    lines = [chat.draft["title"]]
    lines.append(_("By when: {when}").format(when=_("by the end of {day}").format(day=_day(chat))))
    lines.append(
        _("Schools: {schools}. People who will be messaged: {people}.").format(schools=len(schools), people=people)
    )
    if people > audience.MANY:
        lines.append(_("That is many people. Nothing has been written yet."))
    lines += [*await _by(chat), "", _("Is this right?")]
    yes = _("Yes, tell {people} people").format(people=people) if people > audience.MANY else _("Yes, write it")
    other = Button(_("Other schools"), f"duty-for:{chat.draft['cluster']}")
    text = kit.after(said, "\n".join(lines))
    return kit.ask(chat, text, rows(Button(yes, "duty-write", yes=True), other), step=SURE)


def _day(chat: Chat) -> str:
    return f"{date.fromisoformat(chat.draft['day']):%d/%m/%Y}"


async def _by(chat: Chat) -> list[str]:
    if not chat.draft["cluster"]:
        return []
    cluster = await appointments.cluster(chat.db, chat.draft["cluster"])
    return [chat._("Cluster: {cluster}").format(cluster=cluster.name)]


kit.only_buttons(routes, WHOSE, SCHOOLS, SURE)


@routes.button("duty-write")
async def write(chat: Chat) -> Reply:
    """Write the duty as it was shown. Raises BadInput at a second tap."""
    _must_lead(chat)
    kit.must_have(chat, "figures", step=SURE)
    # Somebody may have joined, or a school left the cluster, since the figures were shown.
    schools, people = await _figures(chat)
    if [len(schools), people] != chat.draft["figures"]:
        return await _preview(chat, chat._(CHANGED_NUMBER))
    rule = await rules.write_own(
        chat.db,
        chat.rights,
        chat.person,
        title=chat.draft["title"],
        day=date.fromisoformat(chat.draft["day"]),
        schools=schools,
        cluster_id=chat.draft["cluster"] or None,
        now=chat.now,
    )
    return await card(chat, rule, chat._("Written. {number} schools owe it now.").format(number=len(schools)))
