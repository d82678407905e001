"""What is told of a new version of a plan, meeting by meeting, in words of no language."""

from dataclasses import replace
from datetime import date

from bot.domain.models import Meeting, MeetingState
from bot.domain.outbox.facts import PlanEntry
from bot.domain.plan.difference import Difference, MeetingChange
from bot.domain.plan.nouns import Planned, Proposal


def entries(proposal: Proposal, difference: Difference) -> list[PlanEntry]:
    """Return a difference meeting by meeting: changes first, then what goes, then what comes."""
    names = {group.key: group.name for group in proposal.groups}
    changed = [of_change(change, change.meeting.cluster.name) for change in (*difference.changed, *difference.again)]
    removed = [of_removed(meeting, meeting.cluster.name) for meeting in difference.removed]
    added = sorted(difference.added, key=lambda planned: (planned.month, planned.place))
    return [*changed, *removed, *(of_added(planned, names[planned.group]) for planned in added)]


def of_added(planned: Planned, cluster: str) -> PlanEntry:
    """Return what is told of a new meeting."""
    host, content = planned.host.name, planned.content
    return PlanEntry("added", cluster, planned.month, host, content, day=planned.day, hour=planned.starts_at)


def of_change(change: MeetingChange, cluster: str) -> PlanEntry:
    """Return what is told of a meeting that changes, while it says what it was."""
    meeting, planned = change.meeting, change.planned
    if meeting.state is MeetingState.CANCELLED:
        return PlanEntry("again", cluster, planned.month, planned.host.name, planned.content, day=planned.day)
    fields = tuple(_field(name, meeting, planned) for name in change.fields)
    stays = "hour" not in change.fields and {"month", "day"} & {*change.fields}
    settled = meeting.starts_at if stays else None
    entry = PlanEntry("changed", cluster, meeting.month, meeting.host.name, meeting.content)
    return replace(entry, fields=fields, settled=settled)


def of_removed(meeting: Meeting, cluster: str) -> PlanEntry:
    """Return what is told of a meeting that is called off."""
    entry = PlanEntry("removed", cluster, meeting.month, meeting.host.name, meeting.content)
    return replace(entry, hour=meeting.starts_at, seats=meeting.taken)


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def _field(name: str, meeting: Meeting, planned: Planned) -> tuple[str, str | None, str | None]:
    fields: dict[str, tuple[str | None, str | None]] = {
        "host": (meeting.host.name, planned.host.name),
        "content": (meeting.content, planned.content),
        "form": (meeting.form.value, planned.form.value),
        "month": (_iso(meeting.month), _iso(planned.month)),
        "day": (_iso(meeting.day), _iso(planned.day)),
        "hour": (_iso(meeting.starts_at), _iso(planned.starts_at)),
    }
    return (name, *fields[name])
