"""Pictures of an engine, made by hand, whose figures add up."""

from engine.domain.market import Leg
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment, VenueDate
from engine.domain.money import DOLLAR, Money, Price, Quantity
from engine.domain.probability import Ppm
from engine.domain.snapshot import (
    AlarmRow,
    ApprovalRow,
    EventRow,
    FunnelRow,
    HealthRow,
    OrderRow,
    PositionRow,
    Risk,
    SlateRow,
    Status,
    StrategyRow,
    ThesisMark,
)
from engine.domain.sport import Phase, Sport
from engine.domain.states import EngineState, Mode, Severity

NOW = Moment(1_790_100_187 * SECOND)  # 2026-09-22 14:03:07 in New York
ZONE = "America/New_York"


def usd(amount: float) -> Money:
    return Money(round(amount * DOLLAR))


STATUS = Status(
    mode=Mode.PAPER,
    feed="sim",
    zone=ZONE,
    state=EngineState.RUNNING,
    causes=(),
    at=NOW,
    drawdown=Ppm(0),
    at_stake=usd(0),
    budget=usd(200),
    today=VenueDate("2026-09-22"),
    realised_today=usd(0),
    projected_open=usd(0),
    alarms_unacked=0,
    approvals=0,
    orders_resting=0,
    orders_unknown=0,
    speed=1,
    finished=False,
)

RISK = Risk(
    mode="normal",
    drawdown=Ppm(0),
    warn=Ppm(150_000),
    pause=Ppm(180_000),
    stop=Ppm(200_000),
    to_pause=usd(180),
    to_stop=usd(200),
    at_stake=usd(0),
    budget=usd(200),
    if_all_lose=usd(1000),
    if_all_lose_drawdown=Ppm(0),
    fixture_used=usd(0),
    fixture_limit=usd(25),
    slate_used=usd(0),
    slate_limit=usd(100),
    equity=usd(1000),
    marked_equity=usd(1000),
    mark=usd(1000),
    cash=usd(1000),
    free=usd(1000),
    reserved=usd(0),
    size_factor=Ppm(1_000_000),
    withdrawable=usd(1000),
    limits=(),
)


def position(label, codes, hold, **how) -> PositionRow:
    home, away = codes
    facts = {
        "phase": Phase.SCHEDULED,
        "minute": None,
        "starts_at": Moment(NOW + 5 * HOUR + 27 * MINUTE),
        "home": None,
        "away": None,
        "quantity": 40,
        "average": 0.52,
        "bid": 0.52,
        "fair": 0.53,
        "settles_on": "2026-09-22",
        "thesis": ThesisMark.OK,
        "strategy": "balanced",
        "book_at": Moment(NOW - SECOND),
        "approval": False,
        "sport": Sport.FOOTBALL,
        "fixture": f"{home}–{away}",
        **how,
    }
    unrealised = round((facts["bid"] - facts["average"]) * facts["quantity"], 6)
    return PositionRow(
        key=f"run-p{label}",
        label=label,
        fixture=facts["fixture"],
        home_code=home,
        away_code=away,
        sport=facts["sport"],
        phase=facts["phase"],
        minute=facts["minute"],
        starts_at=facts["starts_at"],
        home=facts["home"],
        away=facts["away"],
        hold=hold,
        leg=Leg.YES,
        quantity=Quantity(facts["quantity"] * 100),
        average=Price(round(facts["average"] * 10_000)),
        bid=Price(round(facts["bid"] * 10_000)),
        fair=Ppm(round(facts["fair"] * 1_000_000)),
        unrealised=usd(unrealised),
        settles_on=VenueDate(facts["settles_on"]),
        thesis=facts["thesis"],
        strategy=facts["strategy"],
        book_at=facts["book_at"],
        approval=facts["approval"],
    )


def _running(minute: int, home: int, away: int, **more) -> dict:
    return {
        "phase": Phase.IN_PLAY,
        "minute": minute,
        "home": home,
        "away": away,
        "starts_at": Moment(NOW - minute * MINUTE),
        **more,
    }


SUNDAY = {"settles_on": "2026-09-23", "starts_at": Moment(NOW + DAY)}
POSITIONS = (
    position(
        "0412",
        ("ARS", "CHE"),
        "ARS",
        average=0.52,
        bid=0.31,
        fair=0.29,
        thesis=ThesisMark.BROKEN,
        approval=True,
        **_running(31, 0, 1),
    ),
    position(
        "0409",
        ("LIV", "EVE"),
        "LIV",
        quantity=25,
        average=0.61,
        bid=0.58,
        fair=0.57,
        thesis=ThesisMark.WEAK,
        approval=True,
        **_running(38, 0, 0),
    ),
    position("0407", ("BAY", "DOR"), "TIE", quantity=30, average=0.27, bid=0.28, fair=0.29),
    position("0405", ("NAP", "ROM"), "NAP", quantity=20, average=0.55, bid=0.55, fair=0.57, **SUNDAY),
    position(
        "0403",
        ("BOS", "NYK"),
        "BOS",
        quantity=30,
        average=0.44,
        bid=0.47,
        fair=0.49,
        sport=Sport.BASKETBALL,
        **_running(29, 101, 98),
    ),
    position(
        "0402",
        ("DEN", "LAL"),
        "LAL",
        quantity=20,
        average=0.38,
        bid=0.38,
        fair=0.41,
        sport=Sport.BASKETBALL,
        **SUNDAY,
    ),
    position(
        "0401",
        ("RMA", "ATM"),
        "ATM",
        quantity=15,
        average=0.24,
        bid=0.25,
        fair=0.27,
        book_at=Moment(NOW - 14 * MINUTE),
    ),
    position("0398", ("AJA", "PSV"), "TIE", quantity=20, average=0.26, bid=0.26, fair=0.28, **SUNDAY),
    position("0397", ("MCI", "TOT"), "TOT", quantity=25, average=0.18, bid=0.19, fair=0.21),
    position("0396", ("LEE", "BUR"), "LEE", quantity=12, average=0.48, bid=0.48, fair=0.50, **SUNDAY),
    position("0394", ("JUV", "MIL"), "JUV", quantity=20, average=0.42, bid=0.43, fair=0.45),
    position("0393", ("PSG", "LYO"), "LYO", quantity=30, average=0.14, bid=0.14, fair=0.16),
    position(
        "0391", ("MIA", "CHI"), "MIA", quantity=10, average=0.57, bid=0.58, fair=0.60, sport=Sport.BASKETBALL
    ),
    position("0390", ("BEN", "POR"), "BEN", quantity=10, average=0.50, bid=0.50, fair=0.53),
    position("0388", ("CEL", "RAN"), "TIE", quantity=10, average=0.28, bid=0.28, fair=0.30),
)


def _slate(key: str, rows: tuple[PositionRow, ...], spread: float, **more) -> SlateRow:
    worth = sum(r.quantity * (r.fair // 100 - r.average) for r in rows)
    stake = sum(r.quantity * r.average for r in rows)
    win = sum(r.quantity * (10_000 - r.average) for r in rows)
    facts = {"realised": None, "fees": None, "target": None, "pace": None, **more}
    return SlateRow(
        key=key,
        projected=Money(worth),
        low=Money(round(-stake * spread)),
        high=Money(round(win * spread * 0.6)),
        open_positions=len(rows),
        **facts,
    )


def slates(rows: tuple[PositionRow, ...]) -> tuple[SlateRow, ...]:
    today = tuple(row for row in rows if row.settles_on == "2026-09-22")
    tomorrow = tuple(row for row in rows if row.settles_on == "2026-09-23")
    return (
        _slate(
            "2026-09-22", today, 0.8, realised=usd(21.42), fees=usd(-2.1), target=usd(100), pace=Ppm(214_200)
        ),
        _slate("2026-09-23", tomorrow, 0.8, target=usd(100), pace=Ppm(0)),
        _slate("open", rows, 0.7),
    )


def _arm(name: str, peak: int, chosen: int, **more) -> StrategyRow:
    bins = 23
    density = tuple(max(0, 8 - abs(i - peak) * 8 // 6 if i != peak else 8) for i in range(bins))
    facts = {
        "clv": 4_000,
        "ret": 12_000,
        "positive": 540_000,
        "episodes": 58,
        "alpha": 31.0,
        "beta": 29.0,
        "shadow": False,
        **more,
    }
    return StrategyRow(
        key=name,
        density=density,
        clv=Money(facts["clv"]),
        ret=Ppm(facts["ret"]),
        positive=Ppm(facts["positive"]),
        alpha=facts["alpha"],
        beta=facts["beta"],
        episodes=facts["episodes"],
        proposed=facts["episodes"] * 2,
        chosen=chosen,
        chosen_share=Ppm(chosen * 10_000),
        realised=usd(3.2),
        shadow=facts["shadow"],
    )


STRATEGIES = (
    _arm("ultra_aggressive", 12, 20),
    _arm("aggressive", 11, 17, clv=1_000, ret=4_000, positive=510_000, alpha=18.0, beta=19.0, episodes=35),
    _arm("balanced", 12, 19, clv=6_000, ret=9_000, positive=550_000, alpha=22.0, beta=17.0, episodes=37),
    _arm(
        "opportunistic", 10, 13, clv=-3_000, ret=-7_000, positive=470_000, alpha=9.0, beta=11.0, episodes=18
    ),
    _arm(
        "in_game_specialist",
        9,
        0,
        clv=-8_000,
        ret=-21_000,
        positive=380_000,
        alpha=4.0,
        beta=7.0,
        episodes=9,
        shadow=True,
    ),
    StrategyRow("no_trade", (), None, None, None, None, None, 0, 0, 31, Ppm(310_000), usd(0), False),
)

APPROVALS = (
    ApprovalRow(
        "run-a0031", "0412", "ARS–CHE", 2, "ARS", "adverse_score", "adverse score 0-1", Quantity(4000), Price(2900),
        Moment(NOW - 19 * SECOND), Moment(NOW + 41 * SECOND), "exit_if_better", Money(290_000), Money(295_000), Money(-30_000), False,
    ),
    ApprovalRow(
        "run-a0032", "0409", "LIV–EVE", 1, "LIV", "price_moved", "price moved 26 %", Quantity(1200), Price(5700),
        Moment(NOW - 4 * SECOND), Moment(NOW + 80 * SECOND), "exit_if_better", Money(570_000), Money(564_000), usd(0), False,
    ),
)  # fmt: skip

ALARM = AlarmRow(
    "scores-stale", Severity.HIGH, Moment(NOW - 16 * SECOND), "feed-stale.md",
    "scores api-football stale 46 s (limit 30): entries off in 2 fixtures", False, False,
)  # fmt: skip

HEALTH = (
    HealthRow("scores", "STALE", 46 * SECOND, 30 * SECOND, "api-football"),
    HealthRow("books", "ok", 400_000, 10 * SECOND, "p95 120 ms"),
    HealthRow("journal", "ok", 900_000, 5 * SECOND, "commit 4 ms"),
    HealthRow("venue", "ok", 1_200_000, 10 * SECOND, "paper"),
    HealthRow("model", "ok", 2 * DAY, 180 * DAY, "ens-7 drift no"),
    HealthRow("drill", "ok", 2 * DAY, 7 * DAY, "last passed"),
)

EVENTS = tuple(
    EventRow(f"e{n}", Moment(NOW - ago * SECOND), kind, said)
    for n, (ago, kind, said) in enumerate(
        [
            (6, "fill", "0412 bought ARS 15 at .52 (ultra_aggressive) fee .26 · resting 25"),
            (16, "alarm", "scores api-football stale"),
            (115, "settle", "0398 MCI–TOT +38.20 final"),
            (129, "refused", "BRE–FUL aggressive: slate_budget (needs 24, has 5)"),
            (140, "order", "0388 CEL–RAN buy TIE 10 at .28 rests, post-only"),
            (171, "chosen", "BEN–POR balanced, p .31 of 3 arms"),
            (200, "score", "ARS–CHE 0-1 at 29'"),
            (260, "model", "ens-7 checked: no drift"),
        ]
    )
)

ORDERS = (
    OrderRow("run-o000871", "0412", "ARS–CHE", "ARS", "buy", "entry", Price(5200), Quantity(4000), Quantity(1500), "resting", Moment(NOW - 6 * SECOND), "ultra_aggressive"),
    OrderRow("run-o000870", "0388", "CEL–RAN", "TIE", "buy", "entry", Price(2800), Quantity(2000), Quantity(1000), "resting", Moment(NOW - 140 * SECOND), "balanced"),
    OrderRow("run-o000869", "0393", "PSG–LYO", "LYO", "buy", "entry", Price(1400), Quantity(4000), Quantity(3000), "resting", Moment(NOW - 300 * SECOND), "aggressive"),
)  # fmt: skip

FUNNEL = (
    FunnelRow(
        "aggressive/slate_budget",
        "aggressive",
        "slate_budget",
        41,
        Moment(NOW - 129 * SECOND),
        "BRE–FUL needs 24, has 5",
    ),
    FunnelRow(
        "balanced/edge_small",
        "balanced",
        "edge_small",
        312,
        Moment(NOW - 3 * SECOND),
        "JUV–MIL edge .021 of .050",
    ),
)
