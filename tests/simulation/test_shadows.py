"""Shadows in the pretended market: they change nothing that is really sent, and fare like what was really sent."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import shadowing
from engine.core.shadows.shadow import ShadowFill
from engine.core.shadows.twins import calibration
from engine.domain.effects import VENUE_EFFECTS
from engine.domain.moment import HOUR
from tests.support.pretended import Pretended

SPAN = 10 * HOUR


@pytest.fixture(scope="module")
def honest():
    return Pretended(7).runs(SPAN)


def sent(run):
    """What reached the venue, and when, up to the first lesson?"""
    lessons = run.asked("KeepEntry")
    until = lessons[0][0] if lessons else run.start + SPAN
    return until, [(at, effect) for at, effect in run.effects if isinstance(effect, VENUE_EFFECTS)]


def never_filled(keep):
    return lambda turn, shadow, fills: keep(turn, replace(shadow, bought=0, spent=0, fees=0, fills=0), ())


def filled_at_once(keep):
    def tampered(turn, shadow, fills):
        if shadow.arrived and not shadow.bought:
            price, quantity = shadow.proposal.price, shadow.left
            shadow = replace(
                shadow, left=0, bought=quantity, spent=price * quantity, fills=1, opened_at=turn.at
            )
            fills = [ShadowFill(f"{shadow.key}-1", price, quantity, 0, True)]
        keep(turn, shadow, fills)

    return tampered


@pytest.mark.parametrize("tamper", [never_filled, filled_at_once])
def test_whatever_shadows_make_of_it_the_same_orders_go_out_until_somebody_learns(
    monkeypatch, honest, tamper
):
    monkeypatch.setattr(shadowing, "_keep", tamper(shadowing._keep))
    other = Pretended(7).runs(SPAN)
    (honest_until, ours), (other_until, theirs) = sent(honest), sent(other)
    until = min(honest_until, other_until)
    before = [one for one in ours if one[0] <= until]
    assert before == [one for one in theirs if one[0] <= until]
    assert len(before) > 20
    assert honest.state.shadows != other.state.shadows


def test_shadows_of_more_than_one_arm_fill_and_teach(honest):
    entries = [effect.entry for _, effect in honest.asked("KeepEntry")]
    held = [one for on in honest.state.shadows.on.values() for one in on.values()]
    assert len({one.strategy for one in held} | {entry.strategy for entry in entries}) > 1
    assert any(one.bought for one in held) or any(entry.shadow for entry in entries)
    assert all(one.spent <= one.bought * one.proposal.price for one in held)


def test_a_shadow_fares_like_the_real_order_it_was_decided_on_with(honest):
    state = honest.state
    orders = [effect.ticket.position for _, effect in honest.asked("PlaceOrder")]
    assert {*state.shadows.pairs} <= {*orders}
    live = {one.twin: one.bought for on in state.shadows.on.values() for one in on.values() if one.twin}
    held = {key: position.bought for key, position in state.trading.positions.items()}
    open_pairs = [(held.get(key, 0) > 0, live.get(key, 0) > 0) for key in state.shadows.pairs]
    closed = [(twin.real > 0, twin.shadow > 0) for twin in state.shadows.twins]
    pairs = [*open_pairs, *closed]
    assert len(pairs) > 20
    assert sum(real for real, _ in pairs) > 2
    assert not [pair for pair in pairs if pair == (False, True)], "never better than the real one"
    assert sum(shadow for _, shadow in pairs) >= 0.7 * sum(real for real, _ in pairs)
    told = calibration(state.shadows.twins)
    assert sum(row.orders for row in told) == len(closed)
