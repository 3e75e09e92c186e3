"""Seeds of the simulator in blocks, so that no test is long and every failure names its seed."""

from collections import Counter

from engine.lab.simulator.tally import one, told

BLOCK = 10

Struck = Counter[str]


def blocks(first: int, last: int) -> list[range]:
    """Which blocks cover the seeds from `first` to before `last`?"""
    return [range(start, min(start + BLOCK, last)) for start in range(first, last, BLOCK)]


def name(block: range) -> str:
    """How is a block called in a test's name?"""
    return f"{block.start}-{block.stop - 1}"


def all_hold(seeds) -> Struck:
    """Run these seeds; what struck?

    Raises:
        AssertionError: an invariant broke; the text is the line that replays it.
    """
    struck: Struck = Counter()
    for seed in seeds:
        outcome = one(seed)
        struck.update(outcome.struck)
        assert outcome.breach is None, "\n".join(told(outcome))
    return struck
