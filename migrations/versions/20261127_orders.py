"""No paper of the library is in force until an officer switches it on.

Until now the papers' rules held from the start, and letters named offices that most installations have nothing to do
with. What an installation has in use stays on only where the paper is its own: where the office that issued it is the
one whose plan stands here. Everything else of the five papers is off, and what is owed by it is void with the next
minute; officers find it among the samples. What the law asks and what people wrote stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_orders"
down_revision = "20261127_organisation"

DAY_SOURCE = sa.Enum("paper", "ours", "office", name="daysource", native_enum=False, length=20)
ISSUERS = {
    "000": "phong%lac thuy",
    "001": "phong%muong cha",
    "003": "so %ho chi minh",
    "004": "so %hoa binh",
}
LEVELS = {"000": ["th"], "001": ["th"], "002": ["thcs"], "003": ["gdtx"], "004": ["thcs", "thpt"]}
NAMED = ("000-6", "002-1", "004-2", "004-4")
"""Whose day the paper itself names."""
OUR_DAYS = ("004-1a", "004-1b")
PLACES = {
    "phần III, mục 1.2": ("Mục 1.2 Phần III", ("001-2b", "001-8")),
    "phần III, mục 1": ("Mục 1.1 Phần III", ("001-2a", "001-3", "001-4", "001-5", "001-6", "001-7")),
    "phần III, mục 2": ("Mục 2 Phần III", ("001-9", "001-10", "001-11", "001-12")),
    "phần II, mục 2": ("Mục 2 Phần II", ("001-1",)),
    "phần III": ("Phần III", ("001-13",)),
    "phần I, mục 2": ("Mục 2 Phần I", ("001-14",)),
}
MUONG_CHA = "kế hoạch của Phòng GD&ĐT Mường Chà, 10/2023"
MISPRINTED = ("001-10", "001-12")

rule = sa.table(
    "duty_rule",
    sa.column("code", sa.String()),
    sa.column("basis", sa.String()),
    sa.column("sentence", sa.String()),
    sa.column("anchor", sa.String()),
    sa.column("paused_at", sa.DateTime(timezone=True)),
    sa.column("switched_on_at", sa.DateTime(timezone=True)),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("levels", sa.JSON()),
    sa.column("day_source", sa.String()),
    sa.column("version", sa.Integer()),
)
unit = sa.table("unit", sa.column("id", sa.Integer()), sa.column("folded", sa.String()))
plan = sa.table("plan", sa.column("unit_id", sa.Integer()), sa.column("cluster_id", sa.Integer()))


def upgrade() -> None:
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("switched_on_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("office_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("levels", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("day_source", DAY_SOURCE, server_default="paper", nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_duty_rule_office_id"), "unit", ["office_id"], ["id"])
    # What rests on a newspaper is no law.
    _rename("law-2", "practice-1")
    _rename("law-3", "law-2")
    _switch()
    _say_whose_days()
    _mend()


def _rename(code: str, now: str) -> None:
    op.execute(sa.update(rule).where(rule.c.code == code).values(code=now))


def _switch() -> None:
    law, on = rule.c.code.like("law-%"), {"switched_on_at": rule.c.changed_at}
    op.execute(sa.update(rule).where(law).values(on))
    for key, issuer in ISSUERS.items():
        own = sa.exists().where(plan.c.unit_id == unit.c.id, plan.c.cluster_id.is_(None), unit.c.folded.like(issuer))
        op.execute(sa.update(rule).where(rule.c.code.like(f"{key}-%"), rule.c.paused_at.is_(None), own).values(on))
    samples = (rule.c.code.is_not(None), rule.c.switched_on_at.is_(None), rule.c.paused_at.is_(None))
    op.execute(sa.update(rule).where(*samples).values(paused_at=rule.c.changed_at, version=rule.c.version + 1))


def _say_whose_days() -> None:
    for key, levels in LEVELS.items():
        op.execute(sa.update(rule).where(rule.c.code.like(f"{key}-%")).values(levels=levels))
    others = (rule.c.code.is_not(None), rule.c.code.not_in(NAMED), rule.c.anchor != "none")
    op.execute(sa.update(rule).where(*others).values(day_source="ours"))
    entered = (rule.c.code.not_in(OUR_DAYS), rule.c.anchor.in_(("day", "yearly")))
    op.execute(sa.update(rule).where(*others, *entered).values(day_source="office"))


def _mend() -> None:
    for was, (now, codes) in PLACES.items():
        op.execute(
            sa.update(rule)
            .where(rule.c.code.in_(codes), rule.c.basis == f"{was} {MUONG_CHA}")
            .values(basis=f"{now} {MUONG_CHA}")
        )
    mended = sa.func.replace(rule.c.sentence, "cụm trường", "cụm trường [sic: cụm trưởng]")
    op.execute(sa.update(rule).where(rule.c.code == "001-10").values(sentence=mended))
    at_the_end = sa.func.replace(rule.c.sentence, "của cụm trường.", "của cụm trường [sic: cụm trưởng].")
    op.execute(sa.update(rule).where(rule.c.code == "001-12").values(sentence=at_the_end))


def downgrade() -> None:
    bare = sa.func.replace(rule.c.sentence, " [sic: cụm trưởng]", "")
    op.execute(sa.update(rule).where(rule.c.code.in_(MISPRINTED)).values(sentence=bare))
    for was, (now, codes) in PLACES.items():
        op.execute(
            sa.update(rule)
            .where(rule.c.code.in_(codes), rule.c.basis == f"{now} {MUONG_CHA}")
            .values(basis=f"{was} {MUONG_CHA}")
        )
    _rename("law-2", "law-3")
    _rename("practice-1", "law-2")
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_duty_rule_office_id"), type_="foreignkey")
        batch_op.drop_column("day_source")
        batch_op.drop_column("levels")
        batch_op.drop_column("office_id")
        batch_op.drop_column("switched_on_at")
