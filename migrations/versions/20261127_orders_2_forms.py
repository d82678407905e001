"""What is handed in by a form keeps its fields."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_orders_2"
down_revision = "20261127_law_3"


def upgrade() -> None:
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_column("form")
