"""A command as a process: what it took in wall time, processor time and memory."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_LOOK_SECONDS = 0.05


class Spent(NamedTuple):
    """Wall and processor seconds (workers included), the highest memory of the process itself, its output."""

    wall: float
    cpu: float
    peak_bytes: int
    said: str


def spent(words: Sequence[str]) -> Spent:
    """What does `footbe-tui` with these words take until it ends?

    Raises:
        RuntimeError: it did not end in good order.
    """
    began = time.monotonic()
    command = [sys.executable, "-m", "footbe_tui", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - our own program
    peak = 0
    while True:
        peak = max(peak, peak_memory(process.pid))
        # The process is waited for here, not by subprocess: its usage comes with it.
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(_LOOK_SECONDS)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    said, wrong = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"exit {process.returncode}: {wrong.decode(errors='replace')[-500:]}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, peak, said.decode(errors="replace"))


def peak_memory(pid: int) -> int:
    """What is the highest resident memory of a living process so far, in bytes? 0 where the system does not say."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
