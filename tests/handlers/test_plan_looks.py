"""Looking at a plan takes long where it is long: it is done while no transaction holds others up, and kept."""

from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.models import Role
from tests.counting import counted
from tests.handlers.test_plan_files import FIRST, SECOND, officer, sends
from tests.talk import Somebody, Talk, World

__all__ = ["officer"]

LOOKED = "appointment.named"
"""What only a look at the whole year asks for."""


def one_of_its_own(talk: Talk, name: str) -> tuple[str, ...]:
    """An entry that no other test has looked at: what was found is kept by the process."""
    return tuple(cell.replace("tập làm văn", f"tập làm văn, {name}, {talk.language}") for cell in SECOND)


@pytest.mark.sqlite("only there it says when the writer is held")
async def test_nobody_is_held_up_while_a_plan_is_looked_at(talk: Talk, world: World, officer: Somebody) -> None:
    writer, held = talk.app.database._one_writer, list[bool]()
    assert writer
    engine = talk.app.database._engine.sync_engine

    def note(*sent: Any) -> None:
        if LOOKED in sent[2]:
            held.append(writer.locked())

    event.listen(engine, "before_cursor_execute", note)
    await sends(officer, FIRST, one_of_its_own(talk, "đầu"))
    event.remove(engine, "before_cursor_execute", note)
    assert held
    assert not any(held)


async def test_it_is_looked_at_once_while_the_tables_stand(talk: Talk, world: World, officer: Somebody) -> None:
    """Turning a page, and the yes itself, go by what was found; whatever changes the year is seen at once."""
    await sends(officer, FIRST, one_of_its_own(talk, "sau"))
    with counted(talk.app) as found:
        await officer.presses(talk.said("See the changes and decide"))
        await officer.forges("plan:diff:0")
    assert not [statement for statement, _ in found.sent if LOOKED in statement]
    await world.settles(await world.has("Vàng Thị Mỷ", Role.LEAD))
    with counted(talk.app) as found:
        await officer.forges("plan:diff:0")
    assert [statement for statement, _ in found.sent if LOOKED in statement]
