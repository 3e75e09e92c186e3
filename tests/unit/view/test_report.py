"""A report of a span: its figures reconcile with the ledgers, its span is what was asked for."""

from functools import cache

import pytest
from msgspec.structs import replace

from engine.core.view import standing
from engine.core.view.report import told
from engine.core.view.summary import answer
from engine.domain.errors import Malformed
from engine.domain.moment import DAY, HOUR
from engine.domain.past import Period, SpanAsked
from engine.domain.queries import Query, Topic
from engine.domain.states import Mode
from tests.support import ledgers
from tests.support.desk import Desk

DAYS = 12
MADE = ledgers.season(DAYS, 6)


@cache
def lived():
    return ledgers.state(MADE)


def report(asked=None, made=MADE):
    return told(lived() if made is MADE else ledgers.state(made), ledgers.past(made), asked)


def day(date=None):
    return SpanAsked(Period.DAY, date)


def week(date=None):
    return SpanAsked(Period.WEEK, date)


def test_the_runs_figures_are_those_of_the_ledgers():
    found = report().report
    assert found.result.pnl_micros == sum(row.pnl for row in MADE.settlements)
    assert sum(row.pnl_micros for row in found.result.dates) == found.result.pnl_micros
    assert sum(row.entries for row in found.ledgers if row.strategy == "all") == len(MADE.entries)
    assert (
        sum(row.decisions for row in found.triggers)
        == len(MADE.forks)
        == sum(row.decisions for row in found.deciders)
    )
    assert (found.bandit.choices, len(found.alerts), len(found.models)) == (len(MADE.choices), DAYS, 3)
    assert len(found.slates.rows) == DAYS
    assert [row.count for row in found.refusals] == sorted(
        (row.count for row in found.refusals), reverse=True
    )


def test_days_and_weeks_add_up_to_the_run_to_the_micro_dollar():
    whole = report()
    run = whole.report
    days = [report(day(ledgers.date(n))) for n in range(DAYS)]
    weeks = [report(week(date)) for date in ("2026-08-08", "2026-08-10", "2026-08-17")]
    for parts in (days, weeks):
        assert sum(part.report.result.pnl_micros for part in parts) == run.result.pnl_micros
        assert sum(part.report.result.positions for part in parts) == run.result.positions
        assert sum(part.report.result.fills for part in parts) == len(MADE.settlements)
        for table in ("settlements", "entries", "forks", "projections", "curve"):
            assert sum(len(getattr(part.rows, table)) for part in parts) == len(getattr(whole.rows, table))
        assert sum(part.report.bandit.choices for part in parts) == run.bandit.choices
        assert sum(len(part.report.alerts) for part in parts) == len(run.alerts)


def test_without_a_date_the_newest_settlement_date_is_meant():
    assert report(day()).report.head.first_date == ledgers.date(DAYS - 1)
    head = report(week()).report.head
    assert (head.first_date, head.last_date) == ("2026-08-17", "2026-08-23")


def test_a_date_of_the_run_without_a_settlement_is_an_empty_report():
    thin = ledgers.season(3, 4)
    thin.settlements = [row for row in thin.settlements if row.settles_on != ledgers.date(1)]
    found = report(day(ledgers.date(1)), thin).report
    assert (found.result.positions, found.result.pnl_micros, found.result.return_ppm) == (0, 0, None)


@pytest.mark.parametrize("date", ["2026-08-07", "2026-09-30", "soon", "2026-13-01"])
@pytest.mark.parametrize("asked", [day, week])
def test_a_date_that_is_none_or_not_of_the_run_is_refused_in_one_line(asked, date):
    if asked is week and date == "2026-08-07":
        date = "2026-07-31"
    with pytest.raises(Malformed, match="allowed") as caught:
        report(asked(date))
    assert "\n" not in str(caught.value)


def test_the_checklist_is_of_the_whole_run_whatever_the_span():
    assert report(day(ledgers.date(2))).report.checklist == report().report.checklist


def test_firings_are_counted_for_the_run_alone():
    assert {row.fired for row in report(day()).report.triggers} == {None}
    assert sum(row.fired for row in report().report.triggers) == len(MADE.forks)


def test_only_the_whole_record_says_how_much_a_projection_counts():
    assert report().report.slates.trust_ppm is not None
    assert report(week()).report.slates.trust_ppm is None


def test_simulated_games_say_so_and_open_no_gate():
    found = report().report
    assert (found.head.simulated, found.gate.open) == (True, False)
    assert "not an edge" in found.head.notice
    state = ledgers.state(MADE)
    state.run.mode = Mode.PAPER
    assert told(state, ledgers.past(MADE)).report.head.notice is None


def test_the_state_alone_gives_what_it_remembers():
    found = told(ledgers.state(MADE)).report
    assert found.result.pnl_micros == sum(row.pnl for row in MADE.settlements)
    assert found.head.config_hash is None


def test_a_run_that_has_only_begun_has_a_report():
    found = told(Desk().state).report
    assert (found.head.first_date, found.result.dates, found.curve.points) == (None, (), ())
    assert {check.verdict for check in found.checklist} == {"not yet"}


def test_a_running_engine_answers_in_short():
    found = answer(ledgers.state(MADE), Query(Topic.REPORT))
    titles = [section.title for section in found.sections]
    assert titles[0] == "Result"
    assert dict(found.sections[0].lines)["P&L after fees"].startswith(("+", "-"))


def test_expectations_stand_beside_what_was_measured():
    rows = {row.name: row for row in report().report.expectations}
    assert (rows["return a day"].target_ppm.low, rows["return a day"].honest_ppm.high) == (100_000, 1_000)
    assert (rows["drawdown"].target_ppm.high, rows["drawdown"].baseline_ppm.low) == (200_000, 350_000)
    assert rows["drawdown"].measured_ppm.value == max(point.drawdown for point in MADE.curve)
    assert 200_000 < rows["wins"].honest_ppm.low < 800_000


@pytest.mark.parametrize(("days", "counts"), [(6, (1, 0, 0)), (8, (1, 0, 1))])
def test_a_model_is_too_old_only_where_a_game_is_near(days, counts):
    desk = Desk()
    fixture = desk.lists()
    fitted_at = desk.state.convictions.models[fixture.league].fitted_at
    desk.state.convictions.fits = {fixture.league: fitted_at}
    desk.state.run.at = fitted_at + days * DAY
    desk.state.quotes.fixtures[fixture.id] = replace(fixture, starts_at=desk.state.run.at + HOUR)
    assert standing.fits(desk.state, standing.models(desk.state)) == counts
    desk.state.quotes.fixtures[fixture.id] = replace(fixture, starts_at=desk.state.run.at + 300 * DAY)
    assert standing.fits(desk.state, standing.models(desk.state))[2] == 0
    assert standing.fits(desk.state, [])[1] == 1, "asked for, and long since due"
