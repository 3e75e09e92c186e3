"""Which columns have the tables that a running engine shows, given to other programs?"""

from engine.domain.moment import Moment
from engine.domain.snapshot import PositionRow
from footbe_tui.reports.columns import (
    Columns,
    contracts,
    count,
    dated,
    dollars,
    moment,
    price,
    seconds,
    share,
    text,
)


def positions(now: Moment) -> Columns:
    """Open positions, worst thesis first."""

    def book_age(row: PositionRow) -> int | None:
        return None if row.book_at is None else max(0, now - row.book_at)

    return (
        text("position", lambda row: row.key),
        text("id", lambda row: row.label),
        text("fixture", lambda row: row.fixture),
        text("hold", lambda row: row.hold),
        text("leg", lambda row: row.leg),
        contracts("quantity", lambda row: row.quantity),
        price("average", lambda row: row.average),
        price("bid", lambda row: row.bid),
        share("fair", lambda row: row.fair),
        dollars("unrealised", lambda row: row.unrealised),
        text("settles_on", lambda row: row.settles_on),
        text("thesis", lambda row: row.thesis),
        text("strategy", lambda row: row.strategy),
        moment("starts", lambda row: row.starts_at),
        text("phase", lambda row: row.phase),
        count("minute", lambda row: row.minute),
        count("home_score", lambda row: row.home),
        count("away_score", lambda row: row.away),
        seconds("book_age", book_age),
        count("approval_waits", lambda row: row.approval),
    )


SLATES: Columns = (
    text("settles_on", lambda row: row.key),
    dollars("projected", lambda row: row.projected),
    dollars("projected_5_percent_case", lambda row: row.low),
    dollars("projected_95_percent_case", lambda row: row.high),
    dollars("expected_after_past_misses", lambda row: row.expected),
    count("open_positions", lambda row: row.open_positions),
    dollars("realised", lambda row: row.realised),
    dollars("fees", lambda row: row.fees),
    dollars("target", lambda row: row.target),
    share("pace", lambda row: row.pace),
    text("status", lambda row: row.status),
    share("of_all_at_stake", lambda row: row.share),
    share("taper", lambda row: row.taper),
    share("week_total_return", lambda row: row.total),
    share("week_daily_return", lambda row: row.daily),
)
"""Settlement dates; the key `open` is the line of all open ones, `week` the venue's week."""


def approvals(now: Moment) -> Columns:
    """Requests that wait, soonest first."""
    return (
        text("approval", lambda row: row.key),
        text("id", lambda row: row.label),
        count("version", lambda row: row.version),
        text("fixture", lambda row: row.fixture),
        text("hold", lambda row: row.hold),
        contracts("quantity", lambda row: row.quantity),
        price("price", lambda row: row.price),
        text("trigger", lambda row: row.trigger),
        text("reason", lambda row: row.reason),
        moment("asked", lambda row: row.asked_at),
        moment("deadline", lambda row: row.deadline_at),
        seconds("left", lambda row: max(0, row.deadline_at - now)),
        text("at_deadline", lambda row: row.at_deadline),
        dollars("holding_each", lambda row: row.holding),
        dollars("exit_nets_each", lambda row: row.nets),
        dollars("waiting_made_each", lambda row: row.waited_cost),
        count("stale", lambda row: row.stale),
    )


def alarms(now: Moment) -> Columns:
    """Alarms that stand, in the order of the alarm line."""
    return (
        text("alarm", lambda row: row.key),
        text("severity", lambda row: row.severity),
        moment("since", lambda row: row.since),
        seconds("age", lambda row: max(0, now - row.since)),
        text("page", lambda row: row.page),
        text("text", lambda row: row.text),
        count("acknowledged", lambda row: row.acked),
        count("over", lambda row: row.cleared),
    )


def events(zone: str) -> Columns:
    """Lines of the event pane."""
    return (
        text("event", lambda row: row.key),
        *dated("at", lambda row: row.at, zone),
        text("kind", lambda row: row.kind),
        text("text", lambda row: row.text),
    )
