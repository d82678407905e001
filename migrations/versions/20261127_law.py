"""Consents are apart, with the words that were shown; people may stop for a while."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261127_law"
down_revision = "20261127_minutes"


def person() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("notice", sa.String(), server_default="", nullable=False),
        sa.Column("notice_asked_at", sa.DateTime(timezone=True)),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("true_name", sa.String(), server_default="", nullable=False),
        sa.Column("restricted_at", sa.DateTime(timezone=True)),
    )


def upgrade() -> None:
    op.create_table(
        "consent_text",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_consent_text")),
    )
    with op.batch_alter_table("consent") as table:
        table.add_column(sa.Column("scope", sa.String(length=20), server_default="duty", nullable=False))
        table.add_column(sa.Column("digest", sa.String()))
        table.create_foreign_key(op.f("fk_consent_digest"), "consent_text", ["digest"], ["digest"])
    # The one yes of before was for all of it.
    for scope in ("reflections", "photos"):
        op.execute(
            "INSERT INTO consent (person_id, scope, version, given_at, withdrawn_at) "  # noqa: S608 - our own words
            f"SELECT person_id, '{scope}', version, given_at, withdrawn_at FROM consent WHERE scope = 'duty'"
        )
    for column in person():
        op.add_column("person", column)


def downgrade() -> None:
    for column in person():
        op.drop_column("person", column.name)
    op.execute("DELETE FROM consent WHERE scope <> 'duty'")
    with op.batch_alter_table("consent") as table:
        table.drop_constraint(op.f("fk_consent_digest"), type_="foreignkey")
        table.drop_column("digest")
        table.drop_column("scope")
    op.drop_table("consent_text")
