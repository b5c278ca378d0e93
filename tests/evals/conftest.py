"""The programs of evals/peers are scripts beside the package: their folder is put on the path."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "evals" / "peers"))
