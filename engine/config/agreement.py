"""What settings must agree on among themselves, once each is right alone."""

import re
from collections.abc import Iterator
from decimal import Decimal

from engine.config.complaint import Path
from engine.config.spans import written
from engine.config.tree import Config
from engine.config.words import FeedName, RunMode
from engine.domain.identity import NO_TRADE
from engine.domain.moment import MINUTE, Span
from engine.domain.money import ONE
from engine.domain.probability import MILLION

ARMS_MAX = 16
LIVE_RESTS_AT_MOST = Span(15 * MINUTE)
_ARM_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")

Disagreement = tuple[Path, object, str]
"""Which setting, what was given, what is allowed."""


def disagreements(config: Config) -> Iterator[Disagreement]:
    """Which settings do not go together?"""
    yield from _drawdown(config)
    yield from _arms(config)
    yield from _orders_of_size(config)
    if config.mode is RunMode.LIVE and config.entering.resting_for > LIVE_RESTS_AT_MOST:
        # The dead man's switch on a real venue: an order nobody looks after ends by itself.
        given = written(config.entering.resting_for)
        yield ("entering", "resting_for"), given, f"at most {written(LIVE_RESTS_AT_MOST)} when mode is live"
    if config.feed.name is FeedName.REPLAY and config.feed.replay_path is None:
        yield ("feed", "replay_path"), None, "the path of a data folder or file when feed.name is replay"


def _drawdown(config: Config) -> Iterator[Disagreement]:
    rules = config.drawdown
    if not rules.warn < rules.pause:
        yield ("drawdown", "pause"), _share(rules.pause), f"above drawdown.warn ({_share(rules.warn)})"
    if not rules.pause < rules.stop:
        yield ("drawdown", "stop"), _share(rules.stop), f"above drawdown.pause ({_share(rules.pause)})"
    if not rules.restore_under < rules.pause:
        yield (
            ("drawdown", "restore_under"),
            _share(rules.restore_under),
            f"below drawdown.pause ({_share(rules.pause)})",
        )
    if rules.floor > rules.reduced:
        yield (
            ("drawdown", "floor"),
            _share(rules.floor),
            f"at most drawdown.reduced ({_share(rules.reduced)})",
        )


def _arms(config: Config) -> Iterator[Disagreement]:
    if not 1 <= len(config.arms) <= ARMS_MAX:
        yield ("arms",), f"{len(config.arms)} arms", f"1 to {ARMS_MAX} arms"
    for name in config.arms:
        if not _ARM_NAME.match(name) or name == NO_TRADE:
            yield (
                ("arms", name),
                name,
                f"a name of at most 32 lower-case letters, digits and underscores, not {NO_TRADE}",
            )


def _orders_of_size(config: Config) -> Iterator[Disagreement]:
    limits, entering, targets = config.limits, config.entering, config.targets
    if not limits.lowest_price < limits.highest_price:
        lowest = Decimal(limits.lowest_price) / ONE
        yield (
            ("limits", "highest_price"),
            Decimal(limits.highest_price) / ONE,
            f"above limits.lowest_price ({lowest})",
        )
    if entering.lineup_until > entering.lineup_from:
        allowed = f"at most entering.lineup_from ({written(entering.lineup_from)}), both before the start"
        yield ("entering", "lineup_until"), written(entering.lineup_until), allowed
    if not targets.low <= targets.mid <= targets.high:
        yield ("targets", "mid"), _share(targets.mid), "between targets.low and targets.high"
    if targets.honest_low > targets.honest_high:
        yield ("targets", "honest_high"), _share(targets.honest_high), "at least targets.honest_low"


def _share(parts: int) -> Decimal:
    return Decimal(parts) / MILLION
