"""What may be typed, what becomes of it, and how errors read."""

import os
import subprocess
import sys
import types
from io import StringIO
from pathlib import Path

import pytest

from engine.config.home import home_at
from engine.config.options import EngineOptions
from engine.config.read import read
from engine.core.view.report import told
from engine.domain.moment import DAY, MINUTE
from engine.domain.money import dollars
from footbe_tui.cli import main
from footbe_tui.commands.arguments import build_parser
from footbe_tui.commands.start import config_files, engine_arguments, options_of
from footbe_tui.reports import as_json, as_text
from tests.support.desk import Desk
from tests.support.source import ROOT

COMMANDS = (
    *("engine", "attach", "status", "stop", "pause", "resume", "reset", "deposit"),
    *("withdraw", "approvals", "replay", "import", "config", "report"),
)


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)])
def test_every_help_has_an_example(capsys, words):
    with pytest.raises(SystemExit) as left:
        main([*words, "--help"])
    assert left.value.code == 0
    assert "example: footbe-tui" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--paper", "--feed", "kalshi"], "allowed: sim, or replay:PATH"),
        (["--paper", "--feed", "replay:"], "allowed: sim, or replay:PATH"),
        (["--paper", "--speed", "0"], "allowed: a whole number from 1, or max"),
        (["--paper", "--for", "7 weeks"], "allowed: a number and a unit"),
        (["--paper", "--for", "0d"], "allowed: a duration such as"),
        (["--paper", "--seed", "-1"], "allowed: a whole number of at most 19 digits"),
        (["--paper", "--bankroll", "1e3x"], "allowed: a decimal number"),
        (["--paper", "--bankroll", "nan"], "is not allowed"),
        (["--paper", "--interval", "soon"], "allowed: a number and a unit"),
        (["--paper", "--live"], "not allowed with argument"),
        (["deposit", "-5"], "allowed: dollars above 0"),
        (["deposit"], "required: DOLLARS"),
        (["dance"], "invalid choice: 'dance'"),
        (["--pap"], "unrecognized arguments: --pap"),
    ],
)
def test_a_wrong_word_gives_one_line_and_exit_2(capsys, words, says):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1


def test_nothing_asked_is_answered_with_where_to_begin(capsys):
    assert main([]) == 2
    assert "footbe-tui --paper" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--live"], ["--mode", "live"], ["engine", "--live"], ["engine", "--mode", "live"]]
)
def test_live_is_refused_with_exit_4_in_one_line(capsys, tmp_path, words):
    assert main([*words, "--home", str(tmp_path / "h")]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("footbe-tui: live refused: live.enabled is false in ")
    assert line.endswith("live.yaml")
    assert not (tmp_path / "h").exists()


def test_live_enabled_is_refused_too_since_there_is_no_venue(capsys, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("live:\n  enabled: true\n")
    assert main(["--live", "--config", str(mine), "--home", str(tmp_path / "h")]) == 4
    assert "no real venue" in capsys.readouterr().err


def test_a_wrong_config_is_exit_2_with_a_line_each(capsys, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("bankroll: x\nzone: y\n")
    for words in (["--paper", "--headless", "--config", str(mine)], ["config", "check", str(mine)]):
        assert main([*words, "--home", str(tmp_path / "h")]) == 2
        first, second = capsys.readouterr().err.splitlines()
        assert first.startswith(f"footbe-tui: {mine}:1: bankroll: 'x' is not allowed; allowed: ")
        assert second.startswith(f"footbe-tui: {mine}:2: zone: 'y' is not allowed; allowed: an IANA")


@pytest.mark.parametrize("file", [None, "paper.yaml", "live.yaml", "strategy_config_aggressive.yaml"])
def test_the_programs_own_settings_are_valid(capsys, file):
    assert main(["config", "check", *([str(ROOT / "configs" / file)] if file else [])]) == 0
    assert ": valid · mode " in capsys.readouterr().out


def asked(*words):
    return options_of(build_parser().parse_args(words), console=False)


def test_flags_become_options():
    options = asked(
        *(
            "--paper",
            "--feed",
            "replay:data",
            "--league",
            "D1",
            "--season",
            "2018/19",
            "--seed",
            "7",
            "--speed",
            "max",
        ),
        *("--for", "7d", "--bankroll", "500", "--interval", "45", "--fresh", "--home", "h"),
    )
    assert options == EngineOptions(
        home=str(Path("h").absolute()),
        config_files=config_files(None),
        mode="paper",
        feed="replay",
        replay_path=str(Path("data").absolute()),
        league="D1",
        season="2018/19",
        seed=7,
        speed=0,
        run_for=7 * DAY,
        bankroll=dollars("500"),
        interval=45 * MINUTE,
        fresh=True,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--paper"],
        ["--paper", "--feed", "sim", "--seed", "7", "--speed", "60", "--for", "90min", "--home", "a b"],
        ["--paper", "--feed", "replay:some where", "--league", "E0", "--season", "2016/17", "--speed", "max"],
        ["--paper", "--scenario", "lagging_quotes", "--seed", "3"],
        ["--paper", "--bankroll", "99.5", "--interval", "5", "--fresh", "--config", "-odd name.yaml"],
    ],
)
def test_an_engine_started_for_a_console_gets_the_very_same_options(words):
    words = [word if word != "-odd name.yaml" else "./-odd name.yaml" for word in words]
    options = options_of(build_parser().parse_args(words), console=True)
    again = build_parser().parse_args(["engine", *engine_arguments(options)])
    assert again.for_console
    assert options_of(again, console=again.for_console) == options


def test_importing_the_command_line_stays_light():
    code = "import sys, footbe_tui.cli; print(*sorted({'textual', 'numpy', 'pydantic', 'scipy', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def build_that(**functions):
    return types.SimpleNamespace(**functions)


def test_without_a_terminal_paper_says_so_and_goes_on_headless(capsys, monkeypatch, tmp_path):
    def run(config, options, home):
        assert read(options) == config
        home.figures.write_bytes(as_json.document(figures))
        return 0

    figures = told(Desk().state).report
    text = "\n".join(as_text.lines(figures)) + "\n"

    monkeypatch.setitem(sys.modules, "engine.build", build_that(run=run))
    monkeypatch.setattr("sys.stdin", StringIO())
    assert main(["--paper", "--home", str(tmp_path / "h")]) == 0
    said = capsys.readouterr()
    assert said.err == "footbe-tui: there is no terminal here; going on headless\n"
    assert said.out == text
    assert (tmp_path / "h" / "data" / "report.txt").read_text() == text


def test_the_engines_exit_code_is_the_commands(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "engine.build", build_that(run=lambda config, options, home: 3))
    assert main(["engine", "--home", str(tmp_path / "h")]) == 3
    assert capsys.readouterr().out == ""


def test_a_file_that_cannot_be_written_is_exit_70_in_one_line(monkeypatch, tmp_path, capsys):
    def run(config, options, home):
        raise OSError(28, "No space left on device", "report.txt")

    monkeypatch.setitem(sys.modules, "engine.build", build_that(run=run))
    assert main(["--paper", "--headless", "--home", str(tmp_path / "h")]) == 70
    assert capsys.readouterr().err == "footbe-tui: storage: No space left on device: report.txt\n"


def test_an_interrupt_is_exit_130(monkeypatch, tmp_path, capsys):
    def run(config, options, home):
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "engine.build", build_that(run=run))
    assert main(["--paper", "--headless", "--home", str(tmp_path / "h")]) == 130


@pytest.mark.parametrize(
    ("difference", "thinned", "code", "says"),
    [
        (None, 0, 0, "equal; deciding anew gives the same effects to the byte\n"),
        (None, 40, 0, "from record 41 on; quotes before it were thinned"),
        ("record 17: effects", 0, 7, "record 17: effects"),
    ],
)
def test_a_replay_that_differs_is_exit_7(monkeypatch, tmp_path, capsys, difference, thinned, code, says):
    journal = tmp_path / "journal.db"
    journal.write_bytes(b"")
    pretended = build_that(check=lambda path: difference, thinned_to=lambda path: thinned)
    monkeypatch.setitem(sys.modules, "engine.build", pretended)
    assert main(["replay", str(journal), "--check"]) == code
    said = capsys.readouterr()
    assert says in said.out + said.err


def test_a_journal_that_is_not_there_is_named(capsys, tmp_path):
    assert main(["replay", str(tmp_path / "gone.db"), "--check"]) == 2
    assert "gone.db: no such file" in capsys.readouterr().err


def test_a_wrong_data_file_is_one_line(capsys, tmp_path):
    (tmp_path / "matches.csv").write_text("a,b\n1,2\n")
    assert main(["import", str(tmp_path / "matches.csv")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_attach_wants_a_terminal(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())
    assert main(["attach", "--home", str(tmp_path)]) == 2
    assert "there is no terminal here" in capsys.readouterr().err


def test_a_home_is_made_for_its_owner_alone(tmp_path):
    home = home_at(str(tmp_path / "h"))
    home.prepare()
    assert [path.stat().st_mode & 0o777 for path in (home.root, home.data, home.logs)] == [0o700] * 3


def test_a_home_that_cannot_be_made_is_one_line(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["--paper", "--headless", "--home", str(tmp_path / "file" / "h")]) == 2
    assert "allowed: a folder of your own (--home DIR)" in capsys.readouterr().err


def test_a_folder_of_somebody_else_is_refused(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("os.getuid", lambda: 1)
    assert main(["--paper", "--headless", "--home", str(tmp_path / "h")]) == 2
    assert "belongs to somebody else" in capsys.readouterr().err


def test_a_long_home_has_its_socket_in_a_short_place(tmp_path):
    long = home_at(str(tmp_path / ("x" * 120)))
    assert len(os.fsencode(long.socket)) < 104
    assert long.socket != home_at(str(tmp_path / ("y" * 120))).socket


def test_python_m_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "footbe_tui", "dance"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
