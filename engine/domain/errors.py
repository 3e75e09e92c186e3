"""What can go wrong, sorted by what is to be done about it."""


class FootbeError(Exception):
    """Root of our own errors; its text is one line for a person."""


class Malformed(FootbeError):
    """Something given to us cannot be read: what it is, what was given, what is allowed."""

    def __init__(self, what: str, given: object, allowed: str) -> None:
        """Say what was wrong in one line; the given value is cut to 60 characters."""
        shown = repr(given)
        super().__init__(
            f"{what}: {shown if len(shown) <= 60 else shown[:59] + '…'} is not allowed; allowed: {allowed}"
        )
        self.what = what
        self.allowed = allowed


class UnknownOutcome(FootbeError):
    """Money may have moved and we do not know: never retry, reconcile."""


class Passing(FootbeError):
    """It did not work this time: back off and try again."""


class Broken(FootbeError):
    """An adapter cannot go on: it is off until somebody looks; an incident."""


class Impossible(FootbeError):
    """Our own invariant does not hold: brake and exit."""
