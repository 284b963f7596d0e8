"""The simulation's part of the command line: the demonstration."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulation.session import Session


@click.command()
@click.option("--home", type=click.Path(path_type=Path), default=Path("demo-home"), help="Folder for everything made.")
@click.option("--once", is_flag=True, help="End after the summary instead of keeping the service up.")
@click.option("--interviews", type=click.IntRange(30, 5000), default=900, help="About how many interviews to collect.")
@click.option("--seed", type=int, default=2026, help="The same seed gives the same contents.")
@click.option("--with-listing", is_flag=True, help="Send the listing too: its forms and every visit to a door.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port of the service; 0 takes a free one.")
@click.pass_obj
def demo(session: "Session", home: Path, once: bool, interviews: int, seed: int, with_listing: bool, port: int) -> None:
    """Run the whole survey on a simulated country: tablets, service, weights, tables, report."""
    from simulation.demo import Wishes, run

    run(session, Wishes(home.resolve(), once, interviews, seed, with_listing, port))
