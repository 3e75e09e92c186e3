"""Run every measurement and print a line for each figure."""

from benchmarks.brakes import brake_figures
from benchmarks.console import console_figures
from benchmarks.console_remote import remote_figures
from benchmarks.figure import show
from benchmarks.first_frame import frame_figures
from benchmarks.loop import loop_figures
from benchmarks.markets import market_figures
from benchmarks.terminal_bytes import terminal_figures
from benchmarks.week import week_figures

if __name__ == "__main__":
    measures = (
        loop_figures,
        market_figures,
        week_figures,
        frame_figures,
        terminal_figures,
        brake_figures,
        console_figures,
        remote_figures,
    )
    for measure in measures:
        show(measure())
