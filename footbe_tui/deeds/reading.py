"""Deeds that open something to read: details, why no trade, orders, models, choices."""

from engine.domain.queries import Topic
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.panes.charts import ChartsPage
from footbe_tui.panes.reader import alarm_lines


def charts(desk: Desk) -> None:
    """Open the charts; open, turn to the next."""
    page = desk.cockpit.pages["charts"]
    assert isinstance(page, ChartsPage)
    if desk.cockpit.page == "charts":
        page.action_turn(1)
    else:
        desk.cockpit.open_page("charts")
    desk.feed()


def scenarios(desk: Desk) -> None:
    """Open the scenario board."""
    desk.cockpit.open_page("scenarios")
    desk.feed()


def looked_up(topic: Topic) -> Deed:
    """Which deed asks the engine about this?"""
    return lambda desk: desk.look_up(topic)


def detail(desk: Desk) -> None:
    """Read everything about the selected row."""
    row = desk.cockpit.part.selected
    if desk.cockpit.page:
        if row is not None and getattr(row, "leads_to", None) is not None:
            desk.open(row.leads_to)
        return
    match desk.cockpit.pane.NAME:
        case "Positions" if row is not None:
            desk.look_up(Topic.POSITION, row.key)
        case "Approvals" if row is not None:
            held = [p.key for p in desk.rows("positions") if p.label == row.label]
            desk.look_up(Topic.POSITION, *(held or [row.label]))
        case "Settlement" if row is not None:
            desk.look_up(Topic.SLATE, row.key)
        case "Events" if row is not None and row.leads_to is not None:
            desk.open(row.leads_to)
        case "Events" if row is not None:
            desk.say("there is no more to this event than its line", "dim")
        case "Strategies" if row is not None:
            desk.look_up(Topic.CHOICES, row.key)
        case _:
            desk.cockpit.read("Alarms", alarm_lines)


DEEDS: dict[str, Deed] = {
    "funnel": looked_up(Topic.FUNNEL),
    "orders": looked_up(Topic.ORDERS),
    "fills": looked_up(Topic.FILLS),
    "models": looked_up(Topic.MODELS),
    "choices": looked_up(Topic.CHOICES),
    "charts": charts,
    "scenarios": scenarios,
    "regret": looked_up(Topic.REGRET),
    "incidents": looked_up(Topic.INCIDENTS),
    "detail": detail,
}
REPLIES: dict[str, Reply] = {}
