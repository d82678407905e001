"""`make bench`: every figure as a ratio within one run, beside a peer, never as a timed test.

`make bench PARTS="yes due"` runs these alone.
"""

import subprocess
import sys
from importlib import import_module

from benchmarks.parts import PARTS, run_each


def _alone(name: str) -> bool:
    """Run a part in a process of its own, which neither what it holds nor how it ends is others' to bear."""
    return subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode == 0


def main(names: list[str]) -> int:
    """Return what the process ends with: 0 where every part came to its end, 2 where one is named that is none."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    if len(names) == 1:
        print(PARTS[names[0]], flush=True)
        import_module(f"benchmarks.{names[0]}").run()
        return 0
    return 1 if run_each(names or list(PARTS), _alone) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
