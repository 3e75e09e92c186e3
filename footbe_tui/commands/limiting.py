"""The console's way to a stricter limit; what reads settings loads when it is used."""

from engine.domain.commands import Tighten


def stricter(key: str, given: str) -> Tighten:
    """Which command puts the limit of this key to this value, as it would stand in the settings?

    Raises:
        FootbeError: there is no such limit, or the value may not stand there.
    """
    from footbe_tui.commands import tighten  # noqa: PLC0415 - pydantic and the tree of settings

    return tighten.stricter(key, given)
