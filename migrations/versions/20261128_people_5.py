"""A centre is one however its kind is written: what its name is compared by says "ttgdtx" or "ttgdnn-gdtx"."""

import re

import sqlalchemy as sa
from alembic import op

revision = "20261128_people_5"
down_revision = "20261128_people_4"

CENTRE = re.compile(
    r"^(so \d+ )?(?:t\.?\s?t\.?\s*|trung tam\s+)(?:(gdnn|giao duc nghe nghiep)\s*[-–&/]*\s*(?:va\s+)?)?"
    r"(?:gdtx|giao duc thuong xuyen)\b\s*"
)


def upgrade() -> None:
    for table in ("unit", "unit_alias"):
        _write(table)


def downgrade() -> None:
    """Leave what was written: the former code finds a centre by its exact name as before."""


def _write(name: str) -> None:
    table = sa.table(name, sa.column("id"), sa.column("folded"))
    known = op.get_bind().execute(sa.select(table.c.id, table.c.folded)).all()
    # A confirmed spelling stands once; one that says the same already is enough.
    taken = {folded for _row, folded in known} if name == "unit_alias" else set()
    for row, folded in known:
        new = CENTRE.sub(_one_way, folded).strip()
        if new != folded and new not in taken:
            op.execute(sa.update(table).where(table.c.id == row).values(folded=new))
            taken |= {new} if name == "unit_alias" else set()


def _one_way(found: re.Match[str]) -> str:
    return (found[1] or "") + ("ttgdnn-gdtx " if found[2] else "ttgdtx ")
