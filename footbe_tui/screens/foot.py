"""The lowest line: keys, and right of them what was just said, or which feed and pace this is."""

from collections.abc import Iterator

from engine.domain.clean import own
from engine.domain.snapshot import Status
from footbe_tui.keymap import STOP_KEYS, footer
from footbe_tui.seat import Rights
from footbe_tui.widgets.lines import Line, cut, length, spread


def foot_line(rights: Rights, status: Status | None, notice: Line, width: int, *, narrow: bool) -> Line:
    """How does it read? A notice stands right of the first keys (in a replay of the stop alone); without one the other keys are back."""
    keys = footer(width, observe=rights.observe, replay=rights.replay, narrow=narrow, keymap=rights.keymap)
    if notice:
        place = next(n for n, (key, _) in enumerate(keys) if key in STOP_KEYS)
        keys = keys[place if rights.replay else 0 : place + 1]
    left: Line = tuple(
        span for key, label in keys for span in ((own(key), "key"), (own(f" {label}  "), "dim"))
    )
    if notice:
        return cut((*left, *notice), width)
    feeds = () if status is None or narrow else _feeds(status, rights)
    fitting = (feed for feed in feeds if length(feed) <= width - length(left))
    return spread(left, next(fitting, ()), width)


def _feeds(status: Status, rights: Rights) -> Iterator[Line]:
    """What may stand right of the keys, the longest first: feed and speed, whether this only observes."""
    pace = "" if status.speed == 1 or rights.replay else "max" if not status.speed else f"×{status.speed}"
    observes: Line = ((own("  observe"), "warn"),) if rights.observe else ()
    yield (own(f"{status.feed.split(':')[0]} {pace}".rstrip()), "dim"), *observes
    yield (own(pace), "dim"), *observes
    yield observes
