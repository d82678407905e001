"""Requests about data, who looked at whose, what was erased, who must not come back, what was said of faces."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_law_2"
down_revision = "20261127_papers"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("keeps_data", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer", sa.String(), server_default="", nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("by_id", sa.Integer()),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_data_request_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index("ix_data_request_done_at", "data_request", ["done_at"])
    op.create_index(op.f("ix_data_request_person_id"), "data_request", ["person_id"])
    op.create_table(
        "look",
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_look_reader_id")),
        sa.PrimaryKeyConstraint("reader_id", "seen", "topic", "day", name=op.f("pk_look")),
    )
    op.create_index("ix_look_topic", "look", ["topic", "day"])
    op.create_index(op.f("ix_look_day"), "look", ["day"])
    op.create_table(
        "tombstone",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "why", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "suppressed",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_suppressed")),
    )
    op.create_table(
        "file_faces",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("faces", sa.Boolean()),
        sa.Column("parents", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("paper", sa.String(), server_default="", nullable=False),
        sa.Column("children", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_file_faces_by_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_file_faces")),
    )
    op.create_index(op.f("ix_file_faces_by_id"), "file_faces", ["by_id"])


def downgrade() -> None:
    for table in ("file_faces", "suppressed", "tombstone", "look", "data_request"):
        op.drop_table(table)
    op.drop_column("person", "keeps_data")
