"""Deeds that look back: into the journal and out of it, and about in it. None of them writes anything."""

from engine.domain.moment import HOUR, MINUTE, Span
from engine.domain.tape import Edge, GoTo, Incident, Move, Pace, Play, Shift, Step
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.screens.questions import GOING_TO


def look_back(desk: Desk) -> None:
    """From the engine that runs to its journal."""
    desk.say("opening the journal …", "dim")
    desk.begin(_look_back(desk))


async def _look_back(desk: Desk) -> None:
    problem = await desk.link.look_back()
    if problem:
        desk.say(problem, "warn")
    elif desk.link.replaying:
        desk.hush()


def come_back(desk: Desk) -> None:
    """Show the engine that runs again."""
    if desk.link.live is None:
        desk.say("there is only this journal: q leaves it", "dim")
        return
    desk.begin(desk.link.come_back())


def no_pause(desk: Desk) -> None:
    """Who means the engine must not believe that it is paused."""
    if desk.link.live is None:
        desk.say("this is the past: nothing is running here to pause; P plays", "warn")
    else:
        desk.say("this is the past: r goes back, then p pauses the engine; P plays", "warn")


def moving(move: Move) -> Deed:
    """Which deed moves about so?"""

    def move_about(desk: Desk) -> None:
        desk.begin(_moved(desk, move))

    return move_about


async def _moved(desk: Desk, move: Move) -> None:
    told = await desk.link.scrub(move)
    if told is None:
        return
    done, words = told
    if words:
        desk.say(words, "strong" if done else "warn")
    else:
        desk.hush()
    desk.ask_again()


def go_to(desk: Desk) -> None:
    """Ask which time to go to."""
    desk.cockpit.ask(GOING_TO)


def _typed(desk: Desk, answer: tuple[str, ...]) -> None:
    (typed,) = answer
    if typed.strip():
        moving(GoTo(typed))(desk)


DEEDS: dict[str, Deed] = {
    "replay": look_back,
    "live": come_back,
    "play": moving(Play()),
    "no_pause": no_pause,
    "step_back": moving(Step(-1)),
    "step_on": moving(Step(1)),
    "minute_back": moving(Shift(Span(-MINUTE))),
    "minute_on": moving(Shift(MINUTE)),
    "hour_back": moving(Shift(Span(-HOUR))),
    "hour_on": moving(Shift(HOUR)),
    "incident_back": moving(Incident(-1)),
    "incident_on": moving(Incident(1)),
    "journal_start": moving(Edge(end=False)),
    "journal_end": moving(Edge(end=True)),
    "faster": moving(Pace(1)),
    "slower": moving(Pace(-1)),
    "time": go_to,
}
REPLIES: dict[str, Reply] = {"time": _typed}
