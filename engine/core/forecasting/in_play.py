"""How likely is each outcome from here: what was believed before the game, and what has happened since."""

from engine.core.forecasting.pre_match import expected_margin, goal_rates
from engine.domain.errors import Malformed
from engine.domain.game import GameStatus
from engine.domain.sport import OUTCOMES, REGULATION_MINUTES, RUNNING, Phase, Sport
from engine.maths.hazard import DEFAULT_BEFORE, margin_win_probability, share_left
from engine.maths.poisson import remaining_outcomes

# Source: Vecer, Kopriva and Ichiba 2009: a side with a man sent off scores at two thirds of its rate, the
# other side at five quarters.
_RED_OWN, _RED_OTHER = 2 / 3, 5 / 4
_REDS_MOST = 4

# A side that is behind scores more, and one that leads a little more, than while it is level: independent goals at the
# rates of the odds make a draw too rare and a lead too safe. Measured on 6,548 English and German matches with closing
# odds and goal minutes: without it the calibration slope at 15' to 85' is .86 to .93, with it .96 to 1.03. The effect
# itself: Dixon and Robinson 1998.
_TRAILING, _LEADING = 1.25, 1.05

_ADDED_FIRST, _ADDED_SECOND = 3.0, 6.0
"""Minutes of added time a half usually has; it decides how fast added time uses its goals up."""
_ADDED_SPENT_MOST = 0.95

NBA_MARGIN_SD = 12.4
"""Standard deviation, in points, of the final margin around what was expected before the game."""

# Half of a lead fades over a whole game still to play, and what is left to play scatters more than its share of the
# final margin does, because quarters pull against each other. Measured on 18,274 NBA games with closing prices and
# quarter scores: a plain random walk (Stern 1994) has calibration slopes of .64 to .68 after each quarter, this
# 0.98 to 1.02, and log losses of .549, .485 and .375 instead of .573, .515 and .401.
_LEAD_FADES = 0.5
_SD_GROWS = 3.5
_OVERTIME_MINUTES = 5
_LEFT_LEAST = 0.002
"""About six seconds: a game our feed has not ended is not over."""


def outcomes(
    sport: Sport, before: tuple[float, ...], status: GameStatus, *, margin_sd: float = NBA_MARGIN_SD
) -> tuple[float, ...]:
    """How likely is each outcome, given the distribution before the game and its status now?

    Football: independent Poisson goals at the rates that give `before`, times the share of the empirical
    hazard still to come, the score's own effect on scoring, and red cards. Basketball: the final margin is normal around the lead, faded a
    little, plus the expectation for the time left.
    A scheduled game has its distribution from before; a finished one is certain.

    Raises:
        Malformed: `before` is no distribution of this sport, or the status does not say how far the game is.
    """
    _check(sport, before, status)
    if status.phase is Phase.SCHEDULED:
        return before
    if status.phase is Phase.FINISHED:
        return _final(sport, status)
    if status.score is None or not knows_time(sport, status):
        raise Malformed(
            f"status of {status.fixture}",
            (status.phase, status.minute),
            "a running game with its minute and score",
        )
    if sport is Sport.FOOTBALL:
        return _football(before, status, *status.score)
    return _basketball(before[0], status, status.score[0] - status.score[1], margin_sd)


def knows_time(sport: Sport, status: GameStatus) -> bool:
    """Does this status say how far a running game is, score included? A football break without a minute is half-time."""
    if status.phase not in RUNNING or status.score is None:
        return False
    return status.minute is not None or (status.phase is Phase.BREAK and sport is Sport.FOOTBALL)


def goals_left(status: GameStatus) -> float:
    """Which share of a football match's goals is still to come? Above zero while it runs."""
    if status.minute is None or (status.phase is Phase.BREAK and status.minute == 45):
        return share_left(DEFAULT_BEFORE, 45.0, 1.0)
    minute = min(status.minute, REGULATION_MINUTES[Sport.FOOTBALL])
    # A clock that runs on past 90 tells added time in minutes instead of in `stoppage`.
    added = status.stoppage + max(0, status.minute - REGULATION_MINUTES[Sport.FOOTBALL])
    usual = _ADDED_FIRST if minute <= 45 else _ADDED_SECOND
    return share_left(DEFAULT_BEFORE, float(minute), min(_ADDED_SPENT_MOST, added / usual))


def time_left(status: GameStatus) -> float:
    """Which share of a basketball game's 48 minutes is left? In overtime, of its five minutes."""
    minute = status.minute or 0
    regulation = REGULATION_MINUTES[Sport.BASKETBALL]
    left = (
        regulation - minute
        if minute <= regulation
        else _OVERTIME_MINUTES - (minute - regulation) % _OVERTIME_MINUTES
    )
    return max(_LEFT_LEAST, left / regulation)


def _football(before: tuple[float, ...], status: GameStatus, home: int, away: int) -> tuple[float, ...]:
    home_rate, away_rate = goal_rates(before[0], before[1], before[2])
    left = goals_left(status)
    red_home, red_away = min(status.red_home, _REDS_MOST), min(status.red_away, _REDS_MOST)
    lead = home - away
    home_left = home_rate * left * _by_lead(lead) * _RED_OWN**red_home * _RED_OTHER**red_away
    away_left = away_rate * left * _by_lead(-lead) * _RED_OWN**red_away * _RED_OTHER**red_home
    return remaining_outcomes(home, away, home_left, away_left)


def _by_lead(lead: int) -> float:
    """By which factor does a side score more when it leads by this much (below 0: trails)?"""
    if lead == 0:
        return 1.0
    return _LEADING if lead > 0 else _TRAILING


def _basketball(before: float, status: GameStatus, ahead: int, margin_sd: float) -> tuple[float, ...]:
    expected = expected_margin(before, margin_sd)
    left = time_left(status)
    lead = ahead * (1.0 - _LEAD_FADES * left)
    win = margin_win_probability(lead, left, expected, margin_sd + _SD_GROWS * (1.0 - left))
    return win, 1.0 - win


def _final(sport: Sport, status: GameStatus) -> tuple[float, ...]:
    if status.score is None:
        raise Malformed(f"final score of {status.fixture}", None, "the score of both sides")
    lead = status.score[0] - status.score[1]
    if sport is Sport.FOOTBALL:
        return float(lead > 0), float(lead == 0), float(lead < 0)
    if lead == 0:
        raise Malformed(f"final score of {status.fixture}", (status.home, status.away), "a winner")
    return float(lead > 0), float(lead < 0)


def _check(sport: Sport, before: tuple[float, ...], status: GameStatus) -> None:
    fits = len(before) == len(OUTCOMES[sport]) and all(0.0 <= part <= 1.0 for part in before)
    if not fits or abs(sum(before) - 1.0) > 1e-6:
        raise Malformed(
            f"distribution before {status.fixture}", before, f"{len(OUTCOMES[sport])} parts that sum to 1"
        )
