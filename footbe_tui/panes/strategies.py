"""Pane 3: what is believed of each arm, as small multiples on one scale."""

from engine.domain import text
from engine.domain.clean import own
from engine.domain.snapshot import Snapshot, StrategyRow
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pane import Pane
from footbe_tui.widgets.density_strip import density_strip, levelled, scale_line
from footbe_tui.widgets.lines import Column, Line, Span, headings, lay
from footbe_tui.widgets.live_table import Body

EPISODES_FOR_A_BELIEF = 500
"""Below so many episodes a density says little: it stands dimmed."""

_COLUMNS = (
    Column("CLV", 5, ">", grow=1),
    Column("ret/$", 6, ">", grow=1),
    Column("P(>0)", 5, ">", grow=1),
    Column("α/β", 7, ">", grow=1),
    Column("n", 5, ">"),
    Column("chosen", 6, ">"),
)
SHORT = {
    "ultra_aggressive": "ultra",
    "aggressive": "aggr",
    "balanced": "balanced",
    "opportunistic": "opport",
    "in_game_specialist": "in-game",
    "no_trade": "no trade",
}
"""How an arm is called where there is little room."""

_NAME_WIDTH = 9
_ROUND_FROM = 100 * 10_000
"""A return of 100 % and more, parts per million, is written without tenths."""


def strip_width(width: int) -> int:
    """How many cells has a density in a pane of this width? Odd, so that zero has a cell of its own."""
    room = min(61, width - _NAME_WIDTH - 3 - sum(column.width + 1 for column in _COLUMNS) + 1)
    return max(11, room - (1 - room % 2))


def _numbers(row: StrategyRow) -> tuple[Span, ...]:
    counts = text.MISSING if row.alpha is None or row.beta is None else f"{row.alpha:.0f}/{row.beta:.0f}"
    tone = "dim" if row.shadow else ""
    return (
        (own(text.MISSING if row.clv is None else f"{row.clv / 10_000:+.1f}"), tone),
        (text.percent(row.ret, sign=True, digits=0 if abs(row.ret or 0) >= _ROUND_FROM else 1), tone),
        (text.fair(row.positive), tone),
        (own(counts), tone),
        (own(str(row.episodes)), tone),
        (own(text.percent(row.chosen_share, digits=0).replace("%", " %")), "" if row.shadow else "strong"),
    )


def strategy_line(row: StrategyRow, width: int) -> Line:
    """How does an arm read: name (`s` when it only trades in shadow), density, numbers?"""
    name = SHORT.get(row.key, row.key)
    wide = strip_width(width)
    rest = width - _NAME_WIDTH - wide - 3
    shown: Line = (
        (own(name.ljust(_NAME_WIDTH)[:_NAME_WIDTH]), "dim" if row.shadow else ""),
        (own("s" if row.shadow else " "), "dim"),
    )
    if row.key == "no_trade":
        share = own(text.percent(row.chosen_share, digits=0).replace("%", " %"))
        blank: Line = (
            (own(" " * (wide // 2)), ""),
            (own("┊"), "head"),
            (own(" " * (wide - wide // 2 - 1)), ""),
        )
        numbers: tuple[Span, ...] = (
            *[(own(""), "")] * (len(_COLUMNS) - 2),
            (own("—"), "dim"),
            (share, "strong"),
        )
        return (*shown, *blank, (own("  "), ""), *lay(_COLUMNS, numbers, rest))
    tone = "dim" if row.episodes < EPISODES_FOR_A_BELIEF or row.shadow else ""
    density = levelled(row.density) if row.episodes else [min(1, height) for height in row.density]
    return (
        *shown,
        *density_strip(density, wide, tone=tone),
        (own("  "), ""),
        *lay(_COLUMNS, _numbers(row), rest),
    )


class StrategiesPane(Pane):
    """The five arms and the choice to do nothing."""

    NUMBER = 3
    NAME = "Strategies"
    TAB = "Strat"
    SLICES = ("strategies",)

    def title(self, _snapshot: Snapshot) -> Line:
        """On what scale?"""
        return ((own(" · return per dollar"), "dim"),)

    def body(self, snapshot: Snapshot, _glance: Glance) -> Body:
        """Which arms are shown?"""
        inner = self.extent.width - 5
        wide = strip_width(inner)
        rest = inner - _NAME_WIDTH - wide - 3
        heading = (
            (own(" " * (_NAME_WIDTH + 1)), ""),
            *scale_line(wide, "-40%", "+40%"),
            (own("  "), ""),
            *headings(_COLUMNS, rest),
        )
        rows = self.rows(snapshot.strategies)
        return Body(
            rows,
            lambda row, width: (strategy_line(row, width),),
            heading,
            empty="no arm yet: each stands here once the engine has read its settings",
        )

    def words(self, item: StrategyRow) -> str:
        """Which text does a filter look at?"""
        return item.key
