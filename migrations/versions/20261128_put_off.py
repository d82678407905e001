"""When a letter was put off is known, and when one was missed is found: it may have been by a clock that ran fast."""

import sqlalchemy as sa
from alembic import op

from bot.domain.models.base import UtcDateTime

revision = "20261128_put_off"
down_revision = "20261128_holder"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("put_off_at", UtcDateTime(), nullable=True))
    few = sa.text("state = 'missed'")
    op.create_index("ix_outbox_missed", "outbox", ["settled_at"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.drop_index("ix_outbox_missed", "outbox")
    op.drop_column("outbox", "put_off_at")
