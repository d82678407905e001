"""A duty may come of what a meeting has agreed on."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_minutes_3"
down_revision = "20261127_expected"


def upgrade() -> None:
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed_at_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_duty_rule_agreed_at_id"), "meeting", ["agreed_at_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_duty_rule_agreed_at_id"), ["agreed_at_id"])


def downgrade() -> None:
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_rule_agreed_at_id"))
        batch_op.drop_constraint(batch_op.f("fk_duty_rule_agreed_at_id"), type_="foreignkey")
        batch_op.drop_column("agreed_at_id")
