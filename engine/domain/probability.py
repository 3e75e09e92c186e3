"""Probabilities as whole parts per million, so that decisions compare equal everywhere."""

from collections.abc import Sequence
from typing import NewType

Ppm = NewType("Ppm", int)
"""Parts per million. A probability lies in 0 to 1,000,000; a rate of return may be negative."""

MILLION = Ppm(1_000_000)


def ppm(value: float) -> Ppm:
    """How many parts per million is this fraction, to the nearest (ties to even)?"""
    return Ppm(round(value * MILLION))


def fraction(parts: int) -> float:
    """Which fraction are these parts per million?"""
    return parts / MILLION


def distribution(values: Sequence[float]) -> tuple[Ppm, ...]:
    """Which whole parts, summing to exactly one million, are nearest to these probabilities?

    The rounding remainder goes to the largest one (first among equals).
    """
    parts = [round(value * MILLION) for value in values]
    parts[parts.index(max(parts))] += MILLION - sum(parts)
    return tuple([Ppm(part) for part in parts])
