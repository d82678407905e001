"""The platform's menu of commands is everybody's own: by role and language, set beside all else, a few a minute."""

import pytest
from sqlalchemy import select

from bot import menus as setting
from bot.domain.models import Account, Role
from bot.messages import Away, Blocked, Commands
from handlers import menus
from handlers.help import COMMANDS
from tests.talk import Talk, TalkChannel


class WithMenus(TalkChannel):
    """A channel whose platform shows menus."""

    def __init__(self, *, buttons: bool) -> None:
        super().__init__(buttons=buttons)
        self.menus: dict[str, list[str]] = {}
        self.said: dict[str, list[str]] = {}
        self.calls = 0

    async def set_menu(self, address: str, commands: Commands) -> None:
        self.calls += 1
        if self.troubles[address]:
            raise self.troubles[address].pop(0)
        self.menus[address] = [name for name, _ in commands]
        self.said[address] = [what for _, what in commands]


@pytest.fixture
def channel(manner: tuple[str, str]) -> WithMenus:
    return WithMenus(buttons=manner[0] == "buttons")


async def test_each_role_has_its_own_menu_and_keeps_it(talk: Talk, channel: WithMenus) -> None:
    """First what the role does most; a second look sets nothing."""
    world = await talk.world()
    people = {role: await world.has(f"Vàng {role}", role) for role in (Role.OFFICER, Role.PRINCIPAL, Role.LEAD)}
    lan = await world.has("Vàng Thị Lan")
    both = await world.has("Lò Văn Minh", Role.PRINCIPAL, Role.LEAD)
    await talk.app.jobs.menus.renew()
    for role, somebody in people.items():
        assert channel.menus[somebody.address][:2] == [*menus.OWN[role][:2]], role
    assert "nguoi" not in channel.menus[lan.address]
    assert {"nguoi", "bienban"} <= set(channel.menus[both.address])
    assert channel.said[lan.address][0] == talk.said(COMMANDS["lich"])
    before = channel.calls
    await talk.app.jobs.menus.renew()
    assert channel.calls == before


async def test_a_menu_follows_role_and_language(talk: Talk, channel: WithMenus) -> None:
    """Within a minute, and only where something changed."""
    world = await talk.world()
    lan, head = await world.has("Vàng Thị Lan"), await world.has("Hạng A Tủa", Role.PRINCIPAL)
    await talk.app.jobs.menus.renew()
    await world.ends_roles(head)
    await lan.forges(f"language:{'en' if talk.language == 'vi' else 'vi'}")
    before = channel.calls
    await talk.app.jobs.menus.renew()
    assert channel.calls == before + 2
    assert "nguoi" not in channel.menus[head.address]
    assert channel.said[lan.address][0] != talk.said(COMMANDS["lich"])


async def test_trouble_waits_and_a_refusal_is_not_in_the_way(talk: Talk, channel: WithMenus, monkeypatch) -> None:
    """What the platform is in trouble with is tried the next time, who is gone never again; a few at a time."""
    monkeypatch.setattr(setting, "MOST", 3)
    world = await talk.world()
    people = await world.have([f"Vàng Thị {letter}" for letter in "ABCDE"])
    channel.troubles[people[0].address] = [Blocked()]
    channel.troubles[people[1].address] = [Away()]
    await talk.app.jobs.menus.renew()
    assert channel.menus == {}
    assert [bool(one) for one in await talk.finds(select(Account.menu).order_by(Account.id))] == [True] + [False] * 4
    for _ in range(2):
        await talk.app.jobs.menus.renew()
    assert set(channel.menus) == {one.address for one in people[1:]}


async def test_what_stands_in_an_empty_chat_fits(talk: Talk) -> None:
    """Telegram takes no longer text, and a menu's lines are short."""
    assert len(talk.said(menus.ABOUT)) <= 512
    assert len(talk.said(menus.SHORT)) <= 120
    assert [name for name, _ in menus.of_strangers(talk.language)] == ["start", "lienket", "trogiup"]
    every = menus.commands(talk.language, frozenset(Role))
    assert {name for name, _ in every} <= set(COMMANDS)
    assert all(len(what) <= 80 for _, what in every)
