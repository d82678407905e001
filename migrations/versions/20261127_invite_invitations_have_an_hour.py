"""Invitations have an hour, and meetings may be narrowed to schools."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_invite"
down_revision = "20261127"


def upgrade() -> None:
    op.create_table(
        "chosen_school",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_chosen_school_meeting_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_chosen_school_unit_id")),
        sa.PrimaryKeyConstraint("meeting_id", "unit_id", name=op.f("pk_chosen_school")),
    )
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("listed_at")

    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.drop_column("invited_at")

    op.drop_table("chosen_school")
