"""Warnings that a person should read before accepting a plan; none of them prevents it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.drafts import Draft, LooseLine, TypedCluster
from bot.domain.models import HowAppointed
from bot.domain.organisation.units import School
from bot.domain.plan.nouns import Core, Group, Note, Planned
from bot.domain.plan.words import suspects
from bot.errors import N_
from bot.i18n import Fact

EACH_BY_ITSELF = 3
"""Notes of one kind; of more there is one for all."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The parts of a plan that the checks look at."""

    draft: Draft
    schools: Sequence[School]
    groups: Sequence[Group]
    cores: Sequence[Core]
    meetings: Sequence[Planned]


def warnings(plan: Understood) -> list[Note]:
    """Return the warnings: what was left out first, then what looks odd, and single words last."""
    typed = [LooseLine(meeting.place, meeting.content) for meeting in plan.draft.meetings]
    return [
        *_left_out(plan.draft),
        *_gaps(plan),
        *_guests(plan),
        *_in_two_clusters(plan),
        *_crowded_hosts(plan),
        *_unled(plan),
        *_never_hosts(plan),
        *suspects(dict.fromkeys([*plan.draft.lines, *typed])),
    ]


def _crowded_hosts(plan: Understood) -> Iterator[Note]:
    for (month, host), times in Counter((meeting.month, meeting.host) for meeting in plan.meetings).items():
        if times > 1:
            facts = {"school": host.name, "times": times, "month": _month(month)}
            yield Note(N_("{school} hosts {times} meetings in {month}."), facts)


def _month(month: date) -> Fact:
    return lambda _: _.month(month)


def _never_hosts(plan: Understood) -> Iterator[Note]:
    hosts = {meeting.host for meeting in plan.meetings}
    # A sheet of some clusters, without their lists, says nothing of the others.
    met = {meeting.group for meeting in plan.meetings}
    told = (
        plan.schools
        if plan.draft.clusters
        else [one for group in plan.groups if group.key in met for one in group.schools]
    )
    never = [school.name for school in dict.fromkeys(told) if school not in hosts] if hosts else []
    if len(never) > EACH_BY_ITSELF:
        facts = {"number": len(never), "schools": ", ".join(never[:EACH_BY_ITSELF])}
        yield Note(N_("{number} schools host no meeting, among them {schools}."), facts)
        return
    for name in never:
        yield Note(N_("{school} hosts no meeting."), {"school": name})


def _unled(plan: Understood) -> Iterator[Note]:
    led = {core.group for core in plan.cores}
    unled = [group.name for group in plan.groups if group.subject and group.key not in led]
    if unled:
        yield Note(N_("No core teacher is named for {subject}."), {"subject": ", ".join(unled)})
    for group in plan.groups:
        named = any(not one.deputy for one in group.named)
        if group.subject or group.lead or named or not plan.draft.clusters:
            continue
        if group.lead_by in {HowAppointed.ELECTED, HowAppointed.ROTATING}:
            facts = {"cluster": group.name}
            yield Note(N_("{cluster} elects its lead, and nobody is named. Please appoint who was elected."), facts)
        else:
            yield Note(N_("No lead school is named for {cluster}."), {"cluster": group.name})


def _in_two_clusters(plan: Understood) -> Iterator[Note]:
    # A school of a sub-cluster is in the cluster above as well: each kind is counted by itself.
    general = [group for group in plan.groups if not group.subject]
    places = Counter((school, bool(group.under)) for group in general for school in group.schools)
    for (school, _), times in places.items():
        if times > 1:
            yield Note(N_("{school} stands in {times} clusters."), {"school": school.name, "times": times})


def _guests(plan: Understood) -> Iterator[Note]:
    schools = {group.key: set(group.schools) for group in plan.groups}
    for meeting in plan.meetings:
        if meeting.host not in schools[meeting.group]:
            facts = {"place": meeting.place, "school": meeting.host.name}
            yield Note(N_("At {place}, {school} hosts a cluster that it does not belong to."), facts)


def _gaps(plan: Understood) -> Iterator[Note]:
    if not plan.draft.years:
        yield Note(N_("The file does not say for which school year it is."))
    if not plan.draft.meetings:
        yield Note(N_("The file names clusters and no meetings: only the clusters would be kept."))
    for cluster in plan.draft.clusters:
        if cluster.areas and not _has_schools(plan, cluster):
            told = {"cluster": cluster.name, "areas": ", ".join(cluster.areas)}
            yield Note(
                N_("{cluster} is told by places and not by schools: {areas}. Please add its schools later."), told
            )
    for meeting in plan.meetings:
        if not meeting.content:
            yield Note(N_("At {place} there is no content. It can be added later."), {"place": meeting.place})


def _has_schools(plan: Understood, cluster: TypedCluster) -> bool:
    return any(group.name == cluster.name and group.schools for group in plan.groups)


def _left_out(draft: Draft) -> Iterator[Note]:
    for place in draft.hidden:
        yield Note(N_("At {place} stands a telephone number or an e-mail address; it is not kept."), {"place": place})
    for struck in draft.crossed_out:
        facts = {"place": struck.place, "text": struck.text}
        yield Note(N_("At {place}, '{text}' is struck through and is left out."), facts)
    for table in draft.others:
        facts = {"place": table.place, "text": table.text}
        yield Note(N_("The table under '{text}' ({place}) is no calendar of this plan and is left out."), facts)
    for table in draft.unread:
        facts = {"table": table.place.table, "columns": table.text}
        yield Note(N_("These columns of table {table} are not read: {columns}."), facts)
    for stray in draft.strays:
        facts = {"place": stray.place, "text": stray.text}
        yield Note(N_("At {place}, '{text}' is no meeting and is left out."), facts)
