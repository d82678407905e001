"""Five duties are closed by their paper once the level above approves it.

What was handed in before stays done: it has somebody who closed it.
"""

from alembic import op

revision = "20261128_orders_2"
down_revision = "20261128_people"

BY_PAPER = """
    UPDATE duty_rule SET proof = 'paper'
    WHERE code IN ('000-8', '001-8', '002-5', '003-4b', '004-3') AND proof = 'hand_in'
"""
BY_HAND = "UPDATE duty_rule SET proof = 'hand_in' WHERE proof = 'paper'"


def upgrade() -> None:
    op.execute(BY_PAPER)


def downgrade() -> None:
    op.execute(BY_HAND)
