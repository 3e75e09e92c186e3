"""What the console is told of the bandit, the models, the charts and chosen results: figures, samples, and what is missing."""

import pytest
from msgspec.structs import replace

from engine.core.performance.evidence import League, Recent, Record
from engine.core.view import answers, choice, risk, scenarios
from engine.core.view.choices import EPISODES_LEAST
from engine.domain.board import all_lose, outturn
from engine.domain.identity import NO_TRADE
from engine.domain.moment import SECOND
from engine.domain.money import ONE
from engine.domain.queries import Query, Topic
from engine.domain.rules import ChooseBy
from engine.domain.states import Mode
from tests.support import games
from tests.support.desk import Desk
from tests.support.ledgers import season

CHARTS = (Topic.CURVE, Topic.DAYS, Topic.CALIBRATION, Topic.CLOSING)


def lived(days=12):
    """A desk that holds a position and remembers a season."""
    desk = Desk()
    desk.holds()
    made, state = season(days=days), desk.state
    state.score.entries, state.score.settlements, state.score.curve = made.entries, made.settlements, made.curve
    state.bandit.recent = made.choices + state.bandit.recent
    return desk


def learnt(desk, **episodes):
    beliefs = desk.state.bandit.beliefs
    for name, count in episodes.items():
        beliefs[name] = replace(beliefs[name], episodes=count)


def rows(answer, title):
    return next(sheet for sheet in answer.sheets if sheet.title == title).rows


def known(answer):
    return {label: value for section in answer.sections for label, value in section.lines}


def test_before_any_choice_the_bandit_trusts_nobody_and_says_when_it_will():
    told = Desk().core.answer(Query(Topic.CHOICES))
    assert told.title == "SIM · The bandit trusts none yet: it has made no choice"
    assert "first choice comes" in known(told)["trusts"]
    assert "no choice yet" in next(s for s in told.sheets if s.title.startswith("Recent")).note


def test_an_arm_is_not_named_before_it_has_learnt_enough():
    desk = lived()
    learnt(desk, balanced=EPISODES_LEAST - 1)
    told = desk.core.answer(Query(Topic.CHOICES))
    assert told.title == "SIM · The bandit trusts none yet"
    assert "no arm has 30 episodes" in known(told)["trusts"]


def test_a_trusted_arm_is_named_with_how_sure_that_is():
    desk = lived()
    learnt(desk, balanced=37)
    beliefs = desk.state.bandit.beliefs
    beliefs["balanced"] = replace(beliefs["balanced"], m=5.0, k=400.0, clv_episodes=0)
    told = desk.core.answer(Query(Topic.CHOICES))
    assert told.title == "SIM · The bandit trusts balanced most"
    assert "too few episodes (37 of ~500) to mean much" in known(told)["trusts"]
    learnt(desk, balanced=600)
    assert known(desk.core.answer(Query(Topic.CHOICES)))["trusts"].endswith("; 600 episodes")


def test_a_bandit_that_has_learnt_that_nothing_pays_trusts_doing_nothing():
    desk = lived()
    for name, belief in desk.state.bandit.beliefs.items():
        desk.state.bandit.beliefs[name] = replace(belief, m=-1.0, k=400.0, clv_episodes=0, episodes=90)
    assert desk.core.answer(Query(Topic.CHOICES)).title == "SIM · The bandit trusts doing nothing most"


def test_the_shares_of_the_arms_are_those_of_the_choices_kept():
    desk = lived()
    recent = desk.state.bandit.recent
    cells = {row.cells[0]: row.cells for row in rows(desk.core.answer(Query(Topic.CHOICES)), "Arms")}
    for name, told in cells.items():
        count = sum(each.chosen == name for each in recent)
        assert told[1] == f"{100 * count / len(recent):.0f} %"
    assert cells["in_game_specialist"][-1] == "shadow only"
    assert NO_TRADE in cells


def test_a_chance_to_be_best_that_is_only_a_prior_stands_in_brackets():
    cells = {row.cells[0]: row.cells[2] for row in rows(lived().core.answer(Query(Topic.CHOICES)), "Arms")}
    assert cells["balanced"].startswith("(.")
    assert cells["in_game_specialist"] == "--"


def test_every_choice_leads_to_what_each_arm_has_made_since():
    desk = lived()
    row = next(
        row for row in desk.core.answer(Query(Topic.CHOICES)).sheets[1].rows if row.cells[1] == "F3-1"
    )
    told = desk.core.answer(row.leads_to)
    (sheet,) = told.sheets
    made = {(cells[0].strip("* "), cells[6]): cells for cells in (row.cells for row in sheet.rows)}
    entries = [entry for entry in desk.state.score.entries if entry.fixture == "F3-1"]
    for entry in entries:
        cells = made[entry.strategy, "shadow" if entry.shadow else "real"]
        assert cells[7] == "closed"
        assert cells[9] == f"{entry.pnl / 1e6:+.2f}".replace("+0.00", "0.00").replace("-0.00", "0.00")
    chosen = [row.cells[0] for row in sheet.rows if row.tone == "strong"]
    assert all(name.startswith("* ") for name in chosen)


def test_an_entry_still_open_counts_at_the_bid_and_a_shadow_without_fill_made_nothing():
    desk = Desk()
    fixture, position = desk.holds()
    key = choice.key_of(desk.state.bandit.recent[-1])
    shown = desk.core.answer(Query(Topic.CHOICES, key)).sheets[0].rows
    told = {(row.cells[0], row.cells[6]): row.cells for row in shown}
    real = next(cells for (_, ledger), cells in told.items() if ledger == "real")
    bid, paid = 4_500, position.spent + position.fees
    worth = bid * position.quantity
    assert real[7] == "open"
    assert real[9] == f"{(worth - paid) / 1e6:+.2f}"
    assert {cells[7] for (_, ledger), cells in told.items() if ledger == "shadow"} <= {"waits", "no fill", "open"}
    desk.settles(fixture, ONE, 0, 0)
    after = desk.core.answer(Query(Topic.CHOICES, key)).sheets[0].rows
    assert {row.cells[7] for row in after if row.cells[6] == "real"} == {"closed"}


def test_draws_are_written_in_the_unit_they_are_compared_in():
    desk = Desk()
    desk.holds()
    state = desk.state
    told = desk.core.answer(Query(Topic.CHOICES)).sheets[1].rows[0].cells[-1]
    assert "none +0.0%" in told
    state.run.rules = replace(state.run.rules, bandit=replace(state.run.rules.bandit, choose_by=ChooseBy.BETA))
    assert "none 0.000" in answers.answer(state, Query(Topic.CHOICES)).sheets[1].rows[0].cells[-1]


@pytest.mark.parametrize("name", ["balanced", NO_TRADE, "in_game_specialist"])
def test_an_arm_has_a_page_of_its_own(name):
    told = lived().core.answer(Query(Topic.CHOICES, name))
    assert told.title == f"SIM · Strategy {name}"
    assert told.sheets[0].title == "Its choices, newest first"


def test_the_lessons_of_an_arm_are_its_entries_that_are_over_newest_first():
    desk = lived()
    lessons = rows(desk.core.answer(Query(Topic.CHOICES, "balanced")), "Lessons, newest first")
    newest = [entry for entry in desk.state.score.entries if entry.strategy == "balanced"][-1]
    assert lessons[0].cells[1] == newest.fixture
    assert {row.cells[2] for row in lessons} == {"real", "shadow"}


def test_an_unknown_choice_is_said_in_one_line():
    told = lived().core.answer(Query(Topic.CHOICES, "[/]#1"))
    assert told.empty
    assert "no such choice" in told.title


def test_there_is_no_challenger_and_nobody_pretends_one():
    desk = Desk()
    desk.lists()
    told = desk.core.answer(Query(Topic.MODELS))
    assert known(told)["challenger"] == "no challenger: none is trained yet"
    contest = {row.cells[1]: row.cells for row in rows(told, "Contest")}
    assert "none is trained yet" in contest["challenger"]
    assert contest["champion"][7] == "--"
    assert contest["champion"][10] == "unknown"


def test_before_any_league_the_contest_says_when_a_model_comes():
    told = Desk().core.answer(Query(Topic.MODELS))
    assert "no model yet" in told.sheets[0].note


def test_the_evidence_so_far_stands_with_interval_and_sample():
    desk = Desk()
    fixture = desk.lists()
    form = tuple(Recent(1_200_000 + (-1) ** n * 10_000, hit=True) for n in range(40))
    model = Record(games=40, loss=48_000_000, against=40, gap=-800_000, squares=40 * 30_000**2)
    desk.state.evidence.leagues[fixture.league] = League(model=model, form=form)
    cells = {row.cells[1]: row.cells for row in rows(desk.core.answer(Query(Topic.MODELS)), "Contest")}["champion"]
    assert (cells[7], cells[9]) == ("-.0200", "40")
    assert cells[8].startswith("[-.02")


@pytest.mark.parametrize("topic", CHARTS)
def test_a_chart_says_source_sample_and_interval_and_that_it_is_simulated(topic):
    told = lived().core.answer(Query(topic))
    assert told.title.startswith("SIM · ")
    facts = known(told)
    assert {"sample", "interval", "source"} <= set(facts)


def test_figures_of_real_markets_are_not_called_simulated():
    desk = lived()
    desk.state.run.mode = Mode.PAPER
    assert not desk.core.answer(Query(Topic.CURVE)).title.startswith("SIM")


@pytest.mark.parametrize("topic", CHARTS)
def test_a_chart_of_nothing_has_no_series_and_no_figure(topic):
    told = Desk().core.answer(Query(topic))
    assert [series for series in told.series if topic is not Topic.CURVE] == []
    assert not told.empty


def test_a_long_run_is_told_in_at_most_four_hundred_points():
    desk = lived()
    point = desk.state.score.curve[0]
    desk.state.score.curve = [replace(point, at=point.at + n, equity=point.equity + n) for n in range(2_000)]
    for series in desk.core.answer(Query(Topic.CURVE)).series:
        assert len(series.xs) == len(series.ys) <= 400


def test_days_are_in_order_with_their_target_and_what_is_honest():
    desk = lived()
    series = {each.name: each for each in desk.core.answer(Query(Topic.DAYS)).series}
    made = series["P&L"]
    assert list(made.xs) == sorted(made.xs)
    assert sum(made.ys) == sum(row.pnl for row in desk.state.score.settlements)
    assert series["target"].ys[1] == 110_000_000
    assert series["honest"].ys[-1] < series["target"].ys[0]


def test_if_all_lose_is_what_the_risk_pane_says():
    desk = Desk()
    desk.holds()
    fixture = desk.lists(other())
    desk.quotes(fixture, 4600, 2750, 2650)
    board, card = scenarios.board(desk.state), risk.card(desk.state)
    come = all_lose(board)
    assert board.reserved == card.reserved
    assert (come.equity, come.drawdown) == (card.if_all_lose, card.if_all_lose_drawdown)
    assert come.equity == desk.state.purse.account.cash - board.reserved


def other():
    fixture = games.fixture()
    markets = tuple(replace(m, id=f"{m.id}-2", fixture="F2") for m in fixture.markets)
    return replace(fixture, id="F2", markets=markets)


def test_a_board_row_says_what_each_result_brings_above_cost():
    desk = Desk()
    _, position = desk.holds()
    (row,) = scenarios.board(desk.state).rows
    won = ONE * position.quantity - position.cost
    assert row.cost == position.cost
    assert row.brings == (won, -position.cost, -position.cost)
    assert row.outcomes == ("ASH", "draw", "ELM")


@pytest.mark.parametrize("bid", [2000, 4600, 6000])
def test_with_every_result_chosen_equity_is_cash_and_what_they_pay_whatever_it_counted_before(bid):
    desk = Desk()
    fixture, held = desk.holds()
    desk.quotes(fixture, bid, 2750, 2650, wait=90 * SECOND)
    desk.quotes(fixture, bid, 2750, 2650, wait=90 * SECOND)
    found = scenarios.board(desk.state)
    place = [market.id for market in fixture.markets].index(held.market)
    cash = desk.state.purse.account.cash
    assert outturn(found, {fixture.id: place}).equity == cash + held.quantity * ONE
    assert outturn(found, {fixture.id: (place + 1) % 3}).equity == cash
    assert outturn(found, {}).equity == found.equity == desk.state.purse.equity


def test_the_board_of_an_empty_book_says_what_will_stand_there():
    told = Desk().core.answer(Query(Topic.SCENARIOS))
    assert told.board.rows == ()
    assert "as soon as something is held" in told.sections[0].lines[0][1]
