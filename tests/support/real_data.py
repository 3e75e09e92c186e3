"""Where the real data lies, if it lies here at all."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "tests" / "real"
WHERE = "no real data; set FOOTBE_DATA to its folder, or put it at ../shared/data"


def data_folder() -> Path | None:
    """Which folder holds the real data? None where there is none.

    A folder named by FOOTBE_DATA that does not exist counts as none.
    """
    named = os.environ.get("FOOTBE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None
