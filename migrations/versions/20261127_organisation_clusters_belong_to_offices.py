"""A cluster belongs to an office and a level: two levels of one Sở may both have a "Cụm số 1".

What stands belongs to the office whose plan of the year it came with, where there is only one such office.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_organisation"
down_revision = "20261127_people"

OF_THE_YEAR = """
    UPDATE cluster SET office_id = (
        SELECT min(plan.unit_id) FROM plan
        WHERE plan.school_year = cluster.school_year AND plan.cluster_id IS NULL
        HAVING count(DISTINCT plan.unit_id) = 1
    )
"""
# Back to names that are unique in a year: of two that were told apart by office or level the later one is numbered.
TOLD_APART = """
    UPDATE cluster SET folded = folded || ' ' || id WHERE EXISTS (
        SELECT 1 FROM cluster AS other
        WHERE other.school_year = cluster.school_year AND other.folded = cluster.folded AND other.id < cluster.id
    )
"""


WHOSE = "CAST(coalesce(office_id, 0) AS VARCHAR) || '/' || coalesce(level, '')"


def upgrade() -> None:
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("level", sa.String(), nullable=True))
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.add_column(sa.Column("office_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_cluster_office_id"), "unit", ["office_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_cluster_office_id"), ["office_id"])
        batch_op.drop_constraint(batch_op.f("uq_cluster_school_year_folded"), type_="unique")
    op.execute(OF_THE_YEAR)
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.add_column(sa.Column("whose", sa.String(), sa.Computed(WHOSE, persisted=True), nullable=False))
        batch_op.create_unique_constraint(
            batch_op.f("uq_cluster_school_year_whose_folded"), ["school_year", "whose", "folded"]
        )


def downgrade() -> None:
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_cluster_school_year_whose_folded"), type_="unique")
        batch_op.drop_column("whose")
    op.execute(TOLD_APART)
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("level")
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_cluster_school_year_folded"), ["school_year", "folded"])
        batch_op.drop_index(batch_op.f("ix_cluster_office_id"))
        batch_op.drop_constraint(batch_op.f("fk_cluster_office_id"), type_="foreignkey")
        batch_op.drop_column("office_id")
