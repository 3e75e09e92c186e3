"""A settlement told anew with another value: paid anew, an incident, beside the guarantee, and nothing is learnt twice."""

import pytest

from engine.domain.events import MarketSettled
from engine.domain.ledger import AlertKind
from engine.domain.moment import HOUR, Moment
from engine.domain.money import ONE
from tests.support.desk import Desk, of


def held():
    desk = Desk()
    fixture, position = desk.holds()
    desk.ends()
    return desk, fixture, position, desk.state.purse.account.cash


def told(desk, fixture, value, wait=HOUR, *, place=0, **said):
    """The venue tells what a market pays, once more."""
    event = MarketSettled(fixture.markets[place].id, value, fixture.settles_on, **({"final": True} | said))
    return desk.hear(event, wait)


def test_determined_is_not_final_nothing_is_paid_lifted_or_learnt():
    desk, fixture, position, cash = held()
    account, equity = desk.state.purse.account, desk.state.purse.equity
    budget = desk.core.snapshot().risk.budget
    told(desk, fixture, ONE, final=False)
    assert (desk.state.purse.account, desk.state.purse.equity) == (account, equity)
    assert desk.core.snapshot().risk.budget == budget
    assert desk.state.score.realised == {}
    told(desk, fixture, ONE)
    assert desk.state.purse.account.cash == cash + position.quantity * ONE
    assert desk.state.purse.account.mark > account.mark


@pytest.mark.parametrize("when", ["while the other markets are open", "when the fixture is forgotten"])
@pytest.mark.parametrize(("first", "then"), [(ONE, 0), (0, ONE), (ONE, 4200), (4200, ONE)])
def test_a_correction_is_paid_at_the_new_value_and_the_day_with_it(when, first, then):
    desk, fixture, position, cash = held()
    told(desk, fixture, first)
    if when == "when the fixture is forgotten":
        desk.settles(fixture, first, 0, 0)
        assert fixture.id not in desk.state.quotes.fixtures
    fall = desk.state.purse.drawdown
    effects = told(desk, fixture, then)
    assert desk.state.purse.account.cash == cash + position.quantity * then
    pnl = position.quantity * then - position.spent - position.fees
    assert desk.state.score.realised == {fixture.settles_on: pnl}
    assert desk.state.score.by_arm[position.strategy] == pnl
    assert [row.pnl for row in desk.state.score.settlements] == [pnl]
    (kept,) = of(effects, "KeepSettlement")
    assert (kept.settlement.pnl, kept.settlement.value) == (pnl, then)
    assert abs(desk.state.purse.drawdown - fall) <= 1, "outside the guarantee: the mark moved with it"


def test_a_correction_is_an_incident_told_once_and_again_for_another():
    desk, fixture, position, _ = held()
    desk.settles(fixture, ONE, 0, 0)
    for _ in range(3):
        told(desk, fixture, 0)
    critical = [alert for alert in desk.state.score.alerts if alert.kind is AlertKind.CRITICAL]
    assert len(critical) == 1
    assert [row.page for row in desk.state.desk.alarms.values()] == ["correction"]
    told(desk, fixture, ONE)
    assert len([alert for alert in desk.state.score.alerts if alert.kind is AlertKind.CRITICAL]) == 2
    flows = [effect.flow for effect in of(desk.asked, "KeepCashFlow")]
    assert [flow.amount for flow in flows] == [-position.quantity * ONE, position.quantity * ONE]
    assert {flow.kind for flow in flows} == {"correction"}
    assert len({flow.id for flow in flows}) == 2


def test_nothing_is_learnt_from_a_correction():
    desk, fixture, *_ = held()
    desk.settles(fixture, ONE, 0, 0)
    beliefs, entries = dict(desk.state.bandit.beliefs), list(desk.state.score.entries)
    told(desk, fixture, 0)
    assert (desk.state.bandit.beliefs, desk.state.score.entries) == (beliefs, entries)


def test_a_correction_of_a_market_we_do_not_hold_moves_nothing_and_is_told():
    desk, fixture, _, _ = held()
    desk.settles(fixture, ONE, 0, 0)
    cash = desk.state.purse.account.cash
    told(desk, fixture, ONE, place=1)
    assert desk.state.purse.account.cash == cash
    assert not of(desk.asked, "KeepCashFlow")
    assert any("corrected" in row.text for row in desk.state.desk.alarms.values())


def test_a_void_told_after_the_result_pays_the_fair_price():
    desk, fixture, position, cash = held()
    desk.settles(fixture, ONE, 0, 0)
    told(desk, fixture, 4200, void=True)
    assert desk.state.purse.account.cash == cash + position.quantity * 4200
    assert desk.state.score.settlements[0].void


def test_a_void_pays_a_fair_price_between_nothing_and_a_dollar_and_teaches_nothing():
    desk, fixture, position, cash = held()
    for place, market in enumerate(fixture.markets):
        value = (4200, 2900, 2900)[place]
        desk.hear(MarketSettled(market.id, value, fixture.settles_on, final=True, void=True))
    assert desk.state.purse.account.cash == cash + position.quantity * 4200
    assert all(belief.episodes == 0 for belief in desk.state.bandit.beliefs.values())
    assert desk.state.score.settlements[0].void


def test_after_a_correction_the_books_agree_with_a_venue_that_moved_the_cash_too():
    desk, fixture, *_ = held()
    desk.settles(fixture, ONE, 0, 0)
    desk.stands(HOUR)
    told(desk, fixture, 0)
    desk.stands(HOUR)
    assert desk.state.reckoning.agreed_at == desk.at > Moment(0)
