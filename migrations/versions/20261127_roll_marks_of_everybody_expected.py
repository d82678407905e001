"""A mark is of somebody expected, and the roll call is closed.

What was marked has a row among those expected since the step before. Meetings that were over keep their roll as it is:
nobody is asked about them any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_roll"
down_revision = "20261127_invite"

PRESENCE = sa.Enum("present", "late", "excused", "absent", name="presence", native_enum=False, length=20)
THEY_ARE = """
    UPDATE mark SET invitee_id = (
        SELECT invitee.id FROM invitee
        WHERE invitee.meeting_id = mark.meeting_id AND invitee.person_id = mark.person_id
    )
"""
THEY_WERE = """
    UPDATE mark SET
        meeting_id = (SELECT invitee.meeting_id FROM invitee WHERE invitee.id = mark.invitee_id),
        person_id = (SELECT invitee.person_id FROM invitee WHERE invitee.id = mark.invitee_id)
"""
OF_NOBODY = "DELETE FROM mark WHERE person_id IS NULL OR presence IS NULL OR by_id IS NULL"
OVER = "UPDATE meeting SET roll_closed_at = ends_at WHERE state = 'settled' AND ends_at < CURRENT_TIMESTAMP"


def left_early() -> sa.Column[bool]:
    return sa.Column("left_early", sa.Boolean(), server_default=sa.false(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "contest",
        sa.Column("invitee_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_contest_decided_by_id")),
        sa.ForeignKeyConstraint(["invitee_id"], ["invitee.id"], name=op.f("fk_contest_invitee_id")),
        sa.PrimaryKeyConstraint("invitee_id", name=op.f("pk_contest")),
    )
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.add_column(left_early())
        batch_op.drop_index("ix_invitee_unit_id_meeting_id_presence")
        batch_op.create_index(
            "ix_invitee_unit_id_meeting_id_presence", ["unit_id", "meeting_id", "presence", "answer", "why"]
        )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_to_close_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("roll_closed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(OVER)
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invitee_id", sa.Integer(), nullable=True))
        batch_op.add_column(left_early())
        batch_op.alter_column("presence", existing_type=PRESENCE, nullable=True)
        batch_op.alter_column("by_id", existing_type=sa.Integer(), nullable=True)
    op.execute(THEY_ARE)
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_meeting_id_person_id_id")
        batch_op.drop_index(batch_op.f("ix_mark_person_id"))
        batch_op.drop_constraint(batch_op.f("fk_mark_meeting_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_mark_person_id"), type_="foreignkey")
        batch_op.drop_column("meeting_id")
        batch_op.drop_column("person_id")
        batch_op.alter_column("invitee_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(batch_op.f("fk_mark_invitee_id"), "invitee", ["invitee_id"], ["id"])
        batch_op.create_index("ix_mark_invitee_id", ["invitee_id", "id"])


def downgrade() -> None:
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
    op.execute(THEY_WERE)
    op.execute(OF_NOBODY)
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_invitee_id")
        batch_op.drop_constraint(batch_op.f("fk_mark_invitee_id"), type_="foreignkey")
        batch_op.drop_column("invitee_id")
        batch_op.drop_column("left_early")
        batch_op.alter_column("presence", existing_type=PRESENCE, nullable=False)
        batch_op.alter_column("by_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("meeting_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(batch_op.f("fk_mark_meeting_id"), "meeting", ["meeting_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_mark_person_id"), "person", ["person_id"], ["id"])
        batch_op.create_index(
            "ix_mark_meeting_id_person_id_id", ["meeting_id", "person_id", "id", "presence"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mark_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("roll_closed_at")
        batch_op.drop_column("asked_to_close_at")
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.drop_index("ix_invitee_unit_id_meeting_id_presence")
        batch_op.create_index("ix_invitee_unit_id_meeting_id_presence", ["unit_id", "meeting_id", "presence"])
        batch_op.drop_column("left_early")
    op.drop_table("contest")
