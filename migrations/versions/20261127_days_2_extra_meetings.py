"""A meeting may stand beside the plan."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_days_2"
down_revision = "20261127_plans"


def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("extra", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.drop_column("extra")
