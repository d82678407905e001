"""Menus by role."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_people_4"
down_revision = "20261127_people_3"


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("menu", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("menu")
