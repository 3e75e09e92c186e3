"""Which keys does Textual bind, for a keymap and a console?"""

from collections.abc import Iterator

from textual.binding import Binding, BindingType

from footbe_tui.actions import allowed
from footbe_tui.keymap import STOP_AS_READ, STOP_IN_TEXT, USUAL, Keymap


def bindings(*, observe: bool = False, replay: bool = False, keymap: Keymap = USUAL) -> Iterator[BindingType]:
    """Which keys carry out which action? The stop of text fields comes before everything else."""
    yield Binding(STOP_IN_TEXT, "do('stop')", "STOP", show=False, priority=True)
    for key in STOP_AS_READ:
        yield Binding(key, "do('stop')", "STOP", show=False)
    for action in allowed(observe=observe, replay=replay):
        yield Binding(",".join(keymap[action.name].keys), f"do('{action.name}')", action.label, show=False)
