"""Words a setting may take that the core has no type for."""

from enum import StrEnum

from engine.domain.approval import ExitPolicy


class RunMode(StrEnum):
    """Is the money real?"""

    PAPER = "paper"
    LIVE = "live"


class FeedName(StrEnum):
    """Where does what we hear come from?"""

    SIM = "sim"
    REPLAY = "replay"


class OnConsoleLost(StrEnum):
    """What does the engine do when its console's terminal is gone?"""

    KEEP = "keep"
    PAUSE = "pause"
    STOP = "stop"


class ArmKind(StrEnum):
    """Which rule reads an arm's settings?"""

    VALUE = "value"
    IN_GAME = "in_game"


class AtDeadline(StrEnum):
    """What follows when nobody answers? To ask again is no answer."""

    EXIT = ExitPolicy.EXIT.value
    EXIT_IF_BETTER = ExitPolicy.EXIT_IF_BETTER.value
    NOTE = ExitPolicy.NOTE.value
