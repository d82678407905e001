"""Replies answer older notices, and announcements are written back to."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_talk"
down_revision = "20261127_law"


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcement.id"], name=op.f("fk_note_announcement_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_note_reader_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_note_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_reader_id_announcement_id", ["reader_id", "announcement_id"], unique=False)
        batch_op.create_index("ix_note_writer_id_written_at", ["writer_id", "written_at"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("message")

    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_writer_id_written_at")
        batch_op.drop_index("ix_note_reader_id_announcement_id")

    op.drop_table("note")
