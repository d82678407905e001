"""Which duties there are: opened by their rules when their time comes, moved along when a meeting moves.

A duty is named by its rule, who owes it and what it is about, so that opening it twice is impossible.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.domain import customs, quiet
from bot.domain.duties import steps, wanted
from bot.domain.duties.entry import WITH_A_DAY
from bot.domain.duties.wanted import Wanted
from bot.domain.models import Duty, DutyRule, DutyState, Proof
from bot.vietnamese import local

AT_ONCE = 500
"""Duties that are opened in one transaction."""


async def open_due(db: AsyncSession, now: datetime) -> bool:
    """Open the duties whose time has come and move those whose event moved; say whether there are more of them."""
    rules = (await db.scalars(select(DutyRule).where(DutyRule.paused_at.is_(None)))).all()
    return await _put(db, await wanted.by_rules(db, rules, now), now)


async def open_rule(db: AsyncSession, rule: DutyRule, *, now: datetime) -> Sequence[int]:
    """Open at once what a person wrote, as duties that their owners are told of; return the ids."""
    await _put(db, await wanted.of_the_year(db, [rule], local(now).date()), now, told=True)
    return (await db.scalars(select(Duty.id).where(Duty.rule_id == rule.id, Duty.state == DutyState.OPEN))).all()


async def reopen(db: AsyncSession, rule: DutyRule, *, now: datetime) -> Sequence[int]:
    """Give the open duties of a changed rule their new day; return the ids of those whose day is another one.

    What the changed rule does not ask for any more is void with its former day; a pause alone voids nothing here.
    """
    before = await _days(db, rule)
    asked = [] if rule.paused_at else await wanted.by_rules(db, [rule], now)
    if rule.anchor in WITH_A_DAY and not rule.paused_at:
        kept = [one.key for one in asked]
        await _void(db, rule, now, Duty.key.not_in(kept))
    await _put(db, asked, now)
    after = await _days(db, rule)
    return [duty for duty, due in after.items() if before.get(duty, due) != due]


async def _days(db: AsyncSession, rule: DutyRule) -> dict[int, date]:
    is_open = (Duty.rule_id == rule.id, Duty.state == DutyState.OPEN)
    return dict((await db.execute(select(Duty.id, Duty.due_on).where(*is_open))).all())


async def _void(db: AsyncSession, rule: DutyRule, now: datetime, *which: ColumnElement[bool]) -> None:
    gone = update(Duty).where(Duty.rule_id == rule.id, Duty.state == DutyState.OPEN, *which)
    # What is of no more use is not owed again, as other void duties may be.
    values = {"state": DutyState.VOID, "closed_at": now, "next_at": None, "not_after": now}
    await db.execute(gone.values(**values).execution_options(synchronize_session=False))


async def _put(db: AsyncSession, asked: Sequence[Wanted], now: datetime, *, told: bool = False) -> bool:
    """Open what is new, move what has another day; say whether more is to be opened."""
    known = await _known(db, asked)
    common, when = await customs.read(db), await quiet.read(db)
    await _move(db, asked, known, now)
    new = [one for one in asked if (one.rule.id, one.key) not in known]
    rows = [row for one in new[:AT_ONCE] if (row := _row(one, common, when, now, told=told))["not_after"] > now]
    if rows:
        await db.execute(insert(db, Duty).on_conflict_do_nothing(), rows)
    return len(new) > AT_ONCE


def _row(one: Wanted, common: customs.Customs, when: quiet.Quiet, now: datetime, *, told: bool) -> dict[str, Any]:
    due_on = one.due_on(now, 0)
    row: dict[str, Any] = dict.fromkeys(("person_id", "unit_id", "cluster_id"))
    row |= {one.owner: one.owner_id, "rule_id": one.rule.id, "key": one.key, "school_year": one.year, "due_on": due_on}
    row |= {"meeting_id": one.meeting.id if one.meeting else None, "round_id": one.round_id}
    row |= {"not_after": one.not_after(due_on), "state": DutyState.OPEN, "extra": 0, "version": 0, "opened_at": now}
    duty = Duty(**row, rule=one.rule)
    # Whoever is asked to play a part has the question already.
    knows = told or one.rule.proof is Proof.ANSWERED
    return row | {"told_until": steps.begin(steps.of(duty, common, when), now, told=knows), "next_at": now}


async def _known(db: AsyncSession, asked: Sequence[Wanted]) -> dict[tuple[int, str], Any]:
    columns = (Duty.rule_id, Duty.key, Duty.id, Duty.state, Duty.due_on, Duty.not_after, Duty.opened_at, Duty.extra)
    found: dict[tuple[int, str], Any] = {}
    for start in range(0, len(asked), AT_ONCE):
        names = [(one.rule.id, one.key) for one in asked[start : start + AT_ONCE]]
        rows = await db.execute(select(*columns).where(tuple_(Duty.rule_id, Duty.key).in_(names)))
        found |= {(row.rule_id, row.key): row for row in rows}
    return found


async def _move(db: AsyncSession, asked: Iterable[Wanted], known: Mapping[tuple[int, str], Any], now: datetime) -> None:
    """Give duties the day that their event has now; days that a superior has given stay on top.

    What is void gets it as well: it may be owed again.
    """
    moved = []
    for one in asked:
        stands = known.get((one.rule.id, one.key))
        if stands is None or stands.state not in (DutyState.OPEN, DutyState.VOID):
            continue
        due = one.due_on(stands.opened_at, stands.extra)
        if (due, one.not_after(due)) != (stands.due_on, stands.not_after):
            moved.append({"duty": stands.id, "due": due, "last": one.not_after(due), "now": now})
    if not moved:
        return
    new = {"due_on": bindparam("due"), "not_after": bindparam("last"), "version": Duty.version + 1}
    new |= {"told_until": bindparam("now"), "next_at": bindparam("now")}
    # The session would take a list of values for whole entities, by their keys; its connection takes it as it is.
    await (await db.connection()).execute(update(Duty).where(Duty.id == bindparam("duty")).values(**new), moved)
