"""What am I looking at? Of every pane and page: what it is, what its signs mean, which keys matter there."""

from typing import NamedTuple


class About(NamedTuple):
    """One answer. `keys` are names of actions; columns are explained by the glossary."""

    title: str
    what: str
    signs: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()


_LIST = ("detail", "filter", "sort", "copy", "zoom")
_SHEET = ("detail", "filter", "sort", "copy", "back")
_DASH = ("--", "not known, or too old to be shown")
_DIM = ("dim", "old, or from a sample too small to say much")

PANES_ABOUT = {
    "positions": About(
        "1 Positions",
        "One line for each open position, worst thesis first. A quote that is old for how near the start is (30 s in "
        "play, 5 min in the last hour, 1 h on the day, 6 h before) is dimmed with its age beside the thesis, then --.",
        (("!", "its reason is BROKEN"), ("?", "its reason is WEAK"), (">", "the selected row"), _DASH),
        (*_LIST, "exit", "fills", "orders"),
    ),
    "settlement": About(
        "2 Settlement",
        "Money is made when a game settles. One line for each settlement date, and one for all that is open. Projected "
        "and realised never share a column. The title tells of the venue's week, and what is honest for a whole one.",
        (("·", "nothing of that kind on this date"), ("[ .. ]", "range of nine cases in ten"), _DASH),
        ("detail", "charts", "scenarios", "filter", "copy", "zoom"),
    ),
    "strategies": About(
        "3 Strategies",
        "What is believed of each arm's return on a dollar risked, all on one scale; the mark is zero. The hill is high "
        "where the true mean probably lies.",
        (("s", "trades in shadow only"), ("┊", "zero"), ("thin line", "no episode yet"), ("dim", "under 500 episodes")),
        ("detail", "choices", "filter", "copy", "zoom"),
    ),
    "approvals": About(
        "4 Approvals",
        "The agent wants out of a position and asks you. A request reads: time left, how much of what to sell and the "
        "least price; then why, and what happens at the deadline; then what holding is worth, what the exit nets after "
        "fees, and what waiting has brought, dollars a contract. It can be answered when it has stood still for 0.3 s; "
        "if score, status or quantity change it is asked anew.",
        (("≤ ≥", "at most so many, at no less than this price"), ("→", "at the deadline"), ("STALE", "data too old: held")),
        ("approve", "reject", "detail", "filter", "copy", "zoom"),
    ),
    "risk": About(
        "5 Risk",
        "DRAWDOWN is how far EQUITY lies below MARK, its high-water mark: at 15 % a warning, at 18 % entries pause and "
        "want your review, at 20 % everything stops. AT STAKE is what open positions and resting entries can lose, "
        "against its budget; if all lose: equity when every one of them does. EQUITY counts a position at what it cost "
        "or fetches now, the lower. CASH is free or reserved for resting entries. Below, every limit with its use.",
        (("▌·15·18┊20", "drawdown against its three lines"), ("██▍··", "used, of the limit"), _DASH),
        ("tighten", "scenarios", "filter", "zoom"),
    ),
    "health": About(
        "6 Health",
        "One line for each part of the machine, those that are not well first: state, age of what it last said, its limit.",
        (("!", "not well"), ("STALE", "silent beyond its limit: nothing is entered on it"), ("sick", "fails, is tried again"), ("off", "not used")),
        ("detail", "incidents", "filter", "zoom"),
    ),
    "events": About(
        "7 Events",
        "What happened, newest first: time, kind, text. The title counts the orders that are out. A line leads to the position, "
        "fixture or incident it is about.",
        (("unknown", "orders of which the venue has not said what became of them"),),
        ("detail", "filter", "orders", "funnel", "incidents", "zoom"),
    ),
}  # fmt: skip
"""Of every pane, by its name in the registry."""

TOPICS_ABOUT = {
    "position": About("A position", "Its thesis at entry beside the facts now, what an exit would bring, requests, triggers, orders and fills.", (_DASH,), (*_SHEET, "exit")),
    "funnel": About("Why no trade", "Fixtures nothing was bought on, with the rule that said no last; then every refusal of the run by arm and rule.", (("desk", "a gate that holds for every arm"), _DASH), _SHEET),
    "orders": About("Orders", "Live orders: those that rest, and those of which the venue has not said what became of them; then those that ended.", (("unknown", "money may have moved: it is never sent again, it is reconciled"), _DASH), _SHEET),
    "fixture": About("A fixture", "Prices and beliefs on each outcome now, what kept every arm out, what the bandit chose, what is held.", (_DASH,), _SHEET),
    "choices": About("The bandit's choices", "Which arm the bandit trusts and why: its beliefs, what it drew, what the arms not chosen would have made.", (("none", "doing nothing was chosen"), _DIM, _DASH), _SHEET),
    "models": About("Models", "Champion and challenger of each league measured on the same games beside the market, and whether the champion drifts.", (_DIM, _DASH), _SHEET),
    "report": About("Report", "What the run came to so far: result, arms, beliefs, triggers and the checklist.", (_DASH,), _SHEET),
    "flatten": About("Sell what is held", "What selling everything would bring at the prices in the books now. f sells exactly that, and pauses.", (_DASH,), ("back",)),
    "slate": About("A settlement date", "What is held for it and what that may bring; what it has brought; how past projections came out.", (_DIM, _DASH), _SHEET),
    "fills": About("Fills", "Every fill, newest first, with its fee; and how good a moment it was: mark-outs and closing line.", (_DIM, _DASH), _SHEET),
    "regret": About("Regret", "Every decision to leave or to hold beside its alternative, at the depth there was and after fees.", (_DIM, ("--", "not known before the fixture is over")), _SHEET),
    "incidents": About("Incidents", "Alarms, and every state but RUNNING: when it opened, who acknowledged it, when it was over, which page helps.", (("!", "nobody has acknowledged it"), _DASH), _SHEET),
    "scenarios": About("What if", "What the book makes under chosen results. Arrows move to a fixture and turn its result.", (_DASH,), ("back",)),
    "since": About("Since you left", "What happened after you last looked, in five lines, then in full.", (_DASH,), _SHEET),
    "curve": About("Equity and drawdown", "Equity as booked and at bids, and drawdown with its lines.", (_DASH,), ("charts", "back")),
    "days": About("P&L by day", "What each settlement date made, beside what was wished and what is honest.", (_DIM, _DASH), ("charts", "back")),
    "calibration": About("Calibration", "Of what was said to come in so many cases of a hundred, how many came?", (_DIM, _DASH), ("charts", "back")),
    "closing": About("Closing line", "Did we buy cheaper than the market closed, after fees?", (_DIM, _DASH), ("charts", "back")),
}  # fmt: skip
"""Of every answer the engine gives, by its topic."""

PAGES_ABOUT = {
    "reader": About("Reading", "A text that follows the engine. It can be filtered; PgDn reads on.", (), ("filter", "back")),
    "sheet": About("Tables", "What the engine answered, asked anew every five seconds. A row with → leads further.", (("→", "enter opens it"), _DASH), _SHEET),
    "charts": About("Charts", "Equity with drawdown, P&L by settlement date, calibration and closing line: c again or ← → turn to the next.", (_DIM, _DASH), ("charts", "back")),
    "scenarios": TOPICS_ABOUT["scenarios"],
    "Why no trade": TOPICS_ABOUT["funnel"],
    "Orders": TOPICS_ABOUT["orders"],
    "Alarms": About("Alarms", "Every alarm that stands, with the page that says what to do. The top one is acknowledged by its key.", (("▲", "not acknowledged"),), ("acknowledge", "incidents", "back")),
    "Differences with the venue": About("Differences", "What our books and the venue's disagree on. Nothing new is opened while one waits: adopt the venue's word, cancel a foreign order, or ignore it with a reason.", (("≠", "they disagree"),), ("differences", "back")),
    "Help": About("Help", "What the focused pane or page is, then every key. / filters it by any word.", (), ("filter", "palette", "back")),
}  # fmt: skip
"""Of every page by its name in the registry, and of what the reader reads by its heading."""
