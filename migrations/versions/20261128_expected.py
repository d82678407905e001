"""Meetings know how often their end alone was changed."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_expected"
down_revision = "20261127_twins"


def upgrade() -> None:
    op.add_column("meeting", sa.Column("ends_changed", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("meeting", "ends_changed")
