"""Somebody whom a school's list names before they have joined: told what it says, and taken off it."""

from sqlalchemy import select

from bot.domain.drafts import RosterRow
from bot.domain.models import DataRequest, Invitee, Person, Role, RosterEntry, Wish
from bot.domain.organisation import invites, roster
from bot.domain.organisation.people import EVERYTHING
from bot.errors import Gone, NotAllowed
from bot.i18n import Translator
from handlers.organisation.listed import ASK_NAME
from tests.talk import Talk, World

HERE = "PTDTBT TH số 1 Na Sang"
VI = Translator("vi")


async def link(world: World, unit: int | None = None) -> str:
    app = world.talk.app
    async with app.database.writing() as db:
        made = await invites.create(db, EVERYTHING, Role.TEACHER, unit_id=unit or world.school, now=app.clock.now())
    return invites.token(made.id, app.settings.secret.reveal())


async def put_in(talk: Talk, *names: str) -> int:
    rows = [RosterRow(number, name, HERE, "Tiếng Anh") for number, name in enumerate(names, start=2)]
    async with talk.app.database.writing() as db:
        secret = talk.app.settings.secret.reveal()
        return (await roster.take(db, EVERYTHING, rows, talk.clock.now(), secret=secret)).new


async def test_who_says_no_is_told_what_the_school_put_in(talk: Talk, world: World) -> None:
    """By their own full name alone, and nothing is stored of them."""
    await put_in(talk, "Lưu Thị Xuyến", "Lò Văn Minh")
    her = talk("Xuyen")
    await her.says(f"/start {await link(world)}")
    await her.says("không")
    asked = await her.presses(VI("What does the school's list say?"))
    assert asked.text == VI(ASK_NAME)
    shown = await her.says("lưu thị xuyến")
    assert "Lưu Thị Xuyến, Tiếng Anh, TH" in shown.text
    assert HERE in shown.text
    assert "Minh" not in shown.text
    await her.presses(VI("Another name"))
    assert VI("The list of the school has nobody of this name.") in (await her.says("Hạng A Tủa")).text
    assert await talk.counts(Person) == 0


async def test_taken_off_the_list_and_not_put_in_again(talk: Talk, world: World) -> None:
    """Asked by who has not joined, done by the controller, kept out of the next list; the others stay."""
    officer, lead = await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Sùng A Dơ", Role.LEAD)
    await put_in(talk, "Lưu Thị Xuyến", "Lò Văn Minh")
    await world.settles(lead)
    await talk.passes(minutes=2)
    [entry] = await talk.finds(select(RosterEntry.id).where(RosterEntry.name == "Lưu Thị Xuyến"))
    expected = select(Invitee.id).where(Invitee.roster_entry_id == entry)
    assert len(await talk.finds(expected)) == 1
    her = talk("Xuyen")
    await her.says(f"/start {await link(world)}")
    await her.says("không")
    await her.presses(VI("What does the school's list say?"))
    await her.says("Lưu Thị Xuyến")
    told = await her.presses(VI("Take me off the list"))
    assert "24/10" in told.text
    await her.forges(f"off-list:{await link(world)}:{entry}")
    assert await talk.finds(select(DataRequest.wish)) == [Wish.OFF_LIST]

    officer.new()
    await talk.passes(minutes=1)
    await officer.presses(talk.said("Open it"))
    assert "Lưu Thị Xuyến" in officer.last.text
    await officer.presses(talk.said("Take off the list"))
    assert await talk.finds(select(RosterEntry.name)) == ["Lò Văn Minh"]
    assert await talk.finds(expected) == []
    assert "Xuyến" not in " ".join(await talk.finds(select(DataRequest.text)))
    assert await put_in(talk, "Lưu Thị Xuyến", "Hạng A Tủa") == 1


async def test_nobody_reaches_into_another_schools_list(talk: Talk, world: World) -> None:
    """A link of one school opens its own list alone; a forged or old one opens none."""
    await put_in(talk, "Lưu Thị Xuyến")
    [entry] = await talk.finds(select(RosterEntry.id))
    theirs, her = await link(world, world.other_school), talk("Xuyen")
    assert VI(Gone.sentence) in (await her.forges(f"off-list:{theirs}:{entry}")).text
    await her.forges(f"own-entry:{theirs}")
    assert VI("The list of the school has nobody of this name.") in (await her.says("Lưu Thị Xuyến")).text
    await her.forges(f"off-list:k1-00000000000000000000:{entry}")
    own = await link(world)
    await talk.passes(days=400)
    await her.forges(f"off-list:{own}:{entry}")
    assert await talk.counts(DataRequest) == 0


async def test_only_the_controller_takes_off(talk: Talk, world: World) -> None:
    await world.has("Điêu Thị Phượng", Role.OFFICER)
    head = await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await put_in(talk, "Lưu Thị Xuyến")
    [entry] = await talk.finds(select(RosterEntry.id))
    await talk("Xuyen").forges(f"off-list:{await link(world)}:{entry}")
    assert talk.said(NotAllowed.sentence) in (await head.forges("request-off:1")).text
    assert await talk.counts(RosterEntry) == 1


async def test_what_is_over_stays_as_a_number(talk: Talk, world: World) -> None:
    """Of a meeting that is over the row stays, and says of nobody who it was."""
    officer, lead = await world.has("Điêu Thị Phượng", Role.OFFICER), await world.has("Sùng A Dơ", Role.LEAD)
    await put_in(talk, "Lưu Thị Xuyến")
    await world.settles(lead)
    await talk.passes(days=20)
    before = len(await talk.finds(select(Invitee.id)))
    [entry] = await talk.finds(select(RosterEntry.id))
    await talk("Xuyen").forges(f"off-list:{await link(world)}:{entry}")
    await officer.forges("request-off:1")
    assert len(await talk.finds(select(Invitee.id))) == before
    assert "(đã xóa)" in await talk.finds(select(Invitee.name))
    assert await talk.counts(RosterEntry) == 0
