"""Units, clusters, and who is appointed to what. Every tie has dates: leads rotate and districts end."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, word


class UnitKind(StrEnum):
    """What kind of organisation a unit is."""

    MINISTRY = "ministry"
    """Bộ."""
    DEPARTMENT = "department"
    """Sở."""
    OFFICE = "office"
    """The former phòng giáo dục; ended on 1 July 2025."""
    COMMUNE = "commune"
    """Xã, phường, đặc khu: in charge of schools since then."""
    SCHOOL = "school"
    CENTRE = "centre"
    """Trung tâm GDTX, GDNN-GDTX."""
    BRANCH = "branch"
    """Phân hiệu."""
    SITE = "site"
    """Điểm trường."""


class Unit(Base):
    """An organisation: an office, a school, a branch of one."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = mapped_column(word(UnitKind))
    name: Mapped[str]
    """As the office writes it, without "Trường"."""
    folded: Mapped[str] = mapped_column(index=True)
    """What names are matched by: see `units.key`."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Where a unit that ended went on; what happened in it before stays its own."""
    quiet_from: Mapped[time | None]
    """Its people's quiet hours, in Vietnam; None for the organisation's."""
    quiet_to: Mapped[time | None]


class UnitTie(Base):
    """Which unit another one stands under, and for which days: schools change their commune, history does not."""

    __tablename__ = "unit_tie"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitAlias(Base):
    """Another spelling that a person has confirmed for a unit."""

    __tablename__ = "unit_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    folded: Mapped[str] = mapped_column(unique=True)


class UnitName(Base):
    """A name that a unit had until a day, or will have from one on; its name of today stands in its own row."""

    __tablename__ = "unit_name"
    __table_args__ = (UniqueConstraint("unit_id", "valid_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    valid_from: Mapped[date | None]
    """The first day of a name that is yet to come; None for a former one."""
    valid_to: Mapped[date]
    """The last day of a former name; the last day there is for one that is yet to come."""


# Cast as the word says: PostgreSQL takes only what always gives the same.
WHOSE = "CAST(coalesce(office_id, 0) AS VARCHAR) || '/' || coalesce(level, '')"


class Cluster(Base):
    """A group of schools that study lessons together: general, or of one subject."""

    __tablename__ = "cluster"
    __table_args__ = (UniqueConstraint("school_year", "whose", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_year: Mapped[str]
    """The year's first and second calendar year: "2023-2024"."""
    name: Mapped[str]
    folded: Mapped[str]
    subject: Mapped[str | None]
    """The subject of a subject group; None for a cluster of all teachers."""
    level: Mapped[str | None]
    """The level of schooling it is for: "mn", "th", "thcs", "thpt"."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    """The cluster that this sub-cluster is part of."""
    decision_no: Mapped[str | None]
    """The decision that founded it, as the office writes its number."""
    office_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """The office whose cluster it is; None where it was made before offices were told apart."""
    whose: Mapped[str] = mapped_column(Computed(WHOSE, persisted=True))
    """What tells clusters of one name apart in a year; in a column, since no two NULLs are equal."""
    apart: Mapped[str] = mapped_column(default="", server_default="")
    """What tells it from another cluster of the year of the same name: its level, the cluster above, its office."""
    valid_from: Mapped[date | None]
    """The first day of one that was made by hand; None where nobody has said it."""
    valid_to: Mapped[date | None]
    """The last day of a cluster that was ended; None as long as nobody has."""

    def day_in(self, today: date) -> date:
        """Return the day by which it is looked at: today, or its first one while that lies ahead."""
        return max(today, self.valid_from or today)

    @property
    def called(self) -> str:
        """How people are told of it: with what tells it apart where the name alone would be another's as well."""
        return f"{self.name} ({self.apart})" if self.apart else self.name


class ClusterSchool(Base):
    """A school's place in a cluster."""

    __tablename__ = "cluster_school"

    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Role(StrEnum):
    """What one may be appointed to."""

    OFFICER = "officer"
    PRINCIPAL = "principal"
    LEAD = "lead"
    CORE = "core"
    """Giáo viên cốt cán: leads a subject group."""
    TEACHER = "teacher"
    DEPUTY_LEAD = "deputy_lead"
    """Cụm phó."""
    DEPUTY = "deputy"
    """Phó hiệu trưởng."""
    SUBJECT_HEAD = "subject_head"
    """Tổ trưởng chuyên môn: does what the school owes, as the clerk does."""
    CLERK = "clerk"
    """Văn thư."""


class HowAppointed(StrEnum):
    """How somebody came to a role."""

    GIVEN = "given"
    ELECTED = "elected"
    ROTATING = "rotating"


class Only(StrEnum):
    """What alone a deputy was given."""

    PAPERS = "papers"
    """The duties of a school and its official papers: not its people, nor its meetings."""


class Appointment(Base):
    """A role held by a person, or by a school (then its principal acts), for a time."""

    __tablename__ = "appointment"
    __table_args__ = (CheckConstraint("unit_id IS NOT NULL OR cluster_id IS NOT NULL", name="has_scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(word(Role))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    holder_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    named: Mapped[str | None]
    """A name that a plan gives to somebody who has not joined yet."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The last day; None while nobody has set one."""
    how: Mapped[HowAppointed | None] = mapped_column(word(HowAppointed))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who appointed; None for what a plan or the command line brought."""
    instead: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a deputy acts instead of the principal or lead, who then gets no letters, and not beside them."""
    only: Mapped[Only | None] = mapped_column(word(Only))
    """What alone a deputy was given; None for all that the one they stand beside may."""


class RosterEntry(Base):
    """Somebody whom a school's list names and who has not joined yet; matched when they join by the school's link."""

    __tablename__ = "roster_entry"
    __table_args__ = (UniqueConstraint("unit_id", "name", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    folded: Mapped[str]
    subject: Mapped[str | None]
    level: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    imported_at: Mapped[datetime]
    gone_on: Mapped[date | None]
    """When the school took the name off its list; a newer list that names them brings them back."""


class Invite(Base):
    """A link to join by. The link itself is not kept: it is signed from the row (`invites.token`)."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(word(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    most_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None]
