"""What a message is about: with its purpose and version it is what nobody is told twice.

The outbox keeps a topic as a text, "meeting:5" or "week:2023-10-16"; this is the one place that writes and reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import ColumnElement, Dialect, SQLColumnExpression, String, TypeDecorator, cast, literal


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """A kind of thing, and which of its kind: an id, a day, a month."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read a topic as the outbox keeps it."""
        kind, _, key = written.partition(":")
        return cls(kind, key)

    @classmethod
    def meeting(cls, meeting_id: int) -> Self:
        """Return the topic of all that is said about a meeting."""
        return cls("meeting", str(meeting_id))

    @classmethod
    def part(cls, assignment_id: int) -> Self:
        """Return the topic of somebody's part in a meeting."""
        return cls("part", str(assignment_id))

    @classmethod
    def contest(cls, invitee_id: int) -> Self:
        """Return the topic of somebody's word that they were at a meeting."""
        return cls("contest", str(invitee_id))

    @classmethod
    def minutes(cls, minutes_id: int) -> Self:
        """Return the topic of the minutes of a meeting."""
        return cls("minutes", str(minutes_id))

    @classmethod
    def thanks(cls, thanks_id: int) -> Self:
        """Return the topic of thanks to somebody."""
        return cls("thanks", str(thanks_id))

    @classmethod
    def announcement(cls, announcement_id: int) -> Self:
        """Return the topic of an announcement's copies and of the report on it."""
        return cls("announcement", str(announcement_id))

    @classmethod
    def notes(cls, announcement_id: int) -> Self:
        """Return the topic of what is written back and forth about an announcement."""
        return cls("notes", str(announcement_id))

    @classmethod
    def plan(cls, plan_id: int) -> Self:
        """Return the topic of what happens to a plan."""
        return cls("plan", str(plan_id))

    @classmethod
    def paper(cls, version_id: int) -> Self:
        """Return the topic of a version of a paper that was passed on."""
        return cls("paper", str(version_id))

    @classmethod
    def term(cls, appointment_id: int) -> Self:
        """Return the topic of a term that was handed over."""
        return cls("term", str(appointment_id))

    @classmethod
    def begins(cls, appointment_id: int) -> Self:
        """Return the topic of a term that begins without a predecessor."""
        return cls("begins", str(appointment_id))

    @classmethod
    def ends(cls, appointment_id: int) -> Self:
        """Return the topic of a term whose last day was set."""
        return cls("ends", str(appointment_id))

    @classmethod
    def duties(cls, day: date) -> Self:
        """Return the topic of what one day reminds of."""
        return cls("duties", day.isoformat())

    @classmethod
    def duty(cls, duty_id: int) -> Self:
        """Return the topic of one duty that was given more time."""
        return cls("duty", str(duty_id))

    @classmethod
    def rule(cls, rule_id: int) -> Self:
        """Return the topic of the duties that a rule has newly opened or moved."""
        return cls("rule", str(rule_id))

    @classmethod
    def chase(cls, day: date) -> Self:
        """Return the topic of the duties that superiors remind of on one day."""
        return cls("chase", day.isoformat())

    @classmethod
    def month(cls, first: date) -> Self:
        """Return the topic of a month's calendar: "month:2023-10"."""
        return cls("month", f"{first:%Y-%m}")

    @classmethod
    def week(cls, monday: date) -> Self:
        """Return the topic of a week's letter, by its Monday."""
        return cls("week", monday.isoformat())

    @classmethod
    def request(cls, request_id: int) -> Self:
        """Return the topic of what becomes of a request about data."""
        return cls("request", str(request_id))

    @classmethod
    def notice(cls, edition: str) -> Self:
        """Return the topic of an edition of the notice about people's data."""
        return cls("notice", edition)

    @classmethod
    def membership(cls, unit_id: int, who: int = 0) -> Self:
        """Return the topic of a place at a school: the reader's own, or of another person."""
        return cls("membership", f"{unit_id}.{who}")

    @classmethod
    def same_person(cls, row_id: int) -> Self:
        """Return the topic of somebody's word that they were here before."""
        return cls("same_person", str(row_id))

    @classmethod
    def account(cls, account_id: int) -> Self:
        """Return the topic of a chat that has become somebody's."""
        return cls("account", str(account_id))

    @classmethod
    def arrivals(cls, unit_id: int) -> Self:
        """Return the topic of who has come to a school."""
        return cls("arrivals", str(unit_id))

    @classmethod
    def school_news(cls, news_id: int) -> Self:
        """Return the topic of what became of schools by hand, by the first of them."""
        return cls("school_news", str(news_id))

    @classmethod
    def cluster(cls, cluster_id: int) -> Self:
        """Return the topic of the end of a cluster."""
        return cls("cluster", str(cluster_id))

    @classmethod
    def quota(cls, channel: str, month: str) -> Self:
        """Return the topic of a channel's sold month, "2023-10"."""
        return cls("quota", f"{channel}:{month}")

    @classmethod
    def later(cls, door: str) -> Self:
        """Return the topic of what somebody has left for later: of what kind it is, and its number."""
        return cls("later", door)

    @property
    def meeting_id(self) -> int:
        """The meeting that is spoken of, 0 for another topic."""
        return self._id("meeting")

    @property
    def plan_id(self) -> int:
        """The plan that is spoken of, 0 for another topic."""
        return self._id("plan")

    @property
    def cluster_id(self) -> int:
        """The cluster whose end is spoken of, 0 for another topic."""
        return self._id("cluster")

    @property
    def appointment_id(self) -> int:
        """The appointment that is spoken of, 0 for another topic."""
        return self._id("term") or self._id("ends")

    @property
    def part_id(self) -> int:
        """The part in a meeting that is spoken of, 0 for another topic."""
        return self._id("part")

    @property
    def contest_id(self) -> int:
        """The row of who says that they were there, 0 for another topic."""
        return self._id("contest")

    @property
    def request_id(self) -> int:
        """The request about data that is spoken of, 0 for another topic."""
        return self._id("request")

    @property
    def duty_id(self) -> int:
        """The one duty that is spoken of, 0 for another topic."""
        return self._id("duty")

    @property
    def thanks_id(self) -> int:
        """The thanks that are spoken of, 0 for another topic."""
        return self._id("thanks")

    @property
    def minutes_id(self) -> int:
        """The minutes that are spoken of, 0 for another topic."""
        return self._id("minutes")

    @property
    def announcement_id(self) -> int:
        """The announcement that is spoken of, 0 for another topic."""
        return self._id("announcement")

    @property
    def notes_id(self) -> int:
        """The announcement that is written about, 0 for another topic."""
        return self._id("notes")

    @property
    def same_person_id(self) -> int:
        """The row of who says that they were here before, 0 for another topic."""
        return self._id("same_person")

    @property
    def arrivals_at(self) -> int:
        """The school whose newcomers are spoken of, 0 for another topic."""
        return self._id("arrivals")

    def _id(self, kind: str) -> int:
        return int(self.key) if self.kind == kind else 0

    @property
    def first_day(self) -> date:
        """The first day of the month or week that is spoken of."""
        return date.fromisoformat(self.key if self.kind == "week" else f"{self.key}-01")


class TopicText(TypeDecorator[Topic]):
    """A topic as a text in its column."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Topic | None, dialect: Dialect) -> str | None:
        """Write it."""
        del dialect
        return str(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> Topic | None:
        """Read it."""
        del dialect
        return Topic.parse(value) if value else None


def topic_of_each(topic: Callable[[int], Topic], ids: SQLColumnExpression[int]) -> ColumnElement[str]:
    """Return the topics of a query's rows, such as `Topic.term` of each, to be compared inside that query."""
    return literal(f"{topic(0).kind}:") + cast(ids, String)
