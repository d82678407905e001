"""As what somebody acted on a day, and for whom: said wherever it is told who did something.

Read from the appointments of that day, so that it stays true when a deputy is one no more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Appointment, Person, Role
from bot.domain.organisation import terms


@dataclass(frozen=True, slots=True)
class Did:
    """Somebody did something in a cluster or a school on a day."""

    person: int
    day: date
    cluster: int = 0
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Capacity:
    """As what somebody acted, and for whom; an empty name for who acted in their own place, or where nobody stood."""

    role: Role
    whom: str = ""


Held = Sequence[tuple[Appointment, str]]
DEPUTIES = (Role.DEPUTY_LEAD, Role.DEPUTY, *terms.ASSISTING)


async def of(db: AsyncSession, did: Iterable[Did]) -> Mapping[Did, Capacity | None]:
    """Return as what each acted; None for who held nothing there. In two statements, however many they are."""
    wanted = set(did)
    if not wanted:
        return {}
    clusters, units = {one.cluster for one in wanted} - {0}, {one.unit for one in wanted} - {0}
    led = select(Appointment.holder_unit_id).where(
        Appointment.cluster_id.in_(clusters), Appointment.holder_unit_id.is_not(None)
    )
    units |= {unit for unit in await db.scalars(led) if unit}
    officers = (Appointment.role == Role.OFFICER) & Appointment.person_id.in_({one.person for one in wanted})
    here = or_(Appointment.cluster_id.in_(clusters), Appointment.unit_id.in_(units), officers)
    asked = select(Appointment, Person.name).outerjoin(Person, Person.id == Appointment.person_id).where(here)
    rows = [(tie, name or "") for tie, name in await db.execute(asked.order_by(Appointment.id))]
    return {one: _capacity(one, [row for row in rows if terms.row_holds(row[0], one.day)]) for one in wanted}


def _capacity(did: Did, held: Held) -> Capacity | None:
    units = {did.unit} if did.unit else set[int]()
    if did.cluster:
        leads = [(tie, name) for tie, name in held if tie.cluster_id == did.cluster and tie.role in terms.LEADING]
        units = {tie.holder_unit_id for tie, _ in leads if tie.holder_unit_id}
        if own := next((tie for tie, _ in leads if tie.person_id == did.person), None):
            return Capacity(own.role)
        if _holds(did, held, Role.PRINCIPAL, units):
            return Capacity(Role.LEAD)
        if any(tie.role is Role.DEPUTY_LEAD and tie.cluster_id == did.cluster for tie, _ in _of(did, held)):
            named = [name for tie, name in leads if tie.person_id and name]
            return Capacity(Role.DEPUTY_LEAD, next(iter([*named, *_heads(held, units)]), ""))
    elif _holds(did, held, Role.PRINCIPAL, units):
        return Capacity(Role.PRINCIPAL)
    for role in (Role.DEPUTY, *terms.ASSISTING):
        if _holds(did, held, role, units):
            return Capacity(role, next(iter(_heads(held, units)), ""))
    officer = any(tie.role is Role.OFFICER for tie, _ in _of(did, held))
    return Capacity(Role.OFFICER) if officer else None


def _of(did: Did, held: Held) -> Held:
    return [row for row in held if row[0].person_id == did.person]


def _holds(did: Did, held: Held, role: Role, units: Collection[int]) -> bool:
    return any(tie.role is role and tie.unit_id in units for tie, _ in _of(did, held))


def _heads(held: Held, units: Collection[int]) -> list[str]:
    return [name for tie, name in held if tie.role is Role.PRINCIPAL and tie.unit_id in units and name]
