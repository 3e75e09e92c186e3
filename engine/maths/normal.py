"""Where does a normal number fall? Without scipy."""

import math


def cdf(value: float) -> float:
    """How likely is a standard normal number at or below `value`?"""
    return 0.5 * math.erfc(-value / math.sqrt(2.0))


def quantile(chance: float) -> float:
    """Below which value does a standard normal number fall with this chance, 0 < chance < 1?"""
    if not 0.0 < chance < 1.0:
        raise ValueError(f"chance {chance} is outside (0, 1)")
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < chance else (low, middle)
    return (low + high) / 2
