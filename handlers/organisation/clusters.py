"""What a cluster is: its level, its decision number, the cluster it is part of, and which schools are in it."""

from bot.domain.endings import schools_told
from bot.domain.organisation import clusters as of_clusters
from bot.domain.organisation import schools, tree
from bot.domain.programme import meetings
from bot.errors import Gone
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit
from handlers.organisation import school_news
from handlers.organisation.start import LEVELS
from handlers.organisation.tree import ANY_LEVEL, cluster_card, level_line

routes = Routes()

OUT, IN = 0, 1
"""In a press: what becomes of a school in a cluster."""


@routes.button("about:{cluster_id}")
async def about(chat: Chat, cluster_id: int) -> Reply:
    """Show what can be put right about a cluster."""
    _, cluster = chat._, await kit.overseen_cluster(chat, cluster_id)
    inside = await tree.members(chat.db, cluster_id, cluster.day_in(chat.today))
    lines = [cluster.called, level_line(_, cluster, inside)]
    lines.append(_("Decision: {number}").format(number=cluster.decision_no or "–"))
    buttons = (
        Button(_("Decision number"), f"about-number:{cluster_id}"),
        Button(_("Part of which cluster"), f"about-parent:{cluster_id}"),
        Button(_("Schools of the cluster"), f"about-schools:{cluster_id}:0"),
        Button(_("Level of schooling"), f"about-levels:{cluster_id}"),
        Button(f"‹ {cluster.called}", f"org-cluster:{cluster_id}"),
    )
    return Reply("\n".join(lines), rows(*buttons))


@routes.button("about-levels:{cluster_id}")
async def ask_level(chat: Chat, cluster_id: int) -> Reply:
    """Ask for the level of schooling."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    buttons = [Button(chat._(name), f"about-level:{cluster_id}:{level}") for level, name in LEVELS.items()]
    buttons.append(Button(chat._("Several levels"), f"about-level:{cluster_id}:{ANY_LEVEL}"))
    buttons.append(Button(f"‹ {cluster.called}", f"about:{cluster_id}"))
    return Reply(chat._("For which level of schooling is it?"), rows(*buttons))


@routes.button("about-level:{cluster_id}:{level}")
async def take_level(chat: Chat, cluster_id: int, level: str) -> Reply:
    """Take the level of schooling."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    if level not in {*LEVELS, ANY_LEVEL}:
        raise Gone
    await of_clusters.set_level(chat.db, chat.rights, cluster, None if level == ANY_LEVEL else level)
    return await cluster_card(chat, cluster, chat._("Changed."))


@routes.button("about-number:{cluster_id}")
async def ask_number(chat: Chat, cluster_id: int) -> Reply:
    """Ask for the number of the decision that founded the cluster."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    text = chat._("Which decision founded {cluster}? (For example: 999/QĐ-SGDĐT)").format(cluster=cluster.called)
    return kit.ask(chat, text, step=f"about-number:{cluster_id}")


@routes.step("about-number:{cluster_id}", digits=True)
async def take_number(chat: Chat, cluster_id: int) -> Reply:
    """Take the decision's number as it is typed; it is never made up."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    of_clusters.set_decision(chat.rights, cluster, chat.text)
    return await cluster_card(chat, cluster, chat._("Changed."))


@routes.button("about-parent:{cluster_id}")
async def ask_parent(chat: Chat, cluster_id: int) -> Reply:
    """Ask which cluster this one is part of."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    same_year = await meetings.clusters(chat.db, cluster.school_year, rights=chat.rights)
    buttons = [Button(one.called, f"about-under:{cluster_id}:{one.id}") for one in same_year if one.id != cluster_id]
    none = Button(chat._("Of none"), f"about-under:{cluster_id}:0")
    return Reply(chat._("Part of which cluster is {cluster}?").format(cluster=cluster.called), rows(none, *buttons))


@routes.button("about-under:{cluster_id}:{parent_id}")
async def take_parent(chat: Chat, cluster_id: int, parent_id: int) -> Reply:
    """Make the cluster a part of another one, or with 0 of none."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    parent = await kit.overseen_cluster(chat, parent_id) if parent_id else None
    await of_clusters.put_under(chat.db, chat.rights, cluster, parent)
    return await cluster_card(chat, cluster, chat._("Changed."))


@routes.button("about-schools:{cluster_id}:{page}")
async def members(chat: Chat, cluster_id: int, page: int) -> Reply:
    """Show every school with its sign; a tap lets it join today, or leave from today on."""
    _, cluster = chat._, await kit.overseen_cluster(chat, cluster_id)
    day = cluster.day_in(chat.today)
    inside = {school.id for school in await tree.members(chat.db, cluster_id, day)}
    everybody = await schools.all_schools(chat.db, rights=chat.rights)
    signs = {True: "✓ ", False: "+ "}
    buttons = [
        Button(f"{signs[there]}{school.name}", f"about-school:{cluster_id}:{school.id}:{page}:{OUT if there else IN}")
        for school in everybody
        for there in (school.id in inside,)
    ]
    text = _("Schools of {cluster}: {number}. A tap lets a school join from today (+) or leave from today (✓).")
    if day > chat.today:
        text = _("Schools of {cluster} from {day} on: {number}. A tap lets a school join (+) or leave (✓).")
    text = text.format(cluster=cluster.called, number=len(inside), day=_.day(day))
    back = Button(f"‹ {cluster.called}", f"org-cluster:{cluster_id}")
    return Reply(text, (*kit.paged(chat, buttons, page, f"about-schools:{cluster_id}"), (back,)), edits=True)


@routes.button("about-school:{cluster_id}:{unit_id}:{page}:{wish}")
async def change_member(chat: Chat, cluster_id: int, unit_id: int, page: int, wish: int) -> Reply:
    """Let a school join or leave; what was before today stays as it was.

    A press says which of both, so that a second tap changes nothing.
    """
    cluster, unit = await kit.overseen_cluster(chat, cluster_id), await kit.overseen_unit(chat, unit_id)
    inside = {school.id for school in await tree.members(chat.db, cluster_id, cluster.day_in(chat.today))}
    if wish == OUT and unit_id in inside:
        await schools_told.let_out(chat.db, school_news.doer(chat), cluster, unit)
    if wish == IN and unit_id not in inside:
        await schools_told.let_in(chat.db, school_news.doer(chat), cluster, unit)
    await chat.db.flush()
    return await members(chat, cluster_id, page)
