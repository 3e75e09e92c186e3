"""Named chance: every draw is a function of seed, purpose, entity and ordinal.

A restart, a new strategy or another order of events shifts nobody else's luck.
"""

import hashlib
import random

Dice = random.Random
"""A private, seeded stream; the only way chance enters the core or the pretended world."""


def key(seed: int, purpose: str, entity: str, ordinal: int) -> int:
    """Which 128-bit number names this draw? Any seed; equal arguments give equal keys."""
    name = f"{seed}\x1f{purpose}\x1f{entity}\x1f{ordinal}".encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=16).digest(), "big")


def dice(seed: int, purpose: str, entity: str, ordinal: int) -> Dice:
    """Which stream of chance belongs to this purpose, entity and ordinal?"""
    return random.Random(key(seed, purpose, entity, ordinal))


def chance(seed: int, purpose: str, entity: str, ordinal: int) -> float:
    """Which single number in [0, 1) belongs to this draw? Cheaper than a stream."""
    return (key(seed, purpose, entity, ordinal) >> 75) / (1 << 53)
