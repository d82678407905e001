"""What deserves thanks is kept with its meeting."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_minutes_4"
down_revision = "20261127_organisation_2"


def upgrade() -> None:
    evidence = sa.ForeignKeyConstraint(
        ["evidence_id"], ["evidence.id"], name=op.f("fk_thanks_evidence_id"), ondelete="SET NULL"
    )
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_thanks_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thanks_person_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_thanks_by_id")),
        evidence,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    with op.batch_alter_table("thanks", schema=None) as batch_op:
        for column in ("meeting_id", "person_id", "evidence_id"):
            batch_op.create_index(batch_op.f(f"ix_thanks_{column}"), [column])


def downgrade() -> None:
    op.drop_table("thanks")
