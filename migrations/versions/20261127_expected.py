"""An offer of a seat that passed on is remembered: who let it pass waits behind the others."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_expected"
down_revision = "20261127_people_2"


def upgrade() -> None:
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_column("lapsed_at")
