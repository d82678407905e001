"""The year and second channels."""

import sqlalchemy as sa
from alembic import op

revision = "20261123"
down_revision = "20261122"


def upgrade() -> None:  # noqa: PLR0915 - every change once
    op.create_table(
        "sent_count",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "month", name=op.f("pk_sent_count")),
    )
    op.create_table(
        "upload_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_upload_link")),
    )
    op.create_table(
        "unit_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_tie_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_tie_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_tie")),
    )
    with op.batch_alter_table("unit_tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_tie_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_tie_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_lesson_cluster_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_lesson_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_cluster_id"), ["cluster_id"], unique=False)

    op.create_table(
        "link_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_link_code")),
    )
    op.create_table(
        "roster_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_entry_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roster_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint("unit_id", "folded", "subject", name=op.f("uq_roster_entry_unit_id_folded_subject")),
    )
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "lesson_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_lesson_file_by_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_file_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_file")),
        sa.UniqueConstraint("lesson_id", "version", name=op.f("uq_lesson_file_lesson_id_version")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "teach", "chair", "secretary", "camera", "core", "guest", name="duty", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "assent",
            sa.Enum("asked", "accepted", "declined", "handed_over", name="assent", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_assignment_asked_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_assignment_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("meeting_id", "person_id", "duty", name=op.f("uq_assignment_meeting_id_person_id_duty")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "host_item",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_host_item_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_host_item_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "item", name=op.f("pk_host_item")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "how", sa.Enum("given", "elected", "rotating", name="how", native_enum=False, length=20), nullable=True
            )
        )
        batch_op.add_column(sa.Column("by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_appointment_by_id"), "person", ["by_id"], ["id"])

    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.add_column(sa.Column("level", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decision_no", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_cluster_parent_id"), "cluster", ["parent_id"], ["id"])

    with op.batch_alter_table("cluster_school", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("valid_to", sa.Date(), nullable=True))

    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("older", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("link", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("lesson_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "stage", sa.Enum("prepare", "teach", "again", name="stage", native_enum=False, length=20), nullable=True
            )
        )
        batch_op.create_index(batch_op.f("ix_meeting_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_meeting_lesson_id"), "lesson", ["lesson_id"], ["id"])

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preferred_channel", sa.String(), nullable=True))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cluster_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "state",
                sa.Enum(
                    "draft",
                    "submitted",
                    "sent_back",
                    "approved",
                    "published",
                    name="planstate",
                    native_enum=False,
                    length=20,
                ),
                nullable=False,
                server_default="published",
            )
        )
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("remark", sa.String(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_plan_school_year"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_plan_school_year_cluster_id"), ["school_year", "cluster_id"])
        batch_op.create_foreign_key(batch_op.f("fk_plan_cluster_id"), "cluster", ["cluster_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_plan_author_id"), "person", ["author_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_plan_decided_by_id"), "person", ["decided_by_id"], ["id"])

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("fk_unit_parent_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_unit_merged_into_id"), "unit", ["merged_into_id"], ["id"])
        batch_op.drop_column("parent_id")


def downgrade() -> None:  # noqa: PLR0915 - every change once
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.INTEGER(), nullable=True))
        batch_op.drop_constraint(batch_op.f("fk_unit_merged_into_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_unit_parent_id"), "unit", ["parent_id"], ["id"])
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_plan_decided_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_plan_author_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_plan_cluster_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_plan_school_year_cluster_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_plan_school_year"), ["school_year"])
        batch_op.drop_column("remark")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("decided_by_id")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("author_id")
        batch_op.drop_column("state")
        batch_op.drop_column("cluster_id")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("preferred_channel")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_lesson_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_meeting_lesson_id"))
        batch_op.drop_column("stage")
        batch_op.drop_column("lesson_id")
        batch_op.drop_column("link")
        batch_op.drop_column("day")

    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_column("older")

    with op.batch_alter_table("cluster_school", schema=None) as batch_op:
        batch_op.drop_column("valid_to")
        batch_op.drop_column("valid_from")

    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cluster_parent_id"), type_="foreignkey")
        batch_op.drop_column("decision_no")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("level")

    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_appointment_by_id"), type_="foreignkey")
        batch_op.drop_column("by_id")
        batch_op.drop_column("how")

    op.drop_table("host_item")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_person_id"))

    op.drop_table("assignment")
    op.drop_table("lesson_file")
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_entry_person_id"))

    op.drop_table("roster_entry")
    op.drop_table("link_code")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_cluster_id"))

    op.drop_table("lesson")
    with op.batch_alter_table("unit_tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_tie_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_tie_parent_id"))

    op.drop_table("unit_tie")
    op.drop_table("upload_link")
    op.drop_table("sent_count")
