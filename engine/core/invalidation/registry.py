"""Which triggers are there?"""

from collections.abc import Callable

from msgspec import Struct

from engine.core.invalidation import adverse_score, closing_minutes, game_started, price_moved, stale_position
from engine.core.invalidation.facts import Facts
from engine.domain.clean import own
from engine.domain.identity import TriggerName
from engine.domain.moment import Moment
from engine.domain.rules import TriggerRule

Check = Callable[[TriggerRule, Facts], str | None]


class Trigger(Struct, frozen=True):
    """A condition, and whether it breaks the thesis or only weakens it. Its answer is the reason, in words.

    `since` says from when a condition that holds counts; without one, from the scan that first saw it.
    `blind`: that it holds means that our data is broken, so that nothing can be weighed.
    """

    check: Check
    broken: bool
    since: Callable[[Facts], Moment] | None = None
    blind: bool = False


TRIGGERS: dict[TriggerName, Trigger] = {
    TriggerName(own("game_started")): Trigger(game_started.check, broken=False),
    TriggerName(own("adverse_score")): Trigger(adverse_score.check, broken=True, since=adverse_score.since),
    TriggerName(own("price_moved")): Trigger(price_moved.check, broken=True),
    TriggerName(own("stale_position")): Trigger(stale_position.check, broken=False, blind=True),
    TriggerName(own("closing_minutes")): Trigger(closing_minutes.check, broken=True),
}
"""Triggers by name, as the rules name them."""
