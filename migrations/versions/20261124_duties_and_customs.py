"""Duties, the organisation's own customs, and acknowledgements; a part in a meeting is called a task."""

import sqlalchemy as sa
from alembic import op

revision = "20261124"
down_revision = "20261123"


def upgrade() -> None:
    op.create_table(
        "custom",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_custom_by_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_custom")),
    )
    op.create_table(
        "day_off",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_day_off_by_id")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_off")),
    )
    op.create_table(
        "duty_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "school",
                "host",
                "cluster",
                "general",
                "group",
                "office",
                "attended",
                "camera",
                "asked",
                name="owner",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "proof",
            sa.Enum(
                "hand_in",
                "video",
                "applied",
                "settled",
                "tasks",
                "ready",
                "reflected",
                "plan",
                "met",
                "answered",
                name="proof",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "anchor",
            sa.Enum(
                "none", "yearly", "day", "month", "start", "end", "round", name="anchor", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("lasts", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.JSON(), nullable=True),
        sa.Column("ladder", sa.JSON(), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_duty_rule_author_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_duty_rule_cluster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_duty_rule_code")),
    )
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_rule_author_id"), ["author_id"], unique=False)

    op.create_table(
        "acknowledgement",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_acknowledgement_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "version", "person_id", name=op.f("pk_acknowledgement")),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", "excused", "lapsed", "void", name="dutystate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("sha", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_duty_closed_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_duty_cluster_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_duty_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_duty_round_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["duty_rule.id"], name=op.f("fk_duty_rule_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_duty_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("rule_id", "key", name=op.f("uq_duty_rule_id_key")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index("ix_duty_meeting_id_state", ["meeting_id", "state"], unique=False)
        batch_op.create_index("ix_duty_next_at", ["next_at"], unique=False, sqlite_where=sa.text("state = 'open'"))
        batch_op.create_index(batch_op.f("ix_duty_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "duty_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "told",
                "read",
                "climbed",
                "chased",
                "extended",
                "excused",
                "done",
                "lapsed",
                "missed",
                "void",
                "again",
                name="dutyeventkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_duty_event_by_id")),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_event_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_event")),
    )
    with op.batch_alter_table("duty_event", schema=None) as batch_op:
        batch_op.create_index("ix_duty_event_duty_id_id", ["duty_id", "id"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_assignment_meeting_id_person_id_duty"), type_="unique")
        batch_op.alter_column("duty", new_column_name="task")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_assignment_meeting_id_person_id_task"), ["meeting_id", "person_id", "task"]
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("quiet_to", sa.Time(), nullable=True))

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("quiet_to", sa.Time(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("quiet_to")
        batch_op.drop_column("quiet_from")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("quiet_to")
        batch_op.drop_column("quiet_from")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("urgent")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_assignment_meeting_id_person_id_task"), type_="unique")
        batch_op.alter_column("task", new_column_name="duty")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_assignment_meeting_id_person_id_duty"), ["meeting_id", "person_id", "duty"]
        )

    with op.batch_alter_table("duty_event", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_event_duty_id_id")

    op.drop_table("duty_event")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_unit_id"))
        batch_op.drop_index(batch_op.f("ix_duty_person_id"))
        batch_op.drop_index("ix_duty_next_at", sqlite_where=sa.text("state = 'open'"))
        batch_op.drop_index("ix_duty_meeting_id_state")
        batch_op.drop_index(batch_op.f("ix_duty_cluster_id"))

    op.drop_table("duty")
    op.drop_table("acknowledgement")
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_rule_author_id"))

    op.drop_table("duty_rule")
    op.drop_table("day_off")
    op.drop_table("custom")
