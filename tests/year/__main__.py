"""`python -m tests.year` lives the year and writes its table anew, to be looked through before it is kept."""

import asyncio
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from bot.migrate import upgrade
from tests.year.lived import TABLE, live


def main() -> None:
    with TemporaryDirectory() as name:
        folder, empty = Path(name), Path(name) / "empty.sqlite3"
        upgrade(f"sqlite+aiosqlite:///{empty}")
        asyncio.run(live(folder, empty))
        copy(folder / TABLE, Path(__file__).with_name(TABLE))


if __name__ == "__main__":
    main()
