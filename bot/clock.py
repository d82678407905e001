"""The clock that is handed in everywhere; only this file asks the machine for the time."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the hour."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own hour."""

    def now(self) -> datetime:
        """Return the machine's moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - here the clock is made


class MovableClock:
    """An hour that runs on from a chosen moment and can be moved: for the demo and the tests.

    `beside` is the clock whose seconds it counts; without one it stands still until moved.
    """

    def __init__(self, start: datetime, beside: Clock | None = None) -> None:
        self._beside = beside
        self.move_to(start)

    def move_to(self, moment: datetime) -> None:
        """Make `moment` (aware) the present one."""
        self._base = moment.astimezone(UTC)
        self._set_at = self._beside.now() if self._beside else None

    def move_by(self, span: timedelta) -> None:
        """Go on, or back, by `span`."""
        self.move_to(self.now() + span)

    def now(self) -> datetime:
        """Return the moved moment in UTC."""
        if self._beside is None or self._set_at is None:
            return self._base
        return self._base + (self._beside.now() - self._set_at)
