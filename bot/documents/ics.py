"""A meeting for the reader's own calendar (RFC 5545, RFC 5546): put there with a seat, moved and taken out with it.

The same meeting has the same UID for ever, and each version or end of it a higher SEQUENCE: so calendars replace it.
Each further half-day of it is an event of its own, whose UID has its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.models import Meeting, MeetingState
from bot.domain.programme import pieces
from bot.domain.programme.pieces import FromTo
from bot.i18n import Translator
from bot.vietnamese import ZONE, local

if TYPE_CHECKING:
    from icalendar import Event, Timezone

NOWHERE = "dugio.invalid"
"""No host can have this name (RFC 6761), so an identifier says nothing of where the service runs."""
OFFSET = timedelta(hours=7)
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = 200
"""Files that are kept, some kilobytes each."""


Spans = tuple[tuple[str, str], ...]
"""From and to of half-days, as ISO has them."""


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
    more: Spans = ()
    """Its half-days after the first."""
    gone: Spans = ()
    """Half-days behind these that it had before."""


def facts(meeting: Meeting, made_at: datetime, t: Translator, before: Sequence[FromTo] = ()) -> dict[str, Any]:
    """Return what is written of a meeting that has an hour, as of a moment, so that nothing is read when it leaves.

    `before` are its half-days until a change, where it had several.
    """
    first, *more = [(local(begins).isoformat(), local(ends).isoformat()) for begins, ends in pieces.stands(meeting)]
    gone = [(local(begins).isoformat(), local(ends).isoformat()) for begins, ends in before[1 + len(more) :]]
    entry = _CalendarEntry(
        uid=f"meeting-{meeting.id}@{meeting.cluster.school_year}.{NOWHERE}",
        version=meeting.version + meeting.ends_changed,
        starts_at=first[0],
        ends_at=first[1],
        title=_title(meeting, t),
        place=", ".join(place for place in (meeting.room, meeting.host.name) if place),
        topic=t("Topic: {topic}").format(topic=meeting.content),
        link=meeting.link,
        cancelled=meeting.state is MeetingState.CANCELLED,
        more=tuple(more),
        gone=tuple(gone),
    )
    return {"entry": [*entry], "at": made_at.isoformat()}


def write(told: Mapping[str, Any]) -> bytes:
    """Return the .ics file of a meeting's `facts`."""
    made_at = datetime.fromisoformat(told["at"])
    entry = _CalendarEntry(*told["entry"])
    entry = entry._replace(more=_spans(entry.more), gone=_spans(entry.gone))
    return _undated(entry).replace(_stamp(UNDATED), _stamp(made_at.astimezone(UTC)))


def _spans(kept: Sequence[Sequence[str]]) -> Spans:
    """Return half-days as they were before JSON, so that files are kept by them."""
    return tuple((begins, ends) for begins, ends in kept)


def _stamp(moment: datetime) -> bytes:
    return f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}".encode()


@lru_cache(maxsize=KEPT)
def _undated(entry: _CalendarEntry) -> bytes:
    """Return the file of an entry, made at `UNDATED`: the same for all who come, so it is written once."""
    from icalendar import Calendar  # noqa: PLC0415 - the first file pays for what writes it

    calendar = Calendar()
    calendar.add("prodid", "-//Du Gio//Lesson study//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_zone())
    for event in _events(entry):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(entry: _CalendarEntry) -> "Iterator[Event]":
    """Write each half-day: the first under the UID of the meeting, those that are no more as cancelled."""
    stand = 1 + len(entry.more)
    for number, span in enumerate(chain([(entry.starts_at, entry.ends_at)], entry.more, entry.gone), 1):
        uid = entry.uid if number == 1 else entry.uid.replace("@", f"-{number}@", 1)
        yield _event(entry, uid, span, cancelled=entry.cancelled or number > stand)


def _event(entry: _CalendarEntry, uid: str, span: tuple[str, str], *, cancelled: bool) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", uid)
    event.add("sequence", entry.version)
    event.add("dtstamp", UNDATED)
    event.add("dtstart", _hour(span[0]))
    event.add("dtend", _hour(span[1]))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.topic)
    if entry.link:
        event.add("url", entry.link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


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
