"""How honest shadows are, beside the real orders they were decided on with."""

from engine.core.shadows.twins import Twin, calibration


def twin(real, shadow, *, arm="a", price=4000, dearer=0):
    return Twin("f", arm, real * 100, real * 100 * price, shadow * 100, shadow * 100 * (price + dearer))


def test_without_real_orders_there_is_nothing_to_say():
    assert calibration([]) == ()


def test_each_arm_is_told_how_often_either_filled_and_at_which_price():
    found = calibration([twin(2, 3, dearer=100), twin(2, 0), twin(0, 1), twin(0, 0), twin(1, 1, arm="b")])
    a, b = found
    assert (a.strategy, a.orders, a.both, a.real_only, a.shadow_only) == ("a", 4, 1, 1, 1)
    assert (a.real_rate, a.shadow_rate) == (500_000, 500_000)
    assert a.dearer == 10_000  # a cent a contract
    assert (b.orders, b.dearer) == (1, 0)


def test_prices_are_compared_only_where_both_filled():
    assert calibration([twin(2, 0), twin(0, 2)])[0].dearer is None
