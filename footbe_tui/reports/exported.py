"""Which columns has each table that `export` writes? Rows as `engine.shell.store.exports` reads them."""

from collections.abc import Callable

from engine.domain.effects import ArmView, Choice
from footbe_tui.reports.columns import (
    Column,
    Columns,
    contracts,
    count,
    dated,
    dollars,
    moment,
    price,
    share,
    text,
)


def orders(zone: str) -> Columns:
    """Orders as they stand now, by the moment they were made."""
    return (
        text("order", lambda row: row.ticket.id),
        *dated("created", lambda row: row.ticket.created_at, zone),
        text("settles_on", lambda row: row.ticket.settles_on),
        text("position", lambda row: row.ticket.position),
        text("fixture", lambda row: row.ticket.fixture),
        text("market", lambda row: row.ticket.market),
        text("leg", lambda row: row.ticket.leg),
        text("side", lambda row: row.ticket.side),
        text("purpose", lambda row: row.ticket.purpose),
        text("strategy", lambda row: row.ticket.strategy),
        price("limit", lambda row: row.ticket.price),
        contracts("quantity", lambda row: row.ticket.quantity),
        contracts("filled"),
        dollars("paid"),
        dollars("fees"),
        text("state"),
        moment("since"),
        text("trigger", lambda row: row.ticket.trigger),
        text("approval", lambda row: row.ticket.approval),
        text("note"),
    )


def fills(zone: str) -> Columns:
    """Fills; `settles_on` and what else is the order's is missing where the order is none of ours."""
    return (
        text("trade"),
        *dated("filled", lambda row: row.at, zone),
        text("settles_on"),
        text("order"),
        text("position"),
        text("fixture"),
        text("market"),
        text("leg"),
        text("side"),
        text("purpose"),
        text("strategy"),
        price("price"),
        contracts("quantity"),
        dollars("fee"),
        count("maker"),
    )


def positions(zone: str) -> Columns:
    """Positions as they stand now; `claimed`, `fair` and their doubt as of the entry."""
    return (
        text("position", lambda row: row.id),
        *dated("opened", lambda row: row.opened_at, zone),
        moment("closed", lambda row: row.closed_at),
        text("settles_on"),
        text("fixture"),
        text("market"),
        text("leg"),
        text("strategy"),
        contracts("quantity"),
        contracts("bought"),
        dollars("spent"),
        contracts("sold"),
        dollars("proceeds"),
        dollars("fees"),
        price("settled_value"),
        dollars("paid_out"),
        dollars("realised"),
        text("model", lambda row: row.thesis.model_id),
        share("claimed", lambda row: row.thesis.claimed),
        share("fair", lambda row: row.thesis.fair),
        share("sd", lambda row: row.thesis.sd),
        dollars("edge_each", lambda row: row.thesis.edge),
        text("reason", lambda row: row.thesis.reason),
        text("exit_trigger"),
    )


def settlements(zone: str) -> Columns:
    """What the venue paid out."""
    return (
        text("position"),
        *dated("settled", lambda row: row.at, zone),
        text("settles_on"),
        text("fixture"),
        text("market"),
        text("strategy"),
        count("void"),
        price("value"),
        dollars("paid_out"),
        dollars("risked"),
        dollars("fees"),
        dollars("pnl"),
    )


def approvals(zone: str) -> Columns:
    """Requests to leave a position, in the version that stood last."""
    return (
        text("approval", lambda row: row.id),
        *dated("asked", lambda row: row.asked_at, zone),
        moment("deadline", lambda row: row.deadline_at),
        moment("answered", lambda row: row.answered_at),
        text("state"),
        text("answered_by"),
        text("position"),
        text("fixture"),
        text("market"),
        text("trigger"),
        text("reason"),
        count("version"),
        contracts("quantity", lambda row: row.mandate.quantity),
        price("price", lambda row: row.mandate.price),
        dollars("holding_each", lambda row: row.holding),
        dollars("nets_each", lambda row: row.nets),
        dollars("first_nets_each", lambda row: row.first_nets),
        text("at_deadline"),
    )


def events(zone: str) -> Columns:
    """The lines of the event pane."""
    return (
        text("event", lambda row: row.key),
        *dated("at", lambda row: row.at, zone),
        text("kind"),
        text("text"),
    )


def decisions(zone: str) -> Columns:
    """The bandit's choices, a row for each arm that stood to be chosen: what was sampled, how likely it was."""

    def choice(row: tuple[Choice, ArmView]) -> Choice:
        return row[0]

    def arm(row: tuple[Choice, ArmView]) -> ArmView:
        return row[1]

    return (
        text("fixture", lambda row: choice(row).fixture),
        count("ordinal", lambda row: choice(row).ordinal),
        *dated("at", lambda row: choice(row).at, zone),
        text("arm", lambda row: arm(row).strategy),
        count("chosen", lambda row: arm(row).strategy == choice(row).chosen),
        Column("sampled_return", lambda row: f"{arm(row).sampled:.6f}"),
        share("propensity", lambda row: arm(row).propensity),
        dollars("edge_each", lambda row: arm(row).edge),
    )


def exits(zone: str) -> Columns:
    """Decisions to leave or to hold, beside what the way not taken would have made."""
    return (
        text("decision", lambda row: row.key),
        *dated("at", lambda row: row.at, zone),
        text("settles_on"),
        text("position"),
        text("fixture"),
        text("market"),
        text("leg"),
        text("strategy"),
        text("trigger"),
        text("deed"),
        text("by"),
        count("in_play"),
        contracts("quantity"),
        dollars("fair_each", lambda row: row.fair),
        dollars("leaving"),
        dollars("holding"),
        dollars("regret"),
    )


def curve(zone: str) -> Columns:
    """Where the account stood."""
    return (
        *dated("at", lambda row: row.at, zone),
        dollars("equity"),
        dollars("marked_equity", lambda row: row.marked),
        share("drawdown"),
    )


TABLES: dict[str, Callable[[str], Columns]] = {
    "orders": orders,
    "fills": fills,
    "positions": positions,
    "settlements": settlements,
    "approvals": approvals,
    "events": events,
    "decisions": decisions,
    "exits": exits,
    "curve": curve,
}
"""Every table that can be exported: its columns, for a run whose venue is in this zone."""
