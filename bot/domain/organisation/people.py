"""People: finding, joining, their names, and what each may do today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import one_writer
from bot.domain import dialogues
from bot.domain.models import Account, Appointment, Dialogue, Only, Person, Role, Scope
from bot.domain.organisation import consents, names, reach, terms
from bot.domain.organisation.consents import Words
from bot.domain.organisation.reach import Oversight
from bot.entities import Entities
from bot.errors import N_, NotAllowed
from bot.plain import Plain
from bot.vietnamese import fold

ASK_LEAD = N_("Please ask the cluster lead or the officer.")
ASK_HEAD = N_("Please ask the principal of that school or the officer.")
ASK_OFFICER = N_("Please ask the officer of the office in charge.")


@dataclass(frozen=True, slots=True)
class Rights:
    """What one may do today, read from the appointments at the moment of the act."""

    officer: bool = False
    leads: frozenset[int] = frozenset()
    """Clusters led: oneself, as core teacher or deputy, or as the principal of a school that leads."""
    principal_of: frozenset[int] = frozenset()
    reach: Oversight | None = None
    """How far an officer's word reaches; None for everything."""
    assists: frozenset[int] = frozenset()
    """Schools whose duties one does without heading them: as clerk, or as deputy for papers."""
    writes: frozenset[int] = frozenset()
    """Schools whose papers one makes without heading them: as clerk, or as a deputy who was given these alone."""
    helps: frozenset[int] = frozenset()
    """Clusters whose duties and papers one does without leading them: as a deputy who was given these alone."""
    groups: frozenset[int] = frozenset()
    """Schools in which one heads the group of the own subject: its meetings' duties are theirs to do, and they oversee
    its people."""
    subject: str | None = None
    """The subject of these groups; None for teachers of all subjects."""

    @property
    def sees_all(self) -> bool:
        """Whether one is an officer whose word reaches everything."""
        return self.officer and self.reach is None

    @property
    def units(self) -> frozenset[int]:
        """The units that an officer oversees who does not oversee everything."""
        return self.reach.units if self.officer and self.reach else frozenset()

    @property
    def clusters(self) -> frozenset[int]:
        """The clusters that an officer oversees who does not oversee everything."""
        return self.reach.clusters if self.officer and self.reach else frozenset()

    @property
    def does_for(self) -> frozenset[int]:
        """The schools all of whose duties one does: as head, deputy or clerk."""
        return self.principal_of | self.assists

    @property
    def does_for_clusters(self) -> frozenset[int]:
        """The clusters whose duties one does and whose official papers one makes: as lead, or as their deputy."""
        return self.leads | self.helps

    @property
    def papers_of(self) -> frozenset[int]:
        """The schools whose official papers one makes."""
        return self.principal_of | self.writes

    def oversees_unit(self, unit_id: int) -> bool:
        """Say whether one is an officer whose word reaches a unit."""
        return self.sees_all or unit_id in self.units

    def oversees_cluster(self, cluster_id: int) -> bool:
        """Say whether one is an officer whose word reaches a cluster."""
        return self.sees_all or cluster_id in self.clusters

    def may_lead(self, cluster_id: int) -> bool:
        """Say whether one leads a cluster or oversees it."""
        return cluster_id in self.leads or self.oversees_cluster(cluster_id)

    def may_head(self, unit_id: int) -> bool:
        """Say whether one heads a school or oversees it."""
        return unit_id in self.principal_of or self.oversees_unit(unit_id)

    def may_write(self, unit_id: int) -> bool:
        """Say whether one makes the official papers of a school, or oversees it."""
        return unit_id in self.writes or self.may_head(unit_id)

    def must_write_for(self, cluster_id: int) -> None:
        """Raise NotAllowed unless one makes the official papers of the cluster, or oversees it."""
        _must(ASK_LEAD, allowed=cluster_id in self.helps or self.may_lead(cluster_id))

    def must_write(self, unit_id: int) -> None:
        """Raise NotAllowed unless one makes the official papers of the school, or oversees it."""
        _must(ASK_HEAD, allowed=self.may_write(unit_id))

    def must_write_any(self) -> None:
        """Raise NotAllowed unless one makes the official papers of some school, or is an officer."""
        _must(ASK_HEAD, allowed=self.officer or bool(self.papers_of))

    def must_oversee(self) -> None:
        """Raise NotAllowed unless one is an officer, of whichever office: for what names nothing yet."""
        _must(ASK_OFFICER, allowed=self.officer)

    def must_oversee_unit(self, unit_id: int) -> None:
        """Raise NotAllowed unless one is an officer whose word reaches the unit."""
        _must(ASK_OFFICER, allowed=self.oversees_unit(unit_id))

    def must_oversee_cluster(self, cluster_id: int) -> None:
        """Raise NotAllowed unless one is an officer whose word reaches the cluster."""
        _must(ASK_OFFICER, allowed=self.oversees_cluster(cluster_id))

    @property
    def governs(self) -> bool:
        """Whether one is an officer of an office under no other."""
        return self.officer and (self.reach is None or self.reach.governs)

    def must_govern(self) -> None:
        """Raise NotAllowed unless one is an officer of an office under no other: for what is set for everybody."""
        _must(ASK_OFFICER, allowed=self.governs)

    def must_lead(self, cluster_id: int) -> None:
        """Raise NotAllowed unless one leads the cluster or oversees it."""
        _must(ASK_LEAD, allowed=self.may_lead(cluster_id))

    def must_lead_any(self) -> None:
        """Raise NotAllowed unless one leads some cluster or is an officer."""
        _must(ASK_LEAD, allowed=self.officer or bool(self.leads))

    def must_head(self, unit_id: int) -> None:
        """Raise NotAllowed unless one heads the school or oversees it."""
        _must(ASK_HEAD, allowed=self.may_head(unit_id))

    def must_head_any(self) -> None:
        """Raise NotAllowed unless one heads some school or is an officer."""
        _must(ASK_HEAD, allowed=self.officer or bool(self.principal_of))

    @property
    def oversees_duties(self) -> bool:
        """Whether there may be duties of others that one oversees."""
        return self.runs_something or bool(self.groups)

    @property
    def runs_something(self) -> bool:
        """Whether there is anything beyond a teacher's own matters."""
        return self.officer or bool(self.leads) or bool(self.principal_of)


def _must(who: str, *, allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(who)


EVERYTHING = Rights(officer=True)
"""What the command line may do: whoever starts it can write to the tables anyway."""


async def find(db: AsyncSession, channel: str, address: str) -> Person | None:
    """Return the person behind a chat, if somebody who agreed is there."""
    return await db.scalar(select(Person).join(Account, Account.person_id == Person.id).where(_is(channel, address)))


_IN_CHAT = Entities(
    select(Person, Account, Dialogue)
    .join(Account, Account.person_id == Person.id)
    .outerjoin(Dialogue, dialogues.is_of_person())
    .where(Account.channel == bindparam("channel"), Account.address == bindparam("address"))
)


# What the conversation's last message did is read by the next one only if that waits for its end.
_HELD_UP = (
    select(Dialogue.key)
    .join(Person, dialogues.is_of_person())
    .join(Account, Account.person_id == Person.id)
    .where(Account.channel == bindparam("channel"), Account.address == bindparam("address"))
    .with_for_update(of=Dialogue, key_share=True)
)


async def in_chat(db: AsyncSession, channel: str, address: str) -> tuple[Person, Account, Dialogue | None] | None:
    """Return the person behind a chat with account and conversation, in one statement; None for a stranger."""
    found = await _IN_CHAT.rows(db, channel=channel, address=address)
    return (found[0][0], found[0][1], found[0][2]) if found else None


async def who_writes(db: AsyncSession, channel: str, address: str) -> tuple[Person | None, Dialogue | None]:
    """Return the person behind a chat and the conversation, and note that the chat is not blocked any more.

    Another message of the conversation, whichever of the person's chats it comes from, waits until this one is
    answered.
    """
    if not one_writer(db):
        await db.execute(_HELD_UP, {"channel": channel, "address": address})
    found = await in_chat(db, channel, address)
    if found is None:
        return None, None
    person, account, dialogue = found
    # Who writes has let the bot in again, whether or not the platform's own notice of that arrived.
    if account.blocked_at:  # to write None over None would cost a flush of the session at the next statement
        account.blocked_at = None
    return person, dialogue


def _is(channel: str, address: str) -> ColumnElement[bool]:
    return (Account.channel == channel) & (Account.address == address)


async def agree(
    db: AsyncSession,
    channel: str,
    address: str,
    *,
    language: str,
    now: datetime,
    words: Words | None = None,
    scopes: Collection[Scope] = consents.ALL,
) -> Person:
    """Store the consent of a chat, and return the person it makes. Idempotent.

    Before it a chat is kept as a keyed digest only, for a day: the law wants consent first (Luật 91/2025/QH15).
    """
    known = await find(db, channel, address)
    if known:
        return known
    person = Person(language=language, joined_at=now)
    db.add(person)
    await db.flush()
    db.add(Account(person_id=person.id, channel=channel, address=address))
    await consents.answer(db, person, scopes, now, words)
    return person


def rename(person: Person, typed: str) -> None:
    """Give a person a name. Raises BadInput for what is none."""
    person.name = names.tidy(typed)
    person.folded = fold(person.name)


class _Tie(NamedTuple):
    """An appointment that holds."""

    role: Role
    unit_id: int | None
    cluster_id: int | None
    only: Only | None
    subject: str | None


_HELD = Plain(
    select(*(getattr(Appointment, name) for name in _Tie._fields if name != "subject"), Person.subject)
    .join(Person, Person.id == Appointment.person_id)
    .where(terms.holds(Appointment, bindparam("today")), Appointment.person_id == bindparam("person_id"))
)


async def rights(db: AsyncSession, person_id: int, today: date) -> Rights:
    """Read what a person may do on a day."""
    held = [_Tie(*row) for row in await _HELD.rows(db, today=today, person_id=person_id)]
    schools = {tie.unit_id for tie in held if tie.role in terms.ACTING_HEADS and tie.unit_id and not tie.only}
    leads = {tie.cluster_id for tie in held if tie.role in terms.ACTING_LEADS and tie.cluster_id and not tie.only}
    of_papers = [tie for tie in held if tie.only is Only.PAPERS or tie.role is Role.CLERK]
    writes = frozenset(tie.unit_id for tie in of_papers if tie.unit_id)
    helps = frozenset(tie.cluster_id for tie in of_papers if tie.cluster_id)
    groups = frozenset(tie.unit_id for tie in held if tie.role is Role.SUBJECT_HEAD and tie.unit_id)
    subject = next((tie.subject for tie in held), None) if groups else None
    if schools:
        leads |= set(await terms.led_by_schools(db, schools, today))
    offices = {tie.unit_id or 0 for tie in held if tie.role is Role.OFFICER}
    far = reach.joined([*(await reach.of_offices(db, offices, today)).values()]) if offices else None
    return Rights(bool(offices), frozenset(leads), frozenset(schools), far, writes, writes, helps, groups, subject)


async def set_blocked(db: AsyncSession, channel: str, address: str, at: datetime | None) -> None:
    """Note that a chat takes nothing any more, or with None that it does again."""
    await db.execute(update(Account).where(_is(channel, address)).values(blocked_at=at))
