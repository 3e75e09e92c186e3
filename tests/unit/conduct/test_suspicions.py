"""What was suspected before the process ended is suspected anew: the settlement may have been told while nobody heard."""

from msgspec.structs import replace

from engine.core.execution.kept import Suspicion
from engine.core.execution.reconcile import difference_id
from engine.domain.difference import DifferenceKind
from engine.domain.events import RunResumed, VenueStood
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.states import Cause
from tests.support.desk import Desk, of


def test_a_suspicion_does_not_grow_older_while_nobody_listens():
    desk = Desk()
    key = difference_id(DifferenceKind.HOLDING, "F1-home/yes")
    desk.state.reckoning.suspected[key] = Suspicion(2000, 0, Moment(desk.at - 3 * MINUTE))
    desk.hear(RunResumed(desk.rules, "rules", "code"), wait=5 * MINUTE)
    assert desk.state.reckoning.suspected == {}


def test_a_start_whose_first_answer_was_too_old_asks_again_within_a_minute():
    desk = Desk()
    before = replace(desk.agreeing(), as_of=Moment(desk.at + 5 * SECOND))
    asked = desk.hear(RunResumed(desk.rules, "rules", "code"), wait=10 * SECOND)
    assert of(asked, "AskVenue")
    told = desk.hear(VenueStood("resumed", before), wait=SECOND)
    assert Cause.STARTING in desk.state.desk.causes
    looks = [wake.at for wake in of(asked, "WakeAt") + of(told, "WakeAt") if wake.kind == "reconcile"]
    assert max(looks) <= desk.at + MINUTE
