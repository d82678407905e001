"""Each letter in hand names the process that sends it."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_holder"
down_revision = "20261128_due"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("holder", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "holder")
