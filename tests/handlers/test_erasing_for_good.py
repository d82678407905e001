"""Erased stays erased: in the database's files, in others' menus, after a second import, after a restored backup.

And what is kept for a number of days goes when they are over, counted.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot import erasures
from bot.app import build
from bot.backup import copy_in, copy_out
from bot.domain.drafts import RosterRow
from bot.domain.endings import retention
from bot.domain.models import (
    Account,
    Announcement,
    Answer,
    DataLook,
    DataRequest,
    Dialogue,
    Evidence,
    Invitee,
    LeaveKind,
    LongLeave,
    NoteBack,
    Outbox,
    Person,
    Presence,
    Reflection,
    Role,
    RosterEntry,
    Suppressed,
    Tombstone,
    UnitKind,
)
from bot.domain.organisation import roster, suppression
from bot.domain.organisation.people import EVERYTHING
from bot.settings import Settings, names
from bot.vietnamese import ZONE, fold
from tests.talk import Somebody, Talk, World, photo

NAME, WORDS = "Lưu Thị Ngọc Xuyến", "Nhóm ba cãi nhau về phép chia"
TYPED = (fold(NAME), "Luu Thi Ngoc Xuyen", "lưu thị ngọc xuyến")
ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)


async def with_everything(world: World) -> tuple[Somebody, Somebody]:
    """Return a lead whose menus name somebody, and that person with a mark, a reflection and a photo."""
    lead, her = await world.has("Sùng A Dơ", Role.LEAD), await world.has(NAME, Role.CORE)
    await world.settles(lead)
    await her.forges(f"take:{world.meeting}")
    world.talk.clock.move_to(ENDED)
    await lead.forges(f"names:{world.meeting}")
    await world.marks(her, Presence.PRESENT)
    await her.forges(f"part:{world.meeting}:observer")
    await her.says(WORDS)
    await her.forges("submit:1")
    await her.sends_photo(photo("blue"))
    await her.forges(f"said:{world.meeting}:none")
    return lead, her


def on_disk(folder: Path, *words: str) -> list[str]:
    """Return which words stand in which file of a folder, in the forms in which a database or JSON writes them."""
    found = []
    for file in (one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        for word in words:
            forms = (word.encode(), json.dumps(word)[1:-1].encode())
            found += [f"{word}: {file.name}"] if any(form in content for form in forms) else []
    return found


@pytest.mark.sqlite("the files of the database are looked through")
async def test_nothing_of_somebody_stands_on_the_disk(
    talk: Talk, world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str], settings: Settings
) -> None:
    """Database, log of the database, files, a backup made afterwards, and what the service has logged."""
    _lead, her = await with_everything(world)
    words = (NAME, "luu thi ngoc xuyen", WORDS, her.address + '"')
    assert {one.partition(":")[0] for one in on_disk(tmp_path, *words)} >= {NAME, WORDS}
    [sha] = await talk.finds(select(Evidence.sha))
    assert on_disk(tmp_path, sha) == [] or (talk.app.settings.media_dir / sha[:2] / sha).exists()
    await her.says("/toi")
    await her.presses(talk.said("Erase my data"))
    await her.presses(talk.said("Yes, erase it"))
    talk.channel.chats.clear()
    await talk.app.jobs.look()
    await talk.passes(days=4)
    await talk.app.jobs.clean()
    copy_out(settings, tmp_path / "backup.tar")
    assert on_disk(tmp_path, *words) == []
    assert not (settings.media_dir / sha[:2] / sha).exists()
    said = capfd.readouterr()
    assert all(word not in said.out + said.err for word in (NAME, WORDS))


async def test_a_name_is_gone_from_others_menus_and_letters(talk: Talk, world: World) -> None:
    """The menu still answers to its numbers; others' names stay."""
    lead, her = await with_everything(world)
    for typed in TYPED:
        await lead.says(f"thay co {typed} da co mat chua")
    minh = await world.has("Lò Văn Minh")
    await world.expects(minh)
    await lead.forges(f"names:{world.meeting}")
    assert NAME in json.dumps(await talk.finds(select(Dialogue.older)), ensure_ascii=False)
    await her.forges("erase:yes")
    kept = [*await talk.finds(select(Dialogue.menu)), *await talk.finds(select(Dialogue.older))]
    kept += [*await talk.finds(select(Dialogue.draft)), *await talk.finds(select(Outbox.facts))]
    said = json.dumps([*kept, *await talk.finds(select(Dialogue.shown))], ensure_ascii=False)
    assert NAME not in said
    assert not [typed for typed in TYPED if typed in said], "nor as somebody has typed it"
    assert "Lò Văn Minh" in said
    assert await talk.finds(select(Tombstone.number).where(Tombstone.kind == "people")) == [1]


async def test_a_second_import_of_the_same_list_does_not_bring_anybody_back(talk: Talk, world: World) -> None:
    """Who was erased is named as left out; others come in; another school's person of the name, too."""
    her = await world.has(NAME)
    await her.forges("erase:yes")
    rows = [RosterRow(2, NAME.upper(), "PTDTBT TH số 1 Na Sang"), RosterRow(3, "Lò Thị Mai", "PTDTBT TH số 1 Na Sang")]
    rows.append(RosterRow(4, NAME, "TH Thị trấn"))
    secret = talk.app.settings.secret.reveal()
    for new in (2, 0):
        async with talk.app.database.writing() as db:
            taken = await roster.take(db, EVERYTHING, rows, talk.clock.now(), secret=secret)
        assert taken.new == new
        assert [doubt.sentence for doubt in taken.doubts] == [suppression.HAD_THEMSELVES_ERASED]
    entries = await talk.finds(select(RosterEntry))
    assert {(one.unit_id, one.name) for one in entries} == {(world.school, "Lò Thị Mai"), (world.other_school, NAME)}
    assert all(NAME not in digest for digest in await talk.finds(select(Suppressed.digest)))


@pytest.mark.sqlite("the backup is the file's")
async def test_a_restored_backup_brings_nobody_back(
    talk: Talk, world: World, tmp_path: Path, settings: Settings
) -> None:
    """Neither who was erased after it was made, nor a photo that was taken out; everybody else is there."""
    _lead, her = await with_everything(world)
    minh = await world.has("Lò Văn Minh")
    await minh.sends_photo(photo("green"))
    copy_out(settings, tmp_path / "before.tar")
    await her.forges("erase:yes")
    await minh.forges(f"said:{world.meeting}:out")
    await talk.app.jobs.look()

    there = replace(settings, database_url=f"sqlite+aiosqlite:///{tmp_path}/anew/tables.sqlite3")
    copy_in(there, tmp_path / "before.tar")
    async with build(there, channels=[talk.channel], clock=talk.clock) as app:
        assert await erasures.replay(app.database, there, talk.clock.now()) == 1
        assert await erasures.replay(app.database, there, talk.clock.now()) == 0
        async with app.database.reading() as db:
            assert sorted(await db.scalars(select(Person.name))) == ["", "Lò Văn Minh", "Sùng A Dơ"]
            assert list(await db.scalars(select(Answer.text))) == []
            assert list(await db.scalars(select(Evidence.id))) == []
        await app.database.scrub()
    assert on_disk(tmp_path / "anew", NAME, WORDS) == []


@pytest.mark.sqlite("the backup is the file's")
@pytest.mark.parametrize("erased", [False, True])
async def test_who_was_put_together_goes_as_the_other_one_goes(
    talk: Talk, world: World, tmp_path: Path, settings: Settings, erased: bool
) -> None:
    """A backup of before that has two rows again: nobody asked to be erased, or both are the one who did."""
    head, old = await world.has("Hạng A Tủa", Role.PRINCIPAL), await world.has(NAME)
    async with talk.app.database.writing() as db:
        about = {"name": NAME, "folded": "luu thi ngoc xuyen", "level": "th", "joined_at": talk.clock.now()}
        db.add(Person(id=3, unit_id=world.school, **about))
        await db.flush()
        db.add(Account(person_id=3, channel=talk.channel.name, address="may-moi"))
    copy_out(settings, tmp_path / "before.tar")
    await head.forges("same-yes:2:3")
    assert sorted(await talk.finds(select(Person.name))) == ["", "Hạng A Tủa", NAME]
    if erased:
        await old.forges("erase:yes")
    await talk.app.jobs.look()
    there = replace(settings, database_url=f"sqlite+aiosqlite:///{tmp_path}/anew/tables.sqlite3")
    copy_in(there, tmp_path / "before.tar")
    async with build(there, channels=[talk.channel], clock=talk.clock) as app:
        assert await erasures.replay(app.database, there, talk.clock.now()) == (2 if erased else 0)
        async with app.database.reading() as db:
            names = sorted(await db.scalars(select(Person.name)))
    assert names == (["", "", "Hạng A Tủa"] if erased else ["Hạng A Tủa", NAME, NAME])


async def test_a_number_that_is_somebody_elses_now_is_left_alone(talk: Talk, world: World) -> None:
    """Tables that were begun anew number their people from one again."""
    settings = talk.app.settings
    erasures.merge(erasures.place(settings), [{"person": 1, "joined": "2020-01-01T00:00:00+00:00"}])
    await world.has(NAME)
    assert await erasures.replay(talk.app.database, settings, talk.clock.now()) == 0
    assert await talk.finds(select(Person.name)) == [NAME]
    with erasures.place(settings).open("a") as out:
        out.write('{"person": 1, "jo')
    assert len(erasures.lines(erasures.place(settings))) == 1


async def night(talk: Talk, **days: int) -> None:
    """Let a night pass with these days of keeping."""
    talk.app.jobs._settings = replace(talk.app.settings, **{f"keep_{kind}": n for kind, n in days.items()})
    await talk.app.jobs.clean()


def test_every_kind_has_its_setting() -> None:
    assert set(retention.DAYS_OF.values()) == {name for name in names() if name.startswith("keep_")}
    assert {UnitKind.SCHOOL} & set(UnitKind) == {UnitKind.SCHOOL}


async def test_each_kind_goes_when_its_days_are_over(talk: Talk, world: World) -> None:
    """Not a day sooner; figures stay; what went is counted, by kind."""
    lead, her = await with_everything(world)
    await her.forges("ask:complain")
    await her.says("Ảnh bị đăng")
    await lead.forges("summary")
    await lead.forges(f"sum:meeting:{world.meeting}")
    before = (await lead.forges(f"sum:meeting:{world.meeting}")).text
    async with talk.app.database.writing() as db:
        author = await world.id_of(lead)
        old = {"audience": "all", "text": "Mời dự", "sent_at": ENDED.astimezone(UTC), "finished_at": ENDED}
        db.add(Announcement(author_id=author, **old))
        same = {"unit_id": world.school, "imported_at": ENDED}
        nursing = RosterEntry(name="Mẹ Con", folded="me con", **same)
        db.add_all([RosterEntry(name="Ai Đó", folded="ai do", **same), nursing])
        await db.flush()
        away = {"first_day": ENDED.date(), "last_day": (ENDED + timedelta(days=180)).date()}
        db.add(LongLeave(roster_entry_id=nursing.id, kind=LeaveKind.MATERNITY, at=ENDED, **away))
        back = {"announcement_id": 1, "writer_id": await world.id_of(her), "reader_id": author, "text": "Em đau"}
        db.add(NoteBack(written_at=ENDED, **back))
        await db.execute(update(Invitee).values(answered_by_id=author, asked_by_id=author, reason="ốm"))
    kinds = dict.fromkeys(("marks", "reflections", "photos", "texts", "lists", "looks"), 30)
    await talk.comes(ENDED + timedelta(days=29))
    await night(talk, **kinds)
    assert await talk.counts(Reflection) == 1
    assert await talk.finds(select(Announcement.text)) == ["Mời dự"]
    assert await talk.finds(select(NoteBack.text)) == ["Em đau"]
    await talk.comes(ENDED + timedelta(days=32))
    await night(talk, **kinds)
    for table in (Reflection, Answer, Evidence, DataLook, NoteBack):
        assert await talk.counts(table) == 0, table
    assert await talk.finds(select(Announcement.text)) == [""]
    names = await talk.finds(select(RosterEntry.name))
    assert "Ai Đó" not in names
    assert "Mẹ Con" in names, "who is away for long is still expected"
    assert set(await talk.finds(select(Invitee.name))) == {retention.NAMELESS}
    for column in (Invitee.person_id, Invitee.answered_by_id, Invitee.asked_by_id):
        assert set(await talk.finds(select(column))) == {None}, column
    assert set(await talk.finds(select(Invitee.reason))) == {""}
    assert (await lead.forges(f"sum:meeting:{world.meeting}")).text.splitlines()[:4] == before.splitlines()[:4]
    counts = dict.fromkeys(await talk.finds(select(Tombstone.kind)), 1)
    assert set(counts) == {*kinds}
    assert await talk.counts(DataRequest) == 1, "what is open stays"


async def test_a_photo_of_which_nobody_speaks_goes_after_its_days(talk: Talk, world: World) -> None:
    """One that was spoken of stays; the file goes with its row."""
    _lead, her = await with_everything(world)
    await her.sends_photo(photo("yellow"))
    [sha] = await talk.finds(select(Evidence.sha).where(Evidence.faces.is_(None)))
    await talk.comes(ENDED + timedelta(days=15))
    await night(talk, unsaid=14)
    assert await talk.finds(select(Evidence.faces)) == [False]
    assert await talk.app.media.path(sha) is None


async def test_zero_days_are_for_ever(talk: Talk, world: World) -> None:
    await with_everything(world)
    await talk.comes(ENDED + timedelta(days=5000))
    await night(talk, **dict.fromkeys((kind for kind in retention.KINDS), 0))
    assert await talk.counts(Reflection) == 1
    assert await talk.counts(Tombstone) == 0
