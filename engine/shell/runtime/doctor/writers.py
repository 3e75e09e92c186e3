"""Who has the journal open for writing? At most the engine that holds the home."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from engine.shell.runtime.doctor.finding import Finding, Patient, bad, fine, note
from engine.shell.runtime.lock import HomeLock

_PROCESSES = Path("/proc")


def writers(patient: Patient, processes: Path = _PROCESSES) -> Iterator[Finding]:
    """Is there a second writer? Sees the processes of our own user only, and none where there is no /proc."""
    if not (processes / "self").exists():
        yield note("writers", "this system does not say who has a file open", processes, "none")
        return
    known = {HomeLock(patient.root).holder(), os.getpid()}
    strangers = (process for process in sorted(processes.glob("[0-9]*")) if int(process.name) not in known)
    others = [process for process in strangers if _writes(process, patient.journal)]
    for process in others:
        what = f"process {process.name} ({_name(process)}) has the journal open for writing and is not the engine"
        yield bad("writers", what, patient.journal, f"end it: kill {process.name}", storage=True)
    if not others:
        yield fine("writers", "nobody but the engine has the journal open for writing")


def _writes(process: Path, journal: Path) -> bool:
    with contextlib.suppress(OSError):  # gone meanwhile, or somebody else's
        for opened in (process / "fd").iterdir():
            if _same(opened, journal):
                flags = (process / "fdinfo" / opened.name).read_text(encoding="ascii", errors="replace")
                if int(flags.split("flags:")[1].split()[0], 8) & os.O_ACCMODE != os.O_RDONLY:
                    return True
    return False


def _same(opened: Path, journal: Path) -> bool:
    with contextlib.suppress(OSError):
        return opened.samefile(journal)
    return False


def _name(process: Path) -> str:
    with contextlib.suppress(OSError):
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()[:40]
    return "?"
