"""A simulated week, headless, as a process: wall and processor time, start, fits, journal and report included."""

import tempfile

from benchmarks.figure import Figure, show
from benchmarks.process import spent

COMMAND = "python -m benchmarks.week"
WEEK_SECONDS = 7 * 86_400


def week_figures() -> list[Figure]:
    """What does a simulated week take?"""
    with tempfile.TemporaryDirectory() as home:
        words = ["--paper", "--headless", "--feed", "sim", "--seed=7", "--for=7d", "--fresh", "--home", home]
        found = spent(words)
    ratio = f"{WEEK_SECONDS / found.wall:,.0f} times real time"
    return [
        Figure(
            "simulated week, headless, wall (CPU)",
            f"{found.wall:.1f} s ({found.cpu:.1f} s), {ratio}",
            "",
            COMMAND,
        ),
        Figure("simulated week, peak memory", f"{found.peak_bytes / 1e6:.0f} MB", "<= 200 MB", COMMAND),
    ]


if __name__ == "__main__":
    show(week_figures())
