"""Every row that is kept of somebody: in the chat, kind by kind, and as a file; nothing of anybody else."""

from datetime import datetime
from io import BytesIO

from python_calamine import CalamineWorkbook
from sqlalchemy import func, or_, select

from bot.domain.endings import my_data, my_data_words
from bot.domain.models import Base, Evidence, Person, Presence, Role, Unit
from bot.errors import Gone
from bot.i18n import Translator
from bot.vietnamese import ZONE
from tests.talk import Somebody, Talk, World

ENDED = datetime(2023, 10, 26, 17, 0, tzinfo=ZONE)


async def lived(world: World) -> tuple[Somebody, Somebody]:
    """Return a lead and a teacher with marks, a reflection and a photo between them."""
    talk, lead, lan = world.talk, await world.has("Sùng A Dơ", Role.LEAD), await world.has("Vàng Thị Lan")
    await world.settles(lead)
    await lan.forges(f"take:{world.meeting}")
    talk.clock.move_to(ENDED)
    await lead.forges(f"mark:{world.meeting}:{await world.expects(lan)}:0:0")
    await world.marks(lan, Presence.LATE)
    await lan.forges(f"part:{world.meeting}:observer")
    await lan.says("=1+1 nhóm 2 thảo luận")
    await lan.sends_photo()
    return lead, lan


def test_no_table_is_forgotten() -> None:
    """Whoever adds a table says whether it tells of people: by a key to `person`, or in one of the lists."""
    assert my_data.unclaimed() == set()
    assert not my_data.OF_NOBODY & my_data.tables().keys()
    assert {name for name in my_data.THROUGH if name not in Base.metadata.tables} == set()


def test_every_kind_has_a_name_in_words() -> None:
    """A table that nobody has named would be shown by its English one."""
    assert my_data.tables().keys() - my_data_words.TABLES.keys() == set()


async def test_every_row_that_points_at_somebody_is_found(talk: Talk, world: World) -> None:
    """Whatever the table and the column: what the tables say by their keys is what the file holds."""
    lead, _lan = await lived(world)
    me = await world.id_of(lead)
    async with talk.app.database.reading() as db:
        found = await my_data.everything(db, me)
        numbers: dict[str, int] = {}
        for name, _columns, rows in found:
            table = name.partition(":")[0]
            numbers[table] = numbers.get(table, 0) + len(rows)
        for table in Base.metadata.sorted_tables:
            pointing = [c for c in table.columns if any(k.column.table.name == "person" for k in c.foreign_keys)]
            if pointing:
                there = select(func.count()).select_from(table).where(or_(*(column == me for column in pointing)))
                assert numbers.get(table.name, 0) >= (await db.scalar(there) or 0), table.name


async def test_of_what_one_did_to_others_only_the_act_is_shown(talk: Talk, world: World) -> None:
    """A lead's file says that they marked somebody and when; not whom, and not with which result in words."""
    lead, lan = await lived(world)
    async with talk.app.database.reading() as db:
        found = {name: columns for name, columns, _rows in await my_data.everything(db, await world.id_of(lead))}
    assert "at" in found["mark:by"]
    assert not {"invitee_id", "by_id", "reason"} & set(found["mark:by"])
    content = await file_of(lead)
    assert "Vàng Thị Lan" not in content
    assert "Sùng A Dơ" in content
    assert "nhóm 2" in await file_of(lan)


async def file_of(somebody: Somebody) -> str:
    """Return all that stands in the file, as text."""
    talk = somebody.talk
    await somebody.forges("mydata:0")
    sent = await somebody.presses(talk.said("All as a file"))
    assert sent.uploads[0].name == "du-lieu-cua-toi.xlsx"
    book = CalamineWorkbook.from_filelike(BytesIO(sent.uploads[0].content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)


async def test_the_chat_shows_kinds_then_rows(talk: Talk, world: World) -> None:
    """By words, not by columns: the meeting has its name, the mark its word, others no name."""
    _lead, lan = await lived(world)
    t = Translator(talk.language)
    shown = await lan.forges("mydata:0")
    assert f"{t('Marks of attendance')}: 2" in shown.text
    assert f"{t('Answers of reflections')}: 1" in shown.text
    marks = await lan.forges("myrows:mark:0")
    assert t("late") in marks.text
    assert t("somebody else") in marks.text
    assert "Cụm số 1 14:00 26/10/2023" in (await lan.forges("myrows:invitee:0")).text
    assert "=1+1 nhóm 2" in (await lan.forges("myrows:answer:0")).text
    for forged in ("myrows:unit:0", "myrows:nothing:0"):
        assert talk.said(Gone.sentence) in (await lan.forges(forged)).text
    assert (await lan.forges("myrows:mark:9")).text


async def test_rows_are_read_without_the_words_of_the_tables(talk: Talk, world: World) -> None:
    """Level, language, why one was expected and who did it: in the words that people use, in chat and file."""
    _lead, lan = await lived(world)
    t = Translator(talk.language)
    profile = await lan.forges("myrows:person:0")
    assert f"{t('Level')}: {t('Primary')}" in profile.text
    assert t("Vietnamese" if talk.language == "vi" else "English") in profile.text
    expected = await lan.forges("myrows:invitee:0")
    assert f"{t('Why expected')}: {t('the meeting is for them')}" in expected.text
    assert f"{t('By whom')}: {t('somebody else')}" in (await lan.forges("myrows:mark:0")).text
    content = await file_of(lan)
    for raw in ("by id", "answered by id", "concerned", "offered until"):
        assert raw not in content.split("\n")


async def test_nobody_sees_rows_of_anybody_else(talk: Talk, world: World) -> None:
    """Every kind that there is, opened by somebody who has done nothing, tells nothing of the others."""
    _lead, _lan = await lived(world)
    minh = await world.has("Lò Văn Minh")
    for table in my_data.tables():
        shown = await minh.forges(f"myrows:{table}:0")
        for word in ("Vàng", "nhóm 2", "Sùng"):
            assert word not in shown.text, table
    assert "nhóm 2" not in await file_of(minh)
    assert await talk.counts(Evidence) == 1


async def test_subject_and_level_are_corrected(talk: Talk, world: World) -> None:
    lan = await world.has("Vàng Thị Lan")
    async with talk.app.database.writing() as db:
        (await db.get_one(Unit, world.school)).name = "TH&THCS Na Sang"
    await lan.says("/toi")
    await lan.presses(talk.said("Correct my data"))
    await lan.presses(talk.said("Correct my subject"))
    await lan.presses("Tiếng Anh")
    await lan.forges("correct")
    await lan.presses(talk.said("Correct my level"))
    await lan.presses(talk.said("Lower secondary"))
    [person] = await talk.finds(select(Person))
    assert (person.subject, person.level) == ("Tiếng Anh", "thcs")
    for forged in ("my-level:x", "my-subject:99"):
        assert talk.said(Gone.sentence) in (await lan.forges(forged)).text
