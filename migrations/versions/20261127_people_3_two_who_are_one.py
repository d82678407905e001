"""Two who are one."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_people_3"
down_revision = "20261127_minutes_3"


def upgrade() -> None:
    op.create_table(
        "same_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_same_person_decided_by_id")),
        sa.ForeignKeyConstraint(["new_id"], ["person.id"], name=op.f("fk_same_person_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["person.id"], name=op.f("fk_same_person_old_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_person")),
    )
    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_person_new_id"), ["new_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_same_person_old_id"), ["old_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_person_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_same_person_old_id"))
        batch_op.drop_index(batch_op.f("ix_same_person_new_id"))

    op.drop_table("same_person")
