"""Who has come to a school."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_people_2"
down_revision = "20261127_minutes_2"

FEW = {"at": "told_at IS NULL", "unit_id": "decided_at IS NULL"}
"""Columns whose indexes hold only what waits."""


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wants", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("ours", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_arrival_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_arrival_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_arrival_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_person_id"), "arrival", ["person_id"])
    for column, waits in FEW.items():
        which = {"sqlite_where": sa.text(waits), "postgresql_where": sa.text(waits)}
        op.create_index(f"ix_arrival_{column}", "arrival", [column], **which)


def downgrade() -> None:
    op.drop_table("arrival")
