"""What is said about something is found by an index that no change of a letter's state touches."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_due"
down_revision = "20261128_clusters_2"


def upgrade() -> None:
    op.drop_index("ix_outbox_topic_state", table_name="outbox")
    op.create_index("ix_outbox_topic", "outbox", ["topic", "purpose"])
    announced = sa.text("purpose = 'announcement'")
    op.create_index(
        "ix_outbox_announced",
        "outbox",
        ["topic", "state", "due_at", "purpose"],
        sqlite_where=announced,
        postgresql_where=announced,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_announced", table_name="outbox")
    op.drop_index("ix_outbox_topic", table_name="outbox")
    op.create_index("ix_outbox_topic_state", "outbox", ["topic", "state", "purpose", "due_at"])
