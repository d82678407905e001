"""Clusters of one name are told apart by their level."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_twins"
down_revision = "20261127_minutes_4"

TWINS = """
    UPDATE cluster SET twin = :yes WHERE EXISTS (
        SELECT 1 FROM cluster AS other
        WHERE other.school_year = cluster.school_year AND other.folded = cluster.folded AND other.id != cluster.id
    )
"""


def upgrade() -> None:
    op.add_column("cluster", sa.Column("twin", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text(TWINS).bindparams(yes=True))


def downgrade() -> None:
    op.drop_column("cluster", "twin")
