"""The models' contest: per league who serves, who challenges, what they are worth against the market, and drift."""

from collections.abc import Iterator

from engine.core.performance.contest import Drift, Form, against_market, form
from engine.core.performance.evidence import DRIFT_GAMES, FORM_GAMES, League
from engine.core.state import State
from engine.core.view.estimates import bounds, count, nats, simulated, source
from engine.domain import text
from engine.domain.clean import own
from engine.domain.figures import Estimate
from engine.domain.forecast import FittedModel
from engine.domain.moment import Moment, after
from engine.domain.probability import MILLION
from engine.domain.queries import Answer, Query, Section, Sheet, SheetColumn, SheetRow, Tone, section

CONTEST = (
    SheetColumn(own("LEAGUE")),
    SheetColumn(own("ROLE")),
    SheetColumn(own("ID"), keep=3),
    SheetColumn(own("GAMES"), ">", keep=5),
    SheetColumn(own("FITTED"), keep=6),
    SheetColumn(own("AGE"), ">", keep=2),
    SheetColumn(own("LOG LOSS"), ">", keep=4),
    SheetColumn(own("V MARKET"), ">"),
    SheetColumn(own("95 %"), keep=0),
    SheetColumn(own("n"), ">"),
    SheetColumn(own("DRIFT"), keep=1),
    SheetColumn(own("NEXT FIT"), ">", keep=4),
)
DRIFT = (
    SheetColumn(own("LEAGUE")),
    SheetColumn(own("DRIFT")),
    SheetColumn(own("LAST n"), ">"),
    SheetColumn(own("FAVOURITE CAME"), ">", keep=2),
    SheetColumn(own("LOG LOSS"), ">"),
    SheetColumn(own("95 %"), keep=1),
    SheetColumn(own("AT FIT"), ">"),
)

CONTEST_NOTE = (
    "V MARKET: log loss per game less that of the market's mid at kick-off, on the same games; below 0 is better than the "
    "market. Champion is the model alone, blend is what is traded on (model and market together). "
    "Intervals 95 %, games taken as independent."
)
NO_MODEL = "no model yet: one is fitted when the first fixture of a league is listed, and stands here when it is done"
DRIFT_NOTE = (
    f"yes: the last games (at most {FORM_GAMES}) lost more than the fit did, sure to 95 %; unknown below {DRIFT_GAMES} games. "
    "A fit is measured on the games it was fitted to, which flatters it."
)


def answer(state: State, query: Query) -> Answer:
    """How do champion and challenger stand in each league?"""
    leagues = dict.fromkeys((*state.convictions.models, *state.convictions.fits, *state.evidence.leagues))
    contest = [row for name in leagues for row in _contest(state, name)]
    forms = {name: _form(state, name) for name in leagues}
    sheets = (
        Sheet(
            own("Contest"),
            CONTEST,
            tuple(contest),
            own(f"{CONTEST_NOTE} {source(state)}" if contest else NO_MODEL),
        ),
        Sheet(
            own("Drift"), DRIFT, tuple(_drift(name, found) for name, found in forms.items()), own(DRIFT_NOTE)
        ),
    )
    return Answer(
        query,
        own(f"{simulated(state)}Models: champion and challenger"),
        (_summary(state, forms),),
        sheets=sheets,
        at=state.run.at,
    )


def _summary(state: State, forms: dict[str, Form]) -> Section:
    judged = [against_market(state.evidence.leagues[name].blend) for name in forms if name in state.evidence.leagues]
    games = sum(found.n for found in judged if found is not None)
    waiting = len(state.evidence.stated)
    lines = (
        ("challenger", "no challenger: none is trained yet"),
        ("drift", drift_words(forms)),
        ("evidence", f"{games} games judged against the market, {waiting} under way"),
    )
    return section("What is known", lines)


def drift_words(forms: dict[str, Form]) -> str:
    """In which leagues has a model drifted, as far as that can be known yet?"""
    drifting = [name for name, found in forms.items() if found.drift is Drift.YES]
    unknown = sum(found.drift is Drift.UNKNOWN for found in forms.values())
    if forms and unknown == len(forms):
        return f"unknown in all {unknown} leagues: too few games"
    said = f"yes in {', '.join(drifting)}" if drifting else "none seen"
    return f"{said}; unknown in {unknown} of {len(forms)} leagues" if unknown else said


def _contest(state: State, name: str) -> Iterator[SheetRow]:
    model, league = state.convictions.models.get(name), state.evidence.leagues.get(name, League())
    found = form(league, None if model is None else model.log_loss_ppm)
    yield _row(state, name, "champion", model=model, gap=against_market(league.model), found=found)
    yield _row(state, name, "blend", model=None, gap=against_market(league.blend), found=None)
    yield SheetRow(
        f"{name}/challenger",
        tuple(map(own, (name, "challenger", *[text.MISSING] * 6, "none is trained yet", *[text.MISSING] * 3))),
        "dim",
    )


def _row(
    state: State,
    name: str,
    role: str,
    *,
    model: FittedModel | None,
    gap: Estimate | None,
    found: Form | None,
) -> SheetRow:
    age = None if model is None else state.run.at - model.fitted_at
    loss = None if model is None else model.log_loss_ppm
    missing = "not fitted yet" if role == "champion" else text.MISSING
    cells = (
        name,
        role,
        missing if model is None else model.id,
        text.MISSING if model is None else str(model.games),
        text.MISSING if model is None else f"{text.moment(model.fitted_at, state.run.zone):%Y-%m-%d}",
        text.span(age),
        text.MISSING if loss is None else f"{loss / MILLION:.4f}",
        nats(None if gap is None else gap.value),
        bounds(gap, nats),
        count(gap),
        text.MISSING if found is None else found.drift.value,
        _next_fit(state, name) if role == "champion" else text.MISSING,
    )
    few = gap is None or gap.n < DRIFT_GAMES
    warned = found is not None and found.drift is Drift.YES
    return SheetRow(f"{name}/{role}", tuple(map(own, cells)), "warn" if warned else "dim" if few else "")


def _next_fit(state: State, league: str) -> str:
    """When is the next fit due? It is asked for with the first fixture that is listed from then on."""
    asked = state.convictions.fits.get(league)
    if asked is None:
        return text.MISSING
    due = after(Moment(asked), state.run.rules.forecast.refit_every)
    return "when listed" if due <= state.run.at else f"in {text.span(due - state.run.at)}"


def _form(state: State, name: str) -> Form:
    model = state.convictions.models.get(name)
    return form(state.evidence.leagues.get(name, League()), None if model is None else model.log_loss_ppm)


def _drift(name: str, found: Form) -> SheetRow:
    def loss(parts: int | None) -> str:
        return text.MISSING if parts is None else f"{parts / MILLION:.4f}"

    word = found.drift.value
    if found.drift is Drift.UNKNOWN:
        word = (
            f"unknown ({found.games} of {DRIFT_GAMES} games)"
            if found.games < DRIFT_GAMES
            else "unknown (fit not measured)"
        )
    cells = (
        name,
        word,
        str(found.games),
        text.percent(found.accuracy),
        loss(found.loss.value if found.loss else None),
        bounds(found.loss, loss),
        loss(found.fitted),
    )
    tone: Tone = "warn" if found.drift is Drift.YES else "dim" if found.drift is Drift.UNKNOWN else ""
    return SheetRow(f"drift/{name}", tuple(map(own, cells)), tone)
