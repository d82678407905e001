"""A rule is for what stands below the office that ordered it; a plan has its number and day."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_orders"
down_revision = "20261128_clusters"


def upgrade() -> None:
    with op.batch_alter_table("duty_rule") as table:
        table.add_column(sa.Column("scope_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_duty_rule_scope_id_unit"), "unit", ["scope_id"], ["id"])
    with op.batch_alter_table("plan") as table:
        table.add_column(sa.Column("number", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("signed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("plan") as table:
        table.drop_column("signed_on")
        table.drop_column("number")
    with op.batch_alter_table("duty_rule") as table:
        table.drop_constraint(op.f("fk_duty_rule_scope_id_unit"), type_="foreignkey")
        table.drop_column("scope_id")
