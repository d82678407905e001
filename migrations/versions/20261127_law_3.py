"""Somebody whom a school's list names may ask, without having joined, to be taken off it."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_law_3"
down_revision = "20261127_people_4"


def upgrade() -> None:
    with op.batch_alter_table("data_request") as table:
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("roster_entry_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_data_request_roster_entry_id"), "roster_entry", ["roster_entry_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_data_request_roster_entry_id"), "data_request", ["roster_entry_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_data_request_roster_entry_id"), table_name="data_request")
    op.execute("DELETE FROM data_request WHERE person_id IS NULL")
    with op.batch_alter_table("data_request") as table:
        table.drop_constraint(op.f("fk_data_request_roster_entry_id"), type_="foreignkey")
        table.drop_column("roster_entry_id")
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
