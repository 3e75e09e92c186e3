"""`config check [FILE]`: are these settings valid?"""

import argparse
from pathlib import Path

from engine.config.read import read_files
from engine.config.rules import rules_hash, to_rules
from engine.domain.exits import ExitCode
from engine.lab.stress import sentence
from footbe_tui.commands.start import config_files


def run(asked: argparse.Namespace) -> int:
    """Say that they are, the hash of the rules they give, and how far they let drawdown go; exit 2 with a line per mistake."""
    given = getattr(asked, "file", None) or asked.config
    files = config_files(given)
    config = read_files(files)
    rules = to_rules(config)
    names = " + ".join(Path(file).name for file in files)
    print(
        f"{names}: valid · mode {config.mode} · drawdown {rules.drawdown.mode} · rules {rules_hash(rules)[:16]}"
    )
    print(sentence(rules))
    return ExitCode.ORDERLY
