"""What is kept of somebody is read in words: each column and each word of code that the tables can hold, by the models.

The tables are read from their own description, so that a column, a state or a kind of letter that is added without its
word fails here.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Enum, Table

from bot.domain.calendar.settings import Rung
from bot.domain.endings import my_data, my_data_values, my_data_words
from bot.domain.endings.my_data import Names
from bot.domain.models import Base, Outbox, OutboxState, Purpose, Role, Topic
from bot.domain.organisation import units
from bot.i18n import Translator
from tests.handlers.test_my_rows import file_of
from tests.talk import Talk, World

VI, EN = Translator("vi"), Translator("en")
NOBODY = Names(0, {})
SAME_IN_BOTH = {"video"}
LISTS: dict[str, list[Any]] = {
    "ladder": [[rung.value, 3] for rung in Rung],
    "levels": list(units.LEVELS),
    "reminders": [7, 0],
    "chosen": [1, 2],
}


def columns() -> list[tuple[Table, Column[Any]]]:
    """Return all columns of all tables that somebody may read."""
    return [(one, c) for one in my_data.tables().values() for c in one.columns if c.name not in my_data.SECRET]


def in_words(english: str, vietnamese: str) -> bool:
    return vietnamese != english or english in SAME_IN_BOTH


@pytest.mark.parametrize("name", sorted(my_data.tables()))
def test_each_column_of_a_table_has_its_name(name: str) -> None:
    """In both languages, and no name of a table or of a column stands in it."""
    table = my_data.tables()[name]
    for column in table.columns:
        if column.name in my_data.SECRET:
            continue
        said = my_data_words.column_name(EN, column.name), my_data_words.column_name(VI, column.name)
        assert column.name in my_data_words.COLUMNS, f"{name}.{column.name}"
        assert "_" not in said[1]
        assert in_words(*said), said


def test_each_word_of_code_that_a_table_can_hold_has_its_own() -> None:
    """Kinds of letters, states, owners, proofs …: what an enum can be is said in Vietnamese and never in code."""
    seen = 0
    for table, column in columns():
        for word in column.type.enums if isinstance(column.type, Enum) else []:
            both = [my_data_words.value(t, table.name, column.name, word, NOBODY) for t in (EN, VI)]
            assert both[1] != word or word in SAME_IN_BOTH, f"{table.name}.{column.name}: {word}"
            assert in_words(*both), f"{table.name}.{column.name}: {both}"
            seen += 1
    assert seen > 150


def test_lists_and_forms_are_said_in_words() -> None:
    """What is kept as JSON shows no bracket, no brace and no English key."""
    for table, column in columns():
        if isinstance(column.type, JSON) and column.name in LISTS:
            said = my_data_words.value(VI, table.name, column.name, LISTS[column.name], NOBODY)
            assert not set("[]{}\"'_") & set(said), f"{table.name}.{column.name}: {said}"
            assert "lead" not in said
            assert "thcs" not in said
    form = {"title": "Phân số", "subject": "Toán", "held": "tháng 12", "who": "Lan"}
    said = my_data_words.value(VI, "duty", "form", form, NOBODY)
    assert said == "Tên gọi: Phân số; Môn: Toán; Thời gian: tháng 12; Người thực hiện: Lan"


def test_whatever_a_letter_is_about_has_a_word() -> None:
    """Every way to make a topic, found on the class itself."""
    makers: dict[str, tuple[Any, ...]] = {
        "duties": (date(2026, 11, 2),),
        "chase": (date(2026, 11, 2),),
        "month": (date(2026, 11, 1),),
        "week": (date(2026, 11, 2),),
        "quota": ("zalo", "2026-11"),
        "notice": ("3",),
        "later": ("plan.3",),
    }
    ways = [name for name, one in vars(Topic).items() if isinstance(one, classmethod) and name != "parse"]
    assert len(ways) > 25
    for way in ways:
        topic: Topic = getattr(Topic, way)(*makers.get(way, (5,)))
        said = my_data_words.value(VI, "outbox", "topic", topic, NOBODY)
        assert topic.kind in my_data_values.TOPICS, way
        assert ":" not in said
        assert my_data_values.TOPICS[topic.kind] not in said
    assert my_data_words.value(VI, "outbox", "topic", Topic.week(date(2026, 11, 2)), NOBODY) == "tuần từ 02/11/2026"
    assert my_data_words.value(VI, "announcement", "audience", "all", NOBODY) == "mọi người"


async def test_letters_and_rules_are_read_in_chat_and_file(talk: Talk, world: World) -> None:
    """A letter says its kind and its meeting; an officer's own rule says who owes it; nothing of it is code."""
    lan = await world.has("Vàng Thị Lan")
    await world.settles(await world.has("Sùng A Dơ", Role.LEAD))
    me, now = await world.id_of(lan), talk.clock.now()
    async with talk.app.database.writing() as db:
        for version, purpose in enumerate(Purpose):
            one = Outbox(person_id=me, purpose=purpose, topic=Topic.meeting(world.meeting), version=version)
            one.due_at = one.not_after = now
            one.state, one.settled_at, one.facts = OutboxState.SENT, now, {"who": "Sùng A Dơ"}
            db.add(one)
    t = Translator(talk.language)
    shown = await lan.forges("myrows:outbox:0")
    assert f"{t('Kind of message')}: {t('a week before the meeting')}" in shown.text
    assert f"{t('About')}: {t('the meeting')} Cụm số 1" in shown.text
    assert "meeting:" not in shown.text
    content = await file_of(lan)
    assert t("what became of a paper") in content
    assert "Sùng A Dơ" not in content
    if talk.language == "vi":
        codes = {word for table in Base.metadata.sorted_tables for word in words_of(table) if "_" in word}
        assert not codes & set(content.replace(";", "\n").split("\n"))


def words_of(table: Table) -> set[str]:
    """Return the names of a table's columns and the words of code that it can hold."""
    enums = (column.type.enums for column in table.columns if isinstance(column.type, Enum))
    return {column.name for column in table.columns} | {word for some in enums for word in some}


def test_a_day_and_an_hour_are_local(talk: Talk) -> None:
    """Moments stand in UTC in the tables and at home for people."""
    del talk
    moment = datetime.fromisoformat("2026-11-28T17:30:00+00:00")
    assert my_data_words.value(VI, "person", "joined_at", moment, NOBODY) == "00:30 29/11/2026"
    assert issubclass(Purpose, StrEnum)
