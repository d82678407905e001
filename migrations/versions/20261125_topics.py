"""What a message is about is its topic; "subject" is said only of what is taught."""

from alembic import op

revision = "20261125"
down_revision = "20261124"


def upgrade() -> None:
    _rename("subject", "topic")


def downgrade() -> None:
    _rename("topic", "subject")


def _rename(old: str, new: str) -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(f"ix_outbox_{old}_state")
        batch_op.drop_constraint(batch_op.f(f"uq_outbox_person_id_purpose_{old}_version"), type_="unique")
        batch_op.alter_column(old, new_column_name=new)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f(f"uq_outbox_person_id_purpose_{new}_version"), ["person_id", "purpose", new, "version"]
        )
        batch_op.create_index(f"ix_outbox_{new}_state", [new, "state"], unique=False)
