import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.sizing.allocation import SizingContext, cushion, stake, tapered
from engine.domain.errors import Malformed
from engine.domain.fees import QUADRATIC, fee_at_most
from engine.domain.market import Market
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import Stake
from engine.domain.rules import DrawdownMode
from engine.domain.sport import Outcome
from tests.support.words import arm, proposal

MARKET = Market("m1", "f1", Outcome.HOME, QUADRATIC)
THOUSAND = SizingContext(equity=1000 * DOLLAR, mark=1000 * DOLLAR, stop=200_000)


@pytest.mark.parametrize(
    ("equity", "mark", "left"),
    [(1000, 1000, 200), (900, 1000, 100), (800, 1000, 0), (700, 1000, 0), (1001, 1001, 200)],
)
def test_the_cushion_is_what_may_be_lost_until_the_stop_rounded_down(equity, mark, left):
    assert cushion(equity, mark, 200_000) == left


def test_a_stake_is_the_arms_part_of_kelly_on_the_cushion():
    # .170984 of a cushion of 200 dollars, a quarter of it: 8.549; 16 contracts at .50 with fees at worst.
    assert stake(proposal(), arm(), MARKET, THOUSAND) == Stake(16 * CONTRACT, "kelly")


def test_when_drawdown_is_only_watched_the_whole_equity_is_the_base():
    watched = replace(THOUSAND, mode=DrawdownMode.WATCHED)
    assert stake(proposal(), arm(), MARKET, watched) == Stake(82 * CONTRACT, "kelly")


def test_at_the_floor_nothing_is_staked():
    spent = replace(THOUSAND, equity=800 * DOLLAR)
    assert stake(proposal(), arm(), MARKET, spent) == Stake(0, "kelly")


def test_price_plus_fee_at_fair_value_stakes_nothing():
    assert stake(proposal(fair=517_500), arm(), MARKET, THOUSAND).quantity == 0


@pytest.mark.parametrize(
    ("said", "context", "contracts", "bound_by"),
    [
        ({"trade_share": 5000}, {}, 9, "trade_share"),
        ({"contracts_per_market": 12 * CONTRACT}, {}, 12, "contracts_per_market"),
        ({"contracts_per_market": 12 * CONTRACT}, {"arm_in_market": 5 * CONTRACT}, 7, "contracts_per_market"),
        (
            {"contracts_per_market": 12 * CONTRACT},
            {"arm_in_market": 50 * CONTRACT},
            0,
            "contracts_per_market",
        ),
        ({"fixture_exposure": 5 * DOLLAR}, {}, 9, "arm_fixture_exposure"),
        ({"fixture_exposure": 5 * DOLLAR}, {"arm_in_fixture": 4 * DOLLAR}, 1, "arm_fixture_exposure"),
        ({"fixture_exposure": 5 * DOLLAR}, {"arm_in_fixture": 6 * DOLLAR}, 0, "arm_fixture_exposure"),
        ({"total_exposure": 5 * DOLLAR}, {"arm_in_all": 1 * DOLLAR}, 7, "arm_total_exposure"),
    ],
)
def test_each_cap_of_the_arm_binds_and_is_named(said, context, contracts, bound_by):
    found = stake(proposal(), arm(**said), MARKET, replace(THOUSAND, **context))
    assert found == Stake(contracts * CONTRACT, bound_by)


@pytest.mark.parametrize("said", [{}, {"contracts_per_market": 12 * CONTRACT}])
def test_half_size_is_half_also_where_a_cap_binds(said):
    full = stake(proposal(), arm(**said), MARKET, THOUSAND)
    half = stake(proposal(), arm(**said), MARKET, replace(THOUSAND, size_factor=500_000))
    assert half == Stake(full.quantity // 2, full.bound_by)


def test_a_factor_that_would_enlarge_is_refused():
    with pytest.raises(Malformed, match="size factor"):
        SizingContext(equity=1, mark=1, stop=1, size_factor=1_000_001)


@given(
    st.integers(100, 9900),
    st.integers(0, 1_000_000),
    st.integers(0, 300_000),
    st.integers(0, 2000),
    st.integers(0, 1_000_000),
)
def test_a_stake_is_whole_within_every_cap_and_never_grows_with_losses(price, fair, sd, dollars, factor):
    asked = proposal(price=price, fair=fair, sd=sd)
    tight = arm(fixture_exposure=20 * DOLLAR, contracts_per_market=30 * CONTRACT, trade_share=100_000)
    here = replace(THOUSAND, equity=dollars * DOLLAR, mark=max(1000, dollars) * DOLLAR, size_factor=factor)
    found = stake(asked, tight, MARKET, here)
    most = price * found.quantity + fee_at_most(QUADRATIC, price, found.quantity, buy=True)
    assert found.quantity % CONTRACT == 0
    assert 0 <= found.quantity <= 30 * CONTRACT
    assert found.quantity == 0 or most <= min(20 * DOLLAR, dollars * DOLLAR // 10)
    poorer = replace(here, equity=max(0, here.equity - 50 * DOLLAR))
    assert stake(asked, tight, MARKET, poorer).quantity <= found.quantity


@pytest.mark.parametrize(
    ("projected", "allowance", "floor", "share"),
    [
        (0, 100, 250_000, 1_000_000),
        (-50, 100, 250_000, 1_000_000),
        (30, 100, 250_000, 700_000),
        (75, 100, 250_000, 250_000),
        (90, 100, 250_000, 250_000),
        (500, 100, 0, 0),
        (1, 0, 250_000, 250_000),
        (0, 0, 250_000, 1_000_000),
        (1, 3, 0, 666_666),
    ],
)
def test_what_is_projected_for_a_date_shrinks_what_joins_it_down_to_the_floor(
    projected, allowance, floor, share
):
    assert tapered(projected, allowance, floor) == share


def test_a_tapered_stake_is_the_nearest_whole_number_and_says_so():
    full = stake(proposal(), arm(), MARKET, THOUSAND)
    assert full == Stake(16 * CONTRACT, "kelly")
    assert stake(proposal(), arm(), MARKET, replace(THOUSAND, taper=700_000)) == Stake(
        11 * CONTRACT, "tapered"
    )
    # A taper that takes less than half a contract away takes none, and is not what bound.
    assert stake(proposal(), arm(), MARKET, replace(THOUSAND, taper=970_000)) == full
    assert stake(proposal(), arm(), MARKET, replace(THOUSAND, taper=960_000)) == Stake(
        15 * CONTRACT, "tapered"
    )
    assert stake(proposal(), arm(), MARKET, replace(THOUSAND, taper=10_000)) == Stake(0, "tapered")


def test_a_taper_that_would_enlarge_is_refused():
    with pytest.raises(Malformed, match="taper"):
        SizingContext(equity=1, mark=1, stop=1, taper=1_000_001)


MONEY = st.integers(-1000 * DOLLAR, 1000 * DOLLAR)


@given(MONEY, MONEY, st.integers(0, 500 * DOLLAR), st.integers(0, 1_000_000))
def test_the_taper_only_shrinks_and_more_projected_never_lets_more_through(one, other, allowance, floor):
    low, high = sorted((one, other))
    assert 0 <= tapered(high, allowance, floor) <= tapered(low, allowance, floor) <= 1_000_000
    assert tapered(high, allowance, floor) >= min(floor, tapered(0, allowance, floor))


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_a_tapered_stake_is_never_larger_than_without(taper, factor):
    plain = replace(THOUSAND, size_factor=factor)
    full, less = (stake(proposal(), arm(), MARKET, each) for each in (plain, replace(plain, taper=taper)))
    assert less.quantity <= full.quantity
