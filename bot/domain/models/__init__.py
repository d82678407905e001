"""The tables, one file a family."""

from bot.domain.models.base import Base
from bot.domain.models.delivery import Announcement, Notice, Outbox, OutboxState, Purpose
from bot.domain.models.organisation import (
    Appointment,
    Cluster,
    ClusterSchool,
    Invite,
    Role,
    Unit,
    UnitAlias,
    UnitKind,
)
from bot.domain.models.people import Account, Consent, Dialogue, Person, Received
from bot.domain.models.programme import Form, Meeting, MeetingState, Plan, Round
from bot.domain.models.taking_part import Answer, Evidence, Mark, Part, Presence, Reflection, Seat, SeatState

__all__ = [
    "Account",
    "Announcement",
    "Answer",
    "Appointment",
    "Base",
    "Cluster",
    "ClusterSchool",
    "Consent",
    "Dialogue",
    "Evidence",
    "Form",
    "Invite",
    "Mark",
    "Meeting",
    "MeetingState",
    "Notice",
    "Outbox",
    "OutboxState",
    "Part",
    "Person",
    "Plan",
    "Presence",
    "Purpose",
    "Received",
    "Reflection",
    "Role",
    "Round",
    "Seat",
    "SeatState",
    "Unit",
    "UnitAlias",
    "UnitKind",
]
