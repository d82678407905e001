"""Units have names by date: what they were called until when, and will be from when on."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_plans"
down_revision = "20261128_people_2"


def upgrade() -> None:
    op.create_table(
        "unit_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_name_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_name")),
        sa.UniqueConstraint("unit_id", "valid_to", name=op.f("uq_unit_name_unit_id_valid_to")),
    )


def downgrade() -> None:
    op.drop_table("unit_name")
