"""Small snapshots to send, show and compare."""

from engine.domain.moment import Moment
from engine.domain.money import Money
from engine.domain.probability import Ppm
from engine.domain.snapshot import EventRow, Risk, Snapshot, Status
from engine.domain.states import EngineState, Mode


def status(**changes):
    """A quiet paper engine's status line."""
    figures = {
        "mode": Mode.SIM, "feed": "toy", "zone": "UTC", "state": EngineState.RUNNING, "causes": (),
        "at": Moment(0), "drawdown": Ppm(0), "at_stake": Money(0), "budget": Money(200_000_000),
        "today": None, "realised_today": Money(0), "projected_open": None, "alarms_unacked": 0,
        "approvals": 0, "orders_resting": 0, "orders_unknown": 0, "speed": 60, "finished": False,
    }  # fmt: skip
    return Status(**{**figures, **changes})


def risk(**changes):
    """An account that has not traded."""
    amounts = [
        "to_pause",
        "to_stop",
        "at_stake",
        "budget",
        "if_all_lose",
        "fixture_used",
        "fixture_limit",
        "slate_used",
        "slate_limit",
        "equity",
        "marked_equity",
        "mark",
        "cash",
        "free",
        "reserved",
        "withdrawable",
    ]
    parts = ["drawdown", "warn", "pause", "stop", "if_all_lose_drawdown", "size_factor"]
    figures = dict.fromkeys((*amounts, *parts), 0) | {"mode": "guaranteed", "limits": ()}
    return Risk(**{**figures, **changes})


def event(key, text="something happened", at=0):
    """One line of the event pane."""
    return EventRow(key=key, at=Moment(at), kind="note", text=text)


def snapshot(**changes):
    """Everything empty but what is given."""
    tables = (
        "alarms",
        "positions",
        "slates",
        "strategies",
        "approvals",
        "health",
        "events",
        "orders",
        "funnel",
    )
    slices = {"status": status(), "risk": risk()} | dict.fromkeys(tables, ())
    return Snapshot(**{**slices, **changes})
