"""Links to join by: who may invite whom, signed tokens, expiry, counting, revoking.

A token is signed from its row with the deployment's secret and stands in no table: who reads the database cannot
join with what is there, and a link can be shown again whenever it is asked for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import lock
from bot.domain.models import Appointment, Cluster, Invite, Person, Role, Unit
from bot.domain.organisation import arrivals, terms
from bot.domain.organisation.people import Rights
from bot.errors import N_, BadInput, Gone, NotAllowed
from bot.signing import is_same, is_signed, sign
from bot.vietnamese import fold, local

LIFETIME = timedelta(days=30)
USES = {Role.TEACHER: 200}
"""How many may join by one link; any other role's link is for one person."""
SIGNATURE = 20
CODE = 8
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What short codes are made of: neither 0 and o nor 1, i and l."""

BAD_LINK = N_("This link is not valid. Please ask who sent it for a new one.")
WRONG_CODE = N_(
    "This code opens no invitation. Please look at each letter again (there is no 0, 1, o, i or l in it), or forward "
    "the whole message of the invitation."
)
EXPIRED = N_("This link has expired. Please ask who sent it for a new one.")
USED_UP = N_("This link has been used as often as it may be. Please ask who sent it for a new one.")


def token(invite_id: int, secret: str) -> str:
    """Return the payload of the link: letters, digits and "-", well under 64."""
    return f"k{invite_id}-{sign(f'invite:{invite_id}', secret, digits=SIGNATURE)}"


def code(invite_id: int, secret: str) -> str:
    """Return the short form of a link, to be typed by hand: no letter in it looks like another, capitals are alike.

    Eight of thirty letters and digits: guessing one right takes 300 billion messages on average.
    """
    number = int(sign(f"code:{invite_id}", secret, digits=SIGNATURE), 16)
    letters = []
    for _ in range(CODE):
        number, one = divmod(number, len(LETTERS))
        letters.append(LETTERS[one])
    return f"k{invite_id}-{''.join(letters)}"


async def create(
    db: AsyncSession,
    rights: Rights,
    role: Role,
    *,
    unit_id: int | None = None,
    cluster_id: int | None = None,
    by: Person | None = None,
    now: datetime,
) -> Invite:
    """Make a link for a role. Officers invite whom they oversee, principals the teachers of their own school.

    Raises NotAllowed for everybody else, Gone for a place that is none.
    """
    if role is Role.TEACHER and unit_id:
        rights.must_head(unit_id)
    elif cluster_id:
        rights.must_oversee_cluster(cluster_id)
    else:
        rights.must_oversee_unit(unit_id or 0)
    if (unit_id and not await db.get(Unit, unit_id)) or (cluster_id and not await db.get(Cluster, cluster_id)):
        raise Gone
    invite = Invite(
        role=role,
        unit_id=unit_id,
        cluster_id=cluster_id,
        created_by=by.id if by else None,
        created_at=now,
        expires_at=now + LIFETIME,
        most_uses=USES.get(role, 1),
    )
    db.add(invite)
    await db.flush()
    return invite


async def for_teachers(db: AsyncSession, rights: Rights, unit_id: int, by: Person, now: datetime) -> Invite:
    """Return one's own open link for a school's teachers, newly made where none is. Raises as `create` does."""
    rights.must_head(unit_id)
    same = (Invite.role == Role.TEACHER, Invite.unit_id == unit_id, Invite.created_by == by.id)
    known = await db.scalar(_open(now).where(*same).limit(1))
    return known or await create(db, rights, Role.TEACHER, unit_id=unit_id, by=by, now=now)


def _open(now: datetime) -> Select[Invite]:
    """Select the links that still open, newest first."""
    opens = (Invite.revoked_at.is_(None), Invite.expires_at > now, Invite.uses < Invite.most_uses)
    return select(Invite).where(*opens).order_by(Invite.id.desc())


async def read(db: AsyncSession, typed: str, *, secret: str, now: datetime, person: Person | None = None) -> Invite:
    """Return the invitation that a token stands for. Raises BadInput for a forged, revoked, expired or used-up one.

    Who joined by it may open it again: for them it is not used up.
    """
    number, _, signature = typed.removeprefix("k").partition("-")
    # Python refuses to read thousands of digits; no id has more than this.
    if not number.isdecimal() or len(number) > len(str(2**31)):
        raise BadInput(BAD_LINK)
    short = len(signature) == CODE
    if short and not is_same(code(int(number), secret), typed.lower()):
        raise BadInput(WRONG_CODE)
    if not short and not is_signed(signature, f"invite:{int(number)}", secret, digits=SIGNATURE):
        raise BadInput(BAD_LINK)
    invite = await db.get(Invite, int(number))
    if invite is None or invite.revoked_at:
        raise BadInput(BAD_LINK)
    if invite.expires_at <= now:
        raise BadInput(EXPIRED)
    used_up = invite.uses >= invite.most_uses
    if used_up and not (person and await _holds_already(db, invite, person)):
        raise BadInput(USED_UP)
    return invite


async def accept(db: AsyncSession, invite: Invite, person: Person, now: datetime) -> None:
    """Give the person what the link is for, and count the use. Idempotent.

    Raises BadInput where the last use was taken since the link was read.
    """
    if await _holds_already(db, invite, person):
        return
    # One guarded UPDATE: of two people who open a link for one at the same moment, one gets it.
    counted = await db.execute(
        update(Invite).where(Invite.id == invite.id, Invite.uses < Invite.most_uses).values(uses=Invite.uses + 1)
    )
    if not counted.rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it; the stub names the base class
        raise BadInput(USED_UP)
    if invite.unit_id and invite.role in (Role.TEACHER, Role.PRINCIPAL):
        await arrivals.move(db, person, invite.unit_id, now)
    if invite.unit_id and invite.role is Role.TEACHER:
        await arrivals.note(db, person, invite.unit_id, now)
    if invite.role is not Role.TEACHER:
        await _appoint(db, invite, person, now)


async def _holds_already(db: AsyncSession, invite: Invite, person: Person) -> bool:
    if invite.role is Role.TEACHER:
        return person.unit_id == invite.unit_id
    held = select(Appointment.id).where(
        Appointment.person_id == person.id,
        Appointment.role == invite.role,
        # A core teacher whom the plan named has a school in the appointment, the link has none.
        or_(Appointment.unit_id == invite.unit_id, literal(invite.unit_id is None)),
        Appointment.cluster_id.is_not_distinct_from(invite.cluster_id),
        terms.lasting(Appointment, local(invite.created_at).date()),
    )
    return await db.scalar(held) is not None


async def _appoint(db: AsyncSession, invite: Invite, person: Person, now: datetime) -> None:
    named = await db.scalar(
        select(Appointment).where(
            Appointment.role == invite.role,
            Appointment.cluster_id == invite.cluster_id,
            Appointment.person_id.is_(None),
            Appointment.named.is_not(None),
        )
    )
    # A core teacher is whoever comes by the link; another lead has to have the name that the paper gives.
    if named and invite.role is not Role.CORE and fold(named.named or "") != fold(person.name):
        named = None
    if named:
        await lock(db, named)
    if named and named.person_id is None:
        named.person_id = person.id
        person.unit_id = person.unit_id or named.unit_id
        return
    db.add(
        Appointment(
            role=invite.role,
            person_id=person.id,
            unit_id=invite.unit_id,
            cluster_id=invite.cluster_id,
            valid_from=local(now).date(),
        )
    )


async def place(db: AsyncSession, invite: Invite) -> str:
    """Return the name of the school, office or cluster that a link is for."""
    unit = await db.get(Unit, invite.unit_id) if invite.unit_id else None
    cluster = await db.get(Cluster, invite.cluster_id) if invite.cluster_id else None
    return cluster.called if cluster else unit.name if unit else ""


async def living(db: AsyncSession, by: Person, now: datetime) -> Sequence[Invite]:
    """Return the links of one person that still open, newest first."""
    return (await db.scalars(_open(now).where(Invite.created_by == by.id).limit(10))).all()


async def own(db: AsyncSession, invite_id: int, by: Person) -> Invite:
    """Return a link that one made oneself. Raises NotAllowed for anybody else's."""
    invite = await db.get(Invite, invite_id)
    if invite is None or invite.created_by != by.id:
        raise NotAllowed
    return invite


async def revoke(db: AsyncSession, invite_id: int, by: Person, now: datetime) -> None:
    """Close a link that one made oneself. Idempotent. Raises NotAllowed for anybody else's."""
    invite = await own(db, invite_id, by)
    invite.revoked_at = invite.revoked_at or now
