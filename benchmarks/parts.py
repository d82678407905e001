"""The parts of `make bench`, and how one after the other is run: what ends badly ends alone."""

import time
from collections.abc import Callable, Mapping, Sequence

PARTS: Mapping[str, str] = {
    "send": "A send (CPU of the sending process, medians of interleaved rounds)",
    "step": "What people do, update in to answer out (CPU of the bot's process, medians of interleaved rounds)",
    "memory": "What is held after each thousand of steps (of the bot's process)",
    "broadcast": "Telling everybody at an enforced thirty a second (by the clock)",
    "plan": "A plan of a year, far longer than any (seconds, medians of interleaved rounds)",
    "due": "Notices that are due in the same minute (medians of interleaved rounds)",
    "summary": "A summary of attendance (CPU, medians; memory above idle)",
    "papers": "An official paper of forty pages with thirty photos, and an officer's board (medians)",
    "engines": "The same on SQLite and on PostgreSQL (medians of interleaved rounds)",
    "plan_beside": "Teachers who ask for /lich beside a plan of 2,000 rows (by the clock)",
    "yes": "A yes to a plan, and what follows from it (CPU)",
    "minute": "A minute of a thousand schools (CPU)",
}
"""By module of this package, which has a `run`: what it measures."""

Run = Callable[[str], bool]
"""Runs a part and says whether it came to its end."""


def run_each(names: Sequence[str], run: Run) -> list[str]:
    """Run parts and print how long each took; return those that failed, which do not keep the others from running."""
    failed, began_all = list[str](), time.monotonic()
    for name in names:
        began = time.monotonic()
        well = run(name)
        failed += [] if well else [name]
        # At once, before what the next part's process prints.
        print(f"  {name}: {time.monotonic() - began:.0f} s{'' if well else ', FAILED'}\n", flush=True)
    print(f"{time.monotonic() - began_all:.0f} s in all" + (f"; failed: {' '.join(failed)}" if failed else ""))
    return failed
