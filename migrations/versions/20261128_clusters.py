"""Clusters of one name are told apart by level, cluster above or office; a cluster has a last day once it is ended."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_clusters"
down_revision = "20261128_expected"


def upgrade() -> None:
    op.add_column("cluster", sa.Column("apart", sa.String(), server_default="", nullable=False))
    op.add_column("cluster", sa.Column("valid_to", sa.Date(), nullable=True))
    op.execute(sa.text("UPDATE cluster SET apart = upper(level) WHERE twin AND level IS NOT NULL"))
    op.drop_column("cluster", "twin")


def downgrade() -> None:
    op.add_column("cluster", sa.Column("twin", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text("UPDATE cluster SET twin = :yes WHERE apart != ''").bindparams(yes=True))
    op.drop_column("cluster", "valid_to")
    op.drop_column("cluster", "apart")
