"""Updates are stored until they are answered; the outbox knows what has begun to leave and how often it was retried."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_2"
down_revision = "20261126"


def upgrade() -> None:
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("payload", sa.JSON(), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("retries", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("retries")
        batch_op.drop_column("begun")

    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.drop_column("payload")
        batch_op.drop_column("place")
