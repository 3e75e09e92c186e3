"""Named chance in bulk: one numbered block of draws per entity, from `engine.domain.dice`'s keys.

The only place of the pretended world that touches numpy's generators.
"""

import numpy as np

from engine.domain.dice import key
from engine.maths.arrays import FloatArray

_WORD = (1 << 64) - 1


class Stream:
    """One entity's block of draws for one purpose; drawn in the order of the calls."""

    def __init__(self, seed: int, purpose: str, entity: str, ordinal: int = 0) -> None:
        """Name the block; equal names give equal draws."""
        number = key(seed, purpose, entity, ordinal)
        words = np.array([number & _WORD, number >> 64], dtype=np.uint64)
        # Philox is keyed, not seeded: a block costs microseconds and shifts no other block.
        self._draws = np.random.Generator(np.random.Philox(key=words))  # noqa: TID251 -- keyed by domain.dice

    def uniforms(self, *shape: int) -> FloatArray:
        """Which numbers in [0, 1)?"""
        return np.asarray(self._draws.random(shape))

    def normals(self, *shape: int) -> FloatArray:
        """Which standard normal numbers?"""
        return np.asarray(self._draws.standard_normal(shape))

    def between(self, low: float, high: float) -> float:
        """Which single number in [low, high)?"""
        return low + (high - low) * float(self._draws.random())
