"""What shape do the numbers of this room have, and are they numbers at all?"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Floats = Sequence[float] | Sequence[Sequence[float]] | FloatArray


def floats(values: Floats) -> FloatArray:
    """Which array of finite floats is this?

    Raises ValueError naming the first value that is no finite number.
    """
    array = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(array)
    if not finite.all():
        bad = array[~finite].flat[0]
        raise ValueError(f"{bad} is not a finite number")
    return array


def probability_rows(values: Floats, *, slack: float = 1e-6) -> FloatArray:
    """Which rows of probabilities are these? Shape (..., outcomes), each row summing to one.

    Raises ValueError for a value outside [0, 1] or a row whose sum is further than `slack` from one.
    """
    rows = floats(values)
    if ((rows < 0) | (rows > 1)).any():
        bad = rows[(rows < 0) | (rows > 1)].flat[0]
        raise ValueError(f"{bad} is not a probability: allowed 0 to 1")
    sums = rows.sum(axis=-1)
    if (np.abs(sums - 1) > slack).any():
        bad = np.atleast_1d(sums)[np.atleast_1d(np.abs(sums - 1) > slack)][0]
        raise ValueError(f"probabilities sum to {bad}: allowed 1 within {slack}")
    return rows
