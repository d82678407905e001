"""The minutes of a meeting; evidence is more than photos.

A step back takes out what is no photo: the tables before had no place for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_minutes"
down_revision = "20261127_due_3"


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "approved", name="minutesstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_minutes_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    op.create_table(
        "minutes_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_minutes_approval_by_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_approval_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_approval")),
        sa.UniqueConstraint("minutes_id", "version", name=op.f("uq_minutes_approval_minutes_id_version")),
    )
    op.create_table(
        "minutes_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "heading",
            sa.Enum(
                "time",
                "chair",
                "secretary",
                "present",
                "prepare",
                "teach",
                "discuss",
                "apply",
                "strengths",
                "weaknesses",
                "conclusion",
                "requests",
                "next",
                name="heading",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("replaces", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("reflection_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_minutes_entry_by_id")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_minutes_entry_evidence_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_entry_minutes_id")),
        sa.ForeignKeyConstraint(
            ["reflection_id"], ["reflection.id"], name=op.f("fk_minutes_entry_reflection_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_entry")),
        sa.UniqueConstraint("minutes_id", "version", name=op.f("uq_minutes_entry_minutes_id_version")),
    )
    with op.batch_alter_table("minutes_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_entry_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_entry_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(
            "ix_minutes_entry_minutes_id_heading_version", ["minutes_id", "heading", "version"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_minutes_entry_reflection_id"), ["reflection_id"], unique=False)

    op.create_table(
        "minutes_reader",
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approval_id"], ["minutes_approval.id"], name=op.f("fk_minutes_reader_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_minutes_reader_person_id")),
        sa.PrimaryKeyConstraint("approval_id", "person_id", name=op.f("pk_minutes_reader")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "photo", "handwriting", "video", "file", "link", name="evidencekind", native_enum=False, length=20
                ),
                server_default="photo",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("name", sa.String(), server_default="", nullable=False))
        batch_op.alter_column("sha", existing_type=sa.VARCHAR(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE minutes_entry SET evidence_id = NULL")
    op.execute("DELETE FROM evidence WHERE kind <> 'photo'")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.alter_column("sha", existing_type=sa.VARCHAR(), nullable=False)
        batch_op.drop_column("name")
        batch_op.drop_column("kind")

    op.drop_table("minutes_reader")
    with op.batch_alter_table("minutes_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_entry_reflection_id"))
        batch_op.drop_index("ix_minutes_entry_minutes_id_heading_version")
        batch_op.drop_index(batch_op.f("ix_minutes_entry_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_entry_by_id"))

    op.drop_table("minutes_entry")
    op.drop_table("minutes_approval")
    op.drop_table("minutes")
