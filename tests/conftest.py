"""What every test stands on: repeatable properties, and real data only where it lies."""

import os
from pathlib import Path

from hypothesis import settings

from tests.support.real_data import REAL, WHERE, data_folder

settings.register_profile("ci", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile("deep", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave tests/real out where its data is not."""
    if REAL in (collection_path, *collection_path.parents) and data_folder() is None:
        return True
    return None


def pytest_terminal_summary(terminalreporter, config) -> None:
    asked = [Path(arg.split("::")[0]).resolve() for arg in config.args]
    if data_folder() is None and any(path in (REAL, *REAL.parents) or REAL in path.parents for path in asked):
        terminalreporter.write_line(f"tests/real left out: {WHERE}")
