"""What a fixture that is over teaches: one lesson per arm, from what it really did or else from its shadow."""

from engine.core.sizing.lessons import lessons, teachers
from tests.support.shadows import entry


def test_an_arm_that_traded_learns_from_that_and_the_others_from_their_shadows():
    real, own, other = entry(1, shadow=False, pnl=5), entry(1, pnl=7), entry(1, strategy="b", pnl=9)
    assert teachers([real, own, other], "a") == [real]
    assert [(each.strategy, each.shadow, each.pnl) for each in lessons([own, real, other])] == [
        ("a", False, 5),
        ("b", True, 9),
    ]


def test_all_fills_of_an_episode_count_together_by_their_stake():
    small, large = entry(1, quantity=100, spent=400_000), entry(1, quantity=300, spent=1_230_000)
    (lesson,) = lessons([small, large])
    assert lesson.risked == 1_630_000
    # A cent a contract on one, nothing on three.
    assert lesson.clv == 2_500


def test_where_there_was_no_close_there_is_no_closing_line_value():
    (lesson,) = lessons([entry(1, close_twice=None)])
    assert lesson.clv is None
    (in_play,) = lessons([entry(1, in_play=True)])
    assert in_play.clv is None


def test_nothing_teaches_nothing():
    assert lessons([]) == ()
