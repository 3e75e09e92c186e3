"""Does the console's memory stay what it is? Full load for ten minutes (or so many as the first word says), a figure a minute."""

import sys

from benchmarks.console_parts import Engine, ours
from benchmarks.figure import Figure, show
from benchmarks.pty_line import resident_bytes

COMMAND = "python -m benchmarks.console_memory"
MINUTES = 10
_MEGABYTE = 1_048_576


def megabytes(minutes: int = MINUTES) -> list[float]:
    """How much does the console hold at the end of each minute?"""
    found = []
    with Engine() as engine, ours(engine) as line:
        line.until("ARS–EVE")
        for _ in range(minutes):
            line.drain(60.0)
            found.append(resident_bytes(line.pid) / _MEGABYTE)
            print(f"{found[-1]:.1f} MB", flush=True)
    return found


def memory_figures(minutes: int = MINUTES) -> list[Figure]:
    """Is it flat?"""
    found = megabytes(minutes)
    value = f"{found[0]:.1f} MB, then {found[-1] - found[0]:+.1f} in {minutes - 1} minutes"
    return [Figure("console under load, memory after a minute", value, "flat", COMMAND)]


if __name__ == "__main__":
    show(memory_figures(int(sys.argv[1]) if len(sys.argv) > 1 else MINUTES))
