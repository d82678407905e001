"""Whose menu of commands the platform shows is not theirs any more: another role, another language, a new chat."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Account, Appointment, Person, Role
from bot.domain.organisation import terms
from bot.plain import Plain

LETTERS = {"o": Role.OFFICER, "p": Role.PRINCIPAL, "l": Role.LEAD}
"""How a menu's kind names the roles: "vi:pl" is that of a principal who leads a cluster, in Vietnamese."""
VERSION = "1"
"""Goes up where menus say something else: then everybody's is set anew."""


class Menu(NamedTuple):
    """A chat whose menu is to be set."""

    account_id: int
    address: str
    kind: str


def _kind() -> ColumnElement[str]:
    """Return which menu is that of the `Person` of the query around."""
    today: BindParameter[date] = bindparam("today")
    mine = Person.id
    officer = exists().where(
        Appointment.person_id == mine, Appointment.role == Role.OFFICER, terms.holds(Appointment, today)
    )
    head, lead = terms.heading(today), terms.leading(today)
    return (
        literal(f"{VERSION}:")
        + Person.language
        + literal(":")
        + case((officer, "o"), else_="")
        + case((mine.in_(select(head.c.person_id)), "p"), else_="")
        + case((mine.in_(select(lead.c.person_id)), "l"), else_="")
    )


_KIND = _kind()
_OTHER = (
    select(Account.id, Account.address, _KIND)
    .join(Person, Person.id == Account.person_id)
    .where(Account.channel == bindparam("channel"), Account.blocked_at.is_(None), Account.menu != _KIND)
    .where(Person.name != "", Person.erased_at.is_(None))
    .order_by(Account.id)
    .limit(bindparam("most"))
)


async def outdated(db: AsyncSession, channel: str, today: date, most: int) -> Sequence[Menu]:
    """Return some chats of a channel whose menu is not that of the person's roles and language on a day."""
    return [Menu(*row) for row in await db.execute(_OTHER, {"channel": channel, "today": today, "most": most})]


_NOTED = Plain(
    update(Account).where(Account.id.in_(bindparam("accounts", expanding=True))).values(menu=bindparam("kind"))
)


async def note(db: AsyncSession, done: Mapping[int, str]) -> None:
    """Note which menus chats have now: a statement for each of the few kinds there are."""
    for kind in sorted({*done.values()}):
        await _NOTED.changed(db, accounts=[one for one, its in done.items() if its == kind], kind=kind)


def read(kind: str) -> tuple[str, frozenset[Role]]:
    """Return the language and the roles that a kind of menu names."""
    _version, language, letters = kind.split(":")
    return language, frozenset(LETTERS[letter] for letter in letters)
