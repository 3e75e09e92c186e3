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
        text("fixture"),
        text("hold"),
        text("leg"),
        contracts("quantity"),
        price("average"),
        price("bid"),
        share("fair"),
        dollars("unrealised"),
        text("settles_on"),
        text("thesis"),
        text("strategy"),
        moment("starts", lambda row: row.starts_at),
        text("phase"),
        count("minute"),
        count("home_score", lambda row: row.home),
        count("away_score", lambda row: row.away),
        seconds("book_age", book_age),
        count("approval_waits", lambda row: row.approval),
    )


SLATES: Columns = (
    text("settles_on", lambda row: row.key),
    dollars("projected"),
    dollars("projected_5_percent_case", lambda row: row.low),
    dollars("projected_95_percent_case", lambda row: row.high),
    dollars("expected_after_past_misses", lambda row: row.expected),
    count("open_positions"),
    dollars("realised"),
    dollars("fees"),
    dollars("target"),
    share("pace"),
    text("status"),
    share("of_all_at_stake", lambda row: row.share),
    share("taper"),
    share("week_total_return", lambda row: row.total),
    share("week_daily_return", lambda row: row.daily),
)
"""Settlement dates; the key `open` is the line of all open ones, `week` the venue's week."""


def approvals(now: Moment) -> Columns:
    """Requests that wait, soonest first."""
    return (
        text("approval", lambda row: row.key),
        text("id", lambda row: row.label),
        count("version"),
        text("fixture"),
        text("hold"),
        contracts("quantity"),
        price("price"),
        text("trigger"),
        text("reason"),
        moment("asked", lambda row: row.asked_at),
        moment("deadline", lambda row: row.deadline_at),
        seconds("left", lambda row: max(0, row.deadline_at - now)),
        text("at_deadline"),
        dollars("holding_each", lambda row: row.holding),
        dollars("exit_nets_each", lambda row: row.nets),
        dollars("waiting_made_each", lambda row: row.waited_cost),
        count("stale"),
    )


def alarms(now: Moment) -> Columns:
    """Alarms that stand, in the order of the alarm line."""
    return (
        text("alarm", lambda row: row.key),
        text("severity"),
        moment("since"),
        seconds("age", lambda row: max(0, now - row.since)),
        text("page"),
        text("text"),
        count("acknowledged", lambda row: row.acked),
        count("over", lambda row: row.cleared),
    )


def events(zone: str) -> Columns:
    """Lines of the event pane."""
    return (
        text("event", lambda row: row.key),
        *dated("at", lambda row: row.at, zone),
        text("kind"),
        text("text"),
    )
