from footbe_tui.cli import main
from tests.support.desk import AGGRESSIVE, CONFIG


def test_watched_settings_are_told_by_how_much_they_can_overshoot(capsys):
    assert main(["config", "check", AGGRESSIVE]) == 0
    said = capsys.readouterr().out
    assert "drawdown watched" in said
    assert "watched: a goal can overshoot; up to 1 000.00 at stake on 1 000.00" in said
    assert "by up to 80.0% of the mark past the 20.0% stop" in said


def test_guaranteed_settings_are_told_what_is_kept(capsys):
    assert main(["config", "check", CONFIG]) == 0
    assert "no outcome of the games takes drawdown past 20.0%" in capsys.readouterr().out
