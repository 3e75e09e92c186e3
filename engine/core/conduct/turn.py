"""One record's turn: the state it meets, the moment it comes, the effects it causes."""

from functools import lru_cache

from engine.core.forecasting.forecast import has_begun
from engine.core.health import trail
from engine.core.state import ALERTS_KEPT, State
from engine.domain.clean import Clean, own
from engine.domain.effects import Effect, KeepAlert, RaiseAlarm, Say
from engine.domain.identity import AlarmId, FixtureId, OrderId, StrategyName
from engine.domain.ledger import Alert, AlertKind
from engine.domain.market import Fixture, Leg, Market
from engine.domain.moment import Moment
from engine.domain.queries import Query, Topic
from engine.domain.rules import Rules
from engine.domain.snapshot import AlarmRow, EventRow, FunnelRow
from engine.domain.sport import RUNNING, Outcome
from engine.domain.states import Severity

EVENTS_KEPT = 300
"""How many lines the event pane can look back on."""


class Turn:
    """The state, the moment, and what has been asked of the world so far in this turn."""

    __slots__ = ("at", "by", "effects", "seq", "state")

    def __init__(self, state: State, seq: int, at: Moment) -> None:
        """Begin a record's turn with nothing asked yet."""
        self.state = state
        self.seq = seq
        self.at = at
        self.effects: list[Effect] = []
        self.by = ""
        """Over which road a command came that is being carried out."""

    @property
    def rules(self) -> Rules:
        """Which rules are in force?"""
        return self.state.run.rules

    def emit(self, effect: Effect) -> None:
        """Ask something of the world."""
        self.effects.append(effect)

    def say(self, name: str, text: str, *, about: Query | None = None, **fields: str | int) -> None:
        """Write a line for log and event pane; `about` is what it leads to, where its figures do not say."""
        self.effects.append(Say(name, own(text), fields))
        events = self.state.desk.events
        key = f"{self.seq}.{len(self.effects)}"
        row = EventRow(key, self.at, own(name), own(text), about or _about(self.state, fields))
        events.append(row)
        trail.noted(self.state.trail, row)
        if len(events) > EVENTS_KEPT:
            del events[: len(events) - EVENTS_KEPT]

    def refuse(
        self, strategy: StrategyName, rule: str, last: str, *, on: FixtureId | None = None, outcome: str = ""
    ) -> None:
        """Count a refusal in the funnel of why there was no trade, and keep it as the last of its fixture."""
        key, said = f"{strategy}/{rule}", own(last)
        row = self.state.score.funnel.get(key)
        if row is None:
            row = FunnelRow(key, own(strategy), own(rule), 1, self.at, said)
        else:  # its names were checked when it began
            row = FunnelRow(key, row.strategy, row.rule, row.count + 1, self.at, said)
        self.state.score.funnel[key] = row
        if on is not None:
            trail.refused(self.state.trail, on, outcome, row)

    def alarm(
        self, identity: str, severity: Severity, page: str, text: str, *, told: bool = True
    ) -> None:
        """Raise an alarm unless the same one already stands; `told`: a person who is away should hear of it."""
        key = AlarmId(identity)
        standing = self.state.desk.alarms.get(key)
        if standing is not None and not standing.cleared:
            return
        self.state.desk.alarms[key] = AlarmRow(
            key=key, severity=severity, since=self.at, page=page, text=own(text), acked=False, cleared=False
        )
        trail.over(self.state.trail, "alarm", key, self.at)
        trail.opened(
            self.state.trail,
            trail.Incident(0, "alarm", key, severity, page, own(text), self.at),
        )
        self.effects.append(RaiseAlarm(key, severity, page, own(text)))
        about = Query(Topic.INCIDENTS, str(self.state.trail.incidents_opened))
        self.say("alarm", f"{severity} {text}", about=about, page=page)
        if told and (severity is Severity.HIGH or page == "drawdown"):
            self.tell(AlertKind.CRITICAL, f"critical-{identity}-{self.at}", text)

    def just_told(self) -> bool:
        """Has this turn told of something critical already? What follows from it is the same event."""
        last = self.state.score.alerts[-1:]
        return any(alert.kind is AlertKind.CRITICAL and alert.at == self.at for alert in last)

    def tell(self, kind: AlertKind, key: str, text: str) -> bool:
        """Write down what a person who is away should hear, once per key; was it new?"""
        alerts = self.state.score.alerts
        if any(alert.key == key for alert in alerts):
            return False
        alert = Alert(kind, key, self.at, own(text))
        alerts.append(alert)
        del alerts[:-ALERTS_KEPT]
        self.effects.append(KeepAlert(alert))
        return True


def _about(state: State, fields: dict[str, str | int]) -> Query | None:
    """What is a line with these figures about: a position, else a fixture?"""
    position, key = fields.get("position"), OrderId(str(fields.get("order", "")))
    order = state.trading.orders.get(key) or state.trading.ended.get(key)
    if position is None and order is not None:
        position = order.ticket.position
    if position is not None:
        return Query(Topic.POSITION, str(position))
    fixture = fields.get("fixture")
    return None if fixture is None else Query(Topic.FIXTURE, str(fixture))


def in_play(turn: Turn, fixture: FixtureId) -> bool:
    """Has the game begun and not ended, as far as our feed has told us?"""
    sighting = turn.state.games.sightings.get(fixture)
    return sighting is not None and sighting.status.phase in RUNNING


def begun(turn: Turn, fixture: Fixture) -> bool:
    """Is the game on, as our feed says or, where it says nothing yet, by the clock?"""
    return has_begun(fixture, turn.state.games.sightings.get(fixture.id), turn.at)


def title(fixture: Fixture) -> Clean:
    """How is a fixture written in a line of text: `ARS–CHE`?"""
    return _title(fixture.home_code, fixture.away_code)


@lru_cache(maxsize=1024)
def _title(home: Clean, away: Clean) -> Clean:
    return own(f"{home}–{away}")


def held_side(fixture: Fixture, market: Market, leg: Leg) -> Clean:
    """How is the side of a contract written: a club's code, `TIE`, with `no ` before it for the NO leg?"""
    codes = {Outcome.HOME: fixture.home_code, Outcome.AWAY: fixture.away_code, Outcome.DRAW: own("TIE")}
    return codes[market.outcome] if leg is Leg.YES else own(f"no {codes[market.outcome]}")
