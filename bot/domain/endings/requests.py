"""The register of requests about data: who asked what, until when it is answered and done (NĐ 356/2025, Điều 5).

It is for the controller alone: the officers who are marked as keeping it, or every officer while nobody is. What a
button does at once (stop, erase, restrict) stands there too, as done.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.calendar import quiet
from bot.domain.endings import retention
from bot.domain.models import DataRequest, Person, Purpose, Topic, Wish
from bot.domain.organisation import terms
from bot.domain.organisation.people import Rights
from bot.domain.outbox import outbox
from bot.errors import N_, BadInput, Gone, NotAllowed, Refusal
from bot.settings import Settings
from bot.slices import Slice
from bot.vietnamese import local, nfc

ANSWER_WITHIN = 2
"""Working days."""
DO_WITHIN, DO_WITHIN_BY_OTHERS, ONCE_MORE = 15, 20, 15
"""Days; the second where a processor does it for the controller; the third for the one extension."""
LONGEST = 2000
SOON = timedelta(days=3)
"""How long before its last day the controller is reminded of what is to be done."""
NEW, ANSWER_SOON, DO_SOON, LATE = range(4)
"""What a letter to the controller says; the version of its row, so that each is said once."""
USEFUL_FOR = timedelta(days=5)

EMPTY = N_("Please write in a sentence what you ask for.")
TOO_LONG = N_("This is too long ({letters} letters). Please shorten it to {most} letters.")
EXTENDED = N_("This request was given more time already: the law allows it once.")
CLOSED = N_("This request is done already.")


async def ask(
    db: AsyncSession, settings: Settings, person: Person, wish: Wish, *, text: str, now: datetime
) -> DataRequest:
    """Put a request in the register and tell the controller. Raises BadInput for no words, or too many."""
    words = nfc(text)
    if not words:
        raise BadInput(EMPTY)
    if len(words) > LONGEST:
        raise BadInput(TOO_LONG, letters=len(words), most=LONGEST)
    request = await _enter(db, settings, person, wish, text=words, now=now)
    await _tell_keepers(db, request, NEW, now)
    return request


async def done_at_once(db: AsyncSession, settings: Settings, person: Person, wish: Wish, now: datetime) -> None:
    """Put in the register what a button has done by itself."""
    request = await _enter(db, settings, person, wish, text="", now=now)
    request.answered_at = request.done_at = now


async def ask_unknown(
    db: AsyncSession, settings: Settings, wish: Wish, entry_id: int, *, text: str, now: datetime
) -> DataRequest:
    """Put in the register what somebody asks who has not joined and stands in a list, and tell the controller."""
    request = await _enter(db, settings, None, wish, text=text, now=now)
    request.roster_entry_id = entry_id
    await _tell_keepers(db, request, NEW, now)
    return request


async def _enter(
    db: AsyncSession, settings: Settings, person: Person | None, wish: Wish, *, text: str, now: datetime
) -> DataRequest:
    days = await quiet.read(db)
    answer_by = today = local(now).date()
    for _ in range(ANSWER_WITHIN):
        answer_by = days.workday_after(answer_by + timedelta(days=1))
    within = DO_WITHIN_BY_OTHERS if settings.processor else DO_WITHIN
    due = {"answer_by": answer_by, "due_on": today + timedelta(days=within)}
    request = DataRequest(person_id=person.id if person else None, wish=wish, text=text, asked_at=now, **due)
    db.add(request)
    await db.flush()
    return request


async def mine(db: AsyncSession, person: Person) -> Sequence[DataRequest]:
    """Return one's own requests, the newest first."""
    asked = select(DataRequest).where(DataRequest.person_id == person.id)
    return (await db.scalars(asked.order_by(DataRequest.id.desc()))).all()


async def keepers(db: AsyncSession, today: date) -> set[int]:
    """Return who keeps the register today: the officers who are marked, or all of them while none is."""
    officers = select(Person.id, Person.keeps_data).where(Person.id.in_(terms.officers(today)))
    found = (await db.execute(officers)).all()
    return {person for person, keeps in found if keeps} or {person for person, _keeps in found}


async def may_keep(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> bool:
    """Say whether the register is somebody's to read."""
    return rights.officer and person.id in await keepers(db, local(now).date())


async def _must_keep(db: AsyncSession, person: Person, rights: Rights, now: datetime) -> None:
    if not await may_keep(db, person, rights, now):
        raise NotAllowed


async def set_keeper(db: AsyncSession, person: Person, rights: Rights, now: datetime, *, keeps: bool) -> None:
    """Take the register over, or give it back to all officers. Raises NotAllowed unless it is theirs to keep."""
    await _must_keep(db, person, rights, now)
    person.keeps_data = keeps


async def register(
    db: AsyncSession, person: Person, rights: Rights, now: datetime, *, first: int, most: int
) -> Slice[DataRequest]:
    """Return some of the register: what is open, the nearest day first, then what is done. Raises NotAllowed."""
    await _must_keep(db, person, rights, now)
    total = await db.scalar(select(func.count()).select_from(DataRequest)) or 0
    order = (DataRequest.done_at.is_not(None), DataRequest.answered_at.is_not(None), DataRequest.due_on)
    asked = select(DataRequest).order_by(*order, DataRequest.id.desc()).offset(first).limit(most)
    return Slice((await db.scalars(asked)).all(), first, total)


async def erased(
    db: AsyncSession, person: Person, rights: Rights, since: date, now: datetime
) -> Mapping[tuple[str, str], int]:
    """Return how much was erased since a day, by kind and reason, in numbers alone. Raises NotAllowed."""
    await _must_keep(db, person, rights, now)
    return await retention.counted(db, since)


async def get(db: AsyncSession, person: Person, rights: Rights, number: int, now: datetime) -> DataRequest:
    """Return a request of the register. Raises NotAllowed for everybody else, Gone where there is none."""
    await _must_keep(db, person, rights, now)
    request = await db.get(DataRequest, number, with_for_update=True)
    if request is None:
        raise Gone
    return request


async def asker(db: AsyncSession, request: DataRequest) -> str:
    """Return who asked, empty for somebody who was erased since."""
    if request.person_id is None:
        return ""
    person = await db.get_one(Person, request.person_id)
    return person.true_name or person.name


async def answer(db: AsyncSession, request: DataRequest, by: Person, text: str, now: datetime) -> None:
    """Answer a request; who asked is told. Raises BadInput for no words, or too many."""
    words = nfc(text)
    if not words:
        raise BadInput(EMPTY)
    if len(words) > LONGEST:
        raise BadInput(TOO_LONG, letters=len(words), most=LONGEST)
    request.answer, request.by_id, request.answered_at = words, by.id, request.answered_at or now
    await _tell_asker(db, request, now)


async def close(db: AsyncSession, request: DataRequest, by: Person, now: datetime) -> None:
    """Say that what was asked for is done; an objection that was decided restricts no more. Idempotent."""
    if request.done_at:
        return
    request.done_at, request.by_id, request.answered_at = now, by.id, request.answered_at or now
    await _tell_asker(db, request, now)


async def extend(db: AsyncSession, request: DataRequest, by: Person, now: datetime) -> None:
    """Give a request more time, once; who asked is told. Raises Refusal a second time, and where it is done."""
    if request.done_at:
        raise Refusal(CLOSED)
    if request.extended_at:
        raise Refusal(EXTENDED)
    request.due_on += timedelta(days=ONCE_MORE)
    request.extended_at, request.by_id = now, by.id
    await _tell_asker(db, request, now)


async def _tell_asker(db: AsyncSession, request: DataRequest, now: datetime) -> None:
    topic, version = Topic.request(request.id), int(now.timestamp())
    to, until = [request.person_id] if request.person_id else [], now + USEFUL_FOR
    await outbox.put(db, to, Purpose.DATA_ANSWER, topic, version=version, due_at=now, not_after=until)


async def _tell_keepers(db: AsyncSession, request: DataRequest, what: int, now: datetime) -> None:
    topic, until = Topic.request(request.id), now + USEFUL_FOR
    to = await keepers(db, local(now).date())
    await outbox.put(db, to, Purpose.DATA_REQUEST, topic, version=what, due_at=now, not_after=until)


async def remind(db: AsyncSession, now: datetime) -> None:
    """Remind the controller of what comes due, each of it once: to be called once a day."""
    today = local(now).date()
    near = or_(
        DataRequest.answered_at.is_(None) & (DataRequest.answer_by <= today + timedelta(days=1)),
        DataRequest.due_on <= today + SOON,
    )
    for request in (await db.scalars(select(DataRequest).where(DataRequest.done_at.is_(None), near))).all():
        if request.due_on < today or (request.answered_at is None and request.answer_by < today):
            await _tell_keepers(db, request, LATE, now)
        elif request.answered_at is None and request.answer_by <= today + timedelta(days=1):
            await _tell_keepers(db, request, ANSWER_SOON, now)
        else:
            await _tell_keepers(db, request, DO_SOON, now)
