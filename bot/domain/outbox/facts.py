"""What a message keeps beside its topic: what its words need and the tables may not know any more, typed by purpose.

The module stands beneath everybody who queues messages and beneath the letters made of them; so both name one class.
JSON in the table. What does not fit is an error in the act that queues it; names an older row has are passed over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Self

from msgspec import ValidationError, convert, to_builtins

from bot.domain.models import Assent, Purpose
from bot.domain.outbox.school_changes import SchoolChange, SchoolMoved, SchoolRenamed

_NAMES = re.compile("`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Facts:
    """Of itself nothing: the topic and the tables say it all."""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return the facts that a row keeps. Raises ValueError where one is missing or of another type."""
        try:
            return convert(kept, cls)
        except ValidationError as trouble:
            raise ValueError(_where(trouble, cls)) from None


NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class WhenAndWhere:
    """How a meeting stood, or stands: what people are told of when it changes."""

    starts_at: datetime | None
    room: str | None
    link: str | None
    host: int
    day: date | None = None
    """Its day while it has no hour."""
    pieces: tuple[tuple[datetime, datetime], ...] = field(default=(), compare=False)
    """Where it has more than one half-day, from and to of each. Another end alone is told by `programme.ends`."""


@dataclass(frozen=True, slots=True)
class Changed(Facts):
    """A change of a meeting, from what one person was last told."""

    before: WhenAndWhere
    now: WhenAndWhere
    at: datetime
    """When it was made, or chased."""
    role: bool
    """Whether they are told because of a role, whatever becomes of seats."""
    by: int = 0
    """Who made it; 0 for a plan that was accepted, and for one from before it was kept."""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self | None:
        """Return the change that a row keeps; None for one from before changes could be acknowledged."""
        return cls.read(kept) if "now" in kept else None


@dataclass(frozen=True, slots=True)
class Ended(Facts):
    """The hours of a meeting before its end was changed, from and to of each piece."""

    before: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class PartNews(Facts):
    """What happened to a part in a meeting."""

    news: Assent


@dataclass(frozen=True, slots=True)
class LeftForLater(Facts):
    """What somebody has left for later."""

    door: str
    """Of what kind it is, and its number: "minutes:5"."""
    what: str
    """What was asked, or what it is, in a line."""


@dataclass(frozen=True, slots=True)
class Lost(Facts):
    """How many letters about a meeting did not arrive, or nobody knows."""

    number: int


Versions = tuple[tuple[int, int], ...]
"""Ids of duties, each with the version that is spoken of. Pairs, since JSON knows no whole numbers as keys."""


def pairs(duties: Mapping[int, int]) -> Versions:
    """Return duties by id, each with its version, as facts keep them."""
    return tuple(sorted(duties.items()))


@dataclass(frozen=True, slots=True)
class DutyFacts(Facts):
    """Which duties are spoken of."""

    duties: Versions = ()


News = Literal["written", "day", "extended"]


@dataclass(frozen=True, slots=True)
class NewDutyFacts(DutyFacts):
    """Duties that were written, have another day, or were given more time."""

    news: News = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class ChasedDutyFacts(DutyFacts):
    """Duties that a superior reminds of, or sends back."""

    by: int = field(kw_only=True)


Event = Literal["submitted", "approved", "sent_back", "published"]


@dataclass(frozen=True, slots=True)
class PlanEvent(Facts):
    """A step in the life of a cluster's plan."""

    event: Event
    plan: int
    cluster: str
    year: str
    number: int
    """Its meetings."""
    remark: str = ""
    """Why it was sent back."""


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What a new version of a plan does to one meeting, in words of no language."""

    what: Literal["added", "changed", "again", "removed"]
    cluster: str
    month: date
    host: str
    content: str
    day: date | None = None
    hour: datetime | None = None
    fields: tuple[tuple[str, str | None, str | None], ...] = ()
    """Of what changes, its name with what it was and what it is; days and moments as ISO has them."""
    settled: datetime | None = None
    """The hour that stays until its lead moves it."""
    seats: int = 0
    """How many people have one where it is called off."""


@dataclass(frozen=True, slots=True)
class PlanChanged(Facts):
    """What a new version of a plan changes for one person."""

    year: str
    entries: tuple[PlanEntry, ...]


@dataclass(frozen=True, slots=True)
class SchoolsMoved(Facts):
    """Which schools move or are called otherwise, as far as that touches somebody, and from which day on they moved."""

    day: date
    entries: tuple[SchoolMoved, ...]
    renamed: tuple[SchoolRenamed, ...] = ()
    done: tuple[SchoolChange, ...] = ()
    """What an officer has changed by hand."""
    by: str = ""
    """The name of who did."""
    news: int = 0
    """The row under which who heads a school says that they know of it; 0 for everybody else."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A meeting whose settling was begun, with what was gathered for it."""

    meeting: int
    draft: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """What went from one lead to the next: how many of each, and what was being settled, to go on with."""

    plans: int = 0
    parts: int = 0
    letters: int = 0
    begun: tuple[Begun, ...] = ()


@dataclass(frozen=True, slots=True)
class TermHandover(Facts):
    """The end or the beginning of a term, as one side sees it."""

    side: Literal["successor", "former", "ends"]
    day: date
    cluster: int | None
    unit: int | None = None
    others: tuple[int, ...] = ()
    """The people of the other side."""
    moved: Moved = Moved()


Place = Literal["moved", "not_ours", "leave", "back", "let_in", "not_let_in", "gone"]


@dataclass(frozen=True, slots=True)
class MembershipNews(Facts):
    """What became of somebody's place at a school, and who said so."""

    news: Place
    unit: int
    by: int
    """Who said so; 0 where they did it themselves."""
    who: int = 0
    """Of whom is spoken, where that is not the reader."""
    first: date | None = None
    last: date | None = None
    """The days of a leave, both included."""


@dataclass(frozen=True, slots=True)
class AccountTied(Facts):
    """A chat has become a person's: told to each of their chats by itself."""

    account: int
    """The chat that this is told to."""
    tied: str
    """The channel of the one that is new, or of the reader's own."""
    new: bool
    """Whether the reader's own chat is the new one."""
    by: int = 0
    """Who vouched for it; 0 where they did it themselves."""


@dataclass(frozen=True, slots=True)
class ArrivedPeople(Facts):
    """Who has come to a school, by their rows."""

    arrivals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClusterEnds(Facts):
    """The last day of a cluster, and how many meetings were called off with it."""

    day: date
    meetings: int
    by: int
    """Who ended it."""


@dataclass(frozen=True, slots=True)
class QuotaUsed(Facts):
    """How much of a channel's sold month was used."""

    channel: str
    number: int
    most: int


@dataclass(frozen=True, slots=True)
class PaperNews(Facts):
    """A version of a paper, and what had become of it."""

    version: int
    state: str


MandateNews = Literal["given", "ended", "over"]
"""Over is what its own last day has ended."""


@dataclass(frozen=True, slots=True)
class MandateFacts(Facts):
    """What became of what somebody was given, and who says so; nobody says that a day has ended it."""

    news: MandateNews
    by: str
    name: str = ""
    """Whom it was given to, for who only hears of it."""


KEEP: Mapping[Purpose, tuple[type[Facts], ...]] = {
    Purpose.MOVED: (Changed,),
    Purpose.ENDS: (Ended,),
    Purpose.CANCELLED: (Changed,),
    Purpose.RESTORED: (Changed,),
    Purpose.CHASE: (Changed, ChasedDutyFacts),
    Purpose.ASK_PART: (PartNews,),
    Purpose.MISSED: (Lost,),
    Purpose.LATER: (LeftForLater,),
    Purpose.DUTY: (DutyFacts,),
    Purpose.OVERDUE: (DutyFacts,),
    Purpose.DUTY_NEW: (NewDutyFacts,),
    Purpose.DUTY_BACK: (ChasedDutyFacts,),
    Purpose.PLAN: (PlanEvent,),
    Purpose.PLAN_CHANGED: (PlanChanged,),
    Purpose.SCHOOL_MOVED: (SchoolsMoved,),
    Purpose.HANDOVER: (TermHandover,),
    Purpose.MANDATE: (MandateFacts,),
    Purpose.CLUSTER_ENDS: (ClusterEnds,),
    Purpose.ACCOUNT: (AccountTied,),
    Purpose.ARRIVALS: (ArrivedPeople,),
    Purpose.MEMBERSHIP: (MembershipNews,),
    Purpose.QUOTA: (QuotaUsed,),
    Purpose.PAPER_SENT: (PaperNews,),
    Purpose.PAPER_NEWS: (PaperNews,),
}
"""What the other purposes keep is nothing."""


def _where(trouble: ValidationError, kind: type[Facts]) -> str:
    """Return the names in an error, of fields and types: the rest may carry what people wrote into the log."""
    return f"{kind.__name__}: {', '.join(_NAMES.findall(str(trouble)))}"


def kept(purpose: Purpose, facts: Facts) -> dict[str, Any]:
    """Return facts as a row of this purpose keeps them. Raises TypeError where they are not its own, or ill typed."""
    if type(facts) not in KEEP.get(purpose, (Facts,)):
        raise TypeError(f"{purpose} does not keep {type(facts).__name__}")
    written: dict[str, Any] = to_builtins(facts)
    try:
        convert(written, type(facts))
    except ValidationError as trouble:
        raise TypeError(_where(trouble, type(facts))) from None
    return written
