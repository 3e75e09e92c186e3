"""A whole run on a recording whose clubs have hostile names: through the engine's process to every file and every line."""

import re

import pytest

from engine.shell.feeds.football_file import read
from tests.support.hostile import drives
from tests.support.processes import said
from tests.support.recordings import recorded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

CLUBS = ("Ajax [/]", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{0.__class__}'; DROP TABLE orders; --")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    path = recorded(clubs=CLUBS).write(folder / "games")
    home = ("--home", str(folder / "home"))
    assert {match.home for match in read(path).matches} == set(CLUBS)
    ended = said(
        "--paper", "--headless", "--feed", f"replay:{path}", "--season", "2017/18", "--speed", "max", "--for", "20d", *home, seconds=120
    )
    return folder / "home", ended, {kind: said("report", "--format", kind, *home) for kind in ("text", "json", "html")}


def test_it_runs_to_its_end_and_says_nothing_that_drives_a_terminal(run):
    _, (code, out, error), _ = run
    assert code == 0, error
    assert "ALB" not in out
    assert not [line for line in (out + error).splitlines() if drives(line)]


@pytest.mark.parametrize("kind", ["text", "json", "html"])
def test_its_reports_drive_nothing(run, kind):
    code, out, _ = run[2][kind]
    assert code == 0
    assert not [line for line in out.splitlines() if drives(line)]
    assert "<script" not in out or kind == "json"


def test_its_log_holds_no_control(run):
    logs = [path.read_bytes() for path in (run[0] / "logs").iterdir()]
    assert any(logs)
    assert not any(re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", data) for data in logs)
