"""The command ``amem freeze``: freeze a version of everything, or verify one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_api.command_line import Session, forms_option, home_option, orders_of, settings_of, tell

if TYPE_CHECKING:
    from survey_api.freezing.matters import Matter
    from survey_api.settings import Settings

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("version")
@home_option
@click.option("--despite", default="", help="Freeze although something stands open, for this reason; it is kept.")
@click.option("--margins", "margins", type=_FILE, multiple=True, help="Totals to calibrate to, frozen along.")
@click.option("--verify", "only_verify", is_flag=True, help="Verify a frozen version, byte for byte, and stop.")
@forms_option
@click.pass_obj
def freeze(
    session: Session,
    version: str,
    home: Path,
    despite: str,
    margins: tuple[Path, ...],
    only_verify: bool,
    forms: Path | None,
) -> None:
    """Freeze everything as VERSION in HOME/frozen: what stands open is listed first; nothing is changed afterwards."""
    from questionnaires.history import declared_changes
    from survey_api.freezing.freezing import Along, verify
    from survey_api.freezing.freezing import freeze as frozen
    from survey_api.homes import Home

    settings = settings_of(session, Home(home))
    if only_verify:
        seal = verify(settings, version)
        tell(session, "freezing.verified", version=version, files=len(seal.files), digest=seal.digest)
        return
    made = frozen(
        settings,
        orders_of(session, home),
        version,
        Along(session.survey.parameters, margins, session.survey.codelists),
        survey=session.survey.name,
        declared=declared_changes(forms or session.survey.forms),
        despite=despite,
        open_psus=lambda: _open_psus(settings),
        told=lambda found: _tell(session, found),
    )
    tell(session, "freezing.frozen", version=version, path=made.folder, digest=made.seal.digest)


def _open_psus(settings: "Settings") -> int:
    from survey_api.collection.psus.reading import psus
    from survey_api.collection.psus.state import PsuState
    from survey_api.reading import read

    found = read(settings.database, lambda connection: psus(connection, settings.field_forms))
    return sum(psu.released and psu.state is not PsuState.CLOSED for psu in found)


def _tell(session: Session, found: "tuple[Matter, ...]") -> None:
    for matter in found:
        if matter.n:
            tell(session, f"freezing.matter_{matter.code}", n=matter.n)
