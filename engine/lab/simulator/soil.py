"""How a bug is planted: the words for it."""

from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct


class Soil(Protocol):
    """Where a bug is planted; see `teeth.Planted`."""

    def method(self, owner: type[Any], name: str, wrong: Callable[..., Any]) -> None:
        """Let a class use a wrong method."""
        ...

    def function(self, right: Callable[..., Any], wrong: Callable[..., Any]) -> None:
        """Let every module use a wrong function."""
        ...

    def entry(self, table: dict[Any, Any], key: Any, wrong: Any) -> None:
        """Let a table hold a wrong entry."""
        ...


class Bug(Struct, frozen=True):
    """What is wrong, and how it is planted."""

    text: str
    plant: Callable[[Soil], None]
