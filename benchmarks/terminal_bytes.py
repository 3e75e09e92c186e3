"""Bytes per second to the terminal at 120 × 40: a live simulated season at speed 60, and a run that has ended.

Beside it what other full-screen programs send on the same kind of terminal: htop at 1 Hz 1.7 kB/s, btop 7.3 kB/s.
"""

from benchmarks.figure import Figure, show
from benchmarks.terminal import Terminal, console

COMMAND = "python -m benchmarks.terminal_bytes"
WARM_UP_SECONDS, MEASURED_SECONDS = 5.0, 30.0
HTOP_BYTES_PER_SECOND = 1_700
_ENDS_WITHIN_SECONDS = 300.0


def flow(terminal: Terminal, seconds: float) -> tuple[float, float]:
    """How many bytes a second come, and which share of a core does the console use?"""
    found = terminal.drain(seconds)
    return found.bytes / found.seconds, found.cpu / found.seconds


def live() -> tuple[float, float]:
    """What does the console send while a season runs at speed 60, positions open?"""
    with console("--feed", "sim", "--seed=7", "--speed=60", "--fresh") as terminal:
        terminal.until("EQUITY")
        terminal.watch(WARM_UP_SECONDS)
        return flow(terminal, MEASURED_SECONDS)


def until_ended(terminal: Terminal) -> None:
    """Read until the run has ended: it says FINISHED, then no event follows."""
    terminal.until("FINISHED", _ENDS_WITHIN_SECONDS)


def idle() -> tuple[float, float]:
    """What does the console send when the run has ended and nothing changes?"""
    with console("--feed", "sim", "--seed=7", "--speed=max", "--for=6h", "--fresh") as terminal:
        until_ended(terminal)
        terminal.watch(WARM_UP_SECONDS)
        return flow(terminal, MEASURED_SECONDS)


def terminal_figures() -> list[Figure]:
    """How much does a line to the console have to carry?"""
    busy, busy_cpu = live()
    quiet, quiet_cpu = idle()
    ratio = f"{busy / HTOP_BYTES_PER_SECOND:.1f} : 1 to htop"
    return [
        Figure(
            "console, live sim at speed 60, bytes per second",
            f"{busy:,.0f} ({ratio})",
            "<= 15,000",
            COMMAND,
        ),
        Figure("console, live sim at speed 60, share of a core", f"{busy_cpu:.1%}", "<= 10 %", COMMAND),
        Figure("console, ended run, bytes per second", f"{quiet:,.0f}", "<= 300", COMMAND),
        Figure("console, ended run, share of a core", f"{quiet_cpu:.1%}", "", COMMAND),
    ]


if __name__ == "__main__":
    show(terminal_figures())
