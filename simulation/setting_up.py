"""Setting up the service of a home that holds simulated data: questionnaires, sample, people, tablets."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from questionnaires.problems import ProblemError
from questionnaires.versions import Release
from simulation.devices import DeviceCredentials
from simulation.session import SurveyInUse
from simulation.summary import Login
from survey_api.homes import Home
from survey_api.settings import URL, Settings, database_of

if TYPE_CHECKING:
    from survey_api.administration import Orders

TEAM = "1"  # of every person, tablet and PSU of a demonstration
SUPERVISOR = Login("superviseur", "supervisor", "demo-superviseur")
QUALITY = Login("qualite", "quality", "demo-controle-qualite")
LOGINS = (
    SUPERVISOR,
    QUALITY,
    Login("echantillon", "sampling", "demo-echantillonnage"),
    Login("analyste", "analyst", "demo-analyste"),
    Login("administrateur", "administrator", "demo-administrateur"),
)


class DatabaseElsewhere(ProblemError):
    """A PostgreSQL database is named: logins that everybody knows must not get into it."""

    code = "demo.database_elsewhere"


def require_own_database() -> None:
    """Raises DatabaseElsewhere."""
    if os.environ.get(URL):
        raise DatabaseElsewhere(variable=URL)


def settings_of(survey: SurveyInUse, home: Home) -> Settings:
    """The settings of a service on this home."""
    return Settings(home, database_of(home, os.environ, None), survey.load_field_forms())


def orders_of(survey: SurveyInUse, home: Path) -> "Orders":
    """Orders for the service of a home, up or down."""
    from survey_api.administration import Orders

    place = Home(home)
    return Orders(place, lambda: settings_of(survey, place))


def set_up(
    survey: SurveyInUse, home: Path, releases: Iterable[Release], devices: Sequence[str]
) -> tuple[DeviceCredentials, ...]:
    """Publish these versions, load the sample in ``home/sample``, let people sign in and devices send."""
    from questionnaires.contracts import PSUS
    from questionnaires.files import read
    from survey_api import administration, registering

    Home(home).prepare()
    orders = orders_of(survey, home)
    administration.publish(orders, tuple(releases))
    administration.load_sample(orders, home / "sample")
    psu_ids = read(home / "sample", PSUS).column("psu_id").to_pylist()
    orders("assign_psus", {"teams": dict.fromkeys(psu_ids, TEAM)})
    for login in LOGINS:
        registering.add_staff(orders, login.login, login.role, login.password)
    (home / "logins.txt").write_text("".join(f"{one.login}\t{one.role}\t{one.password}\n" for one in LOGINS))
    added = registering.add_devices(orders, devices, team=TEAM)
    return tuple(DeviceCredentials(one.device_id, one.token) for one in added)
