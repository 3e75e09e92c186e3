"""`doctor`: is everything about this home as it has to be? Reads only, also while an engine runs."""

import argparse

import msgspec

from engine.config.complaint import ConfigError
from engine.config.read import read_files
from engine.config.rules import rules_hash, to_rules
from engine.config.tree import Config
from engine.shell.runtime.disk import FLOOR_BYTES
from engine.shell.runtime.doctor.finding import Finding, Grade, Patient, exit_code
from engine.shell.runtime.doctor.look import examine, machine_here
from footbe_tui.commands.start import config_files, home_of

MEGABYTE = 1_000_000


def run(asked: argparse.Namespace) -> int:
    """Say what was found, each with its remedy; exit 0 fine, 70 where storage is in danger, 2 for anything else."""
    floor = getattr(asked, "floor", None)
    on = machine_here(FLOOR_BYTES if floor is None else floor * MEGABYTE)
    found = examine(patient_of(asked), on)
    code = exit_code(found)
    if getattr(asked, "json", False):
        print(msgspec.json.encode({"exit": int(code), "findings": found}).decode())
    else:
        for finding in found:
            for line in lines_of(finding):
                print(line)
    return code


def patient_of(asked: argparse.Namespace) -> Patient:
    """Which home is to be looked at, with which settings?"""
    home, (settings, config) = home_of(asked), _settings(asked.config)
    return Patient(
        root=home.root,
        journal=home.journal,
        socket=home.socket,
        logs=home.logs,
        backups=home.backups,
        settings=settings,
        settings_are_wrong=config is None,
        keep_quotes_days=30 if config is None else config.journal.keep_quotes_days,
    )


def lines_of(finding: Finding) -> list[str]:
    """How is a finding told? One line; where and what to do below it, if anything is to be done."""
    first = f"{finding.grade:<5} {finding.check:<11} {finding.what}"
    if finding.grade is Grade.FINE:
        return [first]
    return [first, f"{'':<18}at {finding.where}", f"{'':<18}do: {finding.remedy}"]


def _settings(given: str | None) -> tuple[str, Config | None]:
    try:
        config = read_files(config_files(given))
    except ConfigError as error:
        return error.lines[0], None
    return rules_hash(to_rules(config)), config
