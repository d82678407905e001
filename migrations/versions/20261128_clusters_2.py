"""Clusters have a first day, which is asked of those made by hand."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_clusters_2"
down_revision = "20261128_orders_4"


def upgrade() -> None:
    op.add_column("cluster", sa.Column("valid_from", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("cluster", "valid_from")
