"""A deputy may be given a part alone."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_people"
down_revision = "20261128_orders"


def upgrade() -> None:
    with op.batch_alter_table("appointment", schema=None) as table:
        table.add_column(sa.Column("only", sa.String(20), nullable=True))


def downgrade() -> None:
    # Who was given a part would be given everything without the column.
    # "only" is a word of PostgreSQL's own.
    op.execute("""DELETE FROM outbox WHERE topic IN (SELECT 'term:' || id FROM appointment WHERE "only" IS NOT NULL)""")
    op.execute('DELETE FROM appointment WHERE "only" IS NOT NULL')
    with op.batch_alter_table("appointment", schema=None) as table:
        table.drop_column("only")
