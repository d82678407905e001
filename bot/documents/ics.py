"""A meeting for the reader's own calendar (RFC 5545, RFC 5546): put there with a seat, moved and taken out with it.

The same meeting has the same UID for ever, and each version or end of it a higher SEQUENCE: so calendars replace it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.models import Meeting, MeetingState
from bot.i18n import Translator
from bot.vietnamese import ZONE, local

if TYPE_CHECKING:
    from icalendar import Timezone

NOWHERE = "dugio.invalid"
"""No host can have this name (RFC 6761), so an identifier says nothing of where the service runs."""
OFFSET = timedelta(hours=7)
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = 200
"""Files that are kept, some kilobytes each."""


class _CalendarEntry(NamedTuple):
    """What an entry says, in its reader's language."""

    uid: str
    version: int
    starts_at: str
    ends_at: str
    title: str
    place: str
    topic: str
    link: str | None
    cancelled: bool


def facts(meeting: Meeting, made_at: datetime, t: Translator) -> dict[str, Any]:
    """Return what is written of a meeting that has an hour, as of a moment, so that nothing is read when it leaves."""
    assert meeting.starts_at
    assert meeting.ends_at
    entry = _CalendarEntry(
        uid=f"meeting-{meeting.id}@{meeting.cluster.school_year}.{NOWHERE}",
        version=meeting.version + meeting.ends_changed,
        starts_at=local(meeting.starts_at).isoformat(),
        ends_at=local(meeting.ends_at).isoformat(),
        title=_title(meeting, t),
        place=", ".join(place for place in (meeting.room, meeting.host.name) if place),
        topic=t("Topic: {topic}").format(topic=meeting.content),
        link=meeting.link,
        cancelled=meeting.state is MeetingState.CANCELLED,
    )
    return {"entry": [*entry], "at": made_at.isoformat()}


def write(told: Mapping[str, Any]) -> bytes:
    """Return the .ics file of a meeting's `facts`."""
    made_at = datetime.fromisoformat(told["at"])
    return _undated(_CalendarEntry(*told["entry"])).replace(_stamp(UNDATED), _stamp(made_at.astimezone(UTC)))


def _stamp(moment: datetime) -> bytes:
    return f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}".encode()


@lru_cache(maxsize=KEPT)
def _undated(entry: _CalendarEntry) -> bytes:
    """Return the file of an entry, made at `UNDATED`: the same for all who come, so it is written once."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - the first file pays for what writes it

    calendar = Calendar()
    calendar.add("prodid", "-//Du Gio//Lesson study//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_zone())
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.version)
    event.add("dtstamp", UNDATED)
    event.add("dtstart", _hour(entry.starts_at))
    event.add("dtend", _hour(entry.ends_at))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.topic)
    if entry.link:
        event.add("url", entry.link)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _hour(kept: str) -> datetime:
    return local(datetime.fromisoformat(kept))


def _title(meeting: Meeting, t: Translator) -> str:
    name = meeting.cluster.name
    if meeting.cluster.subject:
        return t("SHCM in {subject}").format(subject=name)
    return t("SHCM {cluster}").format(cluster=name)


def _zone() -> "Timezone":
    """Return Vietnam's clock, which has not changed since 1975."""
    from icalendar import Timezone, TimezoneStandard  # noqa: PLC0415

    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - a zone's own beginning is told without a zone
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone
