"""A local Telegram: the Bot API over real HTTP, a chat page for people, and a control interface for tests."""

from bot.emulator.control import DemoControls, Moment
from bot.emulator.emulator import Emulator
from bot.emulator.state import Alert, Call, Person
from bot.emulator.views import Chat, Shown, ShownButton, ShownFile
from bot.emulator.wire import Refused

__all__ = [
    "Alert",
    "Call",
    "Chat",
    "DemoControls",
    "Emulator",
    "Moment",
    "Person",
    "Refused",
    "Shown",
    "ShownButton",
    "ShownFile",
]
