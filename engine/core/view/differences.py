"""The discrepancy desk, line by line."""

from engine.core.execution.differences import written
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.difference import Difference, DifferenceRow


def rows(state: State) -> tuple[DifferenceRow, ...]:
    """Where do our books and the venue's not agree? What waits for a decision comes first, oldest first."""
    lines = sorted(state.reckoning.differences.values(), key=lambda line: (bool(line.ignored), line.since, line.id))
    return tuple(_row(line) for line in lines)


def _row(line: Difference) -> DifferenceRow:
    return DifferenceRow(
        key=line.id,
        kind=own(line.kind),
        subject=line.subject,
        ours=written(line.kind, line.ours),
        venues=written(line.kind, line.venues),
        since=line.since,
        remedies=tuple(own(remedy) for remedy in line.remedies),
        ignored=line.ignored,
    )
