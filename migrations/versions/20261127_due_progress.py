"""How far an announcement has come is counted from an index alone."""

from alembic import op

revision = "20261127_due_3"
down_revision = "20261127_due_2"

NAME = "ix_outbox_topic_state"


def upgrade() -> None:
    op.drop_index(NAME, table_name="outbox")
    op.create_index(NAME, "outbox", ["topic", "state", "purpose", "due_at"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="outbox")
    op.create_index(NAME, "outbox", ["topic", "state"])
