"""Every kind of strategy, asked the same: no tricks, no crossing, no edge that is not there."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.strategies.registry import STRATEGIES
from engine.core.strategies.view import Declined
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER, trade_fee
from engine.domain.market import Leg
from engine.domain.moment import HOUR
from engine.domain.money import CONTRACT, Price
from engine.domain.order import Proposal
from engine.domain.sport import OUTCOMES, Sport
from tests.support.games import ENTERING, arm, believed, fixture
from tests.support.views import view

KINDS = pytest.mark.parametrize("kind", STRATEGIES)


@st.composite
def views(draw):
    on = draw(st.booleans())
    sport = draw(st.sampled_from(list(Sport)))
    game = fixture(
        sport,
        tick=draw(st.sampled_from([Price(1), Price(10), Price(100)])),
        fees=draw(st.sampled_from([QUADRATIC, QUADRATIC_WITH_MAKER])),
    )
    index = draw(st.integers(0, len(OUTCOMES[sport]) - 1))
    fair = draw(st.integers(0, 1_000_000))
    rest = [0] * len(OUTCOMES[sport])
    rest[index], rest[index - 1] = fair, 1_000_000 - fair
    quote = st.one_of(st.none(), st.integers(1, 9999))
    return view(
        draw(quote),
        draw(quote),
        fixture=game,
        index=index,
        in_play=on,
        starts_in=draw(st.integers(-HOUR, 4 * HOUR)),
        entering=replace(ENTERING, post_only_before=draw(st.booleans())),
        forecast=believed(
            tuple(rest),
            sd=draw(st.integers(0, 300_000)),
            in_play=on,
            market=draw(st.sampled_from([None, tuple(rest)])),
            model=draw(st.sampled_from([None, tuple(rest)])),
        ),
    )


@KINDS
@given(seen=views(), least=st.integers(0, 80_000), sure=st.integers(0, 900_000))
def test_what_it_proposes_is_on_the_grid_in_the_band_and_has_the_edge_it_claims(kind, seen, least, sure):
    asked = arm(kind, min_edge=least, min_confidence=sure)
    before = (msgspec.json.encode(asked), msgspec.json.encode(seen))
    found = STRATEGIES[kind](asked, seen)
    assert (msgspec.json.encode(asked), msgspec.json.encode(seen)) == before
    assert found == STRATEGIES[kind](asked, seen)
    if isinstance(found, Declined):
        assert found.rule.isidentifier()
        assert found.detail
        return
    assert isinstance(found, Proposal)
    market = seen.market
    fee = trade_fee(market.fees, found.price, CONTRACT, maker=found.post_only)
    assert found.price % market.tick == 0
    assert seen.price_lowest <= found.price <= seen.price_highest
    assert found.edge == seen.forecast.fair[seen.index] - 100 * found.price - fee
    assert least <= found.edge <= seen.edge_too_good
    assert sure <= found.confidence <= 1_000_000
    assert found.leg is Leg.YES
    assert (found.market, found.fixture, found.strategy) == (market.id, seen.fixture.id, asked.name)
    ask = seen.book.asks[0][0]
    assert found.price < ask if found.post_only else found.price >= ask
    assert seen.forecast.market is not None
    assert not (seen.in_play and found.post_only)
    assert seen.entering.post_only_before or not found.post_only


@KINDS
@pytest.mark.parametrize("on", [False, True])
@pytest.mark.parametrize(("bid", "ask"), [(None, None), (4000, None), (None, 4600)])
def test_it_is_silent_on_a_book_with_an_empty_side(kind, on, bid, ask):
    seen = view(bid, ask, in_play=on, starts_in=-HOUR if on else 3 * HOUR)
    assert isinstance(STRATEGIES[kind](arm(kind), seen), Declined)


@KINDS
def test_it_can_propose_at_all(kind):
    seen = [view(4000, 4600, in_play=on, starts_in=-HOUR if on else 3 * HOUR) for on in (False, True)]
    assert any(isinstance(STRATEGIES[kind](arm(kind), one), Proposal) for one in seen)
