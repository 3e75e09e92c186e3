"""Alarms that are over, and those that have been seen."""

from msgspec.structs import replace

from engine.core.conduct.turn import Turn
from engine.core.health import trail
from engine.domain.effects import ClearAlarm
from engine.domain.identity import AlarmId


def clear_alarm(turn: Turn, identity: str) -> None:
    """The condition behind an alarm is gone; it stands on until acknowledged."""
    key = AlarmId(identity)
    row = turn.state.desk.alarms.get(key)
    if row is None or row.cleared:
        return
    turn.emit(ClearAlarm(key))
    trail.over(turn.state.trail, "alarm", key, turn.at)
    if row.acked:
        del turn.state.desk.alarms[key]
    else:
        turn.state.desk.alarms[key] = replace(row, cleared=True)


def acknowledge(turn: Turn, key: AlarmId) -> str:
    """Take an alarm as seen, and say its text; one whose condition is gone disappears."""
    alarms = turn.state.desk.alarms
    row = alarms[key]
    trail.acknowledged(turn.state.trail, key, turn.at, turn.by)
    if row.cleared:
        del alarms[key]
    else:
        alarms[key] = replace(row, acked=True)
    return row.text
