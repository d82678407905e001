"""What the peer of `benchmarks.step` does for each act: the same guards and rows on SQLAlchemy Core, and no more.

Each act is one transaction, which answers an update once. What Core, aiosqlite and the same pragmas give is taken as
their guides show it; photos are cleaned and kept by the very functions of the service.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from sqlalchemy import MetaData, Row, RowMapping, func, insert, or_, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.media import Media

SIGN_UP, LEAVE, BEGIN, PHOTOS = "take", "leave", "part", "photos"
IN_VIETNAM = timedelta(hours=7)
REASONS = ("con ốm", "bị ốm", "trùng tiết dạy", "việc gia đình", "công tác khác", "Để sau")
QUESTIONS = (
    "Thầy/cô quan sát em/nhóm nào, ở hoạt động nào, phút thứ mấy? (Dùng ký hiệu HS A, nhóm 2; không ghi họ tên.)",
    "Em/nhóm đó học như thế nào? (Nói gì, làm gì, nét mặt, sản phẩm.)",
)
COMMANDS = "\n".join(
    f"/lenh{number} – làm một việc, với thời hạn, buổi họp và người của trường" for number in range(16)
)
HOME = ("Lịch", "Đăng ký", "Điểm danh", "Suy ngẫm", "Việc của tôi", "Việc của trường", "Trợ giúp")
ANSWERS = {None: "Thầy/cô chưa trả lời.", "yes": "Thầy/cô tham dự.", "no": "Thầy/cô báo vắng."}
CODE = re.compile(r"\d{5}")


@dataclass
class Said:
    """An answer: its words and its buttons; with a file, or in place of a question's keyboard, where it has that."""

    text: str
    buttons: tuple[str, ...] = ()
    file: bool = False
    over: int | None = None
    """The message whose keyboard goes."""
    asks: str = ""
    """The conversation that waits for an answer to it."""


class Refused(Exception):
    """Why nothing was done."""


def refuse(why: str) -> NoReturn:
    """Roll everything back and say why."""
    raise Refused(why)


class Acts:
    """A bot's acts on its tables."""

    def __init__(self, engine: AsyncEngine, tables: MetaData, media: Media) -> None:
        self._engine = engine
        self._t: Mapping[str, Any] = tables.tables
        self._media = media
        self._turn = asyncio.Lock()

    async def row(self, number: int, chat: int, *_: object) -> Said:
        """Write one row and say so."""
        async with self._turn, self._engine.begin() as db:
            await self._once(db, number, _now())
        return Said(f"Đã ghi: {chat}", ("Trả chỗ",), file=True)

    async def same(self, number: int, chat: int, what: str, photo: bytes | None) -> Said | None:
        """Do what a press ("take:3"), a command, a code, an answer or a photo asks for; None where it was done."""
        kept = (await self._media.keep_sent(photo, photo=True)).sha if photo else ""
        name, _, about = what.partition(":")
        try:
            async with self._turn, self._engine.begin() as db:
                if not await self._once(db, number, _now()):
                    return None
                who = await self._who(db, chat)
                if kept:
                    return await self._photo(db, who, kept)
                act = self._by_name().get(name)
                if act:
                    return await act(db, who, int(about.partition(":")[0] or 0))
                code = CODE.fullmatch(what)
                return await self._code(db, who, what) if code else await self._answer(db, who, what)
        except Refused as why:
            return Said(str(why))

    def _by_name(self) -> Mapping[str, Callable[[AsyncConnection, Row[Any], int], Awaitable[Said]]]:
        return {
            SIGN_UP: self._take,
            LEAVE: self._leave,
            BEGIN: self._begin,
            PHOTOS: self._wait_for_photos,
            "/lich": self._calendar,
            "/viec": self._duties,
            "/trogiup": self._help,
        }

    async def stands_in(self, key: str, message: int) -> None:
        """Note in which message a question stands, to take its keyboard off once it is answered."""
        dialogue = self._t["dialogue"]
        async with self._turn, self._engine.begin() as db:
            shown = {"asked-in": message}
            await db.execute(update(dialogue).where(dialogue.c.key == key).values(shown=shown))

    async def _once(self, db: AsyncConnection, number: int, now: datetime) -> bool:
        known = sqlite.insert(self._t["received"]).values(
            channel="telegram", event_id=str(number), at=now, answered=True
        )
        return bool((await db.execute(known.on_conflict_do_nothing())).rowcount)

    async def _who(self, db: AsyncConnection, chat: int) -> Row[Any]:
        person, account = self._t["person"], self._t["account"]
        whose = select(person).join(account).where(account.c.channel == "telegram", account.c.address == str(chat))
        return (await db.execute(whose)).one()

    async def _meeting(self, db: AsyncConnection, who: Row[Any], number: int) -> Row[Any]:
        """Return a meeting that is for this person's school."""
        meeting, member = self._t["meeting"], self._t["cluster_school"].c
        about = (await db.execute(select(meeting).where(meeting.c.id == number))).one()
        near = select(member.unit_id).where(member.cluster_id == about.cluster_id, member.unit_id == who.unit_id)
        if (await db.execute(near)).first() is None or about.state != "settled":
            refuse("Buổi này không có trong lịch của thầy/cô.")
        return about

    async def _must_allow(self, db: AsyncConnection, who: Row[Any], scope: str) -> None:
        consent = self._t["consent"].c
        given = select(consent.scope).where(consent.person_id == who.id, consent.withdrawn_at.is_(None))
        if scope not in (await db.execute(given)).scalars().all():
            refuse("Thầy/cô chưa đồng ý cho lưu.")

    async def _take(self, db: AsyncConnection, who: Row[Any], number: int) -> Said:
        """Take a seat: once, for whom it concerns, while it is open and there are seats, on record."""
        about, now = await self._meeting(db, who, number), _now()
        meeting, seat = self._t["meeting"], self._t["seat"]
        if about.starts_at <= now:
            refuse("Buổi này chưa mở đăng ký.")
        mine = select(seat.c.state).where(seat.c.meeting_id == number, seat.c.person_id == who.id)
        if (await db.execute(mine)).first():
            refuse("Thầy/cô đã có chỗ.")
        free = or_(meeting.c.capacity.is_(None), meeting.c.taken < meeting.c.capacity)
        guarded = update(meeting).where(meeting.c.id == number, free).values(taken=meeting.c.taken + 1)
        held = "held" if (await db.execute(guarded)).rowcount else "waiting"
        row = {"meeting_id": number, "person_id": who.id, "state": held, "since": now}
        await db.execute(insert(seat).values(**row))
        return Said(f"Thầy/cô đã đăng ký: {about.content}, {_hour(about.starts_at)}.", ("Lịch", "Báo vắng"), file=True)

    async def _leave(self, db: AsyncConnection, who: Row[Any], number: int) -> Said:
        """Give a seat up: say no, free the seat, tell nobody who waits where nobody does, ask why."""
        about, now = await self._meeting(db, who, number), _now()
        meeting, seat, invitee = self._t["meeting"], self._t["seat"], self._t["invitee"]
        mine = (seat.c.meeting_id == number, seat.c.person_id == who.id, seat.c.state == "held")
        if not (await db.execute(update(seat).where(*mine).values(state="given_up", since=now))).rowcount:
            refuse("Thầy/cô không có chỗ.")
        said = {"answer": "no", "answered_at": now, "answered_by_id": who.id}
        expected = (invitee.c.meeting_id == number, invitee.c.person_id == who.id)
        await db.execute(update(invitee).where(*expected).values(**said))
        await db.execute(update(meeting).where(meeting.c.id == number).values(taken=meeting.c.taken - 1))
        waits = select(func.count()).where(seat.c.meeting_id == number, seat.c.state == "waiting")
        assert not (await db.execute(waits)).scalar()
        text = f"Đã ghi: thầy/cô báo vắng {about.content}, {_hour(about.starts_at)}.\n\nVì sao? Chọn hoặc ghi lý do."
        return await self._ask(db, who, f"why:{number}", Said(text, REASONS))

    async def _code(self, db: AsyncConnection, who: Row[Any], typed: str) -> Said:
        """Mark somebody by the roll call's code: once, while it is open, on record."""
        meeting, invitee, mark, now = self._t["meeting"], self._t["invitee"], self._t["mark"], _now()
        of_code = select(meeting).where(meeting.c.code == typed, meeting.c.state == "settled")
        about = (await db.execute(of_code.order_by(meeting.c.ends_at.desc()).limit(1))).first()
        if about is None or about.roll_closed_at or about.ends_at <= now:
            refuse("Mã này không đúng.")
        unmarked = invitee.c.presence.is_(None)
        mine = (invitee.c.meeting_id == about.id, invitee.c.person_id == who.id, unmarked)
        late = "late" if now > about.starts_at + timedelta(minutes=15) else "present"
        guarded = update(invitee).where(*mine).values(presence=late, left_early=False).returning(invitee.c.id)
        marked = (await db.execute(guarded)).scalar()
        if marked is None:
            refuse("Thầy/cô đã được điểm danh.")
        row = {"invitee_id": marked, "presence": late, "left_early": False, "at": now, "by_id": who.id}
        await db.execute(insert(mark).values(**row))
        return Said(f"Đã điểm danh: có mặt ({_hour(now)}), {about.content}.", ("Gửi ảnh",))

    async def _begin(self, db: AsyncConnection, who: Row[Any], number: int) -> Said:
        """Begin a reflection and ask its first question."""
        await self._meeting(db, who, number)
        await self._must_allow(db, who, "reflections")
        row = {"meeting_id": number, "person_id": who.id, "part": "observer", "begun_at": _now()}
        begun = (await db.execute(insert(self._t["reflection"]).values(**row))).inserted_primary_key
        return await self._question(db, who, begun[0], 0)

    async def _answer(self, db: AsyncConnection, who: Row[Any], typed: str) -> Said:
        """Keep the answer to the question that waits, and ask the next one in its place."""
        dialogue, reflection, answer = self._t["dialogue"], self._t["reflection"], self._t["answer"]
        waits = (await db.execute(select(dialogue).where(dialogue.c.key == f"person:{who.id}"))).first()
        kind, _, about = (waits.step if waits else "").partition(":")
        if kind != "reflect":
            refuse("Hệ thống chưa hiểu.")
        number, question = map(int, about.split(":"))
        mine = select(reflection).where(reflection.c.id == number, reflection.c.person_id == who.id)
        meeting = await self._meeting(db, who, (await db.execute(mine)).one().meeting_id)
        if not meeting.ends_at <= _now() <= meeting.ends_at + timedelta(days=30):
            refuse("Buổi này không nhận suy ngẫm nữa.")
        row = sqlite.insert(answer).values(reflection_id=number, question=question, text=typed)
        keys = ["reflection_id", "question"]
        await db.execute(row.on_conflict_do_update(index_elements=keys, set_={"text": row.excluded.text}))
        said = await self._question(db, who, number, question + 1)
        said.over = waits.shown.get("asked-in")
        return said

    async def _question(self, db: AsyncConnection, who: Row[Any], reflection: int, number: int) -> Said:
        answer = self._t["answer"].c
        known = dict(
            (await db.execute(select(answer.question, answer.text).where(answer.reflection_id == reflection))).all()
        )
        buttons = ("Giữ" if number in known else "Bỏ qua", "Quay lại", "Đến cuối", "Để sau")
        text = f"Câu hỏi {number + 1}/5\n\n{QUESTIONS[number]}"
        return await self._ask(db, who, f"reflect:{reflection}:{number}", Said(text, buttons))

    async def _ask(self, db: AsyncConnection, who: Row[Any], step: str, said: Said) -> Said:
        """Let a conversation wait for an answer."""
        said.asks = f"person:{who.id}"
        stands = {"step": step, "menu": [*said.buttons], "changed_at": _now()}
        row = sqlite.insert(self._t["dialogue"]).values(key=said.asks, draft={}, older={}, shown={}, **stands)
        await db.execute(row.on_conflict_do_update(index_elements=["key"], set_=stands))
        return said

    async def _wait_for_photos(self, db: AsyncConnection, who: Row[Any], number: int) -> Said:
        await self._meeting(db, who, number)
        return await self._ask(db, who, f"photos:{number}", Said("Thầy/cô vui lòng gửi ảnh.", ("Xong",)))

    async def _photo(self, db: AsyncConnection, who: Row[Any], sha: str) -> Said:
        """Keep a photo of the meeting that waits for some: once, for whom it concerns, who agreed to it, counted."""
        dialogue, photo, now = self._t["dialogue"], self._t["evidence"], _now()
        waits = (await db.execute(select(dialogue.c.step).where(dialogue.c.key == f"person:{who.id}"))).scalar_one()
        number = int(waits.removeprefix("photos:"))
        about = await self._meeting(db, who, number)
        await self._must_allow(db, who, "photos")
        if about.starts_at > now:
            refuse("Buổi này chưa bắt đầu.")
        row = {"meeting_id": number, "person_id": who.id, "sha": sha, "at": now, "consented": False}
        words = {"kind": "photo", "name": "", "album": "", "caption": ""}
        await db.execute(sqlite.insert(photo).values(**row, **words).on_conflict_do_nothing())
        mine = select(func.count()).where(photo.c.meeting_id == number, photo.c.person_id == who.id)
        count = (await db.execute(mine)).scalar()
        return Said(f"Đã lưu {count} ảnh. Có thể gửi thêm; đủ rồi thì chọn Xong.", ("Xong",))

    async def _calendar(self, db: AsyncConnection, who: Row[Any], _number: int) -> Said:
        """Show the next five meetings of one's school, with what one has answered."""
        found = (await db.execute(self._ahead(who))).mappings().all()
        shown = "\n\n".join(_shown(one) for one in found)
        text = f"Số buổi sắp tới: {len(found)}\n\n{shown}\n\nMuốn tìm nhanh, gõ tên trường hoặc tên cụm."
        buttons = [f"{_hour(one['starts_at'])} · {one['cluster']}" for one in found]
        return Said(text, (*buttons, "Trang sau", "Đăng ký"))

    def _ahead(self, who: Row[Any]) -> Any:
        meeting, cluster, unit, member, invitee, seat, rounds, plan = (
            self._t[name]
            for name in ("meeting", "cluster", "unit", "cluster_school", "invitee", "seat", "round", "plan")
        )
        mine = (invitee.c.meeting_id == meeting.c.id) & (invitee.c.person_id == who.id)
        taken = (seat.c.meeting_id == meeting.c.id) & (seat.c.person_id == who.id)
        about = (meeting.c.starts_at, meeting.c.content, cluster.c.name.label("cluster"), unit.c.name.label("host"))
        asked = select(*about, invitee.c.answer, seat.c.state.label("seat")).join(
            cluster, meeting.c.cluster_id == cluster.c.id
        )
        asked = asked.join(unit, unit.c.id == meeting.c.host_id).join(rounds).join(plan)
        asked = asked.join(member, member.c.cluster_id == cluster.c.id).outerjoin(invitee, mine).outerjoin(seat, taken)
        ahead = (meeting.c.state == "settled", meeting.c.ends_at > _now(), plan.c.state == "published")
        return asked.where(*ahead, member.c.unit_id == who.unit_id).order_by(meeting.c.starts_at).limit(5)

    async def _duties(self, db: AsyncConnection, who: Row[Any], _number: int) -> Said:
        """Show what one owes, oneself or by one's office, soonest first."""
        duty, rule = self._t["duty"], self._t["duty_rule"]
        await self._offices(db, who)
        asked = select(duty.c.id, duty.c.due_on, rule.c.title).join(rule, rule.c.id == duty.c.rule_id)
        mine = asked.where(duty.c.person_id == who.id, duty.c.state == "open").order_by(duty.c.due_on)
        found = (await db.execute(mine)).all()
        lines = [f"{one.title}: hạn {one.due_on:%d/%m}" for one in found]
        return Said("\n".join(lines) or "Hiện thầy/cô không có việc nào cần làm. Cảm ơn thầy/cô.", HOME)

    async def _help(self, db: AsyncConnection, who: Row[Any], _number: int) -> Said:
        """Show the commands of one's office."""
        await self._offices(db, who)
        return Said(f"Các lệnh có thể gửi:\n{COMMANDS}\n/huy – thôi", HOME)

    async def _offices(self, db: AsyncConnection, who: Row[Any]) -> set[str]:
        held = self._t["appointment"].c
        asked = select(held.role, held.unit_id, held.cluster_id).where(
            held.person_id == who.id, or_(held.valid_to.is_(None), held.valid_to >= _now().date())
        )
        return {one.role for one in await db.execute(asked)}


def _now() -> datetime:
    # As the tables have it: in UTC, without saying so.
    return datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - the peer is a process of its own


def _hour(moment: datetime) -> str:
    return f"{moment + IN_VIETNAM:%H:%M %d/%m}"


def _shown(one: RowMapping) -> str:
    return f"SHCM {one['cluster']}\n{_hour(one['starts_at'])}\n{one['host']}\n{ANSWERS[one['answer']]}"
