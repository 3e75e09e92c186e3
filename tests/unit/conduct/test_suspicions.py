"""What was suspected before the process ended is suspected anew: the settlement may have been told while nobody heard."""

from engine.core.execution.kept import Suspicion
from engine.core.execution.reconcile import difference_id
from engine.domain.difference import DifferenceKind
from engine.domain.events import RunResumed
from engine.domain.moment import MINUTE, Moment
from tests.support.desk import Desk


def test_a_suspicion_does_not_grow_older_while_nobody_listens():
    desk = Desk()
    key = difference_id(DifferenceKind.HOLDING, "F1-home/yes")
    desk.state.reckoning.suspected[key] = Suspicion(2000, 0, Moment(desk.at - 3 * MINUTE))
    desk.hear(RunResumed(desk.rules, "rules", "code"), wait=5 * MINUTE)
    assert desk.state.reckoning.suspected == {}
