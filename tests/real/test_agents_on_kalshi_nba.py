"""The agents that need no score, on the real prices of NBA games and through the exchange the paper venue uses."""

import pytest

from engine.shell.feeds.candle_file import read
from engine.world.candles import CandleGames
from tests.support.agents import checks, recorded
from tests.support.agents.figures import paid, shares

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def rows(data_dir):
    folder = data_dir / "markets" / "kalshi_nba"
    if not folder.is_dir():
        pytest.skip(f"no recorded prices in {folder}: markets/kalshi_nba is missing")
    source = CandleGames(1, read(folder)[::3])
    bed = recorded.CandleBed(source, [*recorded.takers(), *recorded.poor()]).run()
    return shares(bed.dealt(), by_fixture=True)


@pytest.mark.parametrize("mind", [mind.name for mind in recorded.poor()])
def test_no_agent_that_goes_by_prices_alone_earns(rows, mind):
    assert checks.not_above_zero(rows, mind) is None


@pytest.mark.parametrize(
    ("mind", "loss"),
    [(checks.HELD, checks.HELD_LOSS), (checks.AT_ONCE, checks.TRIP_LOSS), (checks.LATER, checks.TRIP_LOSS)],
)
def test_who_takes_near_even_at_a_cent_loses_spread_and_fee_once_or_twice(rows, mind, loss):
    found = paid(rows, mind)
    assert found.low <= loss <= found.high < 0
