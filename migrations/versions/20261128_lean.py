"""Whether a file is still spoken of, and which rolls are to be closed, is looked up and no table read for it."""

from alembic import op

from bot.domain.models.base import only

revision = "20261128_lean"
down_revision = "20261128_plans_2"

WITH_FILES = ("announcement", "evidence", "lesson_file", "paper_version")


def upgrade() -> None:
    for table in WITH_FILES:
        op.create_index(op.f(f"ix_{table}_sha"), table, ["sha"])
    op.create_index("ix_duty_sha", "duty", ["sha"], **only("sha IS NOT NULL"))
    unasked = only("asked_to_close_at IS NULL AND roll_closed_at IS NULL")
    op.create_index("ix_meeting_ends_at", "meeting", ["ends_at", "id"], **unasked)


def downgrade() -> None:
    op.drop_index("ix_meeting_ends_at", "meeting")
    op.drop_index("ix_duty_sha", "duty")
    for table in WITH_FILES:
        op.drop_index(op.f(f"ix_{table}_sha"), table)
