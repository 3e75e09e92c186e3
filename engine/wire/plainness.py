"""Is every text of a stored value clean? Bytes from a disk can say anything; their types only say what should be."""

from functools import cache
from typing import Any, get_args, get_type_hints

from msgspec import Struct

from engine.domain.clean import Clean, own


def unclean(value: Struct, *, every: bool = False) -> str | None:
    """Which text of this Struct is typed clean and is not? None when all are. `every`: names and ids are looked at too."""
    for name in value.__struct_fields__ if every else _fields(type(value)):
        found = _unclean(getattr(value, name), every=every)
        if found is not None:
            return found
    return None


def _unclean(part: object, *, every: bool) -> str | None:
    if isinstance(part, str):
        return None if own(part) == part else part
    if isinstance(part, tuple | list):
        return next((found for each in part if (found := _unclean(each, every=every)) is not None), None)
    return unclean(part, every=every) if isinstance(part, Struct) else None


@cache
def _fields(kind: type[Struct]) -> tuple[str, ...]:
    """Which fields of a Struct hold clean text, or Structs that do? None of them for what ticks."""
    hints = get_type_hints(kind)
    return tuple(name for name, hint in hints.items() if _may_hold(hint))


def _may_hold(hint: Any) -> bool:
    if hint is Clean:
        return True
    if isinstance(hint, type) and issubclass(hint, Struct):
        return bool(_fields(hint))
    parts = (hint.__supertype__,) if hasattr(hint, "__supertype__") else get_args(hint)
    return any(_may_hold(part) for part in parts)
