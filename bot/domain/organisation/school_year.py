"""The school year: what its name says, when it begins and ends, and in which calendar year its months stand."""

import re
from dataclasses import dataclass
from datetime import date

from bot.errors import N_, BadInput

FIRST_MONTH = 9
MONTHS = 12


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year, from 1 September to 31 August."""

    first: int

    @classmethod
    def read(cls, typed: str) -> "SchoolYear":
        """Understand "2023-2024", with or without spaces, with any dash."""
        found = re.fullmatch(r"\s*(20\d\d)\s*[-–—]\s*(20\d\d)\s*", typed)
        if not found or int(found[2]) != int(found[1]) + 1:
            raise BadInput(
                N_("{typed} is not a school year. Please write two years that follow each other, like 2023-2024."),
                typed=typed,
            )
        return cls(int(found[1]))

    def __str__(self) -> str:
        return f"{self.first}-{self.first + 1}"

    @property
    def starts(self) -> date:
        """The first day on which the plan's appointments hold."""
        return date(self.first, FIRST_MONTH, 1)

    @property
    def ends(self) -> date:
        """The last day on which they hold."""
        return date(self.first + 1, FIRST_MONTH - 1, 31)

    def month(self, number: int) -> date:
        """Return the first day of this year's month: September to December stand in the first calendar year."""
        return date(self.first if number >= FIRST_MONTH else self.first + 1, number, 1)
