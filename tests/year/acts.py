"""What people do in a year, said and pressed as in their own chats."""

from sqlalchemy import select

from bot.domain.duties import ledger
from bot.domain.duties.lines import DutyLine
from bot.domain.models import (
    Account,
    Duty,
    DutyRule,
    Heading,
    Invitee,
    Meeting,
    PaperState,
    PaperVersion,
    PartKind,
    Person,
    Presence,
    Unit,
)
from bot.domain.organisation import people
from bot.domain.programme.hosting import IN_ROOMS
from bot.vietnamese import fold, local
from tests.talk import Message, Somebody
from tests.year.walk import Act, Year

VIDEO_LINK = "https://drive.example.vn/video/tiet-day-minh-hoa"


async def press(year: Year, somebody: Somebody, label: str) -> Message:
    """Press a button of the newest message that has it."""
    wanted = fold(year.talk.said(label))
    with_it = [one for one in somebody.chat if any(wanted in fold(name) for name in one.labels)]
    assert with_it, f"nothing to press {label!r} on; last: {somebody.last.text}"
    return await somebody.presses(wanted, on=with_it[-1])


def settles(cluster: str, month: int, when: str, seats: str = "30") -> Act:
    """Settle a meeting, or move it."""

    async def act(year: Year, lead: Somebody) -> None:
        await lead.forges(f"settle:{await year.meeting(cluster, month)}")
        # A meeting that moves keeps its room and its seats.
        if year.talk.said("Settle it") not in (await lead.says(when)).labels:
            await lead.says("Phòng họp")
            await lead.says(seats)
        await press(year, lead, "Settle it")

    return act


def takes(cluster: str, month: int) -> Act:
    async def act(year: Year, somebody: Somebody) -> None:
        await somebody.forges(f"take:{await year.meeting(cluster, month)}")

    return act


def gives_up(cluster: str, month: int) -> Act:
    async def act(year: Year, somebody: Somebody) -> None:
        await somebody.forges(f"leave:{await year.meeting(cluster, month)}")

    return act


def asks(cluster: str, month: int, task: PartKind, name: str) -> Act:
    """Ask somebody to play a part in a meeting."""

    async def act(year: Year, lead: Somebody) -> None:
        await lead.forges(f"role:{await year.meeting(cluster, month)}:{list(PartKind).index(task)}:0")
        await lead.says(name)

    return act


def answers(label: str) -> Act:
    """Answer what was asked last: "Accept" or "Decline"."""

    async def act(year: Year, somebody: Somebody) -> None:
        await press(year, somebody, label)

    return act


def opens_roll(cluster: str, month: int) -> Act:
    async def act(year: Year, lead: Somebody) -> None:
        await lead.forges(f"roll:{await year.meeting(cluster, month)}")

    return act


def checks_in(cluster: str, month: int) -> Act:
    """Type the code of an open roll call."""

    async def act(year: Year, somebody: Somebody) -> None:
        [code] = await year.talk.finds(select(Meeting.code).where(Meeting.id == await year.meeting(cluster, month)))
        await somebody.says(code)

    return act


def marks(cluster: str, month: int, name: str, presence: Presence) -> Act:
    """Mark somebody by hand."""

    async def act(year: Year, lead: Somebody) -> None:
        meeting, mode = await year.meeting(cluster, month), list(Presence).index(presence)
        asked = select(Invitee.id).where(Invitee.meeting_id == meeting, Invitee.person_id == await _id_of(year, name))
        [expected] = await year.talk.finds(asked)
        await lead.forges(f"mark:{meeting}:{expected}:{mode}:0")

    return act


def reflects(cluster: str, month: int) -> Act:
    async def act(year: Year, somebody: Somebody) -> None:
        say = year.talk.said
        asked = await somebody.forges(f"reflect:{await year.meeting(cluster, month)}")
        if say("I observed") in asked.labels:
            await somebody.presses(say("I observed"))
        await somebody.says("Nhóm 2 còn lúng túng ở bước chia sẻ, phút thứ 15")
        await somebody.presses(say("To the end"))
        await somebody.presses(say("Hand in"))

    return act


def readies(cluster: str, month: int) -> Act:
    """Tick the whole check list of the host."""

    async def act(year: Year, head: Somebody) -> None:
        for item in IN_ROOMS:
            await head.forges(f"host-done:{await year.meeting(cluster, month)}:{item}")

    return act


def rehosts(cluster: str, month: int, school: str) -> Act:
    async def act(year: Year, lead: Somebody) -> None:
        await lead.forges(f"rehost:{await year.meeting(cluster, month)}:0")
        await lead.presses(school)
        await lead.presses(year.talk.said("Yes, change it"))

    return act


def calls_off(cluster: str, month: int) -> Act:
    async def act(year: Year, lead: Somebody) -> None:
        await lead.forges(f"meeting:{await year.meeting(cluster, month)}")
        await lead.presses_on_card(year.talk.said("Call off"))
        await lead.presses(year.talk.said("Yes, call it off"))

    return act


def hands_in(what: str, said: str, month: int | None = None) -> Act:
    """Hand in what one owes by the code or title of its rule, where needed of a month of the plan."""

    async def act(year: Year, somebody: Somebody) -> None:
        [duty] = [line for line in await _mine(year, somebody) if _is(line, what, month)]
        await somebody.forges(f"duty-in:{duty.id}")
        await somebody.says(said)

    return act


def sends_up(what: str, month: int | None = None) -> Act:
    """Send up an own file of the paper that closes what one owes."""

    async def act(year: Year, somebody: Somebody) -> None:
        [duty] = [line for line in await _mine(year, somebody) if _is(line, what, month)]
        await somebody.forges(f"duty-up:{duty.id}")
        await somebody.sends_file("Bao cao.docx", b"as written in Word")

    return act


def approves() -> Act:
    """Approve every paper that has come up."""

    async def act(year: Year, officer: Somebody) -> None:
        async with year.app.database.writing() as db:
            came = (await db.scalars(select(PaperVersion.id).where(PaperVersion.state == PaperState.SENT))).all()
        assert came
        for version in came:
            await officer.forges(f"paper-approve:{version}")

    return act


def writes_minutes(cluster: str, month: int, said: str) -> Act:
    """Let a lead write something under the conclusion of a meeting's minutes, and approve them."""

    async def act(year: Year, lead: Somebody) -> None:
        meeting, place = await year.meeting(cluster, month), list(Heading).index(Heading.CONCLUSION)
        await lead.forges(f"minutes-at:{meeting}:{place}")
        await lead.says(said)
        await lead.forges(f"minutes-all:{meeting}:0")
        await lead.presses(year.talk.said("Approve the minutes"))

    return act


async def _mine(year: Year, somebody: Somebody) -> list[DutyLine]:
    async with year.app.database.writing() as db:
        person = await people.find(db, year.talk.channel.name, somebody.address)
        assert person
        rights = await people.rights(db, person.id, local(year.now).date())
        return list(await ledger.mine(db, person, rights, year.now))


def _is(line: DutyLine, what: str, month: int | None) -> bool:
    about = line.meeting.month if line.meeting else line.month
    return what in (line.code, line.title) and (month is None or (about is not None and about.month == month))


def gives_time(code: str, school: str, day: str) -> Act:
    """Give a school more time."""

    async def act(year: Year, officer: Somebody) -> None:
        await officer.forges(f"duty-more:{await _duty_of(year, code, school)}")
        await officer.says(day)
        await press(year, officer, "Yes, until then")

    return act


def excuses(code: str, school: str, reason: str) -> Act:
    async def act(year: Year, officer: Somebody) -> None:
        await officer.forges(f"duty-excuse:{await _duty_of(year, code, school)}")
        await officer.says(reason)

    return act


async def _duty_of(year: Year, code: str, school: str) -> int:
    asked = select(Duty.id).join(Duty.rule).join(Unit, Unit.id == Duty.unit_id)
    [found] = await year.talk.finds(asked.where(DutyRule.code == code, Unit.name == school))
    return int(found)


def changes_rule(press_of: str, code: str, typed: str = "") -> Act:
    """Change a rule: "rule-pause", "rule-resume", "rule-to:day"."""

    async def act(year: Year, officer: Somebody) -> None:
        [rule] = await year.talk.finds(select(DutyRule).where(DutyRule.code == code))
        await officer.forges(f"{press_of}:{rule.id}:{rule.version}")
        if typed:
            await officer.says(typed)
        await officer.presses(year.talk.said("Yes, change it"))

    return act


def writes_duty(title: str, day: str, schools: int) -> Act:
    """Write a duty for all schools of the own cluster."""

    async def act(year: Year, lead: Somebody) -> None:
        await lead.forges("duty-new")
        await lead.says(title)
        await lead.says(day)
        await lead.presses(year.talk.said("All {number} schools", number=schools))
        await lead.presses(year.talk.said("Yes, write it"))

    return act


def says(label: str) -> Act:
    """Press a button of a letter: "Understood", "Remind all"."""
    return answers(label)


async def _id_of(year: Year, name: str) -> int:
    asked = select(Account.person_id).join(Person, Person.id == Account.person_id).where(Person.name == name)
    return int((await year.talk.finds(asked))[0])
