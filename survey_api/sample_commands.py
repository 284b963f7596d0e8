"""Commands about the sample: load, status, release."""

from pathlib import Path
from typing import Any

import click

from survey_api.command_line import Session, home_option, orders_of, read_from, tell, tell_header, tell_json, tell_rows

_COLUMNS = ("stratum", "released", "psus", "psus_released")


@click.group()
def sample() -> None:
    """The drawn sample."""


@sample.command("load")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@home_option
@click.pass_obj
def load_sample(session: Session, folder: Path, home: Path) -> None:
    """Load the sample in FOLDER: its contract tables, listed already or as drawn."""
    from survey_api import administration

    counts = administration.load_sample(orders_of(session, home), folder)
    if "psu_draw" in counts:
        tell(session, "psus.draw_loaded", psus=counts["psus"], replicates=_status(session, home)["n_replicates"])
    else:
        tell(session, "service.sample_loaded", **counts)


@sample.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def status(session: Session, as_json: bool, home: Path) -> None:
    """What was drawn and what is released in each stratum."""
    told = _status(session, home)
    if as_json:
        tell_json(told)
    else:
        tell_header(session, _COLUMNS, told["strata"])
        tell_rows(told["strata"], as_json=False)


@sample.command()
@click.argument("replicate", metavar="K", type=int)
@click.option("--stratum", help="In this stratum alone; everywhere by default.")
@click.option("--reason", required=True, help="Why, in a sentence: it is kept with the decision.")
@home_option
@click.pass_obj
def release(session: Session, replicate: int, stratum: str | None, reason: str, home: Path) -> None:
    """Release replicate K of the reserve: its PSUs enter the sample for good."""
    given = {"replicate": replicate, "stratum": stratum, "reason": reason}
    done = orders_of(session, home)("release_replicate", given)
    tell(session, "psus.released", replicate=replicate, n=done["psus"])


def _status(session: Session, home: Path) -> dict[str, Any]:
    from survey_api.collection.psus.telling import sample_told

    forms = session.survey.load_field_forms()
    told = read_from(session, home, lambda connection: sample_told(connection, forms))
    return {**told, "n_replicates": len(told["replicates"])}
