"""Seeds 151 to 225 of the simulator: every invariant holds after every step."""

import pytest

from tests.support.seeds import all_hold, blocks, name


@pytest.mark.timeout(240)
@pytest.mark.parametrize("block", blocks(151, 226), ids=name)
def test_every_invariant_holds(block):
    all_hold(block)
