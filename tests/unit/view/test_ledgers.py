"""Ledgers: fills, orders, decisions, incidents. Sums add up to their rows, and every row leads somewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.conduct.ledger import forget_unfilled, write_down
from engine.core.health import trail
from engine.core.health.trail import each_clv
from engine.core.view import fills, incidents, regret, writing
from engine.core.view.writing import ROWS_MOST, in_cents
from engine.domain.commands import Acknowledge, Exit, Pause, Reject, Resume, Source, Stop
from engine.domain.events import OrderUnknown
from engine.domain.ledger import LEAVING_DEEDS
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import DOLLAR
from engine.domain.order import OrderState
from engine.domain.queries import Query, Topic
from engine.domain.snapshot import FunnelRow
from tests.support import ledgers
from tests.support.desk import Desk, of
from tests.support.told import asked, cell, lines, ranked, sheet


@given(st.lists(st.integers(-(10**9), 10**9), max_size=30))
def test_parts_in_cents_add_up_to_their_total_in_cents(parts):
    total = sum(parts)
    whole = (abs(total) + 5_000) // 10_000 * 10_000
    shown = in_cents(parts)
    assert sum(shown) == (whole if total >= 0 else -whole) if parts else shown == []
    assert all(abs(given - cents) < 20_000 for given, cents in zip(parts, shown, strict=True))


def test_sums_of_fills_are_the_sums_of_their_rows():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650, wait=40 * SECOND)
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    placed = of(desk.asked, "PlaceOrder")
    desk.commands(Reject(request.id, request.version))
    found = asked(desk, Topic.FILLS)
    rows, totals = sheet(found, "Fills"), sheet(found, "Sums")
    assert cell(totals, 0, "OF") == "all"
    assert ranked(totals, "FEES")[0] == sum(ranked(rows, "FEE")) == position.fees
    assert ranked(totals, "CONTRACTS")[0] == sum(ranked(rows, "QTY"))
    assert ranked(totals, "FILLS")[0] == len(rows.rows) == 1 == len(placed)
    assert rows.rows[0].leads_to == Query(Topic.POSITION, position.id)


def test_a_mean_of_few_is_dimmed_and_says_how_few():
    desk = Desk()
    fixture, _ = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    desk.quotes(fixture, 4600, 2750, 2650, wait=SECOND)
    means = sheet(asked(desk, Topic.FILLS), "Means")
    assert means.rows[0].tone == "dim"
    assert (cell(means, 0, "n"), cell(means, 0, "DATES")) == ("1", "1")
    assert cell(means, 0, "95 % INTERVAL") == "one date only"
    assert cell(means, 2, "MEAN") == "--", "ten minutes are not over"


def test_a_fill_gets_its_closing_line_when_its_fixture_is_over_and_not_before():
    desk = Desk()
    fixture, position = desk.holds()
    assert ranked(sheet(asked(desk, Topic.FILLS), "Fills"), "CLV") == [None]
    desk.state.games.closing[position.market] = 9600
    desk.settles(fixture, 10_000, 0, 0)
    (fill,) = desk.state.trail.fills.values()
    fee_each = -(-fill.fee * 100 // fill.quantity)
    assert each_clv(fill) == 480_000 - fill.price * 100 - fee_each
    assert ranked(sheet(asked(desk, Topic.FILLS), "Fills"), "CLV") == [each_clv(fill)]


def test_a_sale_is_good_when_the_close_is_lower_and_a_fill_in_play_has_no_line():
    desk = Desk()
    desk.holds()
    fill = replace(next(iter(desk.state.trail.fills.values())), close_twice=9000, fee=0)
    assert each_clv(fill) == 450_000 - fill.price * 100
    assert each_clv(replace(fill, side=Side.SELL)) == fill.price * 100 - 450_000
    assert each_clv(replace(fill, in_play=True)) is None


def test_the_closing_line_of_the_other_leg_is_the_rest_of_a_dollar():
    kept = trail.Trail()
    desk = Desk()
    desk.holds()
    fill = next(iter(desk.state.trail.fills.values()))
    trail.filled(kept, replace(fill, leg=Leg.NO))
    trail.closed(kept, fill.fixture, {fill.market: 9600})
    assert kept.fills[fill.trade].close_twice == 20_000 - 9600


def test_an_order_of_unknown_fate_stands_first_and_says_so():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    desk.hear(OrderUnknown(placed.ticket.id, "no answer"), SECOND)
    live = sheet(asked(desk, Topic.ORDERS), "Live orders")
    assert (cell(live, 0, ""), cell(live, 0, "STATE")) == ("?", "unknown")
    assert "asked 1×" in cell(live, 0, "WAITS FOR")
    assert live.rows[0].tone == "alarm"
    history = sheet(asked(desk, Topic.ORDERS, placed.ticket.id), "History")
    assert [cell(history, n, "STATE") for n in range(len(history.rows))] == ["sent", "unknown"]
    assert cell(history, 1, "NOTE") == "no answer"


def test_an_order_leads_to_its_history_and_that_to_its_position():
    desk = Desk()
    _, position = desk.holds()
    ended = sheet(asked(desk, Topic.ORDERS), "Ended")
    leads = ended.rows[0].leads_to
    assert leads.topic is Topic.ORDERS
    found = desk.core.answer(leads)
    steps = sheet(found, "History")
    assert [cell(steps, n, "STATE") for n in range(len(steps.rows))] == ["sent", "resting", "filled"]
    assert sheet(found, "Its position").rows[0].leads_to == Query(Topic.POSITION, position.id)


def test_without_orders_it_is_said_that_nothing_rests():
    found = sheet(asked(Desk(), Topic.ORDERS), "Live orders")
    assert found.rows == ()
    assert "nothing rests" in found.note


def test_orders_of_a_fixture_that_is_over_leave_no_steps_behind():
    desk = Desk()
    fixture, _ = desk.holds()
    assert desk.state.trail.steps
    desk.settles(fixture, 10_000, 0, 0)
    assert desk.state.trail.steps == {}
    assert desk.state.trail.refused == {}
    assert desk.state.trail.prices == {}


def test_steps_go_with_an_order_that_is_forgotten():
    desk = Desk()
    fixture = desk.lists()
    (placed,) = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
    order = desk.state.trading.orders[placed.ticket.id]
    write_down(desk.state, replace(order, state=OrderState.CANCELLED, since=desk.at))
    assert list(desk.state.trail.steps) == [placed.ticket.id]
    forget_unfilled(desk.state, desk.at + 1)
    assert (desk.state.trading.ended, desk.state.trail.steps) == ({}, {})


def test_refusals_of_a_fixture_are_counted_one_by_one():
    kept = trail.Trail()
    row = FunnelRow("a/edge", "a", "edge", 7, 5, "needs more")
    for at in range(3):
        trail.refused(kept, "F1", "home", replace(row, last_at=at))
    trail.refused(kept, "F1", "away", row)
    assert [(each.outcome, each.count, each.at) for each in kept.refused["F1"].values()] == [("home", 3, 2), ("away", 1, 5)]


def season():
    desk = Desk()
    desk.state.score.forks.extend(ledgers.season().forks)
    return desk


def test_the_sums_of_decisions_are_the_sums_of_their_rows():
    found = asked(season(), Topic.REGRET)
    gains = [gain for gain in ranked(sheet(found, "Decisions"), "BETTER BY") if gain is not None]
    for name in ("By who decided", "By trigger"):
        totals = sheet(found, name)
        assert sum(ranked(totals, "BETTER BY")) == sum(gains)
        assert sum(ranked(totals, "KNOWN")) == len(gains)
        assert sum(ranked(totals, "DECIDED")) == len(sheet(found, "Decisions").rows)


def test_a_decision_says_what_it_brought_and_what_the_other_way_would_have():
    for fork in season().state.score.forks:
        made, other = regret.ways(fork)
        assert made - other == regret.gained(fork)
        assert made == (fork.leaving if fork.deed in LEAVING_DEEDS else fork.holding)


def test_a_decision_that_is_open_says_when_it_closes():
    desk = Desk()
    _, position = desk.holds()
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Reject(request.id, request.version))
    found = sheet(asked(desk, Topic.REGRET), "Decisions")
    assert [cell(found, 0, name) for name in ("DONE", "BY", "BETTER BY", "CLOSES")] == [
        "kept",
        "operator: rejected",
        "--",
        "open, Sat 21",
    ]
    assert found.rows[0].tone == "dim"
    assert found.rows[0].leads_to == Query(Topic.POSITION, position.id)


def test_an_incident_is_opened_acknowledged_and_over_each_with_its_moment():
    desk = Desk()
    desk.commands(Stop("smoke"))
    desk.commands(Acknowledge(), Source.TELEGRAM, wait=7 * SECOND)
    desk.halts()
    found = sheet(asked(desk, Topic.INCIDENTS), "Incidents")
    alarm = next(n for n, row in enumerate(found.rows) if "HIGH" in row.cells)
    assert cell(found, alarm, "ACKNOWLEDGED").endswith("telegram")
    assert cell(found, alarm, "OVER") == "stands"
    states = [row.cells[2] for row in found.rows if row.cells[2] != "HIGH"]
    assert states == ["HALTED", "HALTING"], "the state in force stands first"


def test_a_pause_is_over_when_the_engine_runs_again():
    desk = Desk()
    desk.commands(Pause())
    desk.commands(Resume(note=""), wait=90 * SECOND)
    found = sheet(asked(desk, Topic.INCIDENTS), "Incidents")
    assert cell(found, 0, "WHAT") == "PAUSED"
    assert cell(found, 0, "LASTED") == "90 s"
    assert cell(found, 0, "OVER") != "stands"
    assert found.rows[0].tone == "dim"


def test_an_alarm_acknowledged_and_over_is_gone_from_its_line_and_kept_as_an_incident():
    desk = Desk()
    desk.state.desk.alarms.clear()
    turned = desk.state
    fixture, position = desk.holds()
    desk.commands(Stop("smoke"))
    desk.commands(Acknowledge())
    assert fixture.id == position.fixture
    assert len([each for each in turned.trail.incidents if each.kind == "alarm"]) == 1


def test_the_timeline_of_an_incident_holds_what_was_done_around_it_and_nothing_else():
    desk = Desk()
    desk.holds()
    desk.commands(Pause(), wait=20 * MINUTE)
    desk.commands(Resume(note=""), wait=MINUTE)
    desk.hear(OrderUnknown("nobody's", ""), 20 * MINUTE)
    desk.commands(Pause(), wait=SECOND)
    found = asked(desk, Topic.INCIDENTS, str(desk.state.trail.incidents[0].number))
    assert lines(found, "Incident")["lasted"] == "60 s"
    events = sheet(found, "Timeline")
    said = [row.cells[2] for row in events.rows]
    assert any("paused by the operator" in each for each in said)
    assert not any("bought" in each for each in said), "twenty minutes before is not around it"
    assert sum("pause:" in each for each in said) == 1


def test_an_event_leads_to_what_it_is_about():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Stop("smoke"))
    leads = {row.kind: row.leads_to for row in desk.state.desk.events}
    assert leads["fill"] == Query(Topic.POSITION, position.id)
    assert leads["order"] == Query(Topic.FIXTURE, fixture.id)
    assert leads["alarm"].topic is Topic.INCIDENTS
    assert not desk.core.answer(leads["alarm"]).empty


@pytest.mark.parametrize("kept", [0, ROWS_MOST, ROWS_MOST + 1])
def test_no_sheet_is_longer_than_it_may_be_and_one_that_is_cut_says_so(kept):
    rows = [writing.row(str(n), ("a",)) for n in range(kept)]
    found = writing.sheet("t", writing.columns("A"), rows, "note")
    assert len(found.rows) <= ROWS_MOST
    assert (f"of {kept}" in found.note) is (kept > ROWS_MOST)


def test_rows_that_nobody_sees_are_not_written(monkeypatch):
    desk = Desk()
    desk.holds()
    fill, fork = next(iter(desk.state.trail.fills.values())), ledgers.season().forks[0]
    desk.state.trail.fills = {f"t{n}": replace(fill, trade=f"t{n}", at=fill.at + n) for n in range(trail.FILLS_KEPT)}
    desk.state.score.forks = [replace(fork, key=f"f{n}", at=fork.at + n) for n in range(regret.FORKS_READ + 50)]
    event = next(each for each in desk.state.trail.diary if each.kind == "fill")
    desk.state.trail.diary = [replace(event, key=str(n), at=event.at + 1) for n in range(trail.DIARY_KEPT)]
    cells = {regret: 0, fills: 0, incidents: 0}
    for module in cells:
        monkeypatch.setattr(module, "row", counted(cells, module))
    shown = [asked(desk, topic) for topic in (Topic.FILLS, Topic.REGRET, Topic.SINCE)]
    assert max(cells.values()) <= ROWS_MOST + 20
    ledger = [sheet(answer, name) for answer, name in zip(shown, ("Fills", "Decisions", "What"), strict=True)]
    assert [len(each.rows) for each in ledger] == [ROWS_MOST] * 3
    assert ledger[0].rows[0].key == f"fill-t{trail.FILLS_KEPT - 1}", "the newest stays"
    assert ledger[1].rows[0].key == f"fork-f{regret.FORKS_READ + 49}"
    assert [f"of {count}" in each.note for each, count in zip(ledger, (500, 2000, 600), strict=True)] == [True] * 3


def counted(cells, module):
    def row(*args, **kwargs):
        cells[module] += 1
        return writing.row(*args, **kwargs)

    return row


def test_sums_of_decisions_say_how_many_they_leave_out():
    desk = Desk()
    fork = ledgers.season().forks[0]
    desk.state.score.forks = [replace(fork, key=f"f{n}") for n in range(regret.FORKS_READ + 50)]
    totals = sheet(asked(desk, Topic.REGRET), "By who decided")
    assert sum(ranked(totals, "DECIDED")) == regret.FORKS_READ
    assert "without 50 before them" in totals.note


def test_what_is_kept_is_bounded():
    kept = trail.Trail()
    desk = Desk()
    desk.holds()
    fill = next(iter(desk.state.trail.fills.values()))
    for number in range(trail.FILLS_KEPT + 5):
        trail.filled(kept, replace(fill, trade=f"t{number}"))
    assert len(kept.fills) == trail.FILLS_KEPT
    assert next(iter(kept.fills)) == "t5", "the oldest goes"
    for number in range(trail.INCIDENTS_KEPT + 5):
        trail.opened(kept, trail.Incident(0, "state", "PAUSED", None, "states", "t", number))
    assert len(kept.incidents) == trail.INCIDENTS_KEPT
    assert kept.incidents[-1].number == trail.INCIDENTS_KEPT + 5
    event = next(each for each in desk.state.trail.diary if each.kind == "fill")
    for number in range(trail.DIARY_KEPT + 5):
        trail.noted(kept, replace(event, key=str(number)))
    assert (len(kept.diary), kept.diary[0].key) == (trail.DIARY_KEPT, "5")
    desk.commands(Exit(fill.position))
    request = next(iter(desk.state.doubts.pending.values()))
    for number in range(trail.REQUESTS_KEPT + 5):
        trail.answered(kept, replace(request, id=str(number)))
    assert (len(kept.requests), kept.requests[0].id) == (trail.REQUESTS_KEPT, "5")
    order = next(iter(desk.state.trading.ended.values()))
    for number in range(trail.STEPS_KEPT + 5):
        trail.stepped(kept, replace(order, since=number, filled=100 * number))
    steps = kept.steps[order.ticket.id]
    assert [each.at for each in steps] == [0, *range(6, trail.STEPS_KEPT + 5)], "the first and the last stay"
    for number in range(1000):
        trail.sampled(kept, fill.position, trail.Sample(number, number, None))
    samples = kept.prices[fill.position]
    assert len(samples) <= trail.SAMPLES_KEPT
    assert (samples[0].at, samples[-1].at) == (0, 999), "both ends stay"


def test_a_dollar_is_a_hundred_cents():
    assert DOLLAR // 100 == writing.CENT


def test_what_nobody_has_seen_stands_before_what_stands():
    desk = Desk()
    desk.commands(Stop("smoke"))
    desk.halts()
    found = sheet(asked(desk, Topic.INCIDENTS), "Incidents")
    assert [row.cells[0] for row in found.rows] == ["!", "", ""]
    assert cell(found, 1, "WHAT") == "HALTED"
