"""Which three letters stand for each club of a recorded league?"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.domain.errors import Impossible


def codes(names: Sequence[str]) -> dict[str, str]:
    """Which code has each club? Unique; the first letters where they are free, else others of the name in order."""
    taken: dict[str, str] = {}
    for name in names:
        code = next((code for code in _candidates(name) if code not in taken), None)
        if code is None:
            raise Impossible(f"no code is left for {name}")
        taken[code] = name
    return {name: code for code, name in taken.items()}


def _candidates(name: str) -> Iterator[str]:
    plain = "".join(letter for letter in name.upper() if "A" <= letter <= "Z")
    padded = (plain + "XXX")[: max(3, len(plain))]
    yield padded[:3]
    for rest in combinations(padded[1:], 2):
        yield padded[0] + "".join(rest)
    for number in range(100):
        yield f"{padded[:2]}{chr(ord('A') + number % 26)}{chr(ord('A') + number // 26)}"
