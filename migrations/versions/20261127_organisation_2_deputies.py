"""A deputy may act instead of the principal or lead, who then gets no letters."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_organisation_2"
down_revision = "20261127_orders_2"


def upgrade() -> None:
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instead", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM appointment WHERE role IN ('deputy_lead', 'deputy', 'subject_head', 'clerk')")
    op.execute("DELETE FROM invite WHERE role IN ('deputy_lead', 'deputy', 'subject_head', 'clerk')")
    op.execute("DELETE FROM outbox WHERE purpose = 'mandate'")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_column("instead")
