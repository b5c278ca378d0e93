"""Start the stand-in by hand: ``.venv/bin/python tests/standin --port 8080 --faults storm``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

if __name__ == "__main__" and not __package__:
    # Run by path, the package's own folder leads the search path.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from standin.conduct import ControlError
from standin.server import run


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="standin", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--port", type=int, default=0, help="0: a free one; the first line on stdout tells it"
    )
    parser.add_argument("--faults", default="", help="names of faults or groups (storm, lies, …) with commas")
    parser.add_argument("--probability", type=float, default=0.3, help="of a fault, per reply")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--settings", default="{}", help="JSON, as POST /control takes it")
    parser.add_argument("--log", type=Path, help="append the journal to this file")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end with the process that started it"
    )
    given = parser.parse_args()
    settings = {
        "faults": [name for name in given.faults.split(",") if name],
        "probability": given.probability,
        "latency": given.latency,
        "seed": given.seed,
        **json.loads(given.settings),
    }
    try:
        run(given.host, given.port, settings, given.log, until_stdin_closes=given.until_stdin_closes)
    except ControlError as wrong:
        print(f"standin: {wrong}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
