"""A local Telegram: the Bot API over real HTTP, a chat page for people, and a control interface for tests."""

from bot.emulator.control import DemoControls, Landmark
from bot.emulator.emulator import Emulator
from bot.emulator.state import Alert, Call, EmulatedPerson
from bot.emulator.views import ShownButton, ShownChat, ShownFile, ShownMessage
from bot.emulator.wire import TelegramRefused

__all__ = [
    "Alert",
    "Call",
    "DemoControls",
    "EmulatedPerson",
    "Emulator",
    "Landmark",
    "ShownButton",
    "ShownChat",
    "ShownFile",
    "ShownMessage",
    "TelegramRefused",
]
