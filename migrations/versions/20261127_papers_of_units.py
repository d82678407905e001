"""Official papers: the heads of units, what is filled in, the versions that are passed on"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_papers"
down_revision = "20261127_orders"
branch_labels = None
depends_on = None

KINDS = (
    "roll_empty",
    "roll",
    "minutes",
    "confirmation",
    "training",
    "report",
    "round",
    "year",
    "invitation",
    "summons",
    "plan",
    "topics",
    "support",
    "hours",
    "news",
)
STATES = ("sent", "received", "returned", "approved", "replaced")


def upgrade() -> None:
    op.create_table(
        "paper_head",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("above", "body", "letters", "place", "recipients")),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("signer", sa.String(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_paper_head_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_paper_head_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_paper_head")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="paperkind", native_enum=False, length=20), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_paper_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint(
            "kind", "side", "number", "of", "unit_id", name=op.f("uq_paper_kind_side_number_of_unit_id")
        ),
    )
    op.create_index(op.f("ix_paper_unit_id"), "paper", ["unit_id"], unique=False)
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="paperstate", native_enum=False, length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_paper_version_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_paper_version_decided_by_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_version_paper_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_paper_version_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_version_paper_id_number")),
    )
    op.create_index(op.f("ix_paper_version_state"), "paper_version", ["state"], unique=False)
    op.create_index(op.f("ix_paper_version_to_unit_id"), "paper_version", ["to_unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("paper_version")
    op.drop_table("paper")
    op.drop_table("paper_head")
