"""Where does everything stand on a screen of this size? Pure: nothing moves when an alarm comes."""

from itertools import accumulate
from typing import NamedTuple

from footbe_tui.panes.top import CLOCK_WIDTH


class Place(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


LEAST = (60, 16)
"""Columns and rows below which only mode, state, drawdown and the stop key are shown."""

WIDE = (110, 36)
VAST = (190, 48)
"""From here on the sides stand beside the panes."""

_LEFT = ("positions", "settlement", "strategies")
_RIGHT = ("risk", "approvals", "health")
_SIDES = ("orders", "alarms", "refusals")


_PROMPT_LEAST, _PROMPT_WIDTH_LEAST = 3, 20
"""Rows and columns below which no question can be read; one that is open is left."""

_ALARMS, _REFUSALS = 10, 17
"""How tall are these two of the sides? The second is level with settlement and strategies."""


def kind(width: int, height: int) -> str:
    """Is a screen of this size `wide`, `narrow` or `tiny`?"""
    if width < LEAST[0] or height < LEAST[1]:
        return "tiny"
    return "wide" if width >= WIDE[0] and height >= WIDE[1] else "narrow"


def arrange(
    width: int,
    height: int,
    *,
    shown: str,
    zoomed: bool = False,
    asks: bool = True,
    prompt: int = 0,
    page: bool = False,
    tape: bool = False,
) -> dict[str, Place]:
    """Where does each part stand? Parts that are not named are not shown.

    `shown` is the focused pane, alone on a narrow screen or when `zoomed`, or the `page` in place of all panes;
    `asks`: an approval waits, and has a box on a narrow screen instead of a line; `prompt` is the height of an open question, 0 for none;
    it has no place where it could not be read; `tape`: a journal is looked back on, and has a line above the footer.
    """
    size = kind(width, height)
    if size == "tiny":
        return _tiny(width, height, prompt)
    rest = height - tape
    places = _wide(width, rest) if size == "wide" else _narrow(width, rest, shown, 3 if asks else 1)
    if size == "wide" and (zoomed or page):
        kept = {name: places[name] for name in ("top", "footer")}
        places = {**kept, shown: Place(0, 2, width, rest - 3)}
    if tape:
        places["tape"], places["footer"] = places["footer"], Place(0, height - 1, width, 1)
    places["clock"] = Place(width - CLOCK_WIDTH, 0, CLOCK_WIDTH, 1)
    if prompt:
        floor = places["next"].y if "next" in places else rest - 1
        tall = min(prompt, floor - places["top"].height)
        places["prompt"] = Place(0, floor - tall, width, tall)
    return places


def _tiny(width: int, height: int, prompt: int) -> dict[str, Place]:
    tall = min(prompt, height - 2)
    if not prompt or tall < _PROMPT_LEAST or width < _PROMPT_WIDTH_LEAST:
        return {"top": Place(0, 0, width, height)}
    return {"top": Place(0, 0, width, height - tall), "prompt": Place(0, height - tall, width, tall)}


def _wide(width: int, height: int) -> dict[str, Place]:
    vast = width >= VAST[0] and height >= VAST[1]
    side = min(72, 58 + (width - VAST[0]) // 3) if vast else 0
    right = 40 + max(0, min(12, (width - 140) // 4)) if not vast else 52
    left = width - right - side
    body = height - 3
    settlement, strategies = 8, 9
    spare = body - settlement - strategies
    events = max(5, min(14, 8 + (height - 40) * 2 // 5)) if height >= 40 else max(5, spare - 11)
    heights = (spare - events, settlement, strategies)
    places = {"top": Place(0, 0, width, 2), "footer": Place(0, height - 1, width, 1)}
    y = 2
    for name, other, tall in zip(_LEFT, _RIGHT, heights, strict=True):
        places[name], places[other] = Place(0, y, left, tall), Place(left, y, right, tall)
        y += tall
    places["events"] = Place(0, y, width, events)
    if vast:
        rows = (y - 2 - _REFUSALS - _ALARMS, _ALARMS, _REFUSALS)
        places |= _stacked(Place(left + right, 2, side, y - 2), rows)
    return places


def _stacked(room: Place, heights: tuple[int, ...]) -> dict[str, Place]:
    """Where do the sides stand, one below the other?"""
    tops = accumulate(heights, initial=room.y)
    return {
        name: Place(room.x, y, room.width, tall) for name, y, tall in zip(_SIDES, tops, heights, strict=False)
    }


def _narrow(width: int, height: int, shown: str, box: int) -> dict[str, Place]:
    return {
        "top": Place(0, 0, width, 4),
        shown: Place(0, 4, width, height - 6 - box),
        "next": Place(0, height - 2 - box, width, box),
        "last": Place(0, height - 2, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }
