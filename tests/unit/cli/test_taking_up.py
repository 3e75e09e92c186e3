"""What a command line may change of a run that is not finished, and what it may not."""

import msgspec
import pytest

from engine import build
from engine.domain.events import Record, RunStarted
from engine.domain.moment import Moment
from engine.domain.money import dollars
from engine.shell.store.database import open_database
from engine.shell.store.journal import open_journal
from footbe_tui.cli import main
from footbe_tui.commands.status import status_line
from tests.support.snapshots import snapshot, status


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Start an engine by a command line, which then dies: what would it have run?"""
    ran = []

    def start(*words):
        assert main(["engine", "--paper", "--home", str(tmp_path / "h"), *words]) == 0
        return ran[-1].started

    def run_engine(parts, options):
        ran.append(parts)
        for sink in parts.sinks:
            sink.close()
        return 0

    monkeypatch.setattr(build, "run_engine", run_engine)
    return start


async def begun(home, started: RunStarted):
    database = await open_database(home / "data" / "journal.db", inline=True)
    await (await open_journal(database)).append([Record(1, Moment(1), started)], [])
    await database.close()


async def test_the_bankroll_of_an_unfinished_run_stays_what_it_was(started, tmp_path, capsys):
    first = started("--bankroll", "700")
    await begun(tmp_path / "h", first)
    assert started().rules.bankroll == dollars("700")
    assert started("--bankroll", "700").rules == first.rules
    line = ["engine", "--paper", "--home", str(tmp_path / "h"), "--bankroll", "5000"]
    assert main(line) == 2
    said = capsys.readouterr().err
    assert "--bankroll: '5 000.00' is not allowed; allowed: 700.00, as in the unfinished run sim-" in said
    assert len(said.splitlines()) == 1
    assert started("--bankroll", "5000", "--fresh").rules.bankroll == dollars("5000")


async def test_other_rules_of_an_unfinished_run_are_those_of_today(started, tmp_path):
    first = started()
    await begun(tmp_path / "h", first)
    tight = tmp_path / "tight.yaml"
    tight.write_text("limits:\n  max_exposure_per_fixture: 10\n")
    second = started("--config", str(tight))
    assert second.rules_hash != first.rules_hash
    limits = msgspec.structs.replace(first.rules.limits, fixture_exposure=dollars("10"))
    assert second.rules.limits == limits


@pytest.mark.parametrize("flag", ["--league", "--season"])
def test_a_league_or_season_of_simulated_games_is_refused(flag, tmp_path, capsys):
    assert main(["engine", "--paper", "--home", str(tmp_path / "h"), flag, "D1"]) == 2
    assert f"{flag}: 'D1' is not allowed; allowed: only with --feed replay:PATH" in capsys.readouterr().err


async def test_a_run_keeps_its_scenario_says_so_and_takes_no_other(started, tmp_path, capsys):
    first = started("--scenario", "makers_gone", "--seed", "5")
    assert first.feed.startswith("stress scenario makers_gone: ")
    await begun(tmp_path / "h", first)
    assert started().feed == first.feed
    assert started("--scenario", "makers_gone").feed == first.feed
    assert main(["engine", "--paper", "--home", str(tmp_path / "h"), "--scenario", "one_sided"]) == 2
    said = capsys.readouterr().err
    assert "--scenario: 'one_sided' is not allowed; allowed: makers_gone, as in the unfinished run sim-5" in said
    assert len(said.splitlines()) == 1
    assert started("--scenario", "one_sided", "--fresh").feed.startswith("stress scenario one_sided: ")


async def test_a_run_without_a_scenario_takes_none_later(started, tmp_path, capsys):
    first = started()
    assert "scenario" not in first.feed
    await begun(tmp_path / "h", first)
    assert main(["engine", "--paper", "--home", str(tmp_path / "h"), "--scenario", "one_sided"]) == 2
    assert "'one_sided' is not allowed; allowed: none, as in the unfinished run" in capsys.readouterr().err


def test_an_unknown_scenario_is_refused_in_one_line_that_names_them_all(tmp_path, capsys):
    assert main(["engine", "--paper", "--home", str(tmp_path / "h"), "--scenario", "rain"]) == 2
    said = capsys.readouterr().err
    assert "--scenario: feed.scenario: 'rain' is not allowed; allowed: lagging_quotes | makers_gone | one_sided" in said
    assert len(said.splitlines()) == 1


async def test_a_run_is_quoted_as_often_as_it_began_whatever_the_settings_say_now(started, tmp_path):
    often = tmp_path / "often.yaml"
    often.write_text("feed:\n  quotes: full\n")
    first = started("--config", str(often))
    assert first.feed.endswith("quotes as often as real ones")
    await begun(tmp_path / "h", first)
    assert started().feed == first.feed
    assert "quotes thinned (lively" in started("--fresh").feed


def test_the_status_line_names_the_stress_a_run_is_under():
    under = snapshot(status=status(feed="stress scenario makers_gone: nobody quotes; simulated season: all modelled"))
    assert " · stress scenario makers_gone · " in status_line(under)
    assert "stress" not in status_line(snapshot(status=status(feed="simulated season: all modelled")))
