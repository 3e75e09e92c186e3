"""A report as one page: no script, nothing fetched, pictures drawn in place, every figure in a table beside them."""

import re
from collections.abc import Callable
from html import escape

from engine.domain import text
from engine.domain.figures import Estimate
from engine.domain.report import Report
from footbe_tui.reports import charts, claimed, contents, decided, made, strips, words
from footbe_tui.reports.page_style import STYLE
from footbe_tui.reports.svg import Drawing
from footbe_tui.reports.table import Cell, Column, Table
from footbe_tui.reports.words import Writer

ALERTS_SHOWN, ROWS_TALL = 200, 32
"""So many alerts stand on the page; a table of more rows than this gets a frame of its own that scrolls."""

Part = tuple[str, tuple[Callable[[Report], Drawing | None], ...], tuple[Callable[[Report], Table], ...]]

PARTS: tuple[Part, ...] = (
    ("Result", (charts.equity, charts.drawdown), (made.result, made.expectations, made.checklist)),
    ("Dates and projections", (charts.slates,), (made.dates,)),
    (
        "What became of the edge",
        (
            lambda report: charts.waterfall(report, shadow=False),
            lambda report: charts.waterfall(report, shadow=True),
        ),
        (claimed.waterfalls,),
    ),
    (
        "Arms",
        (strips.returns, strips.closing, strips.marks, strips.shares),
        (claimed.ledgers, claimed.pairs, claimed.twins, decided.beliefs, decided.bandit),
    ),
    ("Leaving and holding", (strips.regrets,), (decided.triggers,)),
    ("Why no trade", (strips.refusals,), (decided.refusals,)),
    ("Models and alerts", (), (decided.models, decided.alerts)),
)
"""The page's parts in order: heading, pictures, tables. Together they hold every table there is."""


def page(report: Report) -> str:
    """Which page tells this report? Foreign text in it is escaped; it needs nothing but itself."""
    title = escape(contents.title(report))
    parts = "".join(_part(report, index, part) for index, part in enumerate(PARTS))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>\n"
        f"{_header(report)}{_cards(report)}{_contents()}{parts}"
        f"<footer><p>{escape(_footer(report))}</p></footer></main></body></html>\n"
    )


def _header(report: Report) -> str:
    of = report.head
    notice = "" if of.notice is None else f'<p class="notice">{escape(words.plain(of.notice))}</p>'
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{_kept(fact)}</dd></div>" for name, fact in contents.head(report)
    )
    return (
        f'<header><p class="badge">{escape(of.mode)}</p><h1>{escape(contents.title(report))}</h1>{notice}'
        f'<dl class="facts">{facts}</dl></header>\n'
    )


def _kept(fact: str) -> str:
    """A fact whose numbers are not broken between their thousands."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "\N{NO-BREAK SPACE}", escape(fact))


def _cards(report: Report) -> str:
    """The four figures somebody looks for first, each with its interval and sample."""
    result = report.result
    cards = (
        _card("P&L after fees", result.pnl_by_date_micros, words.dollars, "$"),
        _card("Return per dollar", result.return_ppm, words.gain, ""),
        _card("Closing line, per contract", result.clv_each_micros, words.fine_cents, "c"),
        (
            "Worst drawdown",
            text.percent(result.drawdown_ppm),
            f"stops at {text.percent(report.curve.stop_ppm, digits=0)}",
        ),
    )
    return (
        '<section class="cards" aria-label="first figures">'
        + "".join(
            f"<div><h2>{escape(name)}</h2><p>{escape(value)}</p><small>{escape(note)}</small></div>"
            for name, value, note in cards
        )
        + "</section>\n"
    )


def _card(name: str, found: Estimate | None, write: Writer, unit: str) -> tuple[str, str, str]:
    if found is None:
        return name, text.MISSING, "no sample"
    value = f"{write(found.value)} {unit}".rstrip()
    interval = words.between(found, write) if found.low is not None else "no interval below two dates"
    return name, value, f"{interval}; n {found.n}: {found.of}"


def _contents() -> str:
    links = "".join(f'<a href="#part-{index}">{escape(part[0])}</a>' for index, part in enumerate(PARTS))
    return f'<nav aria-label="parts">{links}</nav>\n'


def _part(report: Report, index: int, part: Part) -> str:
    heading, pictures, tables = part
    drawn = [picture(report) for picture in pictures]
    figures = "".join(_figure(each) for each in drawn if each is not None)
    grid = f'<div class="pictures">{figures}</div>' if figures else ""
    told = "".join(_table(make(report)) for make in tables)
    return f'<section id="part-{index}"><h2>{escape(heading)}</h2>{grid}{told}</section>\n'


def _figure(drawing: Drawing) -> str:
    return (
        f"<figure><figcaption><b>{escape(drawing.title)}</b> {escape(drawing.caption)}</figcaption>"
        f"{drawing.drawn}</figure>"
    )


def _table(table: Table) -> str:
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in table.notes)
    if not table.rows:
        return f"<h3>{escape(table.title)}</h3><p>{escape(table.empty)}</p>"
    rows = table.rows[-ALERTS_SHOWN:] if table.key == "alerts" else table.rows
    left = len(table.rows) - len(rows)
    notes += f'<p class="note">{left} earlier ones stand in the JSON.</p>' if left else ""
    head = "".join(
        f'<th scope="col"{_kind(column)}>{escape(column.heading)}</th>' for column in table.columns
    )
    body = "".join(f"<tr>{_cells(row, table.columns)}</tr>" for row in rows)
    tall = ' class="frame tall"' if len(rows) > ROWS_TALL else ' class="frame"'
    return (
        f'<div{tall} role="region" aria-label="{escape(table.title, quote=True)}" tabindex="0"><table>'
        f"<caption>{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{notes}"
    )


def _cells(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> str:
    first, *rest = zip(row, columns, strict=True)
    name = escape(first[0].shown)
    inset = ' class="w in"' if name.startswith("  ") else ' class="w"'
    return f'<th scope="row"{inset}>{name.strip()}</th>' + "".join(
        f"<td{_kind(column)}>{_shown(cell)}</td>" for cell, column in rest
    )


def _shown(cell: Cell) -> str:
    return escape(cell.shown) + (f"<small>{escape(cell.spread)}</small>" if cell.spread else "")


def _kind(column: Column) -> str:
    if column.wraps:
        return ' class="w wrap"'
    return ' class="w"' if column.words else ""


def _footer(report: Report) -> str:
    of = report.head
    return (
        f"footbe-tui, layout {of.layout}. Made from the journal of run {words.plain(of.run)} as it stood on "
        f"{words.when(of.to_us, of.zone)} {text.zone_short(of.zone)}. Missing figures are {text.MISSING}."
    )
