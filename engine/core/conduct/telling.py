"""Telling whoever is away: what an hour, a day and a week came to, once each; and where the account stood meanwhile."""

from engine.core.conduct import gating, projecting
from engine.core.conduct.guarding import trusted_bids
from engine.core.conduct.turn import Turn
from engine.core.performance.compounding import Week, monday_of
from engine.core.performance.curve import thinned
from engine.core.performance.pace import PaceWord, worse
from engine.core.risk import drawdown
from engine.core.sizing.beliefs import positive
from engine.core.state import CURVE_KEPT, State
from engine.domain import text
from engine.domain.ledger import AlertKind, CurvePoint
from engine.domain.moment import HOUR, Moment, VenueDate
from engine.domain.snapshot import SlateRow


def scanned(turn: Turn) -> None:
    """The full scan has come round: what is there to tell, and where does the account stand?"""
    _hour(turn)
    _week(turn)
    settled(turn)


def settled(turn: Turn) -> None:
    """Something was paid out: where does the account stand now, how is the pace, and is a date over?"""
    _plot(turn)
    _pace(turn)
    for date in _dates(turn.state):
        if _over(turn.state, date):
            turn.state.score.told.date = date
            _day(turn, date)


def _plot(turn: Turn) -> None:
    """Put a point on the curve of equity; a later one of the same moment takes its place."""
    purse, curve = turn.state.purse, turn.state.score.curve
    marked = drawdown.marked_equity(
        purse.account.cash, turn.state.trading.positions, trusted_bids(turn.state)
    )
    if curve and curve[-1].at == turn.at:
        curve.pop()
    curve.append(CurvePoint(turn.at, purse.equity, marked, purse.drawdown))
    if len(curve) > CURVE_KEPT:
        turn.state.score.curve = thinned(curve, CURVE_KEPT)


def _hour(turn: Turn) -> None:
    """A new hour: which triggers fired since the last summary, and how many exits were sent? Nothing, and it is quiet."""
    told, fired, exits = turn.state.score.told, turn.state.doubts.fired, turn.state.score.exits
    hour = turn.at // HOUR
    if told.hour is None or hour <= told.hour:
        told.hour = hour if told.hour is None else told.hour
        return
    since, told.hour = told.hour, hour
    new = {name: count - told.fired.get(name, 0) for name, count in fired.items()}
    names = [f"{text.words(name)} {count}" for name, count in new.items() if count > 0]
    sold = exits - told.exits
    told.fired, told.exits = dict(fired), exits
    if not names and not sold:
        return
    began = text.clock(Moment(since * HOUR), turn.state.run.zone)
    said = f"since {began}: {', '.join(names) or 'no trigger fired'}" + (
        f" · {sold} exits sent" if sold else ""
    )
    if turn.tell(AlertKind.INVALIDATIONS, f"invalidations-{hour}", said):
        turn.say("position_scan_complete", said, exits=sold)


def _dates(state: State) -> list[VenueDate]:
    """Which dates on which we made or hold something have not been told of yet?"""
    held = [each.settles_on for each in state.trading.positions.values() if each.bought]
    last = state.score.told.date
    return [date for date in sorted({*state.score.realised, *held}) if last is None or date > last]


def _over(state: State, date: VenueDate) -> bool:
    """Is a date over: passed, or nothing of ours left on it and no game still to begin?"""
    today = state.run.today
    if today is None or date > today:
        return False
    trading = state.trading
    ours = [each.settles_on for each in trading.positions.values() if each.bought]
    asked = [order.ticket.settles_on for order in trading.orders.values()]
    ahead = [each.settles_on for each in state.quotes.fixtures.values() if each.starts_at > state.run.at]
    return date < today or date not in {*ours, *asked, *ahead}


def _day(turn: Turn, date: VenueDate) -> None:
    """Tell what a date came to, with its pace and its week's."""
    row, week = projecting.row_of(turn.state, date), projecting.week_of(turn.state, date)
    if row is None:
        return
    parts = [_of_date(row)]
    before = turn.state.score.projected.get(date)
    if before is not None:
        parts.append(f"at its first game {_band(before.projected, before.low, before.high)} was projected")
    if week is not None:
        parts.append(_of_week(week))
    said = f"{date}: " + " · ".join(parts)
    if turn.tell(AlertKind.DAILY, f"daily-{date}", said):
        turn.say("daily_performance_update", said, settles_on=date, realised_micros=row.realised or 0)


def _band(projected: int, low: int, high: int) -> str:
    ends = f"[{text.money(low, sign=True)} .. {text.money(high, sign=True)}]"
    return f"{text.money(projected, sign=True)} {ends}"


def _of_date(row: SlateRow) -> str:
    made = f"realised {text.money(row.realised, sign=True)} after fees of {text.money(-(row.fees or 0))}"
    if row.open_positions:
        made += f", {row.open_positions} still open and projected at {text.money(row.projected, sign=True)}"
    share = text.percent(row.pace, digits=0)
    return f"{made}: {share} of the {text.money(row.target)} wished for, {row.status}"


def _of_week(week: Week) -> str:
    total, daily = (text.percent(share, digits=2, sign=True) for share in (week.total, week.daily))
    honest = f"{text.percent(week.honest_low)} to {text.percent(week.honest_high)}"
    days = "1 day" if week.days == 1 else f"{week.days} days"
    return f"week {total} in {days}, {daily} a day: {week.word} (a whole week honestly: {honest})"


def _pace(turn: Turn) -> None:
    """Has the pace of today or of this week turned for the worse? Each word is told once for each of them."""
    state, today = turn.state, turn.state.run.today
    if today is None:
        return
    row, week = projecting.row_of(state, today), projecting.week_of(state, today)
    now: dict[str, tuple[str, str]] = {}
    if row is not None:
        now[f"pace-{today}"] = (row.status, f"{today}: {_of_date(row)}")
    if week is not None:
        now[f"pace-week-{week.monday}"] = (week.word, _of_week(week))
    words = state.score.told.words
    for key, (word, said) in now.items():
        if worse(PaceWord(words.get(key, PaceWord.WAITING)), PaceWord(word)):
            turn.tell(AlertKind.PACE, f"{key}-{word}", said)
    state.score.told.words = {key: word for key, (word, _) in now.items()}


def _week(turn: Turn) -> None:
    """A new week of the venue's: what did the bandit choose in the last one, what does it believe, where is its gate?"""
    state, told, today = turn.state, turn.state.score.told, turn.state.run.today
    monday = None if today is None else monday_of(today)
    if monday is None or told.week is None or monday <= told.week:
        told.week = told.week or monday
        return
    since, told.week = told.week, monday
    entered, nothing = state.score.entered, state.bandit.no_trade - told.no_trade
    chosen = {name: count - told.chosen.get(name, 0) for name, count in entered.items()}
    told.chosen, told.no_trade = dict(entered), state.bandit.no_trade
    picked = [f"{name} {count}" for name, count in (*chosen.items(), ("no trade", nothing)) if count]
    beliefs = [
        f"{name} {text.fair(positive(belief))} (n {belief.episodes})"
        for name, belief in state.bandit.beliefs.items()
    ]
    word = "open" if state.bandit.gate_open else "closed"
    said = (
        f"week of {since}: chose {', '.join(picked) or 'nothing'} · "
        f"P(return > 0) {', '.join(beliefs)} · gate {word}: {gating.standing(state)}"
    )
    if turn.tell(AlertKind.WEEKLY, f"weekly-{since}", said):
        turn.say("strategy_selected", said, week=since)
