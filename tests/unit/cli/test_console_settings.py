"""`console.yaml` is read before anything starts: what is wrong ends the command in a line and with exit 2."""

import pytest

from footbe_tui.cli import main
from footbe_tui.commands import attach, paper


@pytest.fixture
def started(monkeypatch):
    """What is a console started with, in place of starting one?"""
    seen = []

    def note(_options, home, **given):
        seen.append((home, given))
        return 0

    monkeypatch.setattr(paper, "has_terminal", lambda: True)
    monkeypatch.setattr(paper, "watched", note)
    return seen


def test_settings_that_are_wrong_start_nothing(started, tmp_path, capsys):
    (tmp_path / "console.yaml").write_text("keys:\n  zoom: X\n  pause: vv\n", encoding="utf-8")
    assert main(["--paper", "--home", str(tmp_path)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(
        f"footbe-tui: {tmp_path}/console.yaml:2: keys.zoom: 'X' is not allowed; allowed: "
    )
    assert "console.yaml:3: keys.pause: 'vv' is not allowed; allowed: one sign" in second
    assert started == []


def test_the_file_reaches_the_console_and_a_flag_goes_over_it(started, tmp_path):
    (tmp_path / "console.yaml").write_text(
        "theme: light\nmouse: false\nascii: true\nkeys:\n  zoom: v\n", encoding="utf-8"
    )
    assert main(["--paper", "--home", str(tmp_path)]) == 0
    assert main(["--paper", "--home", str(tmp_path), "--theme", "high-contrast"]) == 0
    (_, first), (_, second) = started
    assert (first["looks"].theme, first["looks"].mouse, first["looks"].ascii_only) == ("light", False, True)
    assert second["looks"].theme == "high-contrast"
    assert first["settings"].keymap["zoom"].shown == "v"


def test_without_a_file_the_table_holds(started, tmp_path):
    assert main(["--paper", "--home", str(tmp_path)]) == 0
    assert started[0][1]["settings"].keymap["zoom"].shown == "z"


def test_attaching_reads_it_too(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(attach.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(attach.sys.stdout, "isatty", lambda: True, raising=False)
    (tmp_path / "console.yaml").write_text("key:\n", encoding="utf-8")
    assert main(["attach", "--home", str(tmp_path)]) == 2
    assert "console.yaml:1: key: unknown key; allowed: theme, ascii, mouse, keys" in capsys.readouterr().err
