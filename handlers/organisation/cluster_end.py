"""Ending a cluster with a day, and bringing back one that was ended by mistake: shown before it counts, asked twice."""

from bot.domain.endings import cluster_end
from bot.domain.letters.cluster_end import ClusterEndLetter
from bot.i18n import Translator
from bot.messages import STAY, Button, Reply
from bot.routes import Chat, Routes, rows
from handlers import kit, phrases
from handlers.organisation.tree import cluster_card

routes = Routes()

SHOWN = 5


@routes.button("cluster-end:{cluster_id}")
async def ask_end(chat: Chat, cluster_id: int) -> Reply:
    """Ask for the last day."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    text = chat._("What is the last day of {unit}?").format(unit=cluster.called)
    return kit.ask_day(chat, text, f"cluster-last:{cluster_id}", step=f"cluster-end:day:{cluster_id}")


@routes.step("cluster-end:day:{cluster_id}")
@routes.button("cluster-last:{cluster_id}:{pressed}")
async def take_last_day(chat: Chat, cluster_id: int, pressed: str = "") -> Reply:
    """Show what ends with it before it is kept."""
    _, cluster, day = chat._, await kit.overseen_cluster(chat, cluster_id), kit.near_day(chat, pressed)
    effects = await cluster_end.preview(chat.db, cluster, day, chat.now)
    lines = [_("{cluster} ends with {day}.").format(cluster=cluster.called, day=_.day(day))]
    lines.append(_("Schools that leave it: {number}. Who leads it leads it no more.").format(number=effects.schools))
    if effects.meetings:
        lines.append(_("Meetings that are called off: {number}").format(number=len(effects.meetings)))
        lines += [f"– {phrases.meeting_line(_, one)}" for one in effects.meetings[:SHOWN]]
        lines += kit.and_more(_, len(effects.meetings) - SHOWN)
    lines += [_("Leads, principals and participants are told. What was held stays."), "", _("Is this right?")]
    yes = Button(_("Yes, end it"), f"cluster-ended:{cluster_id}:{day.isoformat()}", yes=True)
    return kit.ask(chat, "\n".join(lines), rows(yes), step=f"cluster-end:sure:{cluster_id}")


kit.only_buttons(routes, "cluster-end:sure:{cluster_id}")


@routes.button("cluster-ended:{cluster_id}:{pressed}")
async def end(chat: Chat, cluster_id: int, pressed: str) -> Reply:
    """End it as it was shown. A second press finds that it has ended."""
    cluster, day = await kit.overseen_cluster(chat, cluster_id), kit.near_day(chat, pressed)
    kit.must_have(chat, step=f"cluster-end:sure:{cluster_id}")
    await cluster_end.end(chat.db, chat.rights, cluster, day, by=chat.person, now=chat.now)
    said = chat._("{cluster} ends with {day}. Whom it concerns will be told.")
    return await cluster_card(chat, cluster, said.format(cluster=cluster.called, day=chat._.day(day)))


@routes.button("cluster-back:{cluster_id}")
async def bring_back(chat: Chat, cluster_id: int) -> Reply:
    """Let a cluster go on."""
    cluster = await kit.overseen_cluster(chat, cluster_id)
    await cluster_end.bring_back(chat.db, chat.rights, cluster)
    said = chat._("{cluster} goes on, with the schools that it had. Please appoint who leads it.")
    return await cluster_card(chat, cluster, said.format(cluster=cluster.called))


def told(letter: ClusterEndLetter, t: Translator) -> Reply:
    """Return the letter about the end of a cluster."""
    name, day = letter.cluster.called, t.day(letter.facts.day)
    lines = [t("{cluster} ends with {day}.").format(cluster=name, day=day)]
    if letter.facts.meetings:
        lines.append(t("Its later meetings do not take place: {number}").format(number=letter.facts.meetings))
    if letter.by:
        lines.append(t("So {name} has decided. What was held stays as it was.").format(name=letter.by))
    return Reply("\n".join(lines), rows(Button(t("Calendar"), "calendar:0")), step=STAY)
