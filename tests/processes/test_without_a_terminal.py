"""What is read without a terminal, from a running engine, by processes of its own: light, in good order, harmless."""

import contextlib
import json
import os
import signal
import subprocess
import sys

import pytest

from footbe_tui.commands.arguments import build_parser
from tests.support.processes import ROOT, command, running, said, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

HEAVY = {"textual", "rich", "numpy", "scipy"}
_LOADED = """
import json, sys
from footbe_tui.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
    except SystemExit:
        pass
    sys.stdout.flush()
    print("loaded", json.dumps([words, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""
LIGHT = (
    ("status",),
    ("status", "--plain"),
    ("status", "--json"),
    ("positions",),
    ("positions", "--csv"),
    ("settlements", "--json"),
    ("alarms", "list"),
    ("alarms", "ack"),
    ("approvals", "list", "--json"),
    ("approvals", "approve", "1"),
    ("differences", "list"),
    ("events", "--json"),
    ("reconcile",),
    ("deposit", "1"),
    ("withdraw", "1"),
    ("tighten", "limits.orders_per_minute", "10"),
    ("doctor",),
    ("backup", "--to", "{folder}/copy.db"),
    *(("export", "--what", name) for name in ("orders", "fills", "positions", "settlements", "approvals")),
    *(("export", "--what", name, "--json") for name in ("events", "decisions", "exits")),
    ("pause",),
    ("resume",),
    ("reset", "--reason", "x", "--phrase", "y"),
    ("flatten",),
    ("watchdog", "--help"),
    ("config", "--help"),
    ("stop",),
)
"""Everything that needs neither a screen nor arithmetic, the stop last."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with running(home):
        yield home


def loaded(*commands):
    """Which packages has a process in memory after each of these commands, one after the other?"""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, json.dumps(commands)], cwd=ROOT, capture_output=True, text=True, timeout=120,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    lines = [line.removeprefix("loaded ") for line in done.stderr.splitlines() if line.startswith("loaded ")]
    found = [(words, set(names)) for words, names in map(json.loads, lines)]
    assert [words for words, _ in found] == [list(words) for words in commands]
    return found


def every_command():
    (commands,) = [action for action in build_parser()._actions if action.dest == "==SUPPRESS=="]
    return list(commands.choices)


def test_no_help_loads_a_screen_or_arithmetic():
    for words, names in loaded(["--help"], *([name, "--help"] for name in every_command())):
        assert names & HEAVY == set(), words


@pytest.mark.parametrize("words", ["report", "export --what curve", "import nothing.csv", "config check"])
def test_what_counts_may_load_arithmetic_but_no_console(home, words):
    # the engine's log library looks for rich by itself
    where = [] if words.startswith(("config", "import")) else ["--home", str(home)]
    ((_, names),) = loaded([*words.split(), *where])
    assert names & {"textual", "scipy"} == set()


@contextlib.contextmanager
def following(home, *words):
    """One who follows, and has read a first line."""
    asked = command("events", "--follow", *words, "--home", str(home))
    with subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as follower:
        try:
            assert follower.stdout.readline()
            yield follower
        finally:
            follower.kill()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_who_ends_following_leaves_the_engine_as_it_was(home, number):
    with following(home) as follower:
        follower.send_signal(number)
        assert follower.wait(45) == 128 + number
        assert b"Traceback" not in follower.stderr.read()
    assert "state: RUNNING" in said("status", "--plain", "--home", str(home))[1]


def test_following_ends_when_nobody_reads_any_more(home):
    with following(home) as follower:
        follower.stdout.close()
        assert follower.wait(45) == 0
        assert follower.stderr.read() == b""


def test_no_command_loads_a_screen_or_arithmetic(home, tmp_path):
    asked = [[*(word.format(folder=tmp_path) for word in words), "--home", str(home)] for words in LIGHT]
    for words, names in loaded(*asked):
        assert names & HEAVY == set(), words


def test_events_are_followed_over_a_killed_engine(tmp_path):
    with contextlib.ExitStack() as stack:
        with running(tmp_path) as first:
            follower = stack.enter_context(following(tmp_path, "--json"))
            os.set_blocking(follower.stderr.fileno(), False)
            notes = bytearray()

            def noted(what):
                notes.extend(follower.stderr.read() or b"")
                return what in notes

            first.kill()
            until(lambda: noted(b"the engine is gone"))
        with running(tmp_path):
            until(lambda: noted(b"an engine is there again: run sim-7"))
            last = json.loads(said("events", "--json", "--last", "1", "--home", str(tmp_path))[1])
            until(lambda: json.loads(follower.stdout.readline()) == last)
            follower.send_signal(signal.SIGINT)
            assert follower.wait(45) == 130
            seen = [json.loads(line) for line in follower.stdout.read().splitlines()]
    places = [tuple(map(int, row["event"].split("."))) for row in seen]
    assert places == sorted(set(places))
