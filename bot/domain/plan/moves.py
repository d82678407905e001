"""What a later version of a plan says otherwise of the clusters themselves: leads, schools that moved or are gone.

A plan adds: who led before and where a school stood stays until somebody ends it, so each is told by its name.
"""

from collections.abc import Iterator

from bot.domain.models import Role
from bot.domain.plan.nouns import Group, Note, Proposal
from bot.domain.plan.standing import Standing
from bot.errors import N_


def moves(proposal: Proposal, standing: Standing) -> list[Note]:
    """Return what differs, cluster by cluster; nothing of one that is new or whose schools the plan does not list."""
    listed = {group.key: _ids(group, standing) for group in proposal.groups if not group.subject and group.schools}
    return [
        note
        for group in proposal.groups
        if group.key in listed and group.key in standing.clusters
        for note in (*_lead(group, standing), *_schools(group, proposal, standing, listed))
    ]


Listed = dict[str, set[int]]


def _names(standing: Standing) -> dict[int | None, str]:
    return {school.unit_id: school.name for school in standing.schools}


def _ids(group: Group, standing: Standing) -> set[int]:
    found = (standing.unit_of(school) for school in group.schools)
    return {unit for unit in found if unit is not None}


def _lead(group: Group, standing: Standing) -> Iterator[Note]:
    names = _names(standing)
    cluster = standing.clusters[group.key]
    led = {
        given.holder_unit_id
        for given, _ in standing.appointed
        if given.role is Role.LEAD and given.cluster_id == cluster.id and given.holder_unit_id
    }
    if group.lead and led and standing.unit_of(group.lead) not in led:
        before = ", ".join(names.get(unit, "–") for unit in sorted(led))
        facts = {"cluster": group.name, "before": before, "now": group.lead.name}
        yield Note(
            N_("{cluster} is led by {before}, and the file names {now}. Please end the former appointment."), facts
        )


def _schools(group: Group, proposal: Proposal, standing: Standing, listed: Listed) -> Iterator[Note]:
    names, groups = _names(standing), proposal.groups
    cluster = standing.clusters[group.key]
    members = {unit for one, unit in standing.members if one == cluster.id}
    for unit in sorted(members - listed[group.key]):
        facts = {"school": names.get(unit, "–"), "cluster": group.name}
        elsewhere = [other.name for other in groups if other.key != group.key and unit in listed.get(other.key, ())]
        if elsewhere:
            moved = N_("{school} moves from {cluster} to {to} by this file. Until somebody ends it, it is in both.")
            yield Note(moved, facts | {"to": ", ".join(elsewhere)})
        else:
            yield Note(N_("{school} stands in {cluster} and not in this file's list. It stays."), facts)
