"""What the law asks is in force, also where it was put in together with samples and no hour was kept for it."""

from alembic import op

revision = "20261128_orders_4"
down_revision = "20261128_lean"


def upgrade() -> None:
    op.execute(
        "UPDATE duty_rule SET switched_on_at = changed_at WHERE code LIKE 'law-%' AND switched_on_at IS NULL"
        " AND NOT copied"
    )


def downgrade() -> None:
    """Keep it: it was in force before as well."""
