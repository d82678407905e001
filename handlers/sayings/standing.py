"""How one cluster or one school stands ("cụm số 1 thế nào rồi", "trường Na Sang nộp chưa"), and what has no day yet."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from bot.domain.duties import standings
from bot.domain.duties.standings import Owes
from bot.domain.models import Cluster, Meeting, MeetingState, Role, Unit
from bot.domain.organisation import appointments, schools, tree
from bot.domain.programme import figures, meetings, questions
from bot.errors import N_
from bot.messages import Button, Reply
from bot.routes import Chat, Routes, rows
from bot.vietnamese import next_month, reading_order
from handlers import formerly, kit, phrases
from handlers.duty import duties, duty_overview
from handlers.duty import duty_words as words
from handlers.sayings import about, doors_meeting, places
from handlers.sayings.sentence import Sentence

routes = Routes()

MOST_DUTIES = 5
MOST_LINES = 12
A_PAGE = 10
_EVERY_CLUSTER = re.compile(r" (?:cac|tat ca|toan bo|moi|nhung) (?:cac )?cum | cum nao ")
SPARE = 2
"""So many words may stand beside a school's name that is all what was typed."""
MOST_WORDS = 12
"""In so many words a school is named and nothing is told."""
WHICH = N_("Which school or cluster do you mean?")
NO_MEETINGS = N_("Your clusters have no meetings this school year yet.")
OWES_NOTHING = N_("Nothing is asked of it this school year.")


async def of_named(chat: Chat, said: Sentence) -> Reply:
    """Show how the school or cluster that is named stands; several are asked about, none is what others owe."""
    chat.must_have_joined()
    if said.span and about.is_earlier(chat, said.span):
        return await doors_meeting.see_calendar(chat, said)
    if not chat.rights.runs_something:
        if gone := await _former(chat, said):
            return gone
        owed = any(f" {word} " in said.plain for word in ("nop", "lam", "xong", "gui"))
        return await (duties.page(chat) if owed else doors_meeting.when(chat, said))
    if _EVERY_CLUSTER.search(said.plain) and not await _meant(chat, said):
        return await glance(chat, 0)
    found = await _meant(chat, said) or await _all(chat, said)
    if not found and (gone := await _former(chat, said)):
        return gone
    return await (_one(chat, found) if found else duty_overview.kinds(chat))


@routes.button("stands-all:{page}")
async def glance(chat: Chat, page: int) -> Reply:
    """Show how all clusters that one runs stand, a line each; one alone as its card."""
    chat.must_have_joined()
    every, of_year = await _clusters(chat), await _of_year(chat)
    if len(every) <= 1:
        return await (_cluster(chat, every[0].id) if every else duty_overview.kinds(chat))
    every.sort(key=lambda one: (one.subject is not None, reading_order(one.called)))
    sheet = kit.page_of(every, page, A_PAGE)
    _, lines, buttons = chat._, [], []
    for cluster in sheet.shown:
        mine = [one for one in of_year if one.cluster_id == cluster.id]
        counts = {"held": len(about.begun(chat, mine)), "ahead": len(about.ahead(chat, mine))}
        waits = sum(map(_waits, mine))
        text = _("{cluster}: {held} held, {ahead} ahead, {waits} without a day")
        lines.append(text.format(cluster=cluster.called, waits=waits, **counts))
        buttons.append(Button(cluster.called, f"stands:cluster:{cluster.id}", line=lines[-1]))
    head = _("Clusters: {number}. Meetings of this school year:").format(number=len(every))
    others = Button(_("Duties of others"), "duties-all")
    return Reply("\n".join([head, *lines]), (*rows(*buttons), *sheet.turns(chat, "stands-all"), (others,)))


async def owed_by(chat: Chat, said: Sentence) -> Reply:
    """Show how the school or cluster stands whose duties are asked after; where none is named, what all others owe."""
    chat.must_have_joined()
    found = await _meant(chat, said) if chat.rights.runs_something else []
    return await (_one(chat, found) if found else duty_overview.kinds(chat))


async def _meant(chat: Chat, said: Sentence) -> list[tuple[str, int, str]]:
    """Return the schools that a sentence names, else the clusters, each as its card is opened."""
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today)
    if of_school := places.schools_of(said, seen) or _own(chat, said, seen):
        return [("school", unit.id, unit.name) for unit in of_school]
    every = await _clusters(chat)
    return [("cluster", one.id, one.called) for one in places.clusters_of(said, every)]


async def _all(chat: Chat, said: Sentence) -> list[tuple[str, int, str]]:
    """Return all that one runs where "cụm" or "các trường" is all that is said of which."""
    if " cum " in said.plain and (every := await _clusters(chat)):
        return [("cluster", one.id, one.called) for one in every]
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today) if " cac truong " in said.plain else []
    return [("school", unit.id, unit.name) for unit in seen]


async def if_named(chat: Chat, said: Sentence) -> Reply | None:
    """Show the school whose name stands alone to who may see how it stands; None for all else."""
    if chat.someone is None or not chat.rights.runs_something or not said.words:
        return None
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today)
    found = [unit for unit in places.schools_of(said, seen) if _is_about(said, unit.name)]
    return await _one(chat, [("school", unit.id, unit.name) for unit in found]) if found else None


async def if_former(chat: Chat, said: Sentence) -> Reply | None:
    """Say to everybody which school is meant today by a name of before that is nearly all what was typed."""
    if chat.someone is None or not said.words or len(said.words) > MOST_WORDS:
        return None
    return await _former(chat, said, alone=True)


def _is_about(said: Sentence, name: str) -> bool:
    return len(said.words) <= len(name.split()) + SPARE


async def _former(chat: Chat, said: Sentence, *, alone: bool = False) -> Reply | None:
    """Say which school is meant by a name of before, and show how that one stands to who may see it."""
    found = await formerly.named(
        chat, lambda name: places.names_school(said, name) and (not alone or _is_about(said, name))
    )
    if not found:
        return None
    text = "\n".join(formerly.line(chat, one) for one in found)
    seen = await standings.schools_seen(chat.db, chat.rights, chat.today) if chat.rights.runs_something else ()
    heirs = {one.now.id for one in found} & {unit.id for unit in seen}
    if len(found) != 1 or not heirs:
        return Reply(text, await phrases.home(chat))
    shown = await show(chat, "school", *heirs)
    return replace(shown, text=f"{text}\n\n{shown.text}")


async def if_cluster(chat: Chat, said: Sentence) -> Reply | None:
    """Show the cluster whose name is all that was typed ("cụm số 1") to who may see how it stands."""
    if chat.someone is None or not chat.rights.runs_something or not places.ONLY_A_CLUSTER.fullmatch(said.plain):
        return None
    every = await _clusters(chat)
    found = places.clusters_of(said, every)
    return await _one(chat, [("cluster", one.id, one.called) for one in found]) if found else None


async def _clusters(chat: Chat) -> list[Cluster]:
    """Return the clusters that one runs and that have not ended."""
    return [one for one in await meetings.clusters(chat.db, rights=chat.rights) if not _has_ended(chat, one)]


def _has_ended(chat: Chat, cluster: Cluster) -> bool:
    return cluster.valid_to is not None and cluster.valid_to < chat.today


def _own(chat: Chat, said: Sentence, seen: Sequence[Unit]) -> list[Unit]:
    """Return a principal's own school where "trường tôi" is all that is said of it."""
    mine = any(f" truong {me} " in said.plain for me in ("toi", "em", "minh", "chung toi"))
    return [unit for unit in seen if mine and unit.id in chat.rights.principal_of]


async def _one(chat: Chat, found: Sequence[tuple[str, int, str]]) -> Reply:
    if len(found) == 1:
        return await show(chat, *found[0][:2])
    buttons = kit.distinct([Button(name, f"stands:{kind}:{number}") for kind, number, name in found])
    return Reply(chat._(WHICH), rows(*buttons))


@routes.button("stands:{kind}:{number}")
async def show(chat: Chat, kind: str, number: int) -> Reply:
    """Show how a school or a cluster stands. Raises NotAllowed for who may not see it."""
    chat.must_have_joined()
    return await (_cluster(chat, number) if kind == "cluster" else _school(chat, number))


async def _school(chat: Chat, unit_id: int) -> Reply:
    _, owing = chat._, await standings.of_school(chat.db, unit_id, chat.person, chat.rights, chat.now)
    unit = await schools.get(chat.db, unit_id)
    joined, missing = await standings.people(chat.db, unit_id)
    here = [one for one in await _of_year(chat) if one.host_id == unit_id]
    clusters = await tree.clusters_of(chat.db, unit, chat.today)
    lines = [
        " · ".join([unit.name, *(cluster.called for cluster in clusters)]),
        _("Joined so far: {number}; on the list and not yet: {missing}").format(number=joined, missing=missing),
        *_next(chat, about.ahead(chat, here)),
    ]
    card = [Button(_("See or change it"), f"org-school:{unit_id}")] if chat.rights.oversees_unit(unit_id) else []
    return _reply(chat, [*lines, *_owes(chat, owing)], owing, about.ahead(chat, here), card)


async def _cluster(chat: Chat, cluster_id: int) -> Reply:
    _, owing = chat._, await standings.of_cluster(chat.db, cluster_id, chat.person, chat.rights, chat.now)
    cluster = await appointments.cluster(chat.db, cluster_id)
    members = await tree.members(chat.db, cluster_id, chat.today)
    leads = [
        _("teacher {name}").format(name=one.name) + (f" ({_(phrases.ACTING[Role.DEPUTY_LEAD])})" if one.deputy else "")
        for _cluster, one in await questions.leads(chat.db, [cluster_id], chat.today)
    ]
    mine = [one for one in await _of_year(chat) if one.cluster_id == cluster_id]
    begun, ahead = about.begun(chat, mine), about.ahead(chat, mine)
    lines = [
        _("{cluster}: {number} schools").format(cluster=cluster.called, number=len(members)),
        _("Lead: {names}").format(names=", ".join(leads)) if leads else _("Nobody leads it."),
        _("Meetings held: {held}; ahead: {ahead}").format(held=len(begun), ahead=len(ahead)),
        *_without_day(chat, mine),
        *await _last(chat, begun),
        *_next(chat, ahead),
    ]
    card = (
        [Button(_("See or change it"), f"org-cluster:{cluster_id}")] if chat.rights.oversees_cluster(cluster_id) else []
    )
    return _reply(chat, [*lines, *_owes(chat, owing)], owing, ahead or begun, card)


async def _of_year(chat: Chat) -> Sequence[Meeting]:
    return await questions.of_year(chat.db, chat.person, chat.rights, chat.today)


def _without_day(chat: Chat, found: Sequence[Meeting]) -> list[str]:
    months = [f"{one.month:%m/%Y}" for one in found if _waits(one)]
    return [chat._("Without day and hour: {months}").format(months=", ".join(months))] if months else []


def _waits(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.PLANNED and meeting.starts_at is None


async def _last(chat: Chat, begun: Sequence[Meeting]) -> list[str]:
    if not begun:
        return []
    which = replace(await figures.seen_by(chat.db, chat.rights, chat.today, led=True), meeting_id=begun[0].id)
    came = figures.total(await figures.by_school(chat.db, which, chat.now))
    text = chat._("The last one: {meeting}. There: {here}/{expected}.")
    line = phrases.meeting_line(chat._, begun[0])
    return [text.format(meeting=line, here=came.here, expected=came.expected)]


def _next(chat: Chat, ahead: Sequence[Meeting]) -> list[str]:
    if not ahead:
        return []
    return [chat._("The next one: {meeting}.").format(meeting=phrases.meeting_line(chat._, ahead[0]))]


def _owes(chat: Chat, owing: Owes) -> list[str]:
    _ = chat._
    if not (owing.open or owing.done or owing.other):
        return [_(OWES_NOTHING)]
    lines = [_("Duties: {figures}").format(figures=duty_overview.figures(chat, owing))]
    lines += [f"– {words.title(_, one)}: {words.stands(_, one, chat.today)}" for one in owing.lines[:MOST_DUTIES]]
    return lines + kit.and_more(_, len(owing.lines) - MOST_DUTIES)


def _reply(chat: Chat, lines: Sequence[str], owing: Owes, found: Sequence[Meeting], card: Sequence[Button]) -> Reply:
    buttons = [words.button(chat._, one) for one in owing.lines[:MOST_DUTIES]]
    see = [phrases.see(chat._, one.id) for one in found[:1]]
    others = Button(chat._("Duties of others"), "duties-all")
    return Reply("\n".join(lines), rows(*kit.distinct(buttons), *see, *card, others))


async def without_day(chat: Chat, said: Sentence) -> Reply:
    """Say cluster by cluster which meetings until the end of the next month have no day and hour; a named one alone."""
    chat.must_have_joined()
    chat.rights.must_lead_any()
    _, until = chat._, next_month(next_month(chat.today.replace(day=1)))
    until = said.span.until if said.span else until
    led = [one for one in await _of_year(chat) if chat.rights.may_lead(one.cluster_id)]
    if not led:
        return await about.show(chat, [], _(NO_MEETINGS))
    found = [one for one in led if _waits(one) and one.month < until]
    if named := {one.id for one in places.clusters_of(said, await _clusters(chat))}:
        found = [one for one in found if one.cluster_id in named]
    found.sort(key=lambda one: (one.cluster.subject is not None, one.cluster_id, one.month))
    by_cluster = [(called, list(these)) for called, these in groupby(found, lambda one: one.cluster.called)]
    if not by_cluster:
        last = _.short_day(until - timedelta(days=1))
        return await about.show(chat, [], _("Every meeting until {day} has its day and hour.").format(day=last))
    lines = [_("Clusters with meetings without day and hour: {number}").format(number=len(by_cluster))]
    lines += [f"– {called}: {', '.join(f'{one.month:%m/%Y}' for one in these)}" for called, these in by_cluster]
    lines = [*lines[: MOST_LINES + 1], *kit.and_more(_, len(lines) - MOST_LINES - 1)]
    return Reply("\n".join(lines), rows(Button(_("Settle days"), "settle"), Button(_("Announce"), "announce")))


async def turnout(chat: Chat, said: Sentence) -> Reply:
    """Say how many came to a meeting that has begun, of one that lies ahead how many have signed up."""
    found = await about.named(chat, said)
    lies_ahead = about.ahead(chat, found)
    begun = about.begun(chat, found)
    if begun and (said.last or not lies_ahead) and chat.rights.runs_something:
        return await doors_meeting.summarise(chat, said)
    return await doors_meeting.who_comes(chat, said)
