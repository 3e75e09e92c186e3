"""Output that nobody takes and homes that are none: one line, an honest code, no traceback, whatever the command."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import ROOT, command, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ASKING = (
    ("status",),
    ("status", "--json"),
    ("settlements", "--csv"),
    ("approvals", "list"),
    ("alarms", "--json"),
    ("events",),
    ("events", "--follow", "--json"),
)
"""Ask a running engine."""

READING = (("export", "--what", "orders"), ("export", "--what", "events", "--json"), ("report",))
"""Read a home's journal."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with running(home):
        yield home


def ended(words, home, **places):
    """Exit code and complaint of a command with standard output elsewhere."""
    done = subprocess.run(
        command(*words, "--home", str(home)), cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60,
        check=False, **places,
    )  # fmt: skip
    error = done.stderr.decode()
    assert "Traceback" not in error
    assert "Exception ignored" not in error
    return done.returncode, error


@pytest.mark.parametrize("words", [*ASKING, *READING], ids=" ".join)
def test_where_standard_output_is_full_it_is_said(home, words):
    with Path("/dev/full").open("wb") as full:
        code, error = ended(words, home, stdout=full)
    assert (code, error) == (70, "footbe-tui: storage: No space left on device\n") or empty(words, error)


def empty(words, error):
    """Some lists have nothing to say yet, so nothing is lost."""
    return words[0] in {"approvals", "settlements"} and error.count("\n") == 1


@pytest.mark.parametrize("words", [("status",), ("events", "--follow", "--json")], ids=" ".join)
def test_where_standard_output_is_closed_it_is_said(home, words):
    code, error = ended(words, home, preexec_fn=lambda: os.close(1))
    assert (code, error) == (2, "footbe-tui: standard output is closed; allowed: a terminal, a file or a pipe\n")


@pytest.mark.parametrize("words", [*ASKING, *READING], ids=" ".join)
def test_a_reader_that_has_gone_is_no_failure(home, words):
    read, write = os.pipe()
    os.close(read)
    code, error = ended(words, home, stdout=write)
    os.close(write)
    assert code == 0
    assert error.count("\n") <= 1


_ONE_AFTER_THE_OTHER = """
import json, sys
from footbe_tui.cli import main
for words in json.loads(sys.argv[1]):
    try:
        code = main(words)
    except SystemExit as left:
        code = left.code
    print("code", code, file=sys.stderr)
"""


def complaints(*commands):
    """Exit code and complaint of each of these commands, one after the other in one process."""
    done = subprocess.run(
        [sys.executable, "-c", _ONE_AFTER_THE_OTHER, json.dumps(commands)], cwd=ROOT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120, check=True,
    )  # fmt: skip
    return re.findall(r"(.*?)code (\d+)\n", done.stderr, re.DOTALL)


def test_a_home_without_an_engine_is_exit_6(tmp_path):
    found = complaints(*([*words, "--home", str(tmp_path)] for words in ASKING))
    assert [(code, error.count("\n")) for error, code in found] == [("6", 1)] * len(ASKING)


def test_a_home_without_a_run_is_exit_2(tmp_path):
    (tmp_path / "file").write_text("")
    homes = [str(tmp_path / where) for where in ("gone", "file/below")]
    found = complaints(*([*words, "--home", home] for words in READING for home in homes))
    assert [(code, error.count("\n")) for error, code in found] == [("2", 1)] * len(READING) * len(homes)


def test_it_reads_the_same_in_a_plain_language_and_from_anywhere(home, tmp_path):
    plain = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
    for words in (("positions",), ("events",), ("events", "--json"), ("status", "--plain")):
        done = subprocess.run(
            command(*words, "--home", str(home)), cwd=tmp_path, env=plain, capture_output=True, timeout=60, check=True
        )
        assert "--json" in words or done.stdout.isascii()
        assert done.stdout.decode("utf-8") or words[0] == "positions"
