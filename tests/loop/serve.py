"""`python -m bot` to the letter, but for its hour: `python -m tests.loop.serve HOUR_FILE COMMAND…`.

The plan's months lie in the past, so the service is told another hour. How many seconds it is off stands in a file,
which the test rewrites to move it, and which a kill leaves as it is.
"""

import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Self

from apscheduler.schedulers import base as scheduling

import bot.__main__ as service
from bot.channels import contact
from bot.clock import SystemClock
from bot.ticker import follow_the_clock


class HourInAFile:
    """The machine's hour, off by the seconds that stand in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._machine = SystemClock()

    def now(self) -> datetime:
        return self._machine.now() + timedelta(seconds=float(self._file.read_text()))

    def move_to(self, moment: datetime) -> None:
        fresh = self._file.with_suffix(".fresh")
        fresh.write_text(str((moment - self._machine.now()).total_seconds()))
        fresh.replace(self._file)


def _let_the_ticker_go_by(hour: HourInAFile) -> None:
    """Give the ticker the moved hour as the machine's clock: whoever sets that sets both."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(hour.now().timestamp(), tz)

    vars(scheduling)["datetime"] = Moved
    told = follow_the_clock.__kwdefaults__ or {}
    follow_the_clock.__kwdefaults__ = told | {"clock": lambda: hour.now().timestamp()}


def _let_deafness_go_by(hour: HourInAFile) -> None:
    """Count the minutes in which a platform was not heard by the moved hour too: nobody wants to wait for them."""
    vars(contact)["time"] = SimpleNamespace(monotonic=lambda: hour.now().timestamp())


if __name__ == "__main__":
    hour = HourInAFile(Path(sys.argv[1]))
    vars(service)["SystemClock"] = lambda: hour
    _let_the_ticker_go_by(hour)
    _let_deafness_go_by(hour)
    service.main(sys.argv[2:])
