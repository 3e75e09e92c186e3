"""The health pane where nobody measured anything: what the state itself knows of feeds, venue and models."""

from collections.abc import Iterator

from engine.core.state import State
from engine.domain import text
from engine.domain.clean import own
from engine.domain.moment import Moment
from engine.domain.snapshot import HealthRow
from engine.domain.states import LATCHES, Cause


def rows(state: State, at: Moment) -> tuple[HealthRow, ...]:
    """How did the parts of the machine stand at this moment? Commit times and the like are in no state."""
    return (_quotes(state, at), _scores(state, at), _venue(state, at), _models(state, at), *_sick(state, at))


def _quotes(state: State, at: Moment) -> HealthRow:
    newest = max((book.at for book in state.quotes.books.values()), default=None)
    seen = own("no quote yet" if newest is None else f"{len(state.quotes.books)} books")
    return HealthRow("quotes", own("ok"), None if newest is None else at - newest, None, seen)


def _scores(state: State, at: Moment) -> HealthRow:
    silent = state.games.silent
    if not silent:
        return HealthRow("scores", own("ok"), None, None, own(state.run.feed))
    since = min(silent.values())
    where = "1 fixture" if len(silent) == 1 else f"{len(silent)} fixtures"
    return HealthRow("scores", own("STALE"), at - since, None, own(f"silent in {where}"))


def _venue(state: State, at: Moment) -> HealthRow:
    agreed, waiting = state.reckoning.agreed_at, state.reckoning.waiting
    if waiting:
        return HealthRow("venue", own("sick"), None, None, own(f"{waiting} differences wait: D"))
    said = own("not compared yet" if agreed is None else "books agree")
    return HealthRow("venue", own("ok"), None if agreed is None else at - agreed, None, said)


def _models(state: State, at: Moment) -> HealthRow:
    fitted = [model.fitted_at for model in state.convictions.models.values()]
    leagues = own(f"{len(fitted)} leagues" if fitted else "none fitted yet")
    return HealthRow("models", own("ok"), at - max(fitted) if fitted else None, None, leagues)


def _sick(state: State, at: Moment) -> Iterator[HealthRow]:
    """What the runtime had noticed of its own parts, and had not seen well again."""
    alarms = {row.key: row for row in state.desk.alarms.values()}
    for cause, since in state.desk.causes.items():
        if LATCHES[cause].noticed:
            alarm = alarms.get(_alarm_of(cause))
            yield HealthRow(cause, own("sick"), at - since, None, alarm.text if alarm else own(text.words(cause)))


def _alarm_of(cause: Cause) -> str:
    return f"cause-{cause}"
