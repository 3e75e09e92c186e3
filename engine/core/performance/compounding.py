"""What do daily returns come to together, and which return a day is that? Shares are parts per million."""

import math
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from engine.core.performance.pace import PaceWord, pace, word
from engine.domain.moment import VenueDate
from engine.domain.money import Money, money_share_down
from engine.domain.probability import MILLION, Ppm, fraction, ppm
from engine.domain.rules import Targets

WEEK_DAYS = 7


class Week(Struct, frozen=True):
    """The venue's week so far, Monday to Sunday by settlement date.

    `begun_with` is equity at its start, by what was paid in and settled until then; `total` the product of its daily
    returns, less one; `daily` what that is a day over its `days` so far, today among them: those since its Monday, or
    since the run began where that was later. Targets are for the whole week: what the wishes for a day compound to.
    """

    monday: VenueDate
    days: int
    begun_with: Money
    realised: Money
    total: Ppm
    daily: Ppm | None
    target_low: Money
    target: Money
    target_high: Money
    pace: Ppm | None
    word: PaceWord
    honest_low: Ppm
    honest_high: Ppm


def monday_of(day: VenueDate) -> VenueDate:
    """With which date did this date's week begin?"""
    found = date.fromisoformat(day)
    return VenueDate((found - timedelta(days=found.weekday())).isoformat())


def in_all(returns: list[Ppm]) -> Ppm:
    """What do these returns, one after the other, come to? Rounded down once, at the end."""
    kept = math.prod(MILLION + each for each in returns)
    return Ppm(kept * MILLION // MILLION ** len(returns) - MILLION)


def over(daily: Ppm, days: int) -> Ppm:
    """What does the same return come to, day after day? 10 % a day is 94.9 % in seven days, not 70 %."""
    return in_all([daily] * days)


def a_day(total: Ppm, days: int) -> Ppm | None:
    """Which return, the same every day, comes to this in so many days? None once everything is lost.

    8.5 % in three days is 2.8 % a day.
    """
    kept = 1 + fraction(total)
    return ppm(kept ** (1 / days) - 1) if kept > 0 and days > 0 else None


def week(
    realised: Mapping[VenueDate, Money],
    *,
    paid_in: Money,
    began: VenueDate,
    today: VenueDate,
    held: bool,
    targets: Targets,
) -> Week | None:
    """How does the week of this date stand? None when there was nothing to begin it with.

    `realised` is settled P&L by date, `paid_in` all deposits less withdrawals, as if they had been there from the start;
    `began` is the date on which the run did.
    """
    monday = monday_of(today)
    begun = Money(paid_in + sum(amount for day, amount in realised.items() if day < monday))
    if begun <= 0:
        return None
    settled = [amount for day, amount in realised.items() if monday <= day <= today]
    made = Money(sum(settled))
    days = max(1, (date.fromisoformat(today) - date.fromisoformat(max(monday, began))).days + 1)
    # Each day's return is on the equity it began with, so their product is the last equity over the first.
    total = Ppm(made * MILLION // begun)
    low, mid, high = (_wished(begun, share, WEEK_DAYS) for share in _shares(targets))
    so_far = [_wished(begun, share, days) for share in _shares(targets)]
    return Week(
        monday=monday,
        days=days,
        begun_with=begun,
        realised=made,
        total=total,
        daily=a_day(total, days),
        target_low=low,
        target=mid,
        target_high=high,
        pace=pace(made, None, mid),
        word=word(made, low=so_far[0], high=so_far[2], settled=bool(settled), held=held),
        honest_low=over(targets.honest_low, WEEK_DAYS),
        honest_high=over(targets.honest_high, WEEK_DAYS),
    )


def _shares(targets: Targets) -> tuple[Ppm, Ppm, Ppm]:
    return targets.low, targets.mid, targets.high


def _wished(begun: Money, daily: Ppm, days: int) -> Money:
    return money_share_down(begun, over(daily, days))
