"""Offices, schools, centres, branches, sites and clusters made one by one, renamed and ended."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Unit, UnitKind
from bot.domain.organisation import naming, schools, tree, units
from bot.domain.organisation.people import Rights
from bot.errors import N_, BadInput

NO_OFFICE = N_("No office stands here yet. Please name it, for example: Sở GD&ĐT Điện Biên.")
WHICH_OFFICE = N_("Several offices stand here: {offices}. Please say which one.")
NO_KIND = N_("'{name}' is no office. Please write it like 'Sở GD&ĐT Điện Biên' or 'UBND xã Na Sang'.")


def kind_of(name: str) -> UnitKind | None:
    """Return what kind of office a name says: Bộ, Sở, the former phòng, or the UBND of a commune; None for none."""
    named, kind = naming.issuer(name, "", "")
    if named:
        return kind
    return UnitKind.COMMUNE if re.match(r"(?i)(?:xã|phường|đặc khu|thị trấn)\b", units.tidy(name)) else None


async def office(db: AsyncSession, rights: Rights, name: str) -> Unit:
    """Return the office of a name, made where none stands; without a name the only one above communes.

    Raises BadInput for a name of no office, and without a name where there is none or several; NotAllowed as
    `tree.found` does.
    """
    standing = await schools.offices(db, rights)
    if name:
        key = naming.office_key(name)
        if known := next((unit for unit in standing if naming.office_key(unit.name) == key), None):
            return known
        kind = kind_of(name)
        if kind is None:
            raise BadInput(NO_KIND, name=name)
        return await tree.found(db, rights, kind, name)
    higher = [unit for unit in standing if unit.kind is not UnitKind.COMMUNE] or [*standing]
    if not higher:
        raise BadInput(NO_OFFICE)
    if len(higher) > 1:
        raise BadInput(WHICH_OFFICE, offices=", ".join(unit.name for unit in higher))
    return higher[0]
