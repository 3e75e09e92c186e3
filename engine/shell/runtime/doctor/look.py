"""The whole examination, in the order in which a person wants to read it."""

import asyncio
import time

from engine.domain.errors import FootbeError
from engine.shell.clock import SystemClock
from engine.shell.runtime.disk import FLOOR_BYTES, free_bytes
from engine.shell.runtime.doctor import files, journal, machine, writers
from engine.shell.runtime.doctor.finding import Finding, Patient, bad, fine, note
from engine.shell.runtime.doctor.machine import Machine
from engine.shell.runtime.runs import standing


def machine_here(floor_bytes: int = FLOOR_BYTES) -> Machine:
    """The machine this runs on."""
    return Machine(SystemClock(), time.sleep, free_bytes, floor_bytes)


def examine(patient: Patient, on: Machine) -> list[Finding]:
    """What is to be said of this home? Nothing is written."""
    found = [journal.sqlite_version()]
    if not patient.root.is_dir():
        return [*found, note("home", "there is none", patient.root, "none needed: an engine makes one")]
    found += asyncio.run(_of_journal(patient))
    found.append(journal.backups(patient, on.clock.now()))
    found += machine.disk(patient, on)
    found += machine.clock(patient, on)
    found += files.modes(patient)
    found += files.keys(patient)
    found += files.left_over(patient)
    found += writers.writers(patient)
    found.append(_settings(patient))
    return found


async def _of_journal(patient: Patient) -> list[Finding]:
    return [finding async for finding in journal.journal(patient)]


def _settings(patient: Patient) -> Finding:
    if patient.settings_are_wrong:
        return bad("config", patient.settings, "the settings", "footbe-tui config check")
    try:
        found = standing(patient.journal)
    except FootbeError:
        found = None  # said above
    said = f"valid, rules {patient.settings[:16]}"
    if found is None or found.started.rules_hash == patient.settings:
        return fine("config", said)
    what = f"{said}; the run {found.started.run} began with {found.started.rules_hash[:16]}"
    return note("config", what, patient.journal, "none needed: the next start journals the new rules")
