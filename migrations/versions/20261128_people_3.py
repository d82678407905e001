"""Each office has its own of a sample paper's rule: a copy beside the library's row, which alone has its code once."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_people_3"
down_revision = "20261128_plans"

LIBRARY = {"sqlite_where": sa.text("NOT copied"), "postgresql_where": sa.text("NOT copied")}


def upgrade() -> None:
    with op.batch_alter_table("duty_rule") as table:
        table.add_column(sa.Column("copied", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.drop_constraint(op.f("uq_duty_rule_code"), type_="unique")
        table.create_index(op.f("ix_duty_rule_code"), ["code"], unique=True, **LIBRARY)


def downgrade() -> None:
    # What an office has of its own becomes what it wrote: two rows of one code are not told apart below this revision.
    op.execute(sa.text("UPDATE duty_rule SET code = NULL WHERE copied"))
    with op.batch_alter_table("duty_rule") as table:
        table.drop_index(op.f("ix_duty_rule_code"))
        table.create_unique_constraint(op.f("uq_duty_rule_code"), ["code"])
        table.drop_column("copied")
