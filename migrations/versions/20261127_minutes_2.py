"""The duty of minutes is closed by the lead's approval.

What was handed in before stays done: it has somebody who closed it.
"""

from alembic import op

revision = "20261127_minutes_2"
down_revision = "20261127_law_2"

BY_APPROVAL = """
    UPDATE duty_rule SET proof = 'minutes' WHERE code IN ('001-7', '003-3', 'practice-1') AND proof = 'hand_in'
"""
BY_HAND = "UPDATE duty_rule SET proof = 'hand_in' WHERE proof = 'minutes'"


def upgrade() -> None:
    op.execute(BY_APPROVAL)


def downgrade() -> None:
    op.execute(BY_HAND)
