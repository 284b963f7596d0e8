"""The command ``amem simulate``: the fieldwork of a country that does not exist, into files or to a service."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simulation.session import Session

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.option("--scenario", default="default", metavar="NAME", help="What happens in the field: see above.")
@click.option("--seed", type=int, default=2026, help="The same seed gives the same bytes.")
@click.option("--country", default="tunisia", metavar="NAME", help="tunisia, or small: the demonstration's.")
@click.option("--days", type=int, help="Days of fieldwork. Default: the country's.")
@click.option("--interviews", type=int, help="About how many interviews. Default: what the country's design gives.")
@click.option("--out", type=_FOLDER, help="Write everything into this folder.")
@click.option("--to", metavar="URL", help="Send to the service that answers at this address.")
@click.option("--devices", type=_FOLDER, metavar="FILE", help="For --to: what 'amem device add NAMES --json' prints.")
@click.option("--home", type=_FOLDER, help="Make a demonstration home, start its service, send to it.")
@click.option("--draws", type=int, help="Only tables: this many light draws, a folder each, into --out.")
@click.option("--speed", type=float, help="Simulated seconds in a second, as 60 or 5000. Default: as fast as can be.")
@click.option("--listing/--no-listing", default=False, help="The listing too: its forms, every visit to a door.")
@click.option("--truth/--no-truth", default=True, help="Interview everybody: true values, answers in light draws.")
@click.option("--processes", type=int, help="Processes that fill forms; the bytes are the same. Default: one a core.")
@click.option("--once", is_flag=True, help="For --home: end after the summary instead of keeping the service up.")
@click.option("--port", type=click.IntRange(0, 65535), help="For --home: port of the service; 0: any. Default: 8000.")
@click.pass_obj
def simulate(session: "Session", /, **options: Any) -> None:  # the options above, each of its own type
    """Simulate a fieldwork, from the visits to what tablets send, on a country that does not exist.

    Say where it goes: --out FOLDER writes files; --to URL --devices FILE sends to a running service (add --out for the
    files too); --home HOME sets up a service of its own and sends to it; --draws K --out FOLDER writes tables alone.

    Scenarios: default (response depends a little on what nobody sees), mar (on the listing alone), nmar (strongly),
    hostile-network, fraud, rds, large (ten times the country).
    """
    from simulation.roads.simulating import run
    from simulation.roads.wishes import Asked, road_of, wishes_of

    asked = Asked(**options)
    run(session, wishes_of(asked), road_of(asked))
