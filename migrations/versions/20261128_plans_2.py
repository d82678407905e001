"""Who has read what a new version of a plan changes for them is kept."""

import sqlalchemy as sa
from alembic import op

from bot.domain.models.base import UtcDateTime

revision = "20261128_plans_2"
down_revision = "20261128_people_5"


def upgrade() -> None:
    op.create_table(
        "plan_read",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_read_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_read_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", "version", "person_id", name=op.f("pk_plan_read")),
    )


def downgrade() -> None:
    op.drop_table("plan_read")
