"""A service in this process with its people and tablets: what an office does on a day of the field, in few words."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

import amem
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from simulation.fieldwork import Fieldwork
from simulation.filling.submissions import Submission
from survey_api import administration, registering
from survey_api.collection.cases.reading import standings
from survey_api.collection.psus.reading import Psu, psus
from survey_api.collection.psus.state import PsuState
from survey_api.collection.reviews.reading import all_standings
from survey_api.collection.service import Service
from survey_api.collection.unfinished import unfinished
from survey_api.registering import Order
from survey_api.settings import Settings
from tests.survey_api.builders import NOON, a_home, client_of, settings_of

SAMPLING, QUALITY, CODERS = "sampling", "quality", ("coder-a", "coder-b")  # logins at headquarters
PASSWORD = "a phrase of nobody"  # noqa: S105 (of invented people)
INTERVIEWS = frozenset({FIELD_FORMS.individual.form_id})


@dataclass(frozen=True)
class Office:
    """The service, and how each tablet reaches it."""

    client: Any  # the client of the tests, of Starlette's type
    settings: Settings
    tokens: Mapping[str, str]
    teams: Sequence[str]

    @property
    def service(self) -> Service:
        """What runs behind the address."""
        service: Service = self.client.app.state.service
        return service

    def order(self, name: str, by: str, **arguments: Any) -> dict[str, Any]:
        """Somebody decides."""
        return self.service.order(name, arguments, by)

    def as_somebody(self, login: str) -> Order:
        """Orders as this person gives them."""
        return lambda name, arguments: self.service.order(name, arguments, login)

    def send(self, submissions: Iterable[Submission]) -> Counter[int]:
        """Each tablet sends; the answers by status, once every verdict is there."""
        answers = Counter(self._post(one) for one in submissions)
        self.settle()
        return answers

    def _post(self, one: Submission) -> int:
        parts = {"xml_submission_file": ("submission.xml", one.xml, "text/xml")}
        answer = self.client.post("/openrosa/submission", files=parts, auth=(one.device, self.tokens[one.device]))
        return int(answer.status_code)

    def settle(self) -> None:
        """Wait until every record has its verdict."""
        deadline = time.monotonic() + 60
        while self.service.checks.waiting or self.service.checks.behind:
            assert time.monotonic() < deadline, "checking does not come to an end"
            time.sleep(0.002)

    def psus(self) -> dict[str, str]:
        """Where each PSU stands."""

        def read(connection: Connection) -> list[Psu]:
            return psus(connection, FIELD_FORMS, unfinished(connection, FIELD_FORMS, NOON))

        found = self.service.read(read)
        return {one.psu_id: one.state.value for one in found}

    def open_psus(self) -> int:
        """Released PSUs that are not closed."""
        found = self.service.read(lambda connection: psus(connection, FIELD_FORMS))
        return sum(one.released and one.state is not PsuState.CLOSED for one in found)

    def cases(self) -> dict[str, Any]:
        """Where each case stands."""
        found = self.service.read(lambda connection: standings(connection, FIELD_FORMS, NOON))
        return {one.case.case_id: one for one in found}

    def interviews(self) -> dict[str, Any]:
        """Where each interview stands, by its case."""
        found = self.service.read(all_standings)
        return {one.head.case_id: one for one in found if one.form_id in INTERVIEWS and one.head is not None}


def supervisor(team: str) -> str:
    """The login of the supervisor of a team."""
    return f"supervisor-{team}"


def team_of(fieldwork: Fieldwork, tablet: str) -> str:
    """The team that a tablet belongs to."""
    return str(fieldwork.devices.index(tablet) // fieldwork.draw.teams.size + 1)


@contextmanager
def office(folder: Path, fieldwork: Fieldwork) -> Iterator[Office]:
    """The questionnaires published, people and tablets of every team known, no sample yet."""
    settings = replace(settings_of(a_home(folder)), field_forms=FIELD_FORMS)
    with client_of(settings) as client:
        order = client.app.state.service.order  # type: ignore[attr-defined]  # an ASGI app of any kind
        administration.publish(order, released(amem.TUNISIA.forms))
        at_work = {unit.device for unit in fieldwork.units} | {visit.device for visit in fieldwork.visits}
        teams = sorted({team_of(fieldwork, tablet) for tablet in at_work})
        tokens: dict[str, str] = {}
        for team in teams:
            registering.add_staff(order, supervisor(team), "supervisor", PASSWORD, team)
            tablets = [tablet for tablet in fieldwork.devices if team_of(fieldwork, tablet) == team]
            tokens |= {one.device_id: one.token for one in registering.add_devices(order, tablets, team)}
        registering.add_staff(order, SAMPLING, "sampling", PASSWORD)
        registering.add_staff(order, QUALITY, "quality", PASSWORD)
        for login in CODERS:
            registering.add_staff(order, login, "coder", PASSWORD)
        yield Office(client, settings, tokens, teams)


def give_out(here: Office, fieldwork: Fieldwork) -> dict[tuple[str, str], Sequence[Sequence[int]]]:
    """PSUs go to the teams that work them; each tablet asks for its numbers when it comes to a PSU."""
    teams = teams_of_psus(fieldwork)
    here.order("assign_psus", SAMPLING, teams=teams)
    asked = dict.fromkeys((unit.psu_id, unit.device) for unit in fieldwork.units)
    return {
        (psu, tablet): here.order("start_listing", tablet, psu_id=psu, device_id=tablet)["blocks"]
        for psu, tablet in asked
    }


def teams_of_psus(fieldwork: Fieldwork) -> dict[str, str]:
    """The team that lists each PSU."""
    return {unit.psu_id: team_of(fieldwork, unit.device) for unit in fieldwork.units}


def jumbled(submissions: Sequence[Submission], seed: int, twice: float = 0.2) -> list[Submission]:
    """The same records in any order, some of them a second time."""
    random = np.random.default_rng(seed)
    again = [one for one in submissions if random.random() < twice]
    both = [*submissions, *again]
    return [both[place] for place in random.permutation(len(both))]
