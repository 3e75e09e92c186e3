"""Which faults strike, and how often: whole classes on or off for a seed, and each with a rate of its own."""

from collections import Counter

from msgspec import Struct

from engine.lab.simulator.universe import Universe


class Fault(Struct, frozen=True):
    """What goes wrong, and how likely each time it could: from `mild` to `wild` where its class is on at all."""

    text: str
    mild: float
    wild: float


MENU: dict[str, Fault] = {
    "lost_request": Fault("an order never reaches the venue; nobody says so", 0.02, 0.5),
    "lost_response": Fault("the venue takes an order, its answer is lost", 0.02, 0.5),
    "accepted_then_5xx": Fault("the venue takes an order and answers 5xx", 0.02, 0.5),
    "no_order_in_answer": Fault("the venue takes an order and answers 2xx without its id", 0.02, 0.3),
    "slow_request": Fault("a request is under way for as long as one may be", 0.02, 0.3),
    "slow_answer": Fault("an answer is under way for up to two minutes", 0.02, 0.3),
    "too_many_requests": Fault("429 to everything for a while", 0.005, 0.05),
    "lost_cancel": Fault("a cancel never reaches the venue", 0.02, 0.5),
    "lost_cancel_answer": Fault("a cancel works, its answer is lost", 0.02, 0.5),
    "lost_question": Fault("a question to the venue stays without an answer", 0.02, 0.5),
    "stale_list": Fault("lists show where things stood up to 10 s ago, and say so", 0.05, 1.0),
    "uneven_list": Fault("parts of one list are fresher than it says", 0.05, 0.5),
    "sweeping": Fault("the venue takes a cancel and carries it out up to a minute later", 0.15, 0.6),
    "partial_fill": Fault("an order that rests is filled in part", 0.4, 1.0),
    "duplicate_fill": Fault("a trade is told twice", 0.05, 0.5),
    "late_fill": Fault("a trade is told up to ten minutes late", 0.05, 0.5),
    "fill_before_ack": Fault("a trade is told before the order's acknowledgement", 0.1, 0.8),
    "fill_after_cancel": Fault("a trade on its way while the order is cancelled", 0.3, 1.0),
    "stream_gap": Fault("what the private stream tells is lost for a while", 0.01, 0.1),
    "stream_reorder": Fault("what the private stream tells overtakes itself", 0.05, 0.5),
    "foreign_order": Fault("somebody else's order rests on the account", 0.3, 1.0),
    "foreign_fill": Fault("somebody else trades on the account", 0.3, 1.0),
    "cash_moved": Fault("the venue moves cash of its own accord", 0.3, 1.0),
    "quote_gap": Fault("a quote is lost", 0.02, 0.4),
    "quote_duplicate": Fault("a quote is told twice", 0.02, 0.4),
    "quote_reorder": Fault("a quote is overtaken by the next", 0.02, 0.3),
    "quote_silence": Fault("a market is not quoted for minutes", 0.002, 0.02),
    "one_sided": Fault("one side of a book is empty", 0.01, 0.1),
    "price_jump": Fault("a price jumps without an event", 0.003, 0.02),
    "score_silence": Fault("the score feed is silent for minutes", 0.01, 0.1),
    "score_taken_back": Fault("a goal is told and taken back", 0.2, 1.0),
    "postponed": Fault("a game is put off to another day", 0.1, 0.5),
    "abandoned": Fault("a game ends before its time, and is settled at a fair price", 0.1, 0.5),
    "void": Fault("a market is void and pays its last price", 0.1, 0.5),
    "late_settlement": Fault("a market is settled minutes later than usual", 0.1, 0.7),
    "settled_twice": Fault("a settlement is told twice", 0.1, 0.7),
    "corrected_settlement": Fault("a settlement is corrected", 0.1, 0.5),
    "crash_at_port": Fault("the process dies at a call to the outside", 0.0005, 0.004),
    "crash_in_recovery": Fault("it dies again while it recovers", 0.2, 0.7),
    "crash_before_begin": Fault("it dies before a transaction begins", 0.0005, 0.004),
    "crash_in_transaction": Fault("it dies between two statements of a transaction", 0.0005, 0.004),
    "crash_before_commit": Fault("it dies before a commit", 0.0005, 0.004),
    "crash_after_commit": Fault("it dies after a commit that it never learns of", 0.0005, 0.004),
    "power_cut": Fault("the machine is off for minutes", 0.2, 0.7),
    "disk_full": Fault("a write finds the disk full", 0.0003, 0.003),
    "disk_error": Fault("a write meets an I/O error; it may stand all the same", 0.0003, 0.003),
    "slow_commit": Fault("a commit takes up to five seconds", 0.002, 0.05),
    "clock_jump": Fault("the wall clock jumps by a second to an hour", 0.2, 1.0),
    "clock_drift": Fault("the wall clock drifts by up to 500 ppm", 0.3, 1.0),
    "sigterm": Fault("SIGTERM", 0.1, 0.5),
    "sigterm_in_stop": Fault("SIGTERM while a stop is under way", 0.1, 0.7),
    "stop_file": Fault("somebody touches STOP", 0.05, 0.3),
    "stop_signal": Fault("SIGUSR1", 0.05, 0.3),
    "operator_stop": Fault("the operator stops everything", 0.1, 0.5),
    "stop_at_commit": Fault("the gate shuts just after an entry was committed", 0.05, 0.5),
    "stop_in_stop": Fault("a stop while a stop is under way", 0.2, 0.8),
    "operator_pause": Fault("the operator pauses", 0.2, 0.8),
    "answer_late": Fault("an approval is answered after its deadline", 0.1, 0.6),
    "answer_twice": Fault("an approval is answered twice", 0.1, 0.6),
    "answer_stale": Fault("an approval is answered as it was seen before it changed", 0.1, 0.6),
    "two_operators": Fault("two clients ask for opposite things at once", 0.1, 0.6),
    "stranger_resumes": Fault("somebody without a keyboard asks to resume or reset", 0.1, 0.6),
    "flatten": Fault("the operator sells everything", 0.05, 0.3),
    "ignored_difference": Fault("the operator lets a difference stand", 0.1, 0.6),
}
"""Everything that may go wrong. A run of a hundred seeds in which one of them never struck has failed."""


class Weather:
    """A seed's own rates, and how often each fault struck."""

    def __init__(self, universe: Universe) -> None:
        """Draw which classes are on, and how bad each is."""
        self._universe = universe
        self.calm = False
        self.struck: Counter[str] = Counter()
        self.rates = {name: self._rate(name, fault) for name, fault in MENU.items()}

    def _rate(self, name: str, fault: Fault) -> float:
        dice = self._universe.stream("weather", name)
        share_on = self._universe.stream("weather", "all").uniform(0.1, 0.9)
        if dice.random() >= share_on:
            return 0.0
        return float(fault.mild * (fault.wild / fault.mild) ** dice.random())

    def strikes(self, name: str, entity: str = "") -> bool:
        """Does this fault strike now? Counted and noted when it does."""
        rate = self.rates[name]
        if rate == 0.0 or self.calm or self._universe.draw(name, entity) >= rate:
            return False
        self.record(name, entity)
        return True

    def record(self, name: str, entity: str = "") -> None:
        """Count a fault that was made to happen."""
        self.struck[name] += 1
        self._universe.note(f"fault {name} {entity}")

    def clear_up(self) -> None:
        """From now on nothing goes wrong any more."""
        self.calm = True
        self._universe.note("calm")
