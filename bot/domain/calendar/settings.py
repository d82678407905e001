"""What the organisation has set for itself: how early it reminds, how duties climb, when it is quiet, its semesters.

Defaults are those of the directives and of good manners. Officers change them in chat, under optimistic locking: a
change that was made against an older version than the stored one is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import rarely
from bot.db import insert
from bot.domain.models import OrganisationSetting
from bot.domain.organisation.people import Rights
from bot.domain.organisation.school_year import DayOfYear
from bot.errors import N_, Refusal

CHANGED_MEANWHILE = N_("Somebody else has changed this meanwhile. Please look at it again before you change it.")


class ChangedMeanwhile(Refusal):
    """The setting was changed since the editor looked at it."""

    sentence = CHANGED_MEANWHILE


class Rung(StrEnum):
    """Who is told of a duty that is not done; in this order upwards."""

    PRINCIPAL = "principal"
    LEAD = "lead"
    OFFICER = "officer"


Ladder = tuple[tuple[Rung, int], ...]
"""Who is told how many days after the due day."""
Hours = tuple[time, time]
"""Quiet hours: from when to when, in Vietnam."""


@dataclass(frozen=True, slots=True)
class OrganisationSettings:
    """The settings that hold now. A field is a row of its own once somebody has set it, else its default."""

    before: tuple[int, ...] = (7 * 24, 24, 2)
    """Hours before a meeting at which it is reminded of: the first, the second, the last; 0 for not at all."""
    ask_again: tuple[int, ...] = (72,)
    """Hours before a meeting at which who has not answered the invitation is asked once more; 0 for not at all."""
    reminders: tuple[int, ...] = (30, 14, 7, 3, 1)
    """Days before a due day."""
    ladder: Ladder = ((Rung.PRINCIPAL, 1), (Rung.LEAD, 3), (Rung.OFFICER, 7))
    quiet: Hours = (time(21), time(6, 30))
    """From when to when nothing leaves that can wait, in Vietnam."""
    second_semester: DayOfYear = (1, 19)
    """The day on which the second semester begins. QĐ 2269/QĐ-BGDĐT has the first one end before 18 January 2026, a
    Sunday; the years after it are each province's to decide."""

    code: tuple[int] = (0,)
    """Minutes after a meeting's end in which the code of its roll call still checks people in."""

    @property
    def grace(self) -> int:
        """The minutes of `code`."""
        return self.code[0]

    @property
    def before_a_part(self) -> int:
        """Hours before a meeting at which a part in it is reminded of: the second ones, a day where there are none."""
        return self.before[1] or 24


NAMES = frozenset(field.name for field in fields(OrganisationSettings))


_STORED = select(OrganisationSetting.name, OrganisationSetting.value)


async def read(db: AsyncSession) -> OrganisationSettings:
    """Return the settings that hold now."""
    known = await rarely.changed(db)
    if "settings" not in known:
        rows = await db.execute(_STORED)
        # A row of a setting that a later version of the service has dropped is ignored.
        stored = {name: from_json(name, value["is"]) for name, value in rows if name in NAMES}
        known["settings"] = OrganisationSettings(**stored)
    found: OrganisationSettings = known["settings"]
    return found


def from_json(name: str, value: Any) -> Any:
    """Return one setting as `OrganisationSettings` has it."""
    if name == "ladder":
        return tuple((Rung(rung), days) for rung, days in value)
    return tuple(time.fromisoformat(hour) for hour in value) if name == "quiet" else tuple(value)


async def versions(db: AsyncSession) -> Mapping[str, int]:
    """Return how often each setting was changed; one that still has its default is not there."""
    return dict((await db.execute(select(OrganisationSetting.name, OrganisationSetting.version))).all())


async def change(
    db: AsyncSession, rights: Rights, name: str, value: Any, *, seen: int, by_id: int, now: datetime
) -> None:
    """Store one setting, as its field has it. `seen` is the version that the editor looked at, 0 for the default.

    Raises NotAllowed unless the person is an officer, ChangedMeanwhile where the stored version is another one.
    """
    rights.must_govern()
    new = {"value": {"is": to_json(value)}, "version": seen + 1, "by_id": by_id, "changed_at": now}
    # Both statements are guarded, so that of two officers who press at the same moment one is told.
    if seen:
        guarded = (
            update(OrganisationSetting)
            .where(OrganisationSetting.name == name, OrganisationSetting.version == seen)
            .values(**new)
        )
        changed = await db.execute(guarded.execution_options(synchronize_session=False))
    else:
        changed = await db.execute(insert(db, OrganisationSetting).values(name=name, **new).on_conflict_do_nothing())
    if not changed.rowcount:  # type: ignore[attr-defined] # an UPDATE's and an INSERT's result have it
        raise ChangedMeanwhile


def to_json(value: Any) -> list[Any]:
    """Return a setting as JSON keeps it."""
    return [_plain(part) for part in value]


def _plain(part: Any) -> Any:
    if isinstance(part, time):
        return part.isoformat("minutes")
    return [str(part[0]), part[1]] if isinstance(part, tuple) else part
