"""On PostgreSQL, too, the indexes of what waits hold nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_pg"
down_revision = "20261127_roll"

FEW = {
    "ix_duty_next_at": ("duty", ["next_at"], "state = 'open'"),
    "ix_notice_due_at": ("notice", ["due_at"], "expanded_at IS NULL"),
    "ix_outbox_due_at": ("outbox", ["due_at", "id"], "state = 'waiting'"),
    "ix_outbox_lease_until": ("outbox", ["lease_until"], "state = 'leaving'"),
}


def upgrade() -> None:
    _make_anew(few=True)


def downgrade() -> None:
    _make_anew(few=False)


def _make_anew(*, few: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # it has them since they were first made
    for name, (table, columns, which) in FEW.items():
        op.drop_index(name, table)
        op.create_index(name, table, columns, postgresql_where=sa.text(which) if few else None)
