"""Who heads a school says that they know what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_people_4"
down_revision = "20261128_papers"


def upgrade() -> None:
    op.create_table(
        "school_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_by_id", sa.Integer(), nullable=True),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_school_news_unit_id_unit")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_school_news_by_id_person")),
        sa.ForeignKeyConstraint(["known_by_id"], ["person.id"], name=op.f("fk_school_news_known_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_news")),
    )
    op.create_index(op.f("ix_school_news_unit_id"), "school_news", ["unit_id"])
    op.create_index(op.f("ix_school_news_at"), "school_news", ["at"])


def downgrade() -> None:
    op.drop_table("school_news")
