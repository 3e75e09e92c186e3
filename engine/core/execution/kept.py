"""How our books stand against the venue's: what is kept of it."""

from msgspec import Struct, field

from engine.domain.difference import Difference, DifferenceId
from engine.domain.moment import Moment


class Reckoning(Struct):
    """What differs, and as of when the venue's word was last compared."""

    differences: dict[DifferenceId, Difference] = field(default_factory=dict)
    compared_at: Moment | None = None
    """As of which moment of the venue were the books last compared?"""
    agreed_at: Moment | None = None
    """As of which moment did they last agree, what is ignored aside?"""

    @property
    def waiting(self) -> int:
        """How many differences wait for a decision?"""
        return sum(not each.ignored for each in self.differences.values())
