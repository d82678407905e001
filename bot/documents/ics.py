"""A meeting for the reader's own calendar (RFC 5545, RFC 5546): put there with a seat, moved and taken out with it.

The same meeting has the same UID for ever, and each version of it a higher SEQUENCE, so that calendars replace it.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from bot.domain.models import Meeting, MeetingState
from bot.i18n import Translator
from bot.vietnamese import ZONE, local

NOWHERE = "dugio.invalid"
"""No host can have this name (RFC 6761), so an identifier says nothing of where the service runs."""
OFFSET = timedelta(hours=7)


def write(meeting: Meeting, made_at: datetime, t: Translator) -> bytes:
    """Return a meeting that has an hour as an .ics file in its reader's language, as of a moment."""
    cancelled = meeting.state is MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Du Gio//Lesson study//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_zone())
    event = _event(meeting, made_at, t)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, made_at: datetime, t: Translator) -> Event:
    assert meeting.starts_at
    assert meeting.ends_at
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{meeting.cluster.school_year}.{NOWHERE}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", local(meeting.starts_at))
    event.add("dtend", local(meeting.ends_at))
    event.add("summary", _title(meeting, t))
    event.add("location", ", ".join(place for place in (meeting.room, meeting.host.name) if place))
    event.add("description", t("Topic: {topic}").format(topic=meeting.content))
    if meeting.link:
        event.add("url", meeting.link)
    return event


def _title(meeting: Meeting, t: Translator) -> str:
    name = meeting.cluster.name
    if meeting.cluster.subject:
        return t("SHCM in {subject}").format(subject=name)
    return t("SHCM {cluster}").format(cluster=name)


def _zone() -> Timezone:
    """Return Vietnam's clock, which has not changed since 1975."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - a zone's own beginning is told without a zone
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone
