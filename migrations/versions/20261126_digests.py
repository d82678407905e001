"""What comes by the calendar is a digest; a round is the meetings of one month of a plan."""

from alembic import op

revision = "20261126"
down_revision = "20261125"


def upgrade() -> None:
    _rename("round", "digest")


def downgrade() -> None:
    _rename("digest", "round")


def _rename(old: str, new: str) -> None:
    for which in ("month", "digest"):
        op.execute(f"UPDATE custom SET name = '{new}:{which}' WHERE name = '{old}:{which}'")  # noqa: S608 - our words
