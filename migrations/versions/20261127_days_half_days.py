"""A meeting may consist of several half-days."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_days"
down_revision = "20261127_pg"


def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("pieces", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.drop_column("pieces")
