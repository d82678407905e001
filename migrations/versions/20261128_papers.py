"""The day of what a meeting has agreed on stands in its minutes: no office has entered it, as was written at first.

What is requested has no day of its own. Rows of today are right already and stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_papers"
down_revision = "20261128_people_3"

rule = sa.table(
    "duty_rule",
    sa.column("agreed_at_id", sa.Integer()),
    sa.column("proof", sa.String()),
    sa.column("day_source", sa.String()),
)
AGREED = (rule.c.agreed_at_id.is_not(None), rule.c.day_source == "office")


def upgrade() -> None:
    for of_requests, source in ((True, "ours"), (False, "paper")):
        asked = (rule.c.proof == "reply") if of_requests else (rule.c.proof != "reply")
        op.execute(rule.update().where(*AGREED, asked).values(day_source=source))


def downgrade() -> None:
    """Nothing: what stood there was wrong, and nothing asks for it."""
