"""Quotes that can change nothing."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.strategies.quiet import NEVER, loud, quiet_band
from engine.core.strategies.registry import propose
from engine.core.strategies.view import Declined
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER
from engine.domain.money import Price
from tests.support.games import ENTERING, arm, believed, fixture
from tests.support.views import view

ARMS = (arm(name="a", min_edge=20_000, min_confidence=0), arm(name="b", min_edge=50_000, min_confidence=0))
SPECIALIST = arm("in_game", "s", min_edge=60_000, min_confidence=0)
TAKING = replace(ENTERING, post_only_before=False)
MARKET = fixture().markets[0]


def test_the_band_by_hand():
    # Resting needs .50 − bid ≥ .02, so .49 is quiet; taking .46 leaves .0226, taking .47 leaves .0126.
    assert quiet_band(believed(), 0, ARMS, MARKET) == (4900, 4700)


def test_in_play_only_the_ask_counts():
    # .50 − .42 − .017052 = .0629; at .43 it is .0528.
    assert quiet_band(believed(in_play=True), 0, (*ARMS, SPECIALIST), MARKET) == (0, 4300)


def test_nobody_to_propose_makes_every_quote_quiet():
    assert quiet_band(believed(), 0, (), MARKET) == NEVER
    assert quiet_band(believed(), 0, (SPECIALIST, arm(enabled=False)), MARKET) == NEVER
    assert quiet_band(believed(market=None), 0, ARMS, MARKET) == NEVER
    assert quiet_band(believed(model=None), 0, ARMS, MARKET) == NEVER


ticks = st.sampled_from([Price(10), Price(50), Price(100)])
fees = st.sampled_from([QUADRATIC, QUADRATIC_WITH_MAKER])
edges = st.integers(0, 80_000)


@given(
    st.integers(1, 9998), st.integers(1, 9999), st.integers(5_000, 980_000), st.integers(0, 15_000), edges, edges, ticks, fees, st.booleans()
)  # fmt: skip
def test_inside_the_band_no_arm_proposes_even_after_the_allowed_drift(
    bid, ask, fair, drift, one, two, tick, fee, on
):
    game = fixture(tick=tick, fees=fee)
    arms = (
        arm(name="a", min_edge=one, min_confidence=0),
        arm(name="b", min_edge=two, min_confidence=0),
        arm("in_game", "c", min_edge=two, min_confidence=0),
    )
    old = believed((fair, 1_000_000 - fair, 0), in_play=on)
    new = believed((fair + drift, 1_000_000 - fair - drift, 0), in_play=on)
    band = quiet_band(old, 0, arms, game.markets[0], drift=drift)
    if bid >= band[0] and ask >= band[1]:
        seen = view(
            bid, ask, fixture=game, forecast=new, in_play=on, price_lowest=0, price_highest=10_000, entering=TAKING
        )  # fmt: skip
        assert all(isinstance(propose(one_arm, seen), Declined) for one_arm in arms)


@given(st.integers(30_000, 970_000), edges.filter(bool), ticks)
def test_the_band_is_tight_one_tick_below_it_somebody_proposes(fair, least, tick):
    game, only = fixture(tick=tick), arm(min_edge=least, min_confidence=0)
    forecast = believed((fair, 1_000_000 - fair, 0), sd=0)
    bid, _ = quiet_band(forecast, 0, (only,), game.markets[0])
    if bid > tick:
        seen = view(bid - tick, bid, fixture=game, forecast=forecast, price_lowest=0, edge_too_good=1_000_000)
        assert not isinstance(propose(only, seen), Declined)


@given(
    st.none() | st.integers(1, 9999), st.none() | st.integers(1, 9999), st.integers(5_000, 980_000), edges, edges, ticks, fees, st.booleans()
)  # fmt: skip
def test_who_is_not_asked_would_have_declined(bid, ask, fair, one, two, tick, fee, on):
    game = fixture(tick=tick, fees=fee)
    arms = (
        arm(name="a", min_edge=one, min_confidence=0),
        arm("in_game", "b", min_edge=two, min_confidence=0),
    )
    seen = view(
        bid, ask, fixture=game, forecast=believed((fair, 1_000_000 - fair, 0), in_play=on), in_play=on, price_lowest=0, price_highest=10_000, entering=TAKING
    )  # fmt: skip
    if not loud(arms, seen.forecast, game.markets[:1], {seen.market.id: seen.book}):
        assert all(isinstance(propose(one_arm, seen), Declined) for one_arm in arms)


def test_a_market_somebody_would_trade_is_asked_about():
    cheap, dear = view(4400, 5000), view(4950, 4990)
    first, second = cheap.fixture.markets[:2]
    books = {first.id: dear.book, second.id: cheap.book}
    twice = believed((400_000, 500_000, 100_000))
    assert loud(ARMS, believed(), (first,), {first.id: cheap.book}) == [0]
    assert loud(ARMS, believed(), (first,), {first.id: dear.book}) == []
    assert loud(ARMS, twice, (first, second), books) == [1]
    assert loud((), believed(), (first,), {first.id: cheap.book}) == []


def test_a_market_without_a_book_or_without_a_side_is_not_asked_about():
    cheap = view(4400, 5000)
    market = cheap.market
    assert loud(ARMS, believed(), (market,), {}) == []
    assert loud(ARMS, believed(), (market,), {market.id: replace(cheap.book, bids=())}) == []
