"""Who is expected at a meeting.

Who had a seat, a part or a mark was expected; everybody else whom a meeting concerned is added by the service.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127"
down_revision = "20261126_2"


WHY = sa.Enum("concerned", "chosen", "sent", "part", "walked_in", "guest", name="why", native_enum=False, length=20)
COMING = sa.Enum("yes", "waiting", "no", name="coming", native_enum=False, length=20)
PRESENCE = sa.Enum("present", "late", "excused", "absent", name="presence", native_enum=False, length=20)
EXPECTS = sa.Enum("everybody", "numbers", "schools", "people", name="expects", native_enum=False, length=20)

THEY_WERE = """
    INSERT INTO invitee (meeting_id, person_id, unit_id, why, answer, answered_at, presence)
    SELECT known.meeting_id, known.person_id, person.unit_id,
        CASE WHEN seat.id IS NOT NULL THEN 'concerned' WHEN part.meeting_id IS NOT NULL THEN 'part'
            ELSE 'walked_in' END,
        CASE WHEN seat.state = 'held' OR part.meeting_id IS NOT NULL THEN 'yes'
            WHEN seat.state IN ('waiting', 'offered') THEN 'waiting' WHEN seat.state = 'given_up' THEN 'no' END,
        seat.since, mark.presence
    FROM (
        SELECT meeting_id, person_id FROM seat
        UNION SELECT meeting_id, person_id FROM assignment WHERE assent = 'accepted'
        UNION SELECT meeting_id, person_id FROM mark
    ) AS known
    JOIN person ON person.id = known.person_id
    LEFT JOIN seat ON seat.meeting_id = known.meeting_id AND seat.person_id = known.person_id
    LEFT JOIN (SELECT DISTINCT meeting_id, person_id FROM assignment WHERE assent = 'accepted') AS part
        ON part.meeting_id = known.meeting_id AND part.person_id = known.person_id
    LEFT JOIN mark ON mark.id = (
        SELECT max(newest.id) FROM mark AS newest
        WHERE newest.meeting_id = known.meeting_id AND newest.person_id = known.person_id
    )
"""


def upgrade() -> None:
    op.create_table(
        "invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("roster_entry_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("why", WHY, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", COMING, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=True),
        sa.Column("presence", PRESENCE, nullable=True),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR roster_entry_id IS NOT NULL OR name <> ''", name=op.f("ck_invitee_somebody")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_invitee_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_invitee_asked_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_invitee_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitee_person_id")),
        sa.ForeignKeyConstraint(["roster_entry_id"], ["roster_entry.id"], name=op.f("fk_invitee_roster_entry_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitee_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_invitee_meeting_id_person_id")),
        sa.UniqueConstraint("meeting_id", "roster_entry_id", name=op.f("uq_invitee_meeting_id_roster_entry_id")),
    )
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitee_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitee_roster_entry_id"), ["roster_entry_id"], unique=False)
        batch_op.create_index("ix_invitee_unit_id_meeting_id_presence", ["unit_id", "meeting_id", "presence"])

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expects", EXPECTS, server_default="everybody", nullable=False))
        batch_op.add_column(sa.Column("quota", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("quota_number", sa.Integer(), nullable=True))
    op.execute(THEY_WERE)


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("quota_number")
        batch_op.drop_column("quota")
        batch_op.drop_column("expects")

    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.drop_index("ix_invitee_unit_id_meeting_id_presence")
        batch_op.drop_index(batch_op.f("ix_invitee_roster_entry_id"))
        batch_op.drop_index(batch_op.f("ix_invitee_person_id"))

    op.drop_table("invitee")
