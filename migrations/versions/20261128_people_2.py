"""What an office has taken over of the library under its own name ends as the library does: on the day before.

The library's own rules were moved by `20261128_orders_3`. A day that an office entered itself stays, and so do the day
that a superior gave beyond the rule's and that of a duty which was found on its day.
"""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "20261128_people_2"
down_revision = "20261128_orders_3"

A_DAY = timedelta(days=1)
VIETNAM = timedelta(hours=7)
DAYS = {
    "000-6": (date(2023, 11, 15), date(2023, 11, 14)),
    "004-2": (date(2017, 9, 20), date(2017, 9, 19)),
    "004-4": (date(2017, 9, 20), date(2017, 9, 19)),
}
"""By code the day before which it is to be done, and the last day on which it may be."""

rule = sa.table(
    "duty_rule",
    sa.column("id", sa.Integer()),
    sa.column("code", sa.String()),
    sa.column("anchor", sa.String()),
    sa.column("day", sa.Date()),
    sa.column("day_source", sa.String()),
    sa.column("version", sa.Integer()),
)
duty = sa.table(
    "duty",
    sa.column("id", sa.Integer()),
    sa.column("rule_id", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("due_on", sa.Date()),
    sa.column("extra", sa.Integer()),
    sa.column("not_after", sa.DateTime(timezone=True)),
    sa.column("opened_at", sa.DateTime(timezone=True)),
    sa.column("told_until", sa.DateTime(timezone=True)),
    sa.column("next_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for code, (was, now) in DAYS.items():
        _move(code, was, now)


def downgrade() -> None:
    for code, (was, now) in DAYS.items():
        _move(code, now, was)


def _move(code: str, was: date, now: date) -> None:
    which = (rule.c.code == code, rule.c.day == was, rule.c.day_source == "ours")
    found = op.get_bind().execute(sa.select(rule.c.id, rule.c.anchor).where(*which)).all()
    for row in found:
        _move_open(row.id, was, now, yearly=row.anchor == "yearly")
        moved = sa.update(rule).where(rule.c.id == row.id)
        op.execute(moved.values(day=now, version=rule.c.version + 1))


def _move_open(rule_id: int, was: date, now: date, *, yearly: bool) -> None:
    """Give open duties the other day; their steps are planned anew with the next minute."""
    asked = sa.select(duty).where(duty.c.rule_id == rule_id, duty.c.state == "open")
    for one in op.get_bind().execute(asked).all():
        planned = one.due_on - A_DAY * one.extra
        its_day = (planned.month, planned.day) == (was.month, was.day) if yearly else planned == was
        # What was found on its day is due on that day, whatever the rule says.
        if not its_day or (now < was and _local(one.opened_at) >= planned):
            continue
        by = now - was
        moved = {"due_on": one.due_on + by, "not_after": one.not_after + by, "next_at": one.told_until}
        # A day that a superior gave was told as that day; only what it is counted from is another one.
        given = {"extra": one.extra - by.days}
        op.execute(sa.update(duty).where(duty.c.id == one.id).values(given if one.extra else moved))


def _local(moment: datetime) -> date:
    """Return the day in Vietnam; SQLite gives moments of UTC without their zone."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return (utc + VIETNAM).date()
