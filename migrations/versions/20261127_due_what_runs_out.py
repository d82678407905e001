"""Offers of seats that have run out, and duties that are of no more use, are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_due_2"
down_revision = "20261127_days_2"

OFFERED, OPEN = sa.text("state = 'offered'"), sa.text("state = 'open'")


def upgrade() -> None:
    offered = {"sqlite_where": OFFERED, "postgresql_where": OFFERED}
    op.create_index("ix_seat_offered_until", "seat", ["offered_until"], **offered)
    op.create_index("ix_duty_not_after", "duty", ["not_after"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_duty_not_after", table_name="duty")
    op.drop_index("ix_seat_offered_until", table_name="seat")
